import { expect, test } from 'vitest';
import { type GanConfigInput, ganConfigSchema } from '../../../src/config/ganConfig';
import { algorithmSchema } from '../../../src/protocol/algorithmSchema';
import { describeAlgorithm } from '../../../src/worker/describeAlgorithm';

/** As the panel gets it: through the record of the run. */
function described(rest: Partial<GanConfigInput>) {
  const config = ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
    ...rest,
  } satisfies GanConfigInput);
  return algorithmSchema.parse(JSON.parse(JSON.stringify(describeAlgorithm(config))));
}

test('a config without sections plays the non-saturating game, in alternation', () => {
  expect(described({})).toEqual({
    updateOrder: 'alternating',
    batchSize: 128,
    loss: {
      name: 'nonSaturating',
      discriminatorScale: 1,
      generatorScale: 1,
      labels: { real: 1, fake: 0 },
    },
    penalties: [],
    packing: 1,
    optimizers: { discriminator: 'adam', generator: 'adam' },
  });
});

test('everything that changes a gradient is told', () => {
  const algorithm = described({
    data: { source: 'digits' },
    discriminator: { layers: [{ type: 'dense', units: 1 }], augmentation: ['cutout', 'colour'] },
    loss: { name: 'leastSquares', realTarget: 0.9 },
    regularizers: {
      gradientPenalty: { weight: 5, side: 'above' },
      r1: { gamma: 8 },
      r2: { gamma: 3, halved: false },
      weightClipping: 0.01,
    },
    training: {
      batchSize: 64,
      updateOrder: 'simultaneous',
      generatorOptimizer: { name: 'rmsProp', learningRate: 1e-3 },
    },
  });
  expect(algorithm).toMatchObject({
    updateOrder: 'simultaneous',
    batchSize: 64,
    loss: {
      discriminatorScale: 0.5,
      generatorScale: 0.5,
      targets: { real: 0.9, fake: 0, generator: 1 },
    },
    // The ½ of R1 and R2 is in the factor.
    penalties: [
      { kind: 'gradientPenalty', factor: 5, target: 1, side: 'above' },
      { kind: 'r1', factor: 4 },
      { kind: 'r2', factor: 3 },
    ],
    weightClipping: 0.01,
    augmentation: ['cutout', 'colour'],
    optimizers: { discriminator: 'adam', generator: 'rmsProp' },
  });
});
