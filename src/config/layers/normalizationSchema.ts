/** Layers that bring values to mean 0 and variance 1, and those that let a network see its minibatch. */
import * as z from 'zod';
import { initializerSchema } from './initializerSchema';

const epsilon = z
  .number()
  .positive()
  .max(1)
  .default(1e-5)
  .describe('Added to the variance, inside the root. Default 0.00001.');

const affine = {
  scale: initializerSchema
    .default({ name: 'constant', value: 1 })
    .describe('How the scale γ starts. Default: one; DCGAN draws it from N(1, 0.02²).'),
  offset: initializerSchema
    .default({ name: 'constant', value: 0 })
    .describe('How the offset β starts. Default: zero.'),
};

export const batchNormLayer = z
  .strictObject({
    type: z.literal('batchNorm').describe('Normalises each channel over the minibatch.'),
    momentum: z
      .number()
      .min(0)
      .max(0.9999)
      .default(0.9)
      .describe(
        'Decay of the running mean and variance that samples are made with after training. Default 0.9 (PyTorch calls this 0.1).',
      ),
    epsilon,
    ...affine,
  })
  .describe(
    'Batch normalisation (Ioffe & Szegedy 2015): per channel over the minibatch while training, by running averages when sampling. In the discriminator, real and fake minibatches are normalised apart (Radford et al. 2016).',
  );

export const layerNormLayer = z
  .strictObject({
    type: z.literal('layerNorm').describe('Normalises each sample over all its values.'),
    epsilon,
    ...affine,
  })
  .describe(
    'Layer normalisation (Ba et al. 2016): each sample over all its values. Fits gradient penalties, which batch normalisation does not (Gulrajani et al. 2017).',
  );

export const instanceNormLayer = z
  .strictObject({
    type: z.literal('instanceNorm').describe('Normalises each channel of each image.'),
    epsilon,
    ...affine,
  })
  .describe('Instance normalisation (Ulyanov et al. 2016): each channel of each image on its own.');

export const minibatchStdDevLayer = z
  .strictObject({
    type: z.literal('minibatchStdDev').describe('Shows the discriminator how samples differ.'),
    groupSize: z
      .int()
      .min(2)
      .max(65_536)
      .default(4)
      .describe(
        'Samples that are compared with each other; must divide the batch size. Default 4.',
      ),
  })
  .describe(
    'Minibatch standard deviation (Karras et al. 2018): appends the mean standard deviation over groups of samples, one channel, so that a discriminator notices when samples are all alike.',
  );
