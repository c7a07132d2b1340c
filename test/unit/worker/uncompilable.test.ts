/**
 * A training process that cannot compile one of the operators it is asked for: it trains all the same, operation by
 * operation, and says so wherever somebody looks. The process is the real one, built without one entry of its tables.
 */
import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { launchRun } from '../../../src/runs/launch';
import { runFile } from '../../../src/runs/layout';
import { listRuns } from '../../../src/runs/runsIndex';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { ended, smallConfig } from '../../helpers/trainingRuns';

const ENTRY = "  Elu: unary('Elu'),\n";

/** Takes the exponential linear unit out of what can be compiled. */
const withoutElu: Plugin = {
  name: 'without-elu',
  setup(build) {
    build.onLoad({ filter: /capture[/\\]kernels[/\\]elementWise\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes(ENTRY)) throw new Error(`${path} has no entry for Elu.`);
      return { contents: source.replace(ENTRY, ''), loader: 'ts' };
    });
  },
};

async function buildWithoutElu(): Promise<string> {
  const root = temporaryFolder();
  for (const name of ['media', 'node_modules', 'package.json']) {
    symlinkSync(inRoot(name), join(root, name));
  }
  return buildPrograms(join(root, 'dist'), [withoutElu]);
}

function configWith(activation: 'elu' | 'relu', device: 'auto' | 'onnxruntime-cpu') {
  const { generator } = smallConfig();
  const layers = generator.layers.with(0, {
    ...generator.layers[0]!,
    ...({ activation } as object),
  });
  return smallConfig({ steps: 20 }, { device, generator: { ...generator, layers } });
}

const FALLBACK =
  /^Training runs on TensorFlow\.js, plain JavaScript \(eager, operation by operation\) instead of ONNX Runtime, CPU, probably slower\. ONNX Runtime, CPU, 1 thread: The TensorFlow\.js kernel Elu cannot be compiled: no ONNX operators are known for it\.$/;

describe('a training process without one operator', () => {
  test('trains on JavaScript, and names the operator in record, log, window and terminal', async () => {
    const programs = await buildWithoutElu();
    const workerPath = join(programs, 'worker.js');
    const runsDirectory = temporaryFolder();
    const start = (config: ReturnType<typeof smallConfig>) =>
      launchRun(
        { config, configPath: join(runsDirectory, 'small.gan.json'), runsDirectory },
        { workerPath },
      );

    // What the window warns of when a run has started; panel and status bar show the record.
    const { runDirectory, warnings } = await start(configWith('elu', 'auto'));
    expect(warnings).toEqual([expect.stringMatching(FALLBACK)]);
    const { state, step, device } = await ended(runDirectory);
    expect({ state, step, device: device?.device }).toEqual({
      state: 'completed',
      step: 20,
      device: 'javascript',
    });
    expect(device?.fallback).toMatch(FALLBACK);
    const [compiled] = device!.candidates;
    expect(compiled?.note).toContain('kernel Elu cannot be compiled');
    expect(readFileSync(runFile(runDirectory, 'log'), 'utf8')).toContain('kernel Elu');

    // Nothing else is the worse for it.
    const other = await start(configWith('relu', 'onnxruntime-cpu'));
    expect(other.warnings).toEqual([]);
    expect((await ended(other.runDirectory)).device?.device).toBe('onnxruntime-cpu');

    const folder = temporaryFolder();
    writeFileSync(
      join(folder, 'elu.gan.json'),
      JSON.stringify(configWith('elu', 'onnxruntime-cpu')),
    );
    const { stderr } = await promisify(execFile)(
      process.execPath,
      [join(programs, 'cli.js'), 'train', 'elu.gan.json'],
      { cwd: folder },
    );
    const warning = stderr.split('\n').find((line) => line.startsWith('Warning: '));
    expect(warning?.replace('Warning: ', '')).toMatch(FALLBACK);
    expect(stderr).toContain('Training on TensorFlow.js, plain JavaScript, in runs/');
    expect(stderr).toContain('Completed 20 steps.');
    const [run] = await listRuns(join(folder, 'runs'));
    expect(run?.record?.device?.fallback).toMatch(FALLBACK);
  });
});
