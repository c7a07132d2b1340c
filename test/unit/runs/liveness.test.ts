import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createSocketPlace,
  readConnection,
  removeConnection,
  writeConnection,
} from '../../../src/runs/connection';
import { HEARTBEAT_TIMEOUT_MS } from '../../../src/runs/heartbeat';
import { readRunStatus } from '../../../src/runs/liveness';
import { MetricsWriter } from '../../../src/runs/metricsFile';
import { writeRunRecord } from '../../../src/runs/record';
import { metricRows } from '../../helpers/metricRows';
import { runRecord } from '../../helpers/runRecord';
import { temporaryFolder } from '../../helpers/temporaryFolder';

/** A socket of a worker that is named in the run's connection. */
async function listenFor(run: string): Promise<() => Promise<void>> {
  const place = createSocketPlace();
  onTestFinished(place.remove);
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(place.path, resolve));
  const connection = { protocolVersion: 1, socketPath: place.path, token: 't', processId: 1 };
  await writeConnection(run, connection);
  expect(await readConnection(run)).toEqual(connection);
  return () => new Promise((resolve) => server.close(() => resolve()));
}

describe('whether a run lives', () => {
  test('is what its record says once it has ended', async () => {
    const run = temporaryFolder();
    await writeRunRecord(run, runRecord({ state: 'stopped', reason: 'Stopped by the user.' }));
    expect(await readRunStatus(run)).toEqual({
      record: runRecord({ state: 'stopped', reason: 'Stopped by the user.' }),
      attachable: false,
    });
  });

  test('is known from its socket on this machine, whatever the heartbeat', async () => {
    const run = temporaryFolder();
    await writeRunRecord(run, runRecord({ host: hostname() }));
    const close = await listenFor(run);
    expect(await readRunStatus(run)).toMatchObject({
      attachable: true,
      record: { state: 'running' },
    });
    await close();
    const dead = await readRunStatus(run);
    expect(dead).toMatchObject({ attachable: false, record: { state: 'failed', step: 120 } });
    expect(dead.record.reason).toContain('ended without a word');
    expect(dead.record.reason).toContain('There is no checkpoint');
  });

  test('is not denied by a process that ends after another has taken the run up', async () => {
    const run = temporaryFolder();
    await writeRunRecord(run, runRecord({ host: hostname() }));
    await listenFor(run);
    await removeConnection(run, 'of the process before');
    expect(await readRunStatus(run)).toMatchObject({ attachable: true });
    await removeConnection(run, 't');
    expect(await readRunStatus(run)).toMatchObject({ attachable: false });
  });

  test('comes with the last step that was seen anywhere', async () => {
    const run = temporaryFolder();
    await writeRunRecord(run, runRecord({ step: 120 }));
    const writer = MetricsWriter.open(run, 0);
    writer.append(metricRows(1, 150));
    writer.close();
    expect((await readRunStatus(run)).record.step).toBe(150);
  });

  test('is known from its heartbeat when it trains on another machine', async () => {
    const run = temporaryFolder();
    const record = runRecord({ host: 'node-17.cluster' });
    await writeRunRecord(run, record);
    const last = Date.parse(record.updatedAt);
    expect(await readRunStatus(run, last + HEARTBEAT_TIMEOUT_MS - 1)).toEqual({
      record,
      attachable: false,
    });
    const silent = await readRunStatus(run, last + HEARTBEAT_TIMEOUT_MS);
    expect(silent.record).toMatchObject({ state: 'failed' });
    expect(silent.record.reason).toContain('on node-17.cluster has given no sign of life since');
  });
});
