/** Layers that only rearrange values. */
import * as z from 'zod';

const extent = z.int().min(1).max(65_536);

export const reshapeLayer = z
  .strictObject({
    type: z.literal('reshape').describe('Makes an image of a row of values.'),
    shape: z
      .array(extent)
      .length(3)
      .describe('[channels, height, width] of the result; the product stays what it was.'),
  })
  .describe('Makes an image [channels, height, width] of a row of values, channel after channel.');

export const flattenLayer = z
  .strictObject({
    type: z.literal('flatten').describe('Makes a row of values of an image.'),
  })
  .describe('Makes a row of values of an image, channel after channel. Dense layers do it anyway.');
