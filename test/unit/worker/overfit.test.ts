/** Over-fitting is found where there is some, not found where there is none, and not looked for where it cannot be. */
import { describe, expect, test } from 'vitest';
import type { GanConfig } from '../../../src/config/ganConfig';
import type { DataFiles } from '../../../src/engine/data/createDataSet';
import type { ImageSet } from '../../../src/engine/data/images';
import { unusedImages } from '../../../src/engine/data/unusedImages';
import { liveSettings } from '../../../src/engine/liveSettings';
import { createStreams } from '../../../src/engine/random/streams';
import { openHeldOut } from '../../../src/worker/evaluation/heldOutData';
import { OverfitMeter, trainedMinibatches } from '../../../src/worker/evaluation/overfit';
import { ganConfig, trainer, type ConfigParts } from '../engine/testGan';
import { testKernels } from '../random/testKernels';

const SIDE = 6;

/** Images of pure noise: they have nothing in common that could be learned, so they can only be learned by heart. */
function noise(count: number, labels?: readonly string[]): ImageSet {
  const words = new Uint32Array(count * SIDE * SIDE);
  createStreams(8, testKernels()).fillIntegers('evaluation', 0, 256, words);
  return {
    ...{ name: 'noise', count, channels: 1, height: SIDE, width: SIDE, white: 255 },
    pixels: Uint8Array.from(words),
    ...(labels && {
      labels: { names: labels, values: Uint16Array.from({ length: count }, (_, i) => i % 2) },
    }),
  };
}

const imageParts: ConfigParts = {
  data: { source: 'idx', images: 'noise.idx', subset: { start: 8, stop: 40 } },
  generator: {
    latent: { dimension: 4 },
    layers: [{ type: 'dense', units: SIDE * SIDE, activation: 'tanh' }],
  },
  discriminator: {
    layers: [
      { type: 'dense', units: 64, activation: 'leakyRelu' },
      { type: 'dense', units: 1 },
    ],
  },
  training: { batchSize: 16, discriminatorOptimizer: { name: 'adam', learningRate: 0.01 } },
};

function open(config: GanConfig, files: DataFiles) {
  const streams = (seed: number) => createStreams(seed, testKernels(0));
  return openHeldOut(config, files, { training: () => streams(0), evaluation: () => streams(1) });
}

/** Trains for some steps, then looks. */
async function outcome(config: GanConfig, files: DataFiles, steps: number) {
  const data = open(config, files)!;
  const gan = await trainer(config, undefined, data.trained);
  const meter = new OverfitMeter({
    ...{ trainer: gan, data },
    convention: { outputKind: 'probability', output: 0.5 },
    conditional: config.generator.conditioning !== undefined,
    trainingSeconds: () => 1,
    now: () => 0,
  });
  expect(await meter.consider()).toBeUndefined();
  for (let step = 0; step < steps; step++) await gan.iterate(liveSettings(config));
  return (await meter.consider())!;
}

describe('over-fitting', () => {
  test('of 32 images of noise shows within a hundred steps', async () => {
    const { trainingOutput, heldOutOutput, heldOutError } = await outcome(
      ganConfig(imageParts),
      { images: noise(200) },
      100,
    );
    expect(heldOutError).toBeLessThan(0.1);
    expect(trainingOutput - heldOutOutput).toBeGreaterThan(5 * heldOutError);
  });

  test('does not show where every minibatch is drawn afresh', async () => {
    const { trainingOutput, heldOutOutput, heldOutError } = await outcome(ganConfig(), {}, 100);
    expect(heldOutError).toBeGreaterThan(0);
    expect(Math.abs(trainingOutput - heldOutOutput)).toBeLessThan(4 * heldOutError);
  });

  test('is looked for with the classes that the networks are told', async () => {
    const config = ganConfig({
      ...imageParts,
      data: { source: 'idx', images: 'a.idx', labels: 'b.idx', subset: { start: 8, stop: 40 } },
      generator: { ...imageParts.generator!, conditioning: { name: 'concatenation' } },
      discriminator: { ...imageParts.discriminator!, conditioning: { name: 'concatenation' } },
    });
    const images = noise(200, ['even', 'odd']);
    const { trainingOutput, heldOutOutput } = await outcome(config, { images }, 100);
    expect(trainingOutput).toBeGreaterThan(heldOutOutput);
  });

  test('keeps to its share of the time', async () => {
    const config = ganConfig();
    const data = open(config, {})!;
    const gan = await trainer(config, undefined, data.trained);
    await gan.iterate(liveSettings(config));
    let [time, seconds] = [0, 0];
    const meter = new OverfitMeter({
      ...{ data, conditional: false, convention: { outputKind: 'score' } },
      trainer: {
        discriminatorUpdates: gan.discriminatorUpdates,
        discriminate: (...args) => ((time += 100), gan.discriminate(...args)),
      },
      trainingSeconds: () => seconds,
      now: () => time,
    });
    expect(await meter.consider()).toBeDefined();
    const spent = time / 1000;
    seconds = 99 * spent;
    expect(await meter.consider()).toBeUndefined();
    seconds = 101 * spent;
    expect(await meter.consider()).toBeDefined();
  });
});

describe('held-out samples', () => {
  const described = (parts: ConfigParts, files: DataFiles) =>
    open(ganConfig(parts), files)?.description;

  test('are drawn afresh from a density', () => {
    expect(described({}, {})).toBe('512 samples drawn afresh');
  });

  test('are the images that the config leaves out', () => {
    expect(described(imageParts, { images: noise(2000) })).toBe(
      '512 of the 1,968 images that training leaves out',
    );
    expect(described(imageParts, { images: noise(70) })).toBe(
      '32 of the 38 images that training leaves out',
    );
  });

  test('do not exist where training uses every sample, or leaves too few', () => {
    const all = { ...imageParts, data: { source: 'idx', images: 'noise.idx' } as const };
    expect(described(all, { images: noise(200) })).toBeUndefined();
    expect(described(imageParts, { images: noise(47) })).toBeUndefined();
    const points = {
      ...{ name: 'points.csv', count: 100, dimensions: 2 },
      values: new Float32Array(200).map((_, i) => i % 7),
    };
    expect(
      described({ data: { source: 'points', file: 'points.csv' } }, { points }),
    ).toBeUndefined();
  });

  test('have none in common with those of training, and are spread over the rest', () => {
    const images = noise(200, ['even', 'odd']);
    const unused = unusedImages(images, { subset: { start: 8, stop: 40 } }, 20)!;
    const row = (of: ImageSet, i: number) =>
      of.pixels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE).join();
    const places = new Map(Array.from({ length: 200 }, (_, i) => [row(images, i), i]));
    const chosen = Array.from({ length: unused.count }, (_, i) => places.get(row(unused, i))!);
    expect(chosen).toEqual(
      Array.from({ length: 20 }, (_, i) =>
        8.4 * i < 8 ? Math.floor(8.4 * i) : 32 + Math.floor(8.4 * i),
      ),
    );
    expect([...unused.labels!.values]).toEqual(chosen.map((place) => place % 2));
    expect(unusedImages(images, { subset: { start: 0, stop: 200 } }, 20)).toBeUndefined();
    expect(unusedImages(images, {}, 20)).toBeUndefined();
  });
});

describe('minibatches that were trained on', () => {
  test('are spread over the last epoch, the newest among them', () => {
    expect(trainedMinibatches(1000, 100, 4)).toEqual([924, 949, 974, 999]);
    expect(trainedMinibatches(1000, Infinity, 4)).toEqual([249, 499, 749, 999]);
    expect(trainedMinibatches(3, 100, 4)).toEqual([0, 1, 2]);
    expect(trainedMinibatches(1000, 2, 4)).toEqual([998, 999]);
  });
});
