/** Networks with everything that an image network carries along: running statistics, singular vectors, noise, augmentation. */
import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfig } from '../../../../src/config/ganConfig';
import { createDataSet } from '../../../../src/engine/data/createDataSet';
import type { DataSet } from '../../../../src/engine/data/dataSet';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { createStreams } from '../../../../src/engine/random/streams';
import type { Trainer } from '../../../../src/engine/trainer';
import { testKernels } from '../../random/testKernels';
import {
  compiledExecutor,
  eagerExecutor,
  largestDifference,
  relativeError,
  trainer,
  type MakeExecutor,
} from '../testGan';

const config = ganConfigSchema.parse({
  data: { source: 'digits' },
  generator: {
    latent: { dimension: 5 },
    layers: [
      { type: 'dense', units: 32, useBias: false },
      { type: 'batchNorm' },
      { type: 'activation', activation: 'relu' },
      { type: 'reshape', shape: [2, 4, 4] },
      {
        type: 'residual',
        layers: [{ type: 'upsample2d' }, { type: 'conv2d', filters: 3, kernelSize: 3 }],
        shortcut: [{ type: 'upsample2d' }, { type: 'conv2d', filters: 3, kernelSize: 1 }],
      },
      { type: 'batchNorm', momentum: 0.5 },
      { type: 'conv2d', filters: 1, kernelSize: 3, activation: 'tanh' },
    ],
  },
  discriminator: {
    augmentation: ['colour', 'translation', 'cutout'],
    layers: [
      { type: 'gaussianNoise', standardDeviation: 0.1 },
      { type: 'conv2d', filters: 4, kernelSize: 3, activation: 'leakyRelu', spectralNorm: true },
      { type: 'maxPool2d' },
      { type: 'minibatchStdDev', groupSize: 3 },
      { type: 'averagePool2d' },
      { type: 'dense', units: 1, spectralNorm: true },
    ],
  },
  regularizers: { r1: { gamma: 0.1 } },
  training: {
    batchSize: 6,
    seed: 4,
    generatorEmaDecay: 0.9,
    generatorOptimizer: { name: 'adam', learningRate: 0.005 },
    discriminatorOptimizer: { name: 'adam', learningRate: 0.005 },
  },
});

const adam = { name: 'adam', learningRate: 0.002 } as const;
const window = { kernelSize: 4, stride: 2 } as const;

/** Wide enough for convolutions in fewer products. */
const wide = ganConfigSchema.parse({
  data: { source: 'digits' },
  generator: {
    latent: { dimension: 5 },
    layers: [
      { type: 'dense', units: 128, activation: 'relu' },
      { type: 'reshape', shape: [32, 2, 2] },
      { type: 'convTranspose2d', ...window, filters: 32, useBias: false },
      { type: 'batchNorm' },
      { type: 'activation', activation: 'relu' },
      { type: 'convTranspose2d', ...window, filters: 1, activation: 'tanh' },
    ],
  },
  discriminator: {
    layers: [
      { type: 'conv2d', ...window, filters: 32, activation: 'leakyRelu' },
      { type: 'conv2d', ...window, filters: 32, activation: 'leakyRelu' },
      { type: 'dense', units: 1 },
    ],
  },
  training: { batchSize: 64, generatorOptimizer: adam, discriminatorOptimizer: adam },
});

const COUNT = 64;

function images({ data, training }: GanConfig): DataSet {
  const streams = createStreams(training.seed, testKernels(0));
  const words = new Uint32Array(COUNT * 64);
  streams.fillIntegers('evaluation', 0, 256, words);
  const pixels = Uint8Array.from(words);
  const set = { name: 'noise', count: COUNT, channels: 1, height: 8, width: 8, pixels, white: 255 };
  return createDataSet(data, streams, training.batchSize, { images: set });
}

const gan = (makeExecutor: MakeExecutor, of = config): Promise<Trainer> =>
  trainer(of, makeExecutor, images(of));

async function losses(of: Trainer, steps: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { discriminatorLoss, generatorLoss } = await of.iterate(liveSettings(config));
    found.push(discriminatorLoss, generatorLoss);
  }
  return found;
}

const executors = { compiled: compiledExecutor, eager: eagerExecutor };

describe.each(Object.entries(executors))('%s', (_name, makeExecutor) => {
  it('a resumed run equals an uninterrupted one bit for bit, statistics included', async () => {
    const whole = await gan(makeExecutor);
    const wanted = await losses(whole, 8);
    const first = await gan(makeExecutor);
    const before = await losses(first, 4);
    // Looking at a run changes nothing in it.
    await first.generate('generatorEma', first.fixedLatents(3));
    await first.discriminate(new Float32Array(2 * 64));
    const saved = first.saveState();
    await first.dispose();
    const second = await gan(makeExecutor);
    second.loadState(saved);
    expect([...before, ...(await losses(second, 4))]).toEqual(wanted);
    expect(second.saveState()).toEqual(whole.saveState());
  });

  it('training moves the statistics, and sampling uses them', async () => {
    const of = await gan(makeExecutor);
    const statistic = (name: string): number[] => [
      ...of.saveState().tensors.find((tensor) => tensor.name === name)!.data,
    ];
    const names = [
      'generator/1/runningMean',
      'generator/5/runningVariance',
      'discriminator/1/singularVector',
      'discriminator/5/singularVector',
    ];
    const before = names.map(statistic);
    const latents = of.fixedLatents(4);
    const samples = await of.generate('generator', latents);
    await of.iterate({ ...liveSettings(config), generatorLearningRate: 0 });
    names.forEach((name, i) => expect(statistic(name), name).not.toEqual(before[i]));
    // Parameters stood still: only the running statistics are others.
    expect(await of.generate('generator', latents)).not.toEqual(samples);
  });
});

it('what evaluates has images as they are: their D is that of a run without augmentation', async () => {
  const discriminator = { ...config.discriminator, augmentation: [] };
  const plain: GanConfig = { ...config, discriminator };
  const [augmented, other] = [await gan(compiledExecutor), await gan(compiledExecutor, plain)];
  const samples = new Float32Array(config.training.batchSize * 64);
  images(config).fillMinibatch(0, samples);
  expect(await augmented.discriminate(samples)).toEqual(await other.discriminate(samples));
  expect(await losses(augmented, 1)).not.toEqual(await losses(other, 1));
});

it.each([
  ['with everything', config, 10],
  // The reference takes a second a step.
  ['with wide convolutions', wide, 2],
])(
  'compiled and eager agree, %s',
  async (_name, of, steps) => {
    const [compiled, eager] = [await gan(compiledExecutor, of), await gan(eagerExecutor, of)];
    const [found, wanted] = [await losses(compiled, steps), await losses(eager, steps)];
    found.forEach((loss, i) => expect(relativeError(loss, wanted[i]!)).toBeLessThan(1e-4));
  },
  60_000,
);

it('a run with wide convolutions resumes bit for bit', async () => {
  const whole = await gan(compiledExecutor, wide);
  const wanted = await losses(whole, 6);
  const first = await gan(compiledExecutor, wide);
  const before = await losses(first, 3);
  const second = await gan(compiledExecutor, wide);
  second.loadState(first.saveState());
  expect([...before, ...(await losses(second, 3))]).toEqual(wanted);
});

it.each(['generator', 'generatorEma', 'discriminator'] as const)(
  '%s as ONNX gives what the reference gives, for any number of rows',
  async (network) => {
    const of = await gan(compiledExecutor);
    await losses(of, 3);
    const reference = await gan(eagerExecutor);
    reference.loadState(of.saveState());
    const session = await onnxRuntime.InferenceSession.create(of.exportOnnx(network));
    const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
    for (const rows of [1, 2, 7]) {
      const latents = of.fixedLatents(rows);
      const rowsIn =
        network === 'discriminator' ? await of.generate('generator', latents) : latents;
      const wanted =
        network === 'discriminator'
          ? await reference.discriminate(rowsIn)
          : await reference.generate(network, latents);
      const tensor = new onnxRuntime.Tensor('float32', rowsIn, [rows, rowsIn.length / rows]);
      const result = await session.run({ [input]: tensor });
      expect(largestDifference(result[output]!.data as Float32Array, wanted)).toBeLessThan(1e-5);
    }
  },
);
