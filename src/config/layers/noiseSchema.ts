/** Layers that are random while training and absent when sampling. */
import * as z from 'zod';

export const dropoutLayer = z
  .strictObject({
    type: z.literal('dropout').describe('Zeroes inputs at random while training.'),
    rate: z
      .number()
      .min(0)
      .max(0.95)
      .describe('Share of the inputs set to zero; the others are scaled by 1 / (1 − rate).'),
  })
  .describe(
    'Inverted dropout: nothing is rescaled when sampling. Masks for real and fake samples are independent.',
  );

export const gaussianNoiseLayer = z
  .strictObject({
    type: z.literal('gaussianNoise').describe('Adds noise while training.'),
    standardDeviation: z
      .number()
      .min(0)
      .max(1000)
      .describe('Standard deviation of the noise, in units of its input.'),
  })
  .describe(
    'Adds N(0, standardDeviation²) to every value while training. As the first layer of a discriminator: instance noise (Sønderby et al. 2017).',
  );
