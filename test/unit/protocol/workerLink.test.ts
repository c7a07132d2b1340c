import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../../src/protocol/frames';
import { packMessage, unpackMessage } from '../../../src/protocol/messagePack';
import {
  type ByteStream,
  CLOSE_LINK_ABOVE_BYTES,
  DROP_EVENTS_ABOVE_BYTES,
  openClientSide,
  openWorkerSide,
  type WorkerFunctionImplementations,
} from '../../../src/protocol/workerLink';
import type { WorkerEvents } from '../../../src/protocol/workerProtocol';
import { metricRows } from '../../helpers/metricRows';
import { runRecord } from '../../helpers/runRecord';

/** Two ends of a pipe in memory; `stall` keeps what the first end writes from arriving. */
class PipeEnd implements ByteStream {
  other: PipeEnd | undefined;
  bufferedBytes = 0;
  stalled = false;
  destroyed = false;
  private readonly dataListeners: ((bytes: Uint8Array) => void)[] = [];
  private readonly closeListeners: (() => void)[] = [];

  write(bytes: Uint8Array): void {
    if (this.stalled) this.bufferedBytes += bytes.length;
    else queueMicrotask(() => this.other?.receive(bytes));
  }
  receive(bytes: Uint8Array): void {
    for (const listener of this.dataListeners) listener(bytes);
  }
  onData(listener: (bytes: Uint8Array) => void): void {
    this.dataListeners.push(listener);
  }
  onClose(listener: () => void): void {
    this.closeListeners.push(listener);
  }
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    for (const listener of this.closeListeners) listener();
    this.other?.destroy();
  }
}

function pipe(): { worker: PipeEnd; client: PipeEnd } {
  const worker = new PipeEnd();
  const client = new PipeEnd();
  worker.other = client;
  client.other = worker;
  return { worker, client };
}

const next = { step: 6, kind: 'discriminator', index: 1, count: 2 } as const;
const stepping = { slowMotion: 0, updatesDone: 0, next, updates: {} };
const progress = { step: 5, steps: 10, stepsPerSecond: 2.5, secondsLeft: 2 };

function functions(
  changes: Partial<WorkerFunctionImplementations> = {},
): WorkerFunctionImplementations {
  return {
    attach: () => ({ record: runRecord(), progress, metricsFlushedToStep: 5, stepping }),
    pause: () => ({ step: 5 }),
    resume: () => ({ step: 5 }),
    singleStep: () => ({ step: 6 }),
    singleUpdate: () => stepping,
    slowMotion: () => stepping,
    stop: () => ({ step: 5 }),
    changeSetting: () => ({ effectiveFrom: 6 }),
    distribution: () => null,
    inspect: () => ({
      kind: 'realDistances',
      space: 'pixels',
      distances: Float64Array.of(1),
      compared: 2,
    }),
    saveModel: () => ({ step: 5, directory: '/d', files: ['/d/a'] }),
    ...changes,
  };
}

function recordedEvents(): { events: WorkerEvents; seen: [string, unknown][] } {
  const seen: [string, unknown][] = [];
  const note = (name: string) => (value: unknown) => void seen.push([name, value]);
  const events: WorkerEvents = {
    record: note('record'),
    progress: note('progress'),
    metrics: note('metrics'),
    histogram: note('histogram'),
    distribution: note('distribution'),
    journal: note('journal'),
    stepping: note('stepping'),
  };
  return { events, seen };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('frames', () => {
  test('come together from chunks cut anywhere', () => {
    const payloads = [Uint8Array.of(1), new Uint8Array(300).fill(7), Uint8Array.of(2, 3)];
    const bytes = Buffer.concat(payloads.map(encodeFrame));
    for (let size = 1; size < bytes.length; size++) {
      const decoder = new FrameDecoder(300);
      const out: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        out.push(...decoder.push(bytes.subarray(at, at + size)));
      }
      expect(out).toEqual(payloads);
    }
  });

  test('of nothing or of too much are refused before memory is taken', () => {
    expect(() => new FrameDecoder(300).push(encodeFrame(new Uint8Array(301)))).toThrow('301 bytes');
    expect(() => new FrameDecoder(300).push(Uint8Array.of(255, 255, 255, 255))).toThrow(RangeError);
    expect(() => new FrameDecoder(300).push(new Uint8Array(4))).toThrow(RangeError);
  });
});

describe('MessagePack', () => {
  test('keeps typed arrays typed and bit for bit, wherever they start', () => {
    const floats = new Float32Array([9, NaN, -0, 1e-40, Infinity]).subarray(1);
    const message = {
      f: floats,
      i: Int32Array.of(-1, 2 ** 31 - 1),
      d: Float64Array.of(0.1),
      s: 'ä',
    };
    const back = unpackMessage(packMessage(message)) as typeof message;
    expect(back).toEqual(message);
    expect(back.f).toBeInstanceOf(Float32Array);
    expect(Object.is(back.f[1], -0)).toBe(true);
  });

  test('leaves undefined fields out', () => {
    expect(unpackMessage(packMessage({ a: 1, b: undefined }))).toEqual({ a: 1 });
  });

  test('refuses arrays and maps that announce more than a message has', () => {
    expect(() => unpackMessage(Uint8Array.of(0xdd, 0x7f, 0xff, 0xff, 0xff))).toThrow();
    expect(() => unpackMessage(Uint8Array.of(0xdf, 0x7f, 0xff, 0xff, 0xff))).toThrow();
    expect(() => unpackMessage(Uint8Array.of(0xc7, 3, 1, 0, 0, 0))).toThrow('no Float32Array');
  });
});

describe('the link between worker and client', () => {
  test('carries calls, answers, the message of an error, and events', async () => {
    const { worker, client } = pipe();
    const server = openWorkerSide(
      worker,
      functions({
        stop: () => Promise.reject(new Error('The run has ended already.')),
        changeSetting: (setting, value) => {
          expect([setting, value]).toEqual(['discriminatorSteps', 3]);
          return { effectiveFrom: 6 };
        },
      }),
    );
    const { events, seen } = recordedEvents();
    const link = openClientSide(client, events);
    expect(await link.call('attach', 't', 1)).toEqual({
      record: runRecord(),
      progress,
      metricsFlushedToStep: 5,
      stepping,
    });
    expect(await link.call('changeSetting', 'discriminatorSteps', 3)).toEqual({ effectiveFrom: 6 });
    await expect(link.call('stop')).rejects.toThrow('The run has ended already.');
    server.send('metrics', metricRows(1, 3));
    server.send('progress', progress);
    await settle();
    expect(seen).toEqual([
      ['metrics', metricRows(1, 3)],
      ['progress', progress],
    ]);
  });

  test.each([
    ['a function that there is not', { t: 'q', i: '1', m: 'rm', a: [] }],
    ['a name from the prototype', { t: 'q', i: '1', m: 'constructor', a: [] }],
    ['a setting that there is not', { t: 'q', i: '1', m: 'changeSetting', a: ['seed', 1] }],
    [
      'a value that is no number',
      { t: 'q', i: '1', m: 'changeSetting', a: ['discriminatorSteps', 'x'] },
    ],
    ['too many arguments', { t: 'q', i: '1', m: 'pause', a: [1] }],
    ['no request', { hello: 1 }],
    ['a number', 5],
  ])('ends when a client sends %s', async (_, message) => {
    const { worker, client } = pipe();
    const server = openWorkerSide(worker, functions());
    let reason = '';
    server.onClose((why) => (reason = why));
    client.write(encodeFrame(packMessage(message)));
    await settle();
    expect(reason).toContain('was not understood');
    expect(client.destroyed).toBe(true);
  });

  test.each([
    ['garbage', Uint8Array.of(3, 0, 0, 0, 0xc1, 0xc1, 0xc1)],
    ['an oversize frame', Uint8Array.of(1, 0, 1, 0)],
  ])('ends when a client sends %s', async (_, bytes) => {
    const { worker, client } = pipe();
    openWorkerSide(worker, functions());
    client.write(bytes);
    await settle();
    expect(worker.destroyed).toBe(true);
  });

  test('ends when a worker sends an event that does not fit', async () => {
    const { worker, client } = pipe();
    const { events, seen } = recordedEvents();
    openClientSide(client, events);
    worker.write(encodeFrame(packMessage({ t: 'q', m: 'progress', a: [{ step: -1 }] })));
    await settle();
    expect(seen).toEqual([]);
    expect(client.destroyed).toBe(true);
  });

  test('believes no answer that does not fit', async () => {
    const { worker, client } = pipe();
    openWorkerSide(worker, functions({ pause: () => ({ step: 'soon' }) as never }));
    const link = openClientSide(client, recordedEvents().events);
    await expect(link.call('pause')).rejects.toThrow('answered "pause" with something else');
  });

  test('rejects waiting and later calls when it ends', async () => {
    const { worker, client } = pipe();
    openWorkerSide(worker, functions({ pause: () => new Promise(() => undefined) }));
    const link = openClientSide(client, recordedEvents().events);
    const waiting = link.call('pause');
    setTimeout(() => worker.destroy(), 5);
    await expect(waiting).rejects.toThrow('has ended: the other side has gone.');
    await expect(link.call('resume')).rejects.toThrow('has ended: the other side has gone.');
  });

  test('rejects a call that is not answered in time', async () => {
    const { worker, client } = pipe();
    openWorkerSide(worker, functions({ pause: () => new Promise(() => undefined) }));
    const link = openClientSide(client, recordedEvents().events, 20);
    await expect(link.call('pause')).rejects.toThrow('did not answer "pause" within 0.02 seconds');
  });

  test('a client that does not read misses metrics, then loses the link; memory stays bounded', () => {
    const { worker } = pipe();
    worker.stalled = true;
    const server = openWorkerSide(worker, functions());
    let reason = '';
    server.onClose((why) => (reason = why));
    const rows = metricRows(1, 4096);
    for (let i = 0; i < 1000; i++) server.send('metrics', rows);
    expect(worker.bufferedBytes).toBeLessThan(DROP_EVENTS_ABOVE_BYTES + 300_000);
    expect(reason).toBe('');
    for (let i = 0; i < 100_000; i++) server.send('record', runRecord());
    expect(reason).toBe('the other side does not read');
    expect(worker.bufferedBytes).toBeLessThan(CLOSE_LINK_ABOVE_BYTES + 10_000);
  });
});
