import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, test } from 'vitest';
import { METRIC_COLUMNS } from '../../../src/protocol/runModel';
import { arrowEncoder } from '../../../src/runs/arrowWriting';
import { BalanceTail } from '../../../src/runs/balanceFile';
import { listCheckpoints, readCheckpoint } from '../../../src/runs/checkpoints';
import { readJournal } from '../../../src/runs/journal';
import { resumeRun } from '../../../src/runs/launch';
import { runFile } from '../../../src/runs/layout';
import { readRunStatus } from '../../../src/runs/liveness';
import { lastMetricsStep, readMetrics } from '../../../src/runs/metricsReader';
import { openRun } from '../../../src/runs/openRun';
import { readRunRecord } from '../../../src/runs/record';
import { decodeSafetensors } from '../../../src/runs/safetensors';
import { readSamples } from '../../../src/runs/samples';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import {
  attach,
  ended,
  resumeAgain,
  smallConfig,
  startRun,
  until,
} from '../../helpers/trainingRuns';

/** Long enough to be met while it trains. */
const LONG = 1_000_000;

/** What an older version would have left: a column less, and no file about the balance. */
async function makeOlder(run: string): Promise<void> {
  const { schemaMessage, encodeRows } = arrowEncoder(METRIC_COLUMNS.slice(0, -1));
  const rows = await readMetrics(run);
  writeFileSync(runFile(run, 'metrics'), Buffer.concat([schemaMessage, encodeRows(rows)]));
  rmSync(runFile(run, 'balance'));
}

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

describe('a training process', () => {
  test('trains to the end and leaves a complete run directory', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig());
    const record = await ended(run);
    expect(record).toMatchObject({
      state: 'completed',
      step: 60,
      steps: 60,
      seed: 11,
      name: 'small',
      parameters: { generator: 8 * 32 + 32 + 32 * 64 + 64, discriminator: 64 * 32 + 32 + 33 },
      data: { count: 1797, sampleShape: [1, 8, 8] },
      device: { device: 'onnxruntime-cpu', threads: 1 },
    });
    expect(record.equilibrium?.discriminator).toBeCloseTo(1.386294, 6);
    const { step, columns } = await readMetrics(run);
    expect([...step]).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(columns.discriminatorLoss.every((loss) => loss > 0 && loss < 5)).toBe(true);
    expect(columns.seconds.every((second, i) => i === 0 || second >= columns.seconds[i - 1]!)).toBe(
      true,
    );
    const balance = await new BalanceTail(run).readAll();
    expect([...balance.step]).toEqual([1, 10, 20, 30, 40, 50, 60]);
    for (const column of ['discriminatorUpdateRatio', 'generatorUpdateRatio'] as const) {
      expect(balance.columns[column].every((ratio) => ratio > 1e-5 && ratio < 0.1)).toBe(true);
    }
    expect(balance.columns.generatorMilliseconds.every((time) => time > 0)).toBe(true);
    // It trains on every digit that there is.
    expect(record.data?.heldOut).toBeUndefined();
    expect(balance.columns.heldOutOutput.every(Number.isNaN)).toBe(true);
    const opened = await openRun(run);
    expect(opened.sampleSteps).toEqual([0, 20, 40, 60]);
    expect(opened.checkpointSteps).toEqual([40, 60]);
    expect(opened.resumable).toBe(false);
    expect(opened.journal.map(({ type, step: at }) => `${type} ${at}`)).toEqual([
      'samples 0',
      'state 0',
      'samples 20',
      'checkpoint 20',
      'samples 40',
      'checkpoint 40',
      'samples 60',
      'checkpoint 60',
      'state 60',
    ]);
    // The record says how it ended first; then the process tidies up.
    await expect.poll(() => existsSync(runFile(run, 'connection'))).toBe(false);
    await expect(resumeRun(run, { workerPath: join(programs, 'worker.js') })).rejects.toThrow(
      'has done all of its 60 steps',
    );
  });

  test('keeps a histogram of D with every evaluation: each sample counts once', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: 20 }));
    await ended(run);
    const sample = (await readJournal(run)).findLast((event) => event.type === 'samples');
    expect(sample).toMatchObject({ step: 20, file: 'samples/step-000000020.png' });
    const sum = (bins: readonly number[] = []): number => bins.reduce((all, n) => all + n, 0);
    expect([sum(sample?.histogram?.real), sum(sample?.histogram?.fake)]).toEqual([16, 16]);
  });

  test('draws the sample grid with its step and seed; always of the same latents', async () => {
    const config = smallConfig({
      steps: 20,
      generatorOptimizer: { name: 'sgd', learningRate: 0, momentum: 0 },
    });
    const run = await startRun(programs, temporaryFolder(), config);
    await ended(run);
    const [first, last] = await Promise.all([readSamples(run, 0), readSamples(run, 20)]);
    const [before, after] = [decode(first), decode(last)];
    // Nine tiles of 8×8, each pixel six wide, two pixels apart.
    expect([before.width, before.height]).toEqual([3 * 50 - 2, 3 * 50 - 2]);
    expect(before.text).toMatchObject({ Step: '0', Seed: '11' });
    expect(after.text).toMatchObject({ Step: '20' });
    // The generator stands still, so must its pictures.
    expect(Buffer.compare(Buffer.from(before.data), Buffer.from(after.data))).toBe(0);
    const opacity = before.data.filter((_, i) => i % 2 === 1);
    expect(opacity.filter((value) => value === 0).length).toBe(148 * 148 - 144 * 144);
  });

  test('killed, shows as failed with its last step, and goes on to the very same end', async () => {
    const folder = temporaryFolder();
    const config = smallConfig({ steps: 1500 }, { checkpoints: { everySteps: 500, keep: 2 } });
    const killed = await startRun(programs, folder, config);
    const client = await attach(killed);
    // Between the first checkpoint and the last, so that the edit has to be made again.
    await until(async () => (await listCheckpoints(killed)).length > 0, 'a checkpoint');
    const { step: pausedAt } = await client.call('pause');
    const { effectiveFrom } = await client.call('changeSetting', 'discriminatorSteps', 2);
    expect(effectiveFrom).toBe(pausedAt + 1);
    await client.call('changeSetting', 'generatorBeta1', 0.9);
    for (let i = 0; i < 3; i++) await client.call('singleStep');
    const { processId } = await readRunRecord(killed);
    process.kill(processId, 'SIGKILL');
    const { record, attachable } = await until(async () => {
      const status = await readRunStatus(killed);
      return status.attachable ? undefined : status;
    }, 'the process to be gone');
    const checkpoint = (await listCheckpoints(killed)).at(-1);
    expect(attachable).toBe(false);
    expect(record).toMatchObject({ state: 'failed', step: pausedAt + 3 });
    expect(record.reason).toBe(
      `The training process ended without a word (killed or out of memory) at step ${pausedAt + 3}. Resume from the checkpoint at step ${checkpoint}.`,
    );
    expect(await openRun(killed)).toMatchObject({ resumable: true });
    await resumeAgain(programs, killed);
    expect(await ended(killed)).toMatchObject({ state: 'completed', step: 1500 });

    const whole = await startRun(programs, folder, config);
    const other = await attach(whole);
    // Hundreds of steps before the edit of the other run, which is found again step by step.
    expect((await other.call('pause')).step).toBeLessThan(pausedAt);
    while ((await other.call('singleStep')).step < pausedAt);
    await other.call('changeSetting', 'discriminatorSteps', 2);
    await other.call('changeSetting', 'generatorBeta1', 0.9);
    await other.call('resume');
    await ended(whole);
    const [a, b] = [await readCheckpoint(killed, 1500), await readCheckpoint(whole, 1500)];
    expect(a.settings).toEqual(b.settings);
    expect(a.settings).toMatchObject({ discriminatorSteps: 2, generatorBeta1: 0.9 });
    expect(a.discriminatorUpdates).toBe(b.discriminatorUpdates);
    expect(a.tensors.map(({ name }) => name)).toEqual(b.tensors.map(({ name }) => name));
    for (const [i, { name, data }] of a.tensors.entries()) {
      expect(
        Buffer.compare(Buffer.from(data.buffer), Buffer.from(b.tensors[i]!.data.buffer)),
        name,
      ).toBe(0);
    }
    const [rowsA, rowsB] = [await readMetrics(killed), await readMetrics(whole)];
    expect(rowsA.step).toEqual(rowsB.step);
    expect(rowsA.columns.generatorLoss).toEqual(rowsB.columns.generatorLoss);
    expect(rowsA.columns.discriminatorSteps).toEqual(rowsB.columns.discriminatorSteps);
  });

  test('stopped and resumed, ends where an uninterrupted run does', async () => {
    const folder = temporaryFolder();
    const config = smallConfig({ steps: 1500 });
    const stopped = await startRun(programs, folder, config);
    const client = await attach(stopped);
    const { step } = await client.call('stop');
    expect(await ended(stopped)).toMatchObject({
      state: 'stopped',
      step,
      reason: 'Stopped by the user.',
    });
    expect((await listCheckpoints(stopped)).at(-1)).toBe(step);
    expect((await openRun(stopped)).sampleSteps.at(-1)).toBe(step);
    await makeOlder(stopped);
    await resumeAgain(programs, stopped);
    expect(await ended(stopped)).toMatchObject({ state: 'completed', step: 1500 });
    const rows = await readMetrics(stopped);
    expect(rows.step.at(-1)).toBe(1500);
    expect(rows.columns.generatorLearningRate.findIndex((rate) => !Number.isNaN(rate))).toBe(step);
    const balance = await new BalanceTail(stopped).readAll();
    expect(balance.step[0]).toBe(step === 0 ? 1 : 10 * Math.floor(step / 10) + 10);
    expect(balance.step.at(-1)).toBe(1500);
    const states = (await readJournal(stopped)).filter((event) => event.type === 'state');
    expect(states.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'starting → running',
      'running → stopping',
      'stopping → stopped',
      'stopped → starting',
      'starting → running',
      'running → completed',
    ]);
    expect(states[3]?.reason).toBe(`Resumed from the checkpoint at step ${step}.`);
    const whole = await startRun(programs, folder, config);
    await ended(whole);
    expect(
      readFileSync(join(stopped, 'checkpoints/step-000001500/state.safetensors')).equals(
        readFileSync(join(whole, 'checkpoints/step-000001500/state.safetensors')),
      ),
    ).toBe(true);
  });

  test('pauses, steps singly, changes k: journaled with the first step it holds for', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: LONG }));
    const client = await attach(run);
    const { step } = await client.call('pause');
    expect(await readRunRecord(run)).toMatchObject({ state: 'paused', step });
    expect(await lastMetricsStep(run)).toBe(step);
    expect(await client.call('singleStep')).toEqual({ step: step + 1 });
    expect(await client.call('changeSetting', 'discriminatorSteps', 3)).toEqual({
      effectiveFrom: step + 2,
    });
    expect(await client.call('changeSetting', 'generatorLearningRate', 0.001)).toEqual({
      effectiveFrom: step + 2,
    });
    expect(await client.call('changeSetting', 'discriminatorBeta1', 0.9)).toEqual({
      effectiveFrom: step + 2,
    });
    expect(await client.call('singleStep')).toEqual({ step: step + 2 });
    const edits = (await readJournal(run)).filter((event) => event.type === 'edit');
    expect(edits).toMatchObject([
      { setting: 'discriminatorSteps', from: 1, to: 3, effectiveFrom: step + 2 },
      { setting: 'generatorLearningRate', from: 0.0002, to: 0.001, effectiveFrom: step + 2 },
      { setting: 'discriminatorBeta1', from: 0.5, to: 0.9, effectiveFrom: step + 2 },
    ]);
    const { columns } = await readMetrics(run);
    expect([...columns.discriminatorSteps.slice(-2)]).toEqual([1, 3]);
    expect([...columns.generatorLearningRate.slice(-2)]).toEqual([0.0002, 0.001].map(Math.fround));
    await expect(client.call('changeSetting', 'discriminatorSteps', 0)).rejects.toThrow(
      'discriminatorSteps must be a whole number from 1 to 1,000, not 0.',
    );
    await expect(client.call('changeSetting', 'discriminatorLearningRate', -1)).rejects.toThrow(
      'must be a number from 0 to 1,000',
    );
    await expect(client.call('changeSetting', 'generatorMomentum', 0.5)).rejects.toThrow(
      'The config of this run has no generatorMomentum. Change one of discriminatorSteps, generatorLearningRate,',
    );
    await client.call('resume');
    await expect(client.call('singleStep')).rejects.toThrow('Pause the run');
    await until(async () => (await readRunRecord(run)).state === 'running', 'running again');
    await client.call('stop');
    expect(await readRunRecord(run)).toMatchObject({
      state: 'stopped',
      settings: { discriminatorSteps: 3, generatorLearningRate: 0.001, discriminatorBeta1: 0.9 },
    });
  });

  test('that diverges says what and when, and keeps the last good checkpoint', async () => {
    const sgd = { name: 'sgd', learningRate: 1000, momentum: 0 } as const;
    const config = smallConfig(
      { steps: 5000, generatorOptimizer: sgd, discriminatorOptimizer: sgd },
      { checkpoints: { everySteps: 1, keep: 2 } },
    );
    const run = await startRun(programs, temporaryFolder(), config);
    const record = await ended(run);
    expect(record.state).toBe('diverged');
    const [, step] = /^Training diverged at step (\d+): the .+ is no finite number/.exec(
      record.reason ?? '',
    )!;
    expect(record.step).toBe(Number(step) - 1);
    const checkpoint = await readCheckpoint(run, record.step);
    expect(checkpoint.tensors.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    const error = (await readJournal(run)).find((event) => event.type === 'error');
    expect(error?.message).toBe(record.reason);
  });

  test('saves the networks, with their sums', async () => {
    const config = smallConfig({ steps: LONG, generatorEmaDecay: 0.9 });
    const run = await startRun(programs, temporaryFolder(), config);
    const client = await attach(run);
    const { step } = await client.call('pause');
    const saved = await client.call('saveModel');
    expect(saved.step).toBe(step);
    expect(await client.call('saveModel')).toEqual(saved);
    const names = ['generator', 'generator-ema', 'discriminator'];
    expect(readdirSync(saved.directory).sort()).toEqual(
      ['manifest.json', ...names.flatMap((name) => [`${name}.onnx`, `${name}.safetensors`])].sort(),
    );
    const manifest = JSON.parse(readFileSync(join(saved.directory, 'manifest.json'), 'utf8')) as {
      files: { file: string; sha256: string; bytes: number }[];
    };
    for (const { file, sha256, bytes } of manifest.files) {
      const content = readFileSync(join(saved.directory, file));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    await client.call('stop');
    const checkpoint = await readCheckpoint(run, step);
    for (const [file, prefix] of [
      ['generator', 'generator/'],
      ['generator-ema', 'generatorEma/'],
      ['discriminator', 'discriminator/'],
    ] as const) {
      const bytes = readFileSync(join(saved.directory, `${file}.safetensors`));
      for (const { name, data } of decodeSafetensors(bytes).tensors) {
        expect(name.startsWith(prefix)).toBe(true);
        expect(checkpoint.tensors.find((tensor) => tensor.name === name)?.data).toEqual(data);
      }
    }
  });

  test('asked to end by the system, saves and stops', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: LONG }));
    const { processId } = await readRunRecord(run);
    process.kill(processId, 'SIGTERM');
    const record = await ended(run);
    expect(record).toMatchObject({ state: 'stopped', reason: 'Stopped by SIGTERM.' });
    expect((await listCheckpoints(run)).at(-1)).toBe(record.step);
  });

  test('trains on densities, and shows them as a histogram or as points', async () => {
    for (const [source, units, width] of [
      ['gaussian', 1, 960],
      ['ring', 2, 800],
    ] as const) {
      const config = smallConfig(
        { steps: 20 },
        {
          data: { source },
          generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units }] },
        },
      );
      const run = await startRun(programs, temporaryFolder(), config);
      expect(await ended(run)).toMatchObject({ state: 'completed' });
      const picture = decode(await readSamples(run, 20));
      expect(picture.width).toBe(width);
      expect(picture.text['Description']).toContain('Real samples purple');
    }
  });
});
