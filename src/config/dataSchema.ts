/** The `data` section. */
import * as z from 'zod';
import { describedEnum } from './describedEnum';

const pixelRange = describedEnum({
  minusOneToOne: 'Black is −1, white is 1: end the generator with `tanh`.',
  zeroToOne: 'Black is 0, white is 1: end the generator with `sigmoid`.',
})
  .default('minusOneToOne')
  .describe(
    'Interval the pixels are scaled to. Use `minusOneToOne` (default) with a `tanh` generator, `zeroToOne` with `sigmoid`.',
  );

/** Far beyond any use, and far from the end of float32. */
const FARTHEST = 1e6;
const positive = z.number().positive().max(FARTHEST);

export const dataSchema = z
  .discriminatedUnion('source', [
    z
      .strictObject({
        source: z.literal('digits').describe('1,797 handwritten digits of 8×8 pixels.'),
        pixelRange,
      })
      .describe(
        '1,797 handwritten digits, 8×8 pixels, built in (UCI, CC BY 4.0, Alpaydin & Kaynak 1998).',
      ),
    z
      .strictObject({
        source: z.literal('idx').describe('Images in an IDX file, such as MNIST or Fashion-MNIST.'),
        images: z
          .string()
          .min(1)
          .describe(
            'Path of the IDX image file, plain or gzipped (`train-images-idx3-ubyte.gz`), relative to this config file.',
          ),
        pixelRange,
      })
      .describe('Images in an IDX file, plain or gzipped, such as MNIST or Fashion-MNIST.'),
    z
      .strictObject({
        source: z.literal('gaussian').describe('One-dimensional normal distribution.'),
        mean: z.number().min(-FARTHEST).max(FARTHEST).default(4).describe('Mean. Default 4.'),
        standardDeviation: positive.default(0.5).describe('Standard deviation. Default 0.5.'),
      })
      .describe('One-dimensional normal distribution, as in Figure 1 of Goodfellow et al. 2014.'),
    z
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
      .describe('Two-dimensional mixture: equal Gaussian modes on a circle.'),
    z
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
      .describe(
        'Two-dimensional mixture: equal Gaussian modes on a square grid around the origin.',
      ),
  ])
  .describe('What the generator has to imitate.');
