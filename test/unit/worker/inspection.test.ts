import { decode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { tileCorner, tileGrid } from '../../../src/protocol/sampleGrid';
import { openNetworks } from '../../../src/runs/networksProcess';
import { readLatent } from '../../../src/runs/sampleLatents';
import { listSampleSteps, readSamples } from '../../../src/runs/samples';
import { join } from 'node:path';
import { buildPrograms } from '../../helpers/builtPrograms';
import { largeDigitsConfig } from '../../helpers/largeDigits';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { attach, ended, smallConfig, startRun } from '../../helpers/trainingRuns';

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

const shape = [1, 8, 8];

/** The pixels of a sample as the picture of the grid shows them. */
async function pixelsInGrid(run: string, step: number, sample: number): Promise<number[]> {
  const { width, height, data, channels } = decode(await readSamples(run, step));
  const grid = tileGrid({ width, height }, shape)!;
  const { x, y } = tileCorner(grid, sample);
  const scale = grid.tileWidth / 8;
  return Array.from({ length: 64 }, (_, i) => {
    const column = x + (i % 8) * scale;
    const row = y + Math.floor(i / 8) * scale;
    return data[(row * width + column) * channels]!;
  });
}

describe('a sample of a run', () => {
  test('is told about while the run trains, and once it has ended', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: 1_000_000 }));
    const client = await attach(run);
    await client.call('pause');
    const now = await client.call('inspect', { kind: 'sample', sample: 3 });
    if (now.kind !== 'sample') throw new Error(now.kind);
    expect(now).toMatchObject({ network: 'generator', packing: 1 });
    expect(now.logit).toEqual(expect.any(Number));
    const { step: held } = await client.call('pause');
    expect(now.step).toBe(held);
    await expect(client.call('inspect', { kind: 'sample', sample: 9 })).rejects.toThrow(
      'The grid has 9 samples.',
    );
    await expect(client.call('inspect', { kind: 'walk', sample: 0, dimension: 8 })).rejects.toThrow(
      'The latent vectors have 8 entries.',
    );
    const walk = await client.call('inspect', { kind: 'walk', sample: 0, dimension: 7 });
    expect(walk).toMatchObject({ kind: 'walk', step: held, pictures: { count: 9 } });
    await client.call('stop');
    const { step } = await ended(run);

    // From the last checkpoint: the same as in the last picture.
    const networks = await openNetworks(run, { workerPath: join(programs, 'worker.js') });
    expect(networks.step).toBe(step);
    expect((await listSampleSteps(run)).at(-1)).toBe(step);
    const sample = await networks.inspect({ kind: 'sample', sample: 3 });
    if (sample.kind !== 'sample') throw new Error(sample.kind);
    expect([...sample.pictures.pixels]).toEqual(await pixelsInGrid(run, step, 3));
    const between = await networks.inspect({ kind: 'interpolation', sample: 3, other: 5 });
    if (between.kind !== 'interpolation') throw new Error(between.kind);
    expect(between.path).toBe('spherical');
    expect(between.logits).toHaveLength(8);
    expect(between.logits![0]).toBeCloseTo(sample.logit!, 5);
    const last = between.pictures.pixels.subarray(7 * 64);
    expect([...last]).toEqual(await pixelsInGrid(run, step, 5));
    networks.dispose();
  });

  test('has its latent in the run directory, and its nearest digits', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: 20 }));
    await ended(run);
    const latent = await readLatent(run, 4);
    expect(latent).toMatchObject({ kind: 'latent', distribution: 'normal' });
    expect(latent.values).toHaveLength(8);
    await expect(readLatent(run, 9)).rejects.toThrow('The grid has 9 samples.');
    const networks = await openNetworks(run, { workerPath: join(programs, 'worker.js') });
    const [near, real] = await Promise.all([
      networks.inspect({ kind: 'neighbours', sample: 4, space: 'pixels' }),
      networks.inspect({ kind: 'realDistances', space: 'pixels' }),
    ]);
    if (near.kind !== 'neighbours' || real.kind !== 'realDistances') throw new Error(near.kind);
    expect([near.compared, real.compared]).toEqual([1797, 1797]);
    expect(near.pictures.count).toBe(9);
    expect(near.neighbours).toHaveLength(8);
    // The distance of the pixels shown, which are rounded to a byte: half a step of 2/255 in each of 64 values.
    const [own, first] = [0, 64].map((start) => near.pictures.pixels.subarray(start, start + 64));
    const shown = (2 / 255) * Math.hypot(...[...own!].map((value, i) => value - first![i]!));
    expect(Math.abs(shown - near.neighbours[0]!.distance)).toBeLessThan(8 * (2 / 255));
    expect(near.neighbours.map(({ label }) => Number(label))).toSatisfy((labels: number[]) =>
      labels.every((label) => label >= 0 && label <= 9),
    );
    expect(real.distances).toHaveLength(100);
    expect([...real.distances]).toEqual([...real.distances].sort((a, b) => a - b));
    expect(await networks.inspect({ kind: 'features', milliseconds: 100 })).toEqual({
      ...{ kind: 'features', done: 0, total: 1797 },
      missing: 'The classifier of digits takes grey images of 28×28 pixels only.',
    });
    networks.dispose();
  });

  test('has its nearest digits by features once those of all images are known, asked for piece by piece', async () => {
    const folder = temporaryFolder();
    const config = await largeDigitsConfig(folder, { steps: 1_000_000 });
    const run = await startRun(programs, folder, config);
    const client = await attach(run);
    await client.call('pause');
    const features = async (milliseconds: number): Promise<number> => {
      const answer = await client.call('inspect', { kind: 'features', milliseconds });
      if (answer.kind !== 'features') throw new Error(answer.kind);
      expect(answer).toEqual({ kind: 'features', done: answer.done, total: 1797 });
      return answer.done;
    };
    const nearest = () =>
      client.call('inspect', { kind: 'neighbours', sample: 4, space: 'features' });
    // Whoever only looks has nothing worked out.
    expect(await features(0)).toBe(0);
    const some = await features(1);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(1797);
    await expect(nearest()).rejects.toThrow('Not all training images have their features yet.');
    while ((await features(500)) < 1797);
    const near = await nearest();
    const real = await client.call('inspect', { kind: 'realDistances', space: 'features' });
    if (near.kind !== 'neighbours' || real.kind !== 'realDistances') throw new Error(near.kind);
    expect([near.space, near.compared, near.pictures.count]).toEqual(['features', 1797, 9]);
    const distances = near.neighbours.map(({ distance }) => distance);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[0]).toBeGreaterThan(0);
    expect(real.distances).toHaveLength(100);
    expect([...real.distances]).toEqual([...real.distances].sort((a, b) => a - b));
    await client.call('stop');
    await ended(run);
  });
});
