/** What the experiments of Goodfellow et al. 2014 need beside the common layers. */
import { describe, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfigInput } from '../../../../src/config/ganConfig';
import { createDataSet } from '../../../../src/engine/data/createDataSet';
import type { DataSet } from '../../../../src/engine/data/dataSet';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { createStreams } from '../../../../src/engine/random/streams';
import type { NamedTensor, Trainer } from '../../../../src/engine/trainer';
import { testKernels } from '../../random/testKernels';
import {
  compiledExecutor,
  eagerExecutor,
  largestDifference,
  relativeError,
  trainer,
  type MakeExecutor,
} from '../testGan';

const SGD = { name: 'sgd', learningRate: 0.1 } as const;
const ZERO = { name: 'constant', value: 0 } as const;
/** Ten images of 5×5: pixel i of image n is on where n < i, so that its mean is min(i, 10) / 10. */
const pixels = Uint8Array.from({ length: 250 }, (_, i) => (Math.floor(i / 25) < i % 25 ? 255 : 0));

function config(
  generator: GanConfigInput['generator'],
  layers: GanConfigInput['discriminator']['layers'],
) {
  return ganConfigSchema.parse({
    data: { source: 'idx', images: 'x', pixelRange: 'zeroToOne' },
    generator,
    discriminator: { layers },
    // Adam would make steps of one size of gradients that are rounding errors.
    training: { batchSize: 4, generatorOptimizer: SGD, discriminatorOptimizer: SGD },
  });
}

function gan(of: ReturnType<typeof config>, makeExecutor: MakeExecutor): Promise<Trainer> {
  const streams = createStreams(1, testKernels(0));
  const images = { name: 'steps', count: 10, channels: 1, height: 5, width: 5, pixels, white: 255 };
  const data: DataSet = createDataSet(of.data, streams, 4, { images });
  return trainer(of, makeExecutor, data);
}

const untied = config(
  {
    latent: { dimension: 4 },
    layers: [
      { type: 'reshape', shape: [1, 2, 2] },
      {
        type: 'convTranspose2d',
        filters: 1,
        kernelSize: 3,
        stride: 2,
        padding: 0,
        weights: ZERO,
        activation: 'sigmoid',
        untiedBias: true,
        bias: { name: 'dataMarginals' },
      },
    ],
  },
  [
    { type: 'conv2d', filters: 2, kernelSize: 3, untiedBias: true, activation: 'tanh' },
    { type: 'maxPool2d', partialWindows: true },
    { type: 'dense', units: 1 },
  ],
);

const executors = { compiled: compiledExecutor, eager: eagerExecutor };

describe.each(Object.entries(executors))('%s', (_name, makeExecutor) => {
  it('a generator of zero weights with the bias of the marginals gives the mean image', async () => {
    const of = await gan(untied, makeExecutor);
    const samples = await of.generate('generator', of.fixedLatents(2));
    for (const row of [0, 1]) {
      for (let i = 0; i < 25; i += 1) {
        expect(samples[25 * row + i]).toBeCloseTo(Math.min(i, 10) / 10, 6);
      }
    }
    expect(of.parameters).toEqual({ generator: 9 + 25, discriminator: 2 * 9 + 2 * 25 + 19 });
    await of.dispose();
  });

  it('pools the pixels that fill no whole window', async () => {
    const of = await gan(
      config({ latent: { dimension: 25 }, layers: [{ type: 'dense', units: 25 }] }, [
        { type: 'reshape', shape: [1, 5, 5] },
        { type: 'maxPool2d', partialWindows: true },
        { type: 'dense', units: 1, weights: { name: 'constant', value: 1 } },
      ]),
      makeExecutor,
    );
    const ramp = Float32Array.from({ length: 25 }, (_, i) => i);
    // 6 + 8 + 9 + 16 + 18 + 19 + 21 + 23 + 24
    expect([...(await of.discriminate(ramp))]).toEqual([144]);
    await of.dispose();
  });
});

it('compiled and eager train the same', async () => {
  const [compiled, eager] = [await gan(untied, compiledExecutor), await gan(untied, eagerExecutor)];
  for (let step = 0; step < 4; step += 1) {
    const [a, b] = [compiled, eager].map((of) => of.iterate(liveSettings(untied)));
    expect(relativeError((await a!).discriminatorLoss, (await b!).discriminatorLoss)).toBeLessThan(1e-5); // prettier-ignore
    expect(relativeError((await a!).generatorLoss, (await b!).generatorLoss)).toBeLessThan(1e-5);
  }
  const [ours, theirs] = [compiled, eager].map((of) => of.saveState().tensors) as [
    NamedTensor[],
    NamedTensor[],
  ];
  ours.forEach(({ name, shape, data }, i) => {
    expect(shape).toEqual(theirs[i]!.shape);
    expect(largestDifference(data, theirs[i]!.data), name).toBeLessThan(1e-5);
  });
  // Every pixel's own bias has moved by itself.
  const bias = ours.find(({ name }) => name === 'discriminator/0/bias')!;
  expect(bias.shape).toEqual([2, 5, 5]);
  expect(new Set(bias.data).size).toBeGreaterThan(25);
});
