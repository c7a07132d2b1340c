/** Layers that see all values of a sample at once; images are flattened. */
import * as z from 'zod';
import { activationFields } from './activationSchema';
import { bias, weightFields, weights } from './initializerSchema';

const units = z.int().min(1).max(1_000_000).describe('Number of outputs.');

export const pieces = z
  .int()
  .min(2)
  .max(64)
  .default(5)
  .describe('Linear pieces per unit. Default 5, as in Goodfellow et al. 2014.');

export const denseLayer = z
  .strictObject({
    type: z.literal('dense').describe('Fully connected: activation(x·W + b).'),
    units,
    ...activationFields,
    ...weightFields,
  })
  .describe('Fully connected: activation(x·W + b). Images are flattened first.');

export const maxoutLayer = z
  .strictObject({
    type: z.literal('maxout').describe('The largest of several linear pieces per unit.'),
    units,
    pieces,
    weights,
    bias,
  })
  .describe('max over pieces of x·W + b (Goodfellow et al. 2013, Maxout Networks).');
