/** A saved model in the hands of somebody who has nothing of ours: plain ONNX Runtime, a safetensors reader, a PNG. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { decode } from 'fast-png';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { createStreams } from '../../../src/engine/random/streams';
import { readCheckpoint } from '../../../src/runs/checkpoints';
import { readJournal } from '../../../src/runs/journal';
import { exportModel, LaunchError, launchRun } from '../../../src/runs/launch';
import { checkpointDirectory, runFile, samplesFile } from '../../../src/runs/layout';
import { readRunRecord } from '../../../src/runs/record';
import { decodeSafetensors, type SafetensorsTensor } from '../../../src/runs/safetensors';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { attach, ended, smallConfig, startRun } from '../../helpers/trainingRuns';
import { testKernels } from '../random/testKernels';

const SEED = 11;
const LATENT = 8;
const SIDE = 8;
const SAMPLE = SIDE * SIDE;
const STEPS = 40;

let programs = '';
let workerPath = '';
beforeAll(async () => {
  programs = await buildPrograms();
  workerPath = join(programs, 'worker.js');
});

async function completedRun(training: Parameters<typeof smallConfig>[0] = {}): Promise<string> {
  const run = await startRun(
    programs,
    temporaryFolder(),
    smallConfig({ steps: STEPS, seed: SEED, ...training }),
  );
  expect((await ended(run)).state).toBe('completed');
  return run;
}

/** The latents of the sample grid, by what the documents say of them: stream 8 of the seed, index 0. */
function gridLatents(count: number): Float32Array {
  const latents = new Float32Array(count * LATENT);
  createStreams(SEED, testKernels()).fillNormal('fixedLatents', 0, latents);
  return latents;
}

async function generate(
  model: Uint8Array,
  latents: Float32Array,
  classes?: readonly number[],
): Promise<Float32Array> {
  const session = await InferenceSession.create(model);
  try {
    const latent = new Tensor('float32', latents, [latents.length / LATENT, LATENT]);
    const told = classes && {
      class: new Tensor('int64', BigInt64Array.from(classes, BigInt), [classes.length]),
    };
    const { sample } = await session.run({ latent, ...told });
    expect(sample!.dims).toEqual([latents.length / LATENT, SAMPLE]);
    return sample!.data as Float32Array;
  } finally {
    await session.release();
  }
}

/** Grey values of the tiles of a grid, [count, SAMPLE]; every pixel of a sample is a square of equal pixels. */
function tilesOf(png: Uint8Array, count: number, across = Math.ceil(Math.sqrt(count))): number[] {
  const { width, data, channels } = decode(png);
  const tile = (width + 2) / across;
  const scale = (tile - 2) / SIDE;
  return Array.from({ length: count * SAMPLE }, (_, i) => {
    const [sample, pixel] = [Math.floor(i / SAMPLE), i % SAMPLE];
    const x = (sample % across) * tile + (pixel % SIDE) * scale;
    const y = Math.floor(sample / across) * tile + Math.floor(pixel / SIDE) * scale;
    return data[channels * (y * width + x)]!;
  });
}

/** tanh(relu(z·W₀ + b₀)·W₁ + b₁) in double precision, from the parameters alone. */
function generateByHand(
  tensors: readonly SafetensorsTensor[],
  prefix: string,
  latents: Float32Array,
): number[] {
  const affine = (row: readonly number[], layer: number): number[] => {
    const named = (name: string): SafetensorsTensor =>
      tensors.find((tensor) => tensor.name === `${prefix}/${layer}/${name}`)!;
    const [weights, bias] = [named('weights'), named('bias')];
    const [, columns] = weights.shape as [number, number];
    return [...bias.data].map((start, column) =>
      row.reduce((sum, value, i) => sum + value * weights.data[i * columns + column]!, start),
    );
  };
  return Array.from({ length: latents.length / LATENT }, (_, row) => {
    const z = [...latents.subarray(row * LATENT, (row + 1) * LATENT)];
    const hidden = affine(z, 0).map((value) => Math.max(0, value));
    return affine(hidden, 1).map(Math.tanh);
  }).flat();
}

const read = (directory: string, name: string): Uint8Array => readFileSync(join(directory, name));

describe('the model of a run that has ended', () => {
  test('is that of its last step, journaled, complete, and the same when saved again', async () => {
    const run = await completedRun();
    const before = readFileSync(runFile(run, 'record'));
    const statuses: string[] = [];
    const saved = await exportModel(run, { workerPath, onStatus: (text) => statuses.push(text) });
    expect(saved).toMatchObject({ step: STEPS, warnings: [] });
    expect(statuses).toEqual(['Reading the checkpoint', 'Writing the model']);
    expect(basename(saved.directory)).toBe('step-000000040');
    expect(saved.files.map((file) => basename(file)).sort()).toEqual(
      readdirSync(saved.directory).sort(),
    );
    expect(saved.files).toHaveLength(5);
    const { type, step, ...event } = (await readJournal(run)).at(-1);
    expect({ type, step }).toEqual({ type: 'export', step: STEPS });
    expect(event).toMatchObject({
      files: expect.arrayContaining(['exports/step-000000040/generator.onnx']) as unknown,
    });
    expect(readFileSync(runFile(run, 'record'))).toEqual(before);
    expect(await exportModel(run, { workerPath })).toEqual(saved);
    expect(readdirSync(runFile(run, 'exports'))).toEqual(['step-000000040']);
  });

  test('equals the one that the training process saves, to the byte', async () => {
    const config = smallConfig({ steps: 1_000_000, seed: SEED, generatorEmaDecay: 0.9 });
    const run = await startRun(programs, temporaryFolder(), config);
    const client = await attach(run);
    await client.call('pause');
    const live = await client.call('saveModel');
    const contents = live.files.map((file) => readFileSync(file));
    await client.call('stop');
    await ended(run);
    rmSync(live.directory, { recursive: true });
    const again = await exportModel(run, { workerPath });
    expect(again.files).toEqual(live.files);
    expect(again.files.map((file) => readFileSync(file))).toEqual(contents);
  });

  test('needs no image file: it may be gone', async () => {
    const folder = temporaryFolder();
    const images = join(folder, 'images');
    const header = Buffer.alloc(16);
    [0x803, 50, SIDE, SIDE].forEach((value, i) => header.writeUInt32BE(value, 4 * i));
    writeFileSync(images, Buffer.concat([header, randomBytes(50 * SAMPLE)]));
    const config = smallConfig({ steps: 3 }, { data: { source: 'idx', images } });
    const request = { config, configPath: join(folder, 'x.gan.json'), runsDirectory: folder };
    const { runDirectory } = await launchRun(request, { workerPath });
    await ended(runDirectory);
    rmSync(images);
    expect((await exportModel(runDirectory, { workerPath })).files).toHaveLength(5);
  });

  test('is that of an older checkpoint when the newest is damaged, with a warning', async () => {
    const run = await completedRun();
    writeFileSync(join(checkpointDirectory(run, STEPS), 'state.safetensors'), 'x');
    const { step, warnings } = await exportModel(run, { workerPath });
    expect(step).toBe(20);
    expect(warnings).toEqual([expect.stringContaining('The checkpoint at step 40')]);
    rmSync(runFile(run, 'checkpoints'), { recursive: true });
    await expect(exportModel(run, { workerPath })).rejects.toThrow('there is no model to save');
  });

  test('can be given up; the run stays as it was', async () => {
    const run = await completedRun();
    const controller = new AbortController();
    const saving = exportModel(run, {
      workerPath,
      signal: controller.signal,
      onStatus: () => controller.abort(),
    });
    await expect(saving).rejects.toThrow(LaunchError);
    await expect(saving).rejects.toThrow('Saving the model was canceled.');
    expect((await readRunRecord(run)).state).toBe('completed');
    expect((await exportModel(run, { workerPath })).step).toBe(STEPS);
  });

  test('of a run that trains is for its own process to save', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: 1_000_000 }));
    await expect(exportModel(run, { workerPath })).rejects.toThrow('This run is training already');
    await (await attach(run)).call('stop');
  });
});

describe('a saved generator', () => {
  test.each([
    ['generator', 'generator', {}],
    ['generator-ema', 'generatorEma', { generatorEmaDecay: 0.9 }],
  ])('%s draws the samples of the grid, in any batch', async (file, prefix, training) => {
    const run = await completedRun(training);
    const { directory } = await exportModel(run, { workerPath });
    const model = read(directory, `${file}.onnx`);
    const latents = gridLatents(9);
    const samples = await generate(model, latents);

    // Digits are scaled to [-1, 1]: black and white.
    const grey = [...samples].map((value) => (255 * (value + 1)) / 2);
    const tiles = tilesOf(readFileSync(samplesFile(run, STEPS)), 9);
    const furthest = Math.max(...tiles.map((value, i) => Math.abs(value - grey[i]!)));
    // Half a grey value is lost in rounding; the rest is float32.
    expect(furthest).toBeLessThan(0.51);
    expect(new Set(tiles).size).toBeGreaterThan(50);

    for (const rows of [1, 4]) {
      const some = await generate(model, latents.slice(0, rows * LATENT));
      some.forEach((value, i) => expect(value).toBeCloseTo(samples[i]!, 5));
    }

    const { tensors } = decodeSafetensors(read(directory, `${file}.safetensors`));
    const byHand = generateByHand(tensors, prefix, latents);
    byHand.forEach((value, i) => expect(samples[i]).toBeCloseTo(value, 5));
    const checkpoint = await readCheckpoint(run, STEPS);
    for (const { name, data } of tensors) {
      expect(data).toEqual(checkpoint.tensors.find((tensor) => tensor.name === name)!.data);
    }
  });

  test('that is told classes draws the columns of the grid', async () => {
    const conditioning = { name: 'concatenation' } as const;
    const { generator, discriminator } = smallConfig();
    const config = smallConfig(
      { steps: STEPS, seed: SEED, generatorEmaDecay: 0.9 },
      {
        generator: { ...generator, conditioning },
        discriminator: { ...discriminator, conditioning: { name: 'projection' } },
        evaluation: { everySteps: 20, samples: 39 },
      },
    );
    const run = await startRun(programs, temporaryFolder(), config);
    expect(await ended(run)).toMatchObject({
      state: 'completed',
      classes: '0123456789'.split(''),
      convention: expect.stringContaining('told classes, D by projection, G by con') as unknown,
    });
    const { directory } = await exportModel(run, { workerPath });
    const { classes, networks } = JSON.parse(
      readFileSync(join(directory, 'manifest.json'), 'utf8'),
    ) as { classes: { names: string[] }; networks: { onnx: string; classInput: object }[] };

    // Three whole rows of ten: a latent vector each.
    const three = gridLatents(3);
    const latents = new Float32Array(30 * LATENT).map(
      (_, i) => three[Math.floor(i / (10 * LATENT)) * LATENT + (i % LATENT)]!,
    );
    const columns = Array.from({ length: 30 }, (_, i) => classes.names.indexOf(String(i % 10)));
    const samples = await generate(read(directory, 'generator-ema.onnx'), latents, columns);
    const png = readFileSync(samplesFile(run, STEPS));
    const tiles = tilesOf(png, 30, 10);
    tiles.forEach((grey, i) =>
      expect(Math.abs(grey - (255 * (samples[i]! + 1)) / 2)).toBeLessThan(0.51),
    );
    expect(decode(png).text['Description']).toBe(
      'One column per class, one row per latent vector. Classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.',
    );
    for (const { onnx, classInput } of networks) {
      const session = await InferenceSession.create(read(directory, onnx));
      expect(session.inputMetadata[1]).toMatchObject(classInput);
      await session.release();
    }
  });

  test('comes with all that a user of it must know', async () => {
    const run = await completedRun();
    const { directory } = await exportModel(run, { workerPath });
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
      networks: { onnx: string; input: object; output: object }[];
    };
    expect(manifest).toMatchObject({
      formatVersion: 1,
      step: STEPS,
      seed: SEED,
      latent: { dimension: LATENT, distribution: 'normal', mean: 0, standardDeviation: 1 },
      sample: { shape: [1, SIDE, SIDE], valueRange: [-1, 1] },
      networks: [
        {
          name: 'generator',
          onnx: 'generator.onnx',
          safetensors: 'generator.safetensors',
          input: { name: 'latent', shape: ['batch', LATENT] },
          output: { name: 'sample', shape: ['batch', SAMPLE] },
        },
        {
          name: 'discriminator',
          onnx: 'discriminator.onnx',
          safetensors: 'discriminator.safetensors',
          input: { name: 'sample', shape: ['batch', SAMPLE] },
          output: { name: 'logit', shape: ['batch', 1] },
        },
      ],
    });
    for (const { onnx, input, output } of manifest.networks) {
      const session = await InferenceSession.create(read(directory, onnx));
      expect(session.inputMetadata).toMatchObject([{ ...input, type: 'float32' }]);
      expect(session.outputMetadata).toMatchObject([{ ...output, type: 'float32' }]);
      await session.release();
    }
  });
});
