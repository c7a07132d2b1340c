/** How a parameter starts. */
import * as z from 'zod';

const scale = z.number().min(0).max(1000);

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
      name: z
        .literal('glorotNormal')
        .describe('N(0, 2 / (fan in + fan out)) (Glorot & Bengio 2010).'),
    }),
    z.strictObject({
      name: z.literal('heNormal').describe('N(0, 2 / fan in) (He et al. 2015): for `relu` layers.'),
    }),
    z.strictObject({
      name: z
        .literal('heUniform')
        .describe('U(±√(6 / fan in)) (He et al. 2015): for `relu` layers.'),
    }),
    z.strictObject({
      name: z
        .literal('lecunNormal')
        .describe('N(0, 1 / fan in) (LeCun et al. 1998): keeps the variance in linear layers.'),
    }),
    z.strictObject({
      name: z
        .literal('orthogonal')
        .describe(
          'A random matrix with orthonormal rows or columns, times `gain` (Saxe et al. 2014).',
        ),
      gain: scale.default(1).describe('Factor on the orthogonal matrix. Default 1.'),
    }),
    z.strictObject({
      name: z
        .literal('normal')
        .describe('N(0, standardDeviation²); 0.02 in DCGAN (Radford et al. 2016).'),
      mean: z.number().min(-1000).max(1000).default(0).describe('Mean. Default 0.'),
      standardDeviation: scale.describe('Standard deviation of the initial values.'),
    }),
    z.strictObject({
      name: z.literal('uniform').describe('U(−range, range).'),
      range: scale.describe(
        'Values are drawn from U(−range, range): `irange` in the code of Goodfellow et al. 2014.',
      ),
    }),
    z.strictObject({
      name: z.literal('constant').describe('The same value everywhere.'),
      value: z.number().min(-1000).max(1000).describe('Every value.'),
    }),
  ])
  .meta({ id: 'initializer' });

/** Fields that layers with weights share. */
export const weights = initializerSchema
  .default({ name: 'glorotUniform' })
  .describe('How the weights start. Default: Glorot uniform, U(±√(6 / (fan in + fan out))).');

export const bias = initializerSchema
  .default({ name: 'constant', value: 0 })
  .describe('How the bias starts. Default: zero.');

export const biasInitializerSchema = z
  .discriminatedUnion('name', [
    ...initializerSchema.options,
    z.strictObject({
      name: z
        .literal('dataMarginals')
        .describe(
          'log(m / (1 − m)) with m the mean of each pixel over the data, at least 1e-7 away from 0 and 1: with it alone, a `sigmoid` layer gives the mean image (released code of Goodfellow et al. 2014). For the last layer of a generator.',
        ),
    }),
  ])
  .meta({ id: 'biasInitializer' });

const useBias = z
  .boolean()
  .default(true)
  .describe(
    'Whether a bias is added. Default true; of no use before a normalisation, which takes it out again.',
  );

const spectralNorm = z
  .boolean()
  .default(false)
  .describe(
    'Divides the weights by their largest singular value, estimated by one power iteration a step (Miyato et al. 2018). Default false.',
  );

/** Fields of layers that are a matrix, or filters, and a bias. */
export const weightFields = {
  weights,
  useBias,
  bias: biasInitializerSchema
    .default({ name: 'constant', value: 0 })
    .describe('How the bias starts. Default: zero.'),
  spectralNorm,
};
