/** One layer of a network, and how its parameters start. */
import * as z from 'zod';
import { describedEnum } from './describedEnum';

const units = z.int().min(1).max(1_000_000).describe('Number of outputs.');

export const initializerSchema = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z
        .literal('glorotUniform')
        .describe(
          'U(±√(6 / (fan in + fan out))) (Glorot & Bengio 2010): for `tanh`, `sigmoid` and linear layers.',
        ),
    }),
    z.strictObject({
      name: z.literal('heNormal').describe('N(0, 2 / fan in) (He et al. 2015): for `relu` layers.'),
    }),
    z.strictObject({
      name: z.literal('normal').describe('N(0, standardDeviation²).'),
      standardDeviation: z
        .number()
        .min(0)
        .max(1000)
        .describe('Standard deviation of the initial values.'),
    }),
    z.strictObject({
      name: z.literal('uniform').describe('U(−range, range).'),
      range: z
        .number()
        .min(0)
        .max(1000)
        .describe(
          'Values are drawn from U(−range, range): `irange` in the code of Goodfellow et al. 2014.',
        ),
    }),
    z.strictObject({
      name: z.literal('constant').describe('The same value everywhere.'),
      value: z.number().min(-1000).max(1000).describe('Every value.'),
    }),
  ])
  .meta({ id: 'initializer' });

export const activationNameSchema = describedEnum({
  linear: 'x',
  relu: 'max(0, x)',
  leakyRelu: 'x above zero, negativeSlope·x below',
  elu: 'x above zero, eˣ − 1 below',
  tanh: 'tanh x, from −1 to 1: for pixels scaled with `minusOneToOne`',
  sigmoid: '1 / (1 + e⁻ˣ), from 0 to 1: for pixels scaled with `zeroToOne`',
  softplus: 'log(1 + eˣ), above 0',
});

const negativeSlope = z
  .number()
  .min(0)
  .max(1)
  .default(0.2)
  .describe('Slope of `leakyRelu` below zero. Default 0.2 (Radford et al. 2016).');

const weights = initializerSchema
  .default({ name: 'glorotUniform' })
  .describe(
    'How the weight matrix starts. Default: Glorot uniform, U(±√(6 / (fan in + fan out))).',
  );

const bias = initializerSchema
  .default({ name: 'constant', value: 0 })
  .describe('How the bias starts. Default: zero.');

const layer = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('dense').describe('Fully connected: activation(x·W + b).'),
        units,
        activation: activationNameSchema.default('linear').describe('Default `linear`.'),
        negativeSlope,
        weights,
        bias,
      })
      .describe('Fully connected: activation(x·W + b).'),
    z
      .strictObject({
        type: z.literal('maxout').describe('The largest of several linear pieces per unit.'),
        units,
        pieces: z
          .int()
          .min(2)
          .max(64)
          .default(5)
          .describe('Linear pieces per unit. Default 5, as in Goodfellow et al. 2014.'),
        weights,
        bias,
      })
      .describe('max over pieces of x·W + b (Goodfellow et al. 2013, Maxout Networks).'),
    z
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
      ),
    z
      .strictObject({
        type: z.literal('activation').describe('An activation on its own.'),
        activation: activationNameSchema.describe('The function.'),
        negativeSlope,
      })
      .describe('An activation on its own.'),
  ])
  .meta({ id: 'layer' });

export const layersSchema = z.array(layer).max(200);
