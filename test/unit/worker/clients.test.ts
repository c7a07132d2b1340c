import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeFrame } from '../../../src/protocol/frames';
import { packMessage } from '../../../src/protocol/messagePack';
import type {
  JournalEvent,
  MetricRows,
  OutputHistogram,
  Progress,
} from '../../../src/protocol/runModel';
import { openClientSide } from '../../../src/protocol/workerLink';
import type { WorkerConnection } from '../../../src/protocol/workerProtocol';
import { runFile } from '../../../src/runs/layout';
import { isLiveState } from '../../../src/protocol/runModel';
import { lastMetricsStep } from '../../../src/runs/metricsReader';
import { readRunRecord } from '../../../src/runs/record';
import { WORKER_PROTOCOL_VERSION } from '../../../src/protocol/workerProtocol';
import { connectSocket, socketStream } from '../../../src/runs/socketStream';
import { buildPrograms } from '../../helpers/builtPrograms';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { attach, ended, smallConfig, startRun, until } from '../../helpers/trainingRuns';

const forever = smallConfig({ steps: 1_000_000 });
const nothing = (): void => undefined;
const noEvents = {
  record: nothing,
  progress: nothing,
  metrics: nothing,
  histogram: nothing,
  distribution: nothing,
  journal: nothing,
  stepping: nothing,
};

let programs = '';
beforeAll(async () => {
  programs = await buildPrograms();
});

function connectionOf(run: string): WorkerConnection {
  return JSON.parse(readFileSync(runFile(run, 'connection'), 'utf8')) as WorkerConnection;
}

/** Resolves when the other side closes the connection. */
function closedBy(path: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => void socket.write(bytes));
    socket.resume();
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

const request = (m: string, ...a: unknown[]): Uint8Array =>
  encodeFrame(packMessage({ t: 'q', i: '1', m, a }));

describe('clients of a training process', () => {
  test.skipIf(process.platform === 'win32')('find a socket that is theirs alone', async () => {
    const run = await startRun(programs, temporaryFolder(), forever);
    const { socketPath } = connectionOf(run);
    expect(statSync(runFile(run, 'connection')).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(socketPath)).mode & 0o777).toBe(0o700);
    await (await attach(run)).call('stop');
    await until(async () => !existsSync(dirname(socketPath)), 'the socket to be gone');
  });

  test.skipIf(process.platform === 'win32')('may attach while it is long busy', async () => {
    const run = await startRun(programs, temporaryFolder(), forever);
    const { socketPath, token, processId } = connectionOf(run);
    const client = openClientSide(socketStream(await connectSocket(socketPath)), noEvents);
    // Time to take the connection; then nothing, as during a step of a large network.
    await sleep(500);
    process.kill(processId, 'SIGSTOP');
    const attaching = client.call('attach', token, WORKER_PROTOCOL_VERSION);
    await sleep(5500);
    process.kill(processId, 'SIGCONT');
    expect(isLiveState((await attaching).record.state)).toBe(true);
    await client.call('stop');
  });

  test('that come without the token, too early or with garbage are shown the door', async () => {
    const run = await startRun(programs, temporaryFolder(), forever);
    const { socketPath, token } = connectionOf(run);
    const good = await attach(run);
    await closedBy(socketPath, request('attach', 'x'.repeat(64), WORKER_PROTOCOL_VERSION));
    await closedBy(socketPath, request('attach', token, WORKER_PROTOCOL_VERSION + 1));
    await closedBy(socketPath, request('stop'));
    await closedBy(socketPath, Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await closedBy(socketPath, Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    await closedBy(socketPath, request('__proto__'));
    expect(isLiveState((await readRunRecord(run)).state)).toBe(true);
    await good.call('stop');
    expect(await ended(run)).toMatchObject({ state: 'stopped' });
  });

  test('are told every row once, from where the file ends at the moment of attaching', async () => {
    const run = await startRun(programs, temporaryFolder(), forever);
    const steps: number[] = [];
    const histograms: OutputHistogram[] = [];
    const progress: Progress[] = [];
    const client = await attach(run, {
      metrics: (rows: MetricRows) => void steps.push(...rows.step),
      histogram: (histogram) => void histograms.push(histogram),
      progress: (value) => void progress.push(value),
    });
    const { metricsFlushedToStep } = client.attached;
    expect(await lastMetricsStep(run)).toBeGreaterThanOrEqual(metricsFlushedToStep);
    await until(async () => steps.length > 100 && histograms.length > 3, 'rows');
    const { step } = await client.call('pause');
    await until(async () => steps.at(-1) === step, 'the last row');
    expect(steps).toEqual(
      Array.from({ length: step - metricsFlushedToStep }, (_, i) => metricsFlushedToStep + 1 + i),
    );
    expect(histograms.every(({ real }) => real.reduce((a, b) => a + b) === 16)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ step, stepsPerSecond: 0 });
    await client.call('stop');
  });

  test('see what the other does, and come and go as they like', async () => {
    const run = await startRun(programs, temporaryFolder(), forever);
    const seen: JournalEvent[] = [];
    const states: string[] = [];
    const one = await attach(run);
    const two = await attach(run, {
      journal: (event) => {
        if (event.type === 'state' || event.type === 'edit') seen.push(event);
      },
      record: ({ state }) => void states.push(state),
    });
    await one.call('pause');
    const { effectiveFrom } = await one.call('changeSetting', 'discriminatorSteps', 4);
    await until(async () => seen.some(({ type }) => type === 'edit'), 'the events');
    expect(seen.slice(-2)).toMatchObject([
      { type: 'state', to: 'paused' },
      { type: 'edit', setting: 'discriminatorSteps', to: 4, effectiveFrom },
    ]);
    expect(states).toContain('paused');
    one.close('detached');
    await two.call('resume');
    two.close('detached');
    const before = (await attach(run)).attached.progress.step;
    const three = await attach(run);
    expect(three.attached.progress.step).toBeGreaterThanOrEqual(before);
    expect(three.attached.record.settings.discriminatorSteps).toBe(4);
    await three.call('stop');
  });

  test('that do not read neither hold up the training nor fill its memory', async () => {
    const run = await startRun(programs, temporaryFolder(), forever);
    const { socketPath, token } = connectionOf(run);
    const lazy = await connectSocket(socketPath);
    const link = openClientSide(socketStream(lazy), noEvents);
    await link.call('attach', token, WORKER_PROTOCOL_VERSION);
    lazy.pause();
    let reached = 0;
    const keen = await attach(run, { progress: (value) => void (reached = value.step) });
    const { step } = await keen.call('pause');
    await keen.call('resume');
    await until(async () => reached > step + 500, '500 steps more');
    await keen.call('stop');
    expect(await ended(run)).toMatchObject({ state: 'stopped' });
    lazy.destroy();
  });

  test.skipIf(process.platform === 'win32')(
    'do not talk to sockets that a run directory from elsewhere names',
    async () => {
      const run = await startRun(programs, temporaryFolder(), forever);
      const connection = connectionOf(run);
      const client = await attach(run);
      for (const socketPath of ['/var/run/docker.sock', '/tmp', runFile(run, 'record')]) {
        writeFileSync(runFile(run, 'connection'), JSON.stringify({ ...connection, socketPath }));
        await expect(attach(run)).rejects.toThrow('is not the socket of a training process');
      }
      await client.call('stop');
    },
  );
});
