import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { LaunchError, launchRun, reportDevices, resumeRun } from '../../../src/runs/launch';
import { runFile } from '../../../src/runs/layout';
import { openRun } from '../../../src/runs/openRun';
import { readRunConfig } from '../../../src/runs/runConfig';
import { checkpointDirectory } from '../../../src/runs/layout';
import { writeRunRecord } from '../../../src/runs/record';
import { createRunDirectory } from '../../../src/runs/runDirectory';
import { buildPrograms } from '../../helpers/builtPrograms';
import { runRecord } from '../../helpers/runRecord';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import {
  attach,
  ended,
  resumeAgain,
  smallConfig,
  startRun,
  until,
} from '../../helpers/trainingRuns';

let workerPath = '';
let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
  workerPath = join(programs, 'worker.js');
});

/** An IDX file of `count` images of 8×8. */
function idx(count: number): Buffer {
  const bytes = Buffer.alloc(16 + count * 64, 100);
  for (let i = 16; i < bytes.length; i++) bytes[i] = (i * 7919) >> 3;
  [0x803, count, 8, 8].forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length / 2);
}

async function failureOf(promise: Promise<unknown>): Promise<LaunchError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LaunchError);
  return error as LaunchError;
}

describe('starting a run', () => {
  test.each([
    ['missing', undefined, 'There is no file'],
    ['empty', Buffer.alloc(0), '0 bytes'],
    ['truncated', idx(100).subarray(0, 3000), 'It is cut off'],
    ['truncated gzip', half(gzipSync(idx(100))), 'is cut off'],
    ['labels', Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 5]), 'a label file'],
    ['wrong magic', Buffer.from('PK\u0003\u0004 this is a zip file'), 'a zip archive'],
  ])('with a %s image file says so once and leaves nothing behind', async (_, content, message) => {
    const folder = temporaryFolder();
    if (content !== undefined) writeFileSync(join(folder, 'images'), content);
    const config = smallConfig({}, { data: { source: 'idx', images: 'images' } });
    const runsDirectory = join(folder, 'runs');
    const launch = launchRun(
      { config, configPath: join(folder, 'x.gan.json'), runsDirectory },
      { workerPath },
    );
    const error = await failureOf(launch);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('    at ');
    expect(readdirSync(runsDirectory)).toEqual([]);
  });

  test('finds images beside the config; the kept config finds them from anywhere', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'images'), idx(100));
    const config = smallConfig({ steps: 2 }, { data: { source: 'idx', images: './images' } });
    const { runDirectory } = await launchRun(
      { config, configPath: join(folder, 'x.gan.json'), runsDirectory: join(folder, 'runs') },
      { workerPath },
    );
    expect(await ended(runDirectory)).toMatchObject({
      state: 'completed',
      configPath: join(folder, 'x.gan.json'),
      data: { count: 100 },
    });
    expect((await readRunConfig(runDirectory)).data).toMatchObject({
      images: join(folder, 'images'),
    });
  });

  test.each([
    ['a file', (folder: string) => join(folder, 'file'), 'EEXIST'],
    ['a folder that refuses', () => '/proc/self', 'ENOENT'],
  ])('in %s is refused before anything is made', async (_, place, code) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const run = { config: smallConfig(), configPath: '/x.gan.json', runsDirectory: place(folder) };
    const error = await failureOf(launchRun(run, { workerPath }));
    expect(error.message).toContain('No run can be started in');
    expect(error.message).toContain(code);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  test('without a worker program says how it ended and leaves nothing behind', async () => {
    const runsDirectory = temporaryFolder();
    const run = { config: smallConfig(), configPath: '/x.gan.json', runsDirectory };
    const launch = launchRun(run, { workerPath: join(runsDirectory, 'absent.js') });
    const error = await failureOf(launch);
    expect(error.message).toContain('ended before it was ready (exit code 1)');
    expect(error.message).toContain('Cannot find module');
    expect(readdirSync(runsDirectory)).toEqual([]);
  });

  test('can be canceled, and leaves nothing behind', async () => {
    const runsDirectory = temporaryFolder();
    const run = { config: smallConfig(), configPath: '/x.gan.json', runsDirectory };
    const controller = new AbortController();
    const launch = launchRun(run, {
      workerPath,
      signal: controller.signal,
      onStatus: () => controller.abort(),
    });
    expect((await failureOf(launch)).message).toBe('The start was canceled.');
    expect(readdirSync(runsDirectory)).toEqual([]);
  });

  test('goes on when whoever starts it goes away meanwhile', async () => {
    const runDirectory = await createRunDirectory(temporaryFolder(), 'left alone');
    const config = JSON.stringify(smallConfig({ steps: 5 }));
    writeFileSync(runFile(runDirectory, 'config'), config);
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    spawn(process.execPath, [workerPath, runDirectory], { stdio: [...stdio] }).disconnect();
    await until(() => Promise.resolve(existsSync(runFile(runDirectory, 'record'))), 'the run');
    expect(await ended(runDirectory)).toMatchObject({ state: 'completed', step: 5 });
  });

  test('tells what it does meanwhile', async () => {
    const runsDirectory = temporaryFolder();
    const statuses: string[] = [];
    const run = { config: smallConfig({ steps: 1 }), configPath: '/x.gan.json', runsDirectory };
    const { runDirectory } = await launchRun(run, {
      workerPath,
      onStatus: (message) => statuses.push(message),
    });
    expect(statuses).toEqual(['Reading the data', 'Trying devices']);
    await ended(runDirectory);
    expect(readFileSync(runFile(runDirectory, 'log'), 'utf8')).toContain('Device: ONNX Runtime');
  });

  test('is not needed to see which device it would take', async () => {
    const statuses: string[] = [];
    const request = { config: smallConfig({}, { device: 'auto' }), configPath: '/x.gan.json' };
    const choice = await reportDevices(request, {
      workerPath,
      onStatus: (message) => statuses.push(message),
    });
    expect(choice.device).toBe('onnxruntime-cpu');
    expect(choice.candidates.map(({ device }) => device)).toEqual(
      expect.arrayContaining(['onnxruntime-cpu', 'onnxruntime-webgpu', 'tensorflow', 'javascript']),
    );
  });
});

describe('resuming a run', () => {
  test('that trains is refused; it goes on undisturbed', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: 1_000_000 }));
    const error = await failureOf(resumeRun(run, { workerPath }));
    expect(error.message).toContain('This run is training already, in process');
    const client = await attach(run);
    await client.call('stop');
    expect((await openRun(run)).journal.filter(({ type }) => type === 'error')).toEqual([]);
  });

  test('without a checkpoint, or that is none, is refused', async () => {
    const folder = temporaryFolder();
    expect((await failureOf(resumeRun(folder, { workerPath }))).message).toContain(
      'is not a run directory',
    );
    await writeRunRecord(folder, runRecord({ state: 'stopped' }));
    mkdirSync(join(folder, 'checkpoints'));
    writeFileSync(runFile(folder, 'config'), JSON.stringify(smallConfig()));
    expect((await failureOf(resumeRun(folder, { workerPath }))).message).toContain(
      'no checkpoint that can be read',
    );
  });

  test('falls back to the checkpoint before a damaged one and says so', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig({ steps: 1_000_000 }));
    const client = await attach(run);
    while ((await client.call('pause')).step < 40) {
      await client.call('resume');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { step } = await client.call('stop');
    const damaged = join(checkpointDirectory(run, step), 'state.safetensors');
    writeFileSync(damaged, readFileSync(damaged).subarray(0, 1000));
    const { warnings } = await resumeRun(run, { workerPath });
    expect(warnings).toEqual([
      expect.stringMatching(`The checkpoint at step ${step} could not be read: .*not an intact`),
    ]);
    const again = await attach(run);
    expect(again.attached.record.state).not.toBe('stopped');
    await again.call('stop');
    const { journal } = await openRun(run);
    const resumed = journal.find(({ type, step: at }) => type === 'state' && at > 0 && at < step);
    expect(resumed).toBeDefined();
    await ended(run);
  });

  test('runs on the device and the number of threads that it started with', async () => {
    const config = smallConfig({ steps: 1_000_000 }, { device: 'auto', threads: 'auto' });
    const run = await startRun(programs, temporaryFolder(), config);
    const first = (await attach(run)).attached.record.device;
    await (await attach(run)).call('stop');
    await resumeAgain(programs, run);
    const client = await attach(run);
    expect(client.attached.record.device).toEqual(first);
    await client.call('stop');
    await ended(run);
    await until(
      () => Promise.resolve(!existsSync(runFile(run, 'connection'))),
      'the connection to be closed',
    );
  });
});
