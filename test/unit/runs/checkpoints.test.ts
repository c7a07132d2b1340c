import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  encodeCheckpoint,
  listCheckpoints,
  newestCheckpoint,
  pruneCheckpoints,
  readCheckpoint,
  removeCheckpointsAfter,
  writeCheckpoint,
} from '../../../src/runs/checkpoints';
import { checkpointDirectory } from '../../../src/runs/layout';
import { temporaryFolder } from '../../helpers/temporaryFolder';

function checkpoint(step: number): Checkpoint {
  return {
    step,
    discriminatorUpdates: 3 * step,
    seconds: step / 8,
    settings: {
      discriminatorSteps: 3,
      generatorLearningRate: 1e-4,
      discriminatorLearningRate: 2e-4,
    },
    tensors: [
      { name: 'generator/0/weights', shape: [2, 1], data: Float32Array.of(step, -0) },
      { name: 'generator/0/bias', shape: [], data: Float32Array.of(1 / 3) },
    ],
  };
}

function runWithFolder(): string {
  const run = temporaryFolder();
  mkdirSync(join(run, 'checkpoints'));
  return run;
}

describe('checkpoints', () => {
  test('give back the state, bit for bit', async () => {
    const run = runWithFolder();
    const directory = await writeCheckpoint(run, encodeCheckpoint(checkpoint(40)));
    expect(directory).toBe(checkpointDirectory(run, 40));
    expect(await readCheckpoint(run, 40)).toEqual(checkpoint(40));
  });

  test('hold the values of the moment they were encoded', async () => {
    const run = runWithFolder();
    const state = checkpoint(40);
    const encoded = encodeCheckpoint(state);
    state.tensors[0]!.data.fill(9);
    await writeCheckpoint(run, encoded);
    expect(await readCheckpoint(run, 40)).toEqual(checkpoint(40));
  });

  test('are complete or not there: the newest that can be read is found', async () => {
    const run = runWithFolder();
    for (const step of [10, 20, 30]) await writeCheckpoint(run, encodeCheckpoint(checkpoint(step)));
    const tensors = join(checkpointDirectory(run, 30), 'state.safetensors');
    const whole = readFileSync(tensors);
    for (const size of [0, 7, 8, 100, whole.length - 1]) {
      writeFileSync(tensors, whole.subarray(0, size));
      const newest = await newestCheckpoint(run);
      expect(newest?.checkpoint).toEqual(checkpoint(20));
      expect(newest?.damaged).toMatchObject([{ step: 30 }]);
    }
    const counters = join(checkpointDirectory(run, 20), 'state.json');
    writeFileSync(counters, readFileSync(counters).subarray(0, -4));
    expect((await newestCheckpoint(run))?.checkpoint.step).toBe(10);
    copyFileSync(join(checkpointDirectory(run, 10), 'state.json'), counters);
    expect((await newestCheckpoint(run))?.checkpoint.step).toBe(10);
  });

  test('that were not finished do not count, and are cleared away on resume', async () => {
    const run = runWithFolder();
    for (const step of [10, 20, 30]) await writeCheckpoint(run, encodeCheckpoint(checkpoint(step)));
    mkdirSync(join(run, 'checkpoints', '.step-000000040.99.tmp'));
    expect(await listCheckpoints(run)).toEqual([10, 20, 30]);
    await removeCheckpointsAfter(run, 20);
    expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-000000010', 'step-000000020']);
  });

  test('can be written twice', async () => {
    const run = runWithFolder();
    await writeCheckpoint(run, encodeCheckpoint(checkpoint(10)));
    await writeCheckpoint(run, encodeCheckpoint(checkpoint(10)));
    expect(readdirSync(join(run, 'checkpoints'))).toEqual(['step-000000010']);
  });

  test('keep the newest', async () => {
    const run = runWithFolder();
    expect(await newestCheckpoint(run)).toBeUndefined();
    for (const step of [10, 20, 30]) await writeCheckpoint(run, encodeCheckpoint(checkpoint(step)));
    await pruneCheckpoints(run, 2);
    expect(await listCheckpoints(run)).toEqual([20, 30]);
    await pruneCheckpoints(run, 5);
    expect(await listCheckpoints(run)).toEqual([20, 30]);
  });

  test('cannot be made when the disk refuses', async () => {
    const run = temporaryFolder();
    writeFileSync(join(run, 'checkpoints'), '');
    await expect(writeCheckpoint(run, encodeCheckpoint(checkpoint(1)))).rejects.toThrow('ENOTDIR');
  });
});
