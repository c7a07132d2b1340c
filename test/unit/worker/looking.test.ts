/**
 * Processes that only look at a run: they compile nothing that trains, time no device, and ask for no memory to train
 * with. The process is the real one, built so that it can do none of that.
 */
import { copyFileSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { GanConfig } from '../../../src/config/ganConfig';
import { evaluateRun, type LaunchOptions, resumeRun, sampleRun } from '../../../src/runs/launch';
import { openNetworks } from '../../../src/runs/networksProcess';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { attach, ended, smallConfig, startRun } from '../../helpers/trainingRuns';

/** What each file is to contain, and what is put in its place. */
const changes: readonly (readonly [file: RegExp, from: string, to: string])[] = [
  [
    /executors[/\\]compiled\.ts$/,
    '  const programs = new Map<ProgramName, CompiledProgram>();',
    "throw new Error('Compiled to train.');",
  ],
  [/executors[/\\]timeCandidate\.ts$/, '  const results: FirstStep[] = [];', 'process.exit(3);'],
  [/runs[/\\]machineMemory\.ts$/, '  return { ...totalMemory(),', '  return { total: 1, free: 1,'],
];

const unableToTrain: Plugin = {
  name: 'unable-to-train',
  setup(build) {
    for (const [filter, from, to] of changes) {
      build.onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (source.split(from).length !== 2) throw new Error(`${path} has not: ${from}`);
        return { contents: source.replace(from, () => to), loader: 'ts' };
      });
    }
  },
};

async function buildUnable(): Promise<LaunchOptions> {
  const root = temporaryFolder();
  for (const name of ['media', 'node_modules', 'package.json']) {
    symlinkSync(inRoot(name), join(root, name));
  }
  const built = await buildPrograms(join(root, 'dist'), [unableToTrain]);
  return { workerPath: join(built, 'worker.js') };
}

/** A run that was stopped, and the step of its checkpoint. */
async function stoppedRun(programs: string, config: GanConfig) {
  const run = await startRun(programs, temporaryFolder(), config);
  const { step } = await (await attach(run)).call('stop');
  await ended(run);
  return { run, step };
}

describe('a process that cannot train', () => {
  test('draws samples, evaluates and inspects, compiled or not', async () => {
    const [programs, looking] = [await buildPrograms(), await buildUnable()];
    for (const device of ['auto', 'javascript'] as const) {
      const config = smallConfig({ steps: 1_000_000 }, { device });
      const { run, step } = await stoppedRun(programs, config);
      await expect(resumeRun(run, looking)).rejects.toThrow('takes at least');

      const output = join(temporaryFolder(), 'drawn');
      expect(await sampleRun(run, { count: 5, seed: 0, output }, looking)).toEqual({
        ...{ step, files: [`${output}.npy`, `${output}.png`], warnings: [] },
      });
      if (device === 'javascript') continue;
      const { rows } = await evaluateRun(run, { samples: 100, families: ['kid'] }, looking);
      expect(rows.map((row) => [row.metric, row.step])).toEqual([
        ['kernelInceptionDistance', step],
      ]);
      const networks = await openNetworks(run, looking);
      const sample = await networks.inspect({ kind: 'sample', sample: 3 });
      expect(sample).toMatchObject({ kind: 'sample', step, logit: expect.any(Number) as number });
      networks.dispose();
    }
  });
});

describe('samples of images', () => {
  test('need no image file: it may be gone', async () => {
    const folder = temporaryFolder();
    const programs = await buildPrograms();
    const images = join(folder, 'images.gz');
    copyFileSync(inRoot('media/data/digits8x8-images-idx3-ubyte.gz'), images);
    const config = smallConfig({ steps: 1_000_000 }, { data: { source: 'idx', images } });
    const { run, step } = await stoppedRun(programs, config);
    const draw = async (name: string): Promise<Buffer[]> => {
      const output = join(folder, name);
      const request = { count: 5, seed: 0, output };
      const drawn = await sampleRun(run, request, { workerPath: join(programs, 'worker.js') });
      expect(drawn.step).toBe(step);
      return drawn.files.map((file) => readFileSync(file));
    };
    const before = await draw('before');
    rmSync(images);
    expect(await draw('after')).toEqual(before);
  });
});
