/** Shows the networks of a run that has ended, as its newest checkpoint keeps them. Writes nothing into the run. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunRecord } from '../../protocol/runModel';
import type { NetworkInspection, NetworkRequest } from '../../protocol/inspection';
import type { Stepping } from '../../protocol/updates';
import { createSocketPlace } from '../../runs/connection';
import { ClientHub } from '../clientHub';
import { RequestError } from '../controls';
import { openDigitClassifier } from '../evaluation/openDigitModel';
import { gridLatents } from '../gridLatents';
import { openCheckpoint } from '../openCheckpoint';
import { MEDIA_DIRECTORY, openRunData } from '../runData';
import { sameDevice } from '../sameDevice';
import { readSavedRun } from '../savedRun';
import type { Surroundings } from '../surroundings';
import { SampleInspector } from './sampleInspector';

/** Whoever started this attaches by then; and with nobody attached for so long there is nothing to wait for. */
const ALONE_MS = 10_000;
/** Data and networks take memory: without a question for so long they are given up. */
const IDLE_MS = 10 * 60_000;
const LOOK_MS = 500;

export interface OpenedNetworks {
  readonly step: number;
  readonly socketPath: string;
  readonly token: string;
  /** Whole sentences. */
  readonly warnings: readonly string[];
  /** Resolves when nobody asks any more; everything is closed then. */
  readonly done: Promise<void>;
}

/** @throws Error with a message for the user */
export async function openNetworks(
  runDirectory: string,
  surroundings: Surroundings,
): Promise<OpenedNetworks> {
  const saved = await readSavedRun(runDirectory, { live: 'refused', without: '.' });
  const { record, checkpoint } = saved;
  const { step, settings } = checkpoint;
  const config = sameDevice(saved.config, record.device);
  const run = await openRunData(config, saved.configPath, surroundings.tellStatus);
  const { data, kernels, images } = run;
  if (images === undefined) throw new Error('Only images can be inspected.');
  const { networks, modules, warnings } = await openCheckpoint(
    { saved, config, space: data, kernels },
    surroundings,
  );
  const digits = await openDigitClassifier(data, modules.onnxRuntime, MEDIA_DIRECTORY);
  const grid = gridLatents(networks, config.evaluation.samples, record.classes);
  const alone = oneAfterTheOther();
  const inspector = new SampleInspector({ config, networks, data, images, digits, grid, alone });
  let askedAt = performance.now();
  const token = randomBytes(32).toString('hex');
  const hub = new ClientHub(token);
  const place = createSocketPlace();
  process.once('exit', place.remove);
  const next = networks.nextUpdate(settings);
  await listen(hub, place.path, { ...record, step, settings }, next, (request) => {
    askedAt = performance.now();
    return inspector.inspect(request);
  });
  const close = async (): Promise<void> => {
    await hub.close();
    await inspector.close();
    await networks.dispose();
  };
  const done = untilUnneeded(hub, () => askedAt).then(close);
  return { step, socketPath: place.path, token, warnings, done };
}

/** A trainer does one thing at a time. */
function oneAfterTheOther(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
}

async function listen(
  hub: ClientHub,
  path: string,
  record: RunRecord,
  next: Stepping['next'],
  inspect: (request: NetworkRequest) => Promise<NetworkInspection>,
): Promise<void> {
  const refuse = (): never => {
    throw new RequestError('This process shows the networks of a run that has ended.');
  };
  const { step, steps } = record;
  await hub.listen(path, {
    attachResult: () => ({
      record,
      progress: { step, steps, stepsPerSecond: 0 },
      metricsFlushedToStep: step,
      stepping: { slowMotion: 0, updatesDone: 0, next, updates: {} },
    }),
    ...{ singleUpdate: refuse, slowMotion: refuse },
    ...{ pause: refuse, resume: refuse, singleStep: refuse, stop: refuse },
    ...{ changeSetting: refuse, saveModel: refuse, distribution: refuse },
    inspect,
  });
}

async function untilUnneeded(hub: ClientHub, askedAt: () => number): Promise<void> {
  let attachedAt = performance.now();
  for (;;) {
    await wait(LOOK_MS);
    const now = performance.now();
    if (hub.clients > 0) attachedAt = now;
    if (now - attachedAt > ALONE_MS || now - askedAt() > IDLE_MS) return;
  }
}
