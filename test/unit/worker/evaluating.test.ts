/** What a run directory tells of an evaluation, while its process and whoever has started it come and go. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  cancelAndAwait,
  type EvaluationRecord,
  readEvaluation,
} from '../../../src/runs/evaluationFile';
import { evaluateRun, launchRun } from '../../../src/runs/launch';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { ended, smallConfig, until } from '../../helpers/trainingRuns';

let programs: string;
let folder: string;
let trained: string;
beforeAll(async () => {
  programs = await buildPrograms();
  folder = mkdtempSync(join(tmpdir(), 'gan-test-'));
  const config = smallConfig({ steps: 20 });
  const run = { config, configPath: join(folder, 'small.gan.json'), runsDirectory: folder };
  const workerPath = join(programs, 'worker.js');
  ({ runDirectory: trained } = await launchRun(run, { workerPath }));
  await ended(trained);
  // Its last act.
  const connection = join(trained, 'connection.json');
  await until(() => Promise.resolve(!existsSync(connection)), 'the end of its process');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of its own for each test. */
function endedRun(): string {
  const run = temporaryFolder();
  cpSync(trained, run, { recursive: true });
  return run;
}

const quick = { samples: 50, families: ['kid'] } as const;
/** It takes many seconds: whoever begins it ends it. */
const long = { samples: 2000, families: 'auto' } as const;

/** `gan evaluate` in a process of its own. */
function terminal(run: string, ...args: string[]): ChildProcess {
  const cli = spawn(process.execPath, [join(programs, 'cli.js'), 'evaluate', run, ...args], {
    stdio: 'ignore',
  });
  onTestFinished(() => void cli.kill('SIGKILL'));
  return cli;
}

/** What the directory tells as soon as it is that. */
function told(
  run: string,
  check: (record: EvaluationRecord) => boolean,
): Promise<EvaluationRecord> {
  return until(async () => {
    const record = await readEvaluation(run);
    return record !== undefined && check(record) && record;
  }, 'evaluation.json');
}

/** Under way, and far enough to tell its step. Its process is killed when the test ends, should it still be there. */
async function underWay(run: string): Promise<EvaluationRecord> {
  const record = await told(run, ({ step }) => step !== undefined);
  onTestFinished(() => kill(record));
  expect(record).toMatchObject({
    state: 'running',
    step: 20,
    message: expect.any(String) as string,
  });
  return record;
}

/** One that a test has begun. */
function kill({ processId }: EvaluationRecord): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended, as it should.
  }
}

function isGone({ processId }: EvaluationRecord): Promise<true> {
  return until(() => {
    try {
      process.kill(processId, 0);
      return Promise.resolve(false);
    } catch {
      return Promise.resolve(true);
    }
  }, 'the end of the process');
}

/** `2026-01-02 03:04 UTC` */
function toTheMinute(time: Date | string): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/:[^:]*$/, ' UTC');
}

function rows(run: string): number {
  const path = join(run, 'evaluations.ndjson');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.split('\n').filter((line) => line.includes('"source":"command"')).length;
}

describe('an evaluation', () => {
  test('goes on when whoever has begun it is gone, and leaves its notes', async () => {
    const run = endedRun();
    const cli = terminal(run, '--samples', '500', '--metrics', 'kid,twoSample');
    await underWay(run);
    cli.kill('SIGKILL');
    const record = await told(run, ({ state }) => state !== 'running');
    expect(record).toMatchObject({ state: 'done', step: 20 });
    expect(record.notes?.[0]).toContain('Real data: ');
    expect(record.message).toBeUndefined();
    expect(rows(run)).toBeGreaterThan(1);
  });

  test('is refused while another is under way, which anybody can give up', async () => {
    const run = endedRun();
    const cli = terminal(run);
    const record = await underWay(run);
    const options = { workerPath: join(programs, 'worker.js') };
    await expect(evaluateRun(run, quick, options)).rejects.toThrow(
      `This run is being evaluated already, in process ${record.processId}, since ${toTheMinute(record.startedAt)}.`,
    );
    expect(await readEvaluation(run)).toMatchObject({ id: record.id, state: 'running' });
    const exit = new Promise((resolve) => cli.on('exit', resolve));
    await cancelAndAwait(run, 60_000);
    expect(await readEvaluation(run)).toMatchObject({ state: 'canceled' });
    expect(await exit).toBe(1);
    await isGone(record);
    expect(rows(run)).toBe(0);
    const { step, warnings } = await evaluateRun(run, quick, options);
    expect(await readEvaluation(run)).toMatchObject({ state: 'done', step, notes: warnings });
    // What another one does not change is how to read what this one has found.
    await expect(evaluateRun(run, { ...quick, step: 7 }, options)).rejects.toThrow('of step 7');
    const message = 'This run has no checkpoint of step 7. Its checkpoints: 20.';
    expect(await readEvaluation(run)).toMatchObject({ state: 'failed', message, notes: warnings });
  });

  test('whose process is killed is said to have failed, and keeps nobody from another one', async () => {
    const run = endedRun();
    const options = { workerPath: join(programs, 'worker.js') };
    // Whoever has begun it is there to see it.
    const seen = expect(evaluateRun(run, long, options)).rejects.toThrow('SIGKILL');
    kill(await underWay(run));
    await seen;
    expect(await readEvaluation(run)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('SIGKILL') as string,
    });
    // Nobody is.
    const cli = terminal(run);
    const record = await told(run, ({ state }) => state === 'running');
    cli.kill('SIGKILL');
    kill(record);
    await isGone(record);
    expect(await readEvaluation(run)).toMatchObject({ state: 'running' });
    const before = new Date(Date.now() - 20_000);
    utimesSync(join(run, 'evaluation.json'), before, before);
    expect(await readEvaluation(run)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(`no sign of life since ${toTheMinute(before)}:`) as string,
    });
    await evaluateRun(run, quick, options);
    expect(await readEvaluation(run)).toMatchObject({ state: 'done' });
  });

  test('ends when it is given up at once, and when its run is deleted', async () => {
    const run = endedRun();
    const options = { workerPath: join(programs, 'worker.js') };
    const controller = new AbortController();
    const given = expect(
      evaluateRun(run, long, { ...options, signal: controller.signal }),
    ).rejects.toThrow('The evaluation was canceled.');
    const first = await underWay(run);
    controller.abort();
    await given;
    await isGone(first);
    expect(await readEvaluation(run)).toMatchObject({ id: first.id, state: 'canceled' });
    const gone = expect(evaluateRun(run, long, options)).rejects.toThrow('its file has gone');
    const second = await told(run, ({ id, step }) => id !== first.id && step !== undefined);
    rmSync(run, { recursive: true, maxRetries: 10 });
    await gone;
    await isGone(second);
    expect(existsSync(run)).toBe(false);
  });
});
