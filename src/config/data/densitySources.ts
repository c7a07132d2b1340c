/** Sources of the `data` section whose density is known. */
import * as z from 'zod';

/** Far beyond any use, and far from the end of float32. */
const FARTHEST = 1e6;
const positive = z.number().positive().max(FARTHEST);
const coordinate = z.number().min(-FARTHEST).max(FARTHEST);

const divisor = positive
  .min(1 / FARTHEST)
  .default(1)
  .describe(
    'All coordinates, the noise among them, are divided by this number, as published experiments scale their data. Default 1.',
  );

export const gaussianSource = z
  .strictObject({
    source: z.literal('gaussian').describe('One-dimensional normal distribution.'),
    mean: coordinate.default(4).describe('Mean. Default 4.'),
    standardDeviation: positive.default(0.5).describe('Standard deviation. Default 0.5.'),
  })
  .describe('One-dimensional normal distribution, as in Figure 1 of Goodfellow et al. 2014.');

export const ringSource = z
  .strictObject({
    source: z.literal('ring').describe('Gaussian modes on a circle.'),
    modes: z
      .int()
      .min(1)
      .max(1000)
      .default(8)
      .describe('Number of modes, at angles 2πi / modes. Default 8.'),
    radius: positive.default(2).describe('Radius of the circle. Default 2.'),
    standardDeviation: positive
      .default(0.02)
      .describe('Standard deviation of a mode along each axis. Default 0.02.'),
    divisor,
  })
  .describe('Two-dimensional mixture: equal Gaussian modes on a circle.');

export const gridSource = z
  .strictObject({
    source: z.literal('grid').describe('Gaussian modes on a square grid.'),
    side: z
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe('Modes along each side. Default 5, so 25 modes.'),
    spacing: positive.default(2).describe('Distance between neighbours. Default 2.'),
    standardDeviation: positive
      .default(0.05)
      .describe('Standard deviation of a mode along each axis. Default 0.05.'),
    divisor,
  })
  .describe('Two-dimensional mixture: equal Gaussian modes on a square grid around the origin.');

export const spiralSource = z
  .strictObject({
    source: z.literal('spiral').describe('Arms of a spiral, with Gaussian noise.'),
    arms: z.int().min(1).max(100).default(2).describe('Number of arms. Default 2.'),
    turns: positive.max(100).default(1).describe('Turns of each arm around the origin. Default 1.'),
    radius: positive.default(2).describe('Where an arm ends. Default 2.'),
    standardDeviation: positive
      .default(0.05)
      .describe('Standard deviation of the noise along each axis. Default 0.05.'),
    divisor,
  })
  .describe(
    'Two-dimensional: arms r = radius · t at angles 2π (turns · t + i / arms), t uniform from 0 to 1, with Gaussian noise.',
  );

export const swissRollSource = z
  .strictObject({
    source: z.literal('swissRoll').describe('A rolled-up line, with Gaussian noise.'),
    standardDeviation: positive
      .default(0.25)
      .describe('Standard deviation of the noise along each axis, before dividing. Default 0.25.'),
    divisor: divisor.default(7.5),
  })
  .describe(
    'Two-dimensional Swiss roll, (t cos t, t sin t) with t uniform from 1.5π to 4.5π and Gaussian noise, divided by 7.5: as in the toy experiments of Gulrajani et al. 2017 (WGAN-GP).',
  );

export const moonsSource = z
  .strictObject({
    source: z.literal('moons').describe('Two interleaved half circles, with Gaussian noise.'),
    standardDeviation: positive
      .default(0.1)
      .describe('Standard deviation of the noise along each axis. Default 0.1.'),
    divisor,
  })
  .describe(
    'Two-dimensional: two interleaved half circles of radius 1 with Gaussian noise, as `make_moons` of scikit-learn.',
  );

const component = z
  .strictObject({
    centre: z.array(coordinate).min(1).max(1024).describe('Where the mode lies: its coordinates.'),
    weight: positive
      .default(1)
      .describe('Share of the samples, relative to the other components. Default 1.'),
    standardDeviation: positive.describe('Standard deviation of the mode along each axis.'),
  })
  .describe('One Gaussian of the mixture.');

export const mixtureSource = z
  .strictObject({
    source: z.literal('mixture').describe('A mixture of Gaussians of your own.'),
    components: z
      .array(component)
      .min(1)
      .max(10_000)
      .describe('The Gaussians; all have the same number of coordinates.'),
    divisor,
  })
  .describe('A mixture of round Gaussians, each with its own centre, weight and width.');
