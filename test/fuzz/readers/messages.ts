/** Readers of what other processes and pages say. */
import { parsePanelMessage, parsePanelState } from '../../../src/host/panel/panelMessages';
import { encodeFrame } from '../../../src/protocol/frames';
import { launchMessageSchema } from '../../../src/protocol/launchProtocol';
import { packMessage, unpackMessage } from '../../../src/protocol/messagePack';
import {
  type ByteStream,
  openClientSide,
  openWorkerSide,
  type WorkerFunctionImplementations,
} from '../../../src/protocol/workerLink';
import { workerArguments, workerEventArguments } from '../../../src/protocol/workerMessages';
import { parseChoices } from '../../../webview/choices';
import { isHostMessage } from '../../../webview/hostMessages';
import { metricRows } from '../../helpers/metricRows';
import { runRecord } from '../../helpers/runRecord';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutateBytes';
import { mutateValue } from '../mutateValue';
import { ACCEPTED, type Outcome, type Reader } from '../reader';

/** One end of a stream; what the other end sends is fed by hand. */
class FedStream implements ByteStream {
  readonly bufferedBytes = 0;
  readonly written: Uint8Array[] = [];
  closed = false;
  private listener: (bytes: Uint8Array) => void = () => undefined;
  private onEnd: () => void = () => undefined;

  write(bytes: Uint8Array): void {
    this.written.push(bytes);
  }
  onData(listener: (bytes: Uint8Array) => void): void {
    this.listener = listener;
  }
  onClose(listener: () => void): void {
    this.onEnd = listener;
  }
  destroy(): void {
    if (this.closed) return;
    this.closed = true;
    this.onEnd();
  }
  /** In pieces, cut anywhere. */
  feed(bytes: Uint8Array): void {
    const piece = 1 + (bytes.length % 97);
    for (let at = 0; at < bytes.length; at += piece) this.listener(bytes.subarray(at, at + piece));
  }
}

/** Frames of messages of which some are changed: as values, as MessagePack, or as bytes of the stream. */
function makeFrames(messages: readonly unknown[]): (dice: Dice) => Uint8Array {
  const packed = messages.map((message) => packMessage(message));
  const frames = packed.map((bytes) => encodeFrame(bytes));
  return (dice) => {
    const parts = Array.from({ length: 1 + dice.below(3) }, () => {
      if (dice.chance(0.2)) return mutateBytes(dice, frames);
      if (dice.chance(0.5)) return encodeFrame(mutateBytes(dice, packed));
      return encodeFrame(packDeep(mutateValue(dice, messages)));
    });
    return Buffer.concat(parts);
  };
}

/** What MessagePack cannot write, such as a hundred levels, stands for a message that never comes. */
function packDeep(value: unknown): Uint8Array {
  try {
    return packMessage(value);
  } catch {
    return new Uint8Array([0xc1]);
  }
}

/** Lets every promise of the link settle. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const request = (m: string, ...a: readonly unknown[]) => ({ t: 'q', i: 'i1', m, a });
const requests = [
  request('attach', 'token', 1),
  ...['pause', 'resume', 'singleStep', 'stop', 'saveModel'].map((name) => request(name)),
  request('changeSetting', 'generatorLearningRate', 1e-4),
  request('singleUpdate', 'discriminator'),
  request('slowMotion', 2),
  { t: 's', i: 'i1', r: {} },
];

const progress = { step: 5, steps: 10, stepsPerSecond: 2.5, secondsLeft: 2 };
const place = { step: 6, kind: 'discriminator', index: 1, count: 2 };
const update = { ...place, lossBefore: 1.4, lossAfter: 1.3, gradientNorm: 0.2, updateRatio: 1e-3 };
const stepping = {
  slowMotion: 0,
  updatesDone: 1,
  next: place,
  last: place,
  updates: { discriminator: update },
};
const attached = { record: runRecord(), progress, metricsFlushedToStep: 5, stepping };
const histogram = { step: 5, real: Array(20).fill(0.1), fake: Array(20).fill(0) };
const time = '2026-01-02T03:04:05.000Z';
const events = [
  request('record', runRecord()),
  request('progress', progress),
  request('metrics', metricRows(1, 3)),
  request('histogram', histogram),
  request('stepping', stepping),
  request('journal', { time, step: 3, type: 'error', message: 'x' }),
  { t: 's', i: 'i1', r: attached },
  { t: 's', i: 'i1', e: { message: 'No.' } },
];

/** Checks what came through against the validators: nothing else may reach the program. */
function checked(
  schemas: Readonly<Record<string, { parse(value: unknown): unknown }>>,
  name: string,
) {
  return (...args: unknown[]): unknown => {
    schemas[name]?.parse(args);
    if (name === 'saveModel') throw new Error('The disk is full.');
    return name === 'attach' ? attached : { step: 1 };
  };
}

function named(names: readonly string[], make: (name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}

const workerSide: Reader = {
  name: 'requests of a client',
  family: 'messages',
  make: makeFrames(requests),
  read: async (input) => {
    const stream = new FedStream();
    const functions = named(Object.keys(workerArguments), (name) => checked(workerArguments, name));
    const link = openWorkerSide(stream, functions as unknown as WorkerFunctionImplementations);
    return readLink(stream, link, input);
  },
};

const clientSide: Reader = {
  name: 'events and answers of a worker',
  family: 'messages',
  make: makeFrames(events),
  read: async (input) => {
    const stream = new FedStream();
    const listeners = named(Object.keys(workerEventArguments), (name) =>
      checked(workerEventArguments, name),
    );
    const link = openClientSide(stream, listeners as never, 1000);
    const waiting = link.call('attach', 'token', 1).then(
      () => [],
      (error: unknown) => [error],
    );
    const outcome = await readLink(stream, link, input);
    link.close('enough');
    for (const error of await waiting) {
      if (!(error instanceof Error)) throw new Error('a call failed without an error');
    }
    return outcome;
  },
};

interface Link {
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
}

async function readLink(stream: FedStream, link: Link, input: Uint8Array): Promise<Outcome> {
  let reason: string | undefined;
  link.onClose((given) => (reason ??= given));
  stream.feed(input);
  await settled();
  const outcome = reason === undefined ? ACCEPTED : { accepted: false, messages: [reason] };
  if ((reason === undefined) === stream.closed) throw new Error('the link is half closed');
  link.close('enough');
  return outcome;
}

const launchMessages = [
  { type: 'status', message: 'Reading' },
  { type: 'ready', warnings: ['a'] },
  { type: 'exported', step: 4, directory: '/a', files: ['/a/b'], warnings: [] },
  { type: 'sampled', sampled: { step: 4, files: ['/a.npy'], warnings: [] } },
  { type: 'networks', step: 4, socketPath: '/tmp/gan-x/worker.sock', token: 'ab', warnings: [] },
  { type: 'failed', message: 'No.' },
];
const panelMessages = [
  { type: 'ready' },
  { type: 'command', command: 'pause' },
  { type: 'changeSetting', setting: 'discriminatorSteps', value: 2 },
  {
    type: 'view',
    view: { range: { fromStep: 1, toStep: 9 }, stepScale: 'log', smoothing: 0.5 },
  },
  { type: 'view', view: { range: null, stepScale: 'linear', smoothing: 0 } },
  { type: 'requestSamples', step: 20 },
  { type: 'saveFile', name: 'losses.svg', data: new Uint8Array(4) },
  {
    ...{ type: 'exportTable', name: 'losses.csv', table: 'curves', range: null },
    columns: ['discriminatorLoss'],
  },
  { type: 'slowMotion', updatesPerSecond: 4 },
  { type: 'inspect', request: { kind: 'latent', sample: 3 } },
  { type: 'inspect', request: { kind: 'neighbours', sample: 3, space: 'pixels' } },
  { type: 'openTheory', page: 'theorem1' },
];
const panelStates = [
  {
    runDirectory: '/runs/a',
    choices: {
      ...{ hiddenSeries: ['generatorLoss'], openTables: ['losses'], openHelp: ['samples'] },
      foldedCards: ['losses'],
      ...{ range: { fromStep: 1, toStep: 9 }, detailsOpen: true },
    },
  },
];
const hostMessages = [
  { sequence: 1, type: 'progress', progress },
  { sequence: 2, type: 'gone', message: 'x' },
  { sequence: 3, type: 'outcome', command: 'pause', message: 'x', failed: false },
];

/** Messages that arrive as values: what the structured clone of the sender made of them. */
function valueReader(
  name: string,
  seeds: readonly unknown[],
  read: (value: unknown) => Outcome,
): Reader {
  return {
    name,
    family: 'messages',
    make: (dice) => packDeep(mutateValue(dice, seeds)),
    read: async (input) => {
      let value: unknown;
      try {
        value = unpackMessage(input);
      } catch {
        return ACCEPTED;
      }
      return read(value);
    },
  };
}

export const messageReaders = [
  workerSide,
  clientSide,
  valueReader('launch message', launchMessages, (value) => {
    launchMessageSchema.safeParse(value);
    return ACCEPTED;
  }),
  valueReader('message of the panel', panelMessages, (value) => {
    const parsed = parsePanelMessage(value);
    return 'message' in parsed ? ACCEPTED : { accepted: false, messages: [parsed.problem] };
  }),
  valueReader('state of a panel', panelStates, (value) => {
    parsePanelState(value);
    const { range } = parseChoices(value);
    if (range !== null && !(range.fromStep < range.toStep)) throw new Error('an empty range');
    return ACCEPTED;
  }),
  valueReader('message of the host', hostMessages, (value) => {
    isHostMessage(value);
    return ACCEPTED;
  }),
];
