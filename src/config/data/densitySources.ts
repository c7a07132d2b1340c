/** Sources of the `data` section whose density is known. */
import * as z from 'zod';

/** Far beyond any use, and far from the end of float32. */
const FARTHEST = 1e6;
const positive = z.number().positive().max(FARTHEST);

export const gaussianSource = z
  .strictObject({
    source: z.literal('gaussian').describe('One-dimensional normal distribution.'),
    mean: z.number().min(-FARTHEST).max(FARTHEST).default(4).describe('Mean. Default 4.'),
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
  })
  .describe('Two-dimensional mixture: equal Gaussian modes on a square grid around the origin.');
