/** Validators of the shapes in `distribution.ts`: what comes from a file or a socket is checked before it is believed. */
import * as z from 'zod';
import {
  DISTRIBUTION_ARRAYS,
  DISTRIBUTION_FIGURES,
  type Distribution,
  type DistributionArray,
} from './distribution';

const axes = z.array(z.number()).min(1).max(2);

const head = {
  step: z.int().min(0),
  updates: z.int().min(1).optional(),
  dimensions: z.union([z.literal(1), z.literal(2)]),
  method: z.enum(['transport', 'smoothed']),
  knownDensity: z.boolean(),
  samples: z.int().min(0),
  bandwidth: axes,
  low: axes,
  high: axes,
  cells: z.int().min(1).max(4096),
  latentDimensions: z.union([z.literal(0), z.literal(1), z.literal(2)]),
};

/** Of numbers that may be undefined: JSON has no not-a-number. */
const figure = z.union([z.number(), z.nan(), z.null()]).transform((value) => value ?? NaN);

/** All but the arrays, as JSON keeps it. */
export const distributionHeadSchema = z.object({
  ...head,
  figures: z.record(z.enum(DISTRIBUTION_FIGURES), figure),
});

type Head = Pick<Distribution, 'dimensions' | 'latentDimensions' | 'cells'>;

/** Whether an array has one value for each cell of the grid. */
export function isField(array: DistributionArray): boolean {
  return ['dataDensity', 'generatorDensity', 'discriminator', 'optimum'].includes(array);
}

/** Values of one row of an array; the number of rows is free. */
export function rowSize(array: DistributionArray, { dimensions, latentDimensions }: Head): number {
  switch (array) {
    case 'real':
    case 'fake':
    case 'images':
      return dimensions;
    case 'latents':
      return Math.max(1, latentDimensions);
    case 'forces':
      return 4;
    case 'modes':
      return 3;
    case 'dataDensity':
    case 'generatorDensity':
    case 'discriminator':
    case 'optimum':
      return 1;
  }
}

function fits(array: DistributionArray, { length }: Float32Array, of: Head): boolean {
  if (!isField(array)) return length % rowSize(array, of) === 0;
  return length === of.cells ** of.dimensions || (array === 'optimum' && length === 0);
}

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array);

export const distributionSchema: z.ZodType<Distribution> = distributionHeadSchema
  .extend({ arrays: z.record(z.enum(DISTRIBUTION_ARRAYS), float32) })
  .refine(
    ({ dimensions, low, high, bandwidth }) =>
      [low, high, bandwidth].every((ends) => ends.length === dimensions),
    'not as many axes as dimensions',
  )
  .refine(
    (distribution) =>
      DISTRIBUTION_ARRAYS.every((array) => fits(array, distribution.arrays[array], distribution)),
    'an array of another size',
  );
