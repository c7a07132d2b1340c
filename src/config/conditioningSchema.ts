/** How a network is told the class of a sample. */
import * as z from 'zod';
import { initializerSchema } from './layers/initializerSchema';

const embedding = z
  .strictObject({
    dimension: z.int().min(1).max(4096).describe('Length of the vector of a class.'),
    weights: initializerSchema
      .default({ name: 'normal', mean: 0, standardDeviation: 1 })
      .describe('How the vectors start. Default: N(0, 1).'),
  })
  .optional()
  .describe(
    'A learned vector for each class, trained with the network. Default: one-hot vectors, 1 at the place of the class and 0 elsewhere.',
  );

function concatenation(where: string) {
  return z
    .strictObject({
      name: z.literal('concatenation').describe(where),
      embedding,
    })
    .describe(`${where} (Mirza & Osindero 2014, conditional GAN).`);
}

const projection = z
  .strictObject({
    name: z
      .literal('projection')
      .describe('Adds yᵀ·V·φ(x) to the logit, with φ(x) what the last layer gets.'),
    weights: initializerSchema
      .default({ name: 'glorotUniform' })
      .describe(
        'How V, [classes, values of φ(x)], starts. Default: Glorot uniform, U(±√(6 / (fan in + fan out))), as in the released code.',
      ),
    spectralNorm: z
      .boolean()
      .default(false)
      .describe(
        'Divides V by its largest singular value, as `spectralNorm` of a layer does its weights; the released code does. Default false.',
      ),
  })
  .describe(
    'Projection discriminator (Miyato & Koyama 2018): the logit is ψ(φ(x)) + yᵀ·V·φ(x), with φ(x) what the last layer gets, ψ the last layer, which must be `dense`, and y the one-hot vector of the class.',
  );

export const generatorConditioningSchema = z
  .discriminatedUnion('name', [concatenation('Appends the vector of the class to z.')])
  .optional()
  .describe(
    'Makes samples of a given class: the generator and the discriminator are both told it. Needs data with labels. While training, classes of generated samples are drawn with the shares they have in the data. Default: no classes.',
  );

export const discriminatorConditioningSchema = z
  .discriminatedUnion('name', [
    concatenation(
      'Joins the vector of the class to the sample, before the first layer: to its values where that is `dense`, else to its channels, each value as a constant channel.',
    ),
    projection,
  ])
  .optional()
  .describe(
    'Tells real samples of a class from generated ones of that class; goes with `generator.conditioning`. Default: no classes.',
  );

/** The generator's is one of these too. */
export type ConditioningConfig = NonNullable<z.output<typeof discriminatorConditioningSchema>>;
