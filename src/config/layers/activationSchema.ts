/** Activations, alone and at the end of other layers. */
import * as z from 'zod';
import { describedEnum } from '../describedEnum';

export const activationNameSchema = describedEnum({
  linear: 'x',
  relu: 'max(0, x)',
  leakyRelu: 'x above zero, negativeSlope·x below',
  elu: 'x above zero, eˣ − 1 below',
  tanh: 'tanh x, from −1 to 1: for pixels scaled with `minusOneToOne`',
  sigmoid: '1 / (1 + e⁻ˣ), from 0 to 1: for pixels scaled with `zeroToOne`',
  softplus: 'log(1 + eˣ), above 0',
});

const activation = activationNameSchema.default('linear').describe('Default `linear`.');

const negativeSlope = z
  .number()
  .min(0)
  .max(1)
  .default(0.2)
  .describe('Slope of `leakyRelu` below zero. Default 0.2 (Radford et al. 2016).');

/** Fields of layers that end in an activation. */
export const activationFields = { activation, negativeSlope };

export const activationLayer = z
  .strictObject({
    type: z.literal('activation').describe('An activation on its own.'),
    activation: activationNameSchema.describe('The function.'),
    negativeSlope,
  })
  .describe('An activation on its own.');
