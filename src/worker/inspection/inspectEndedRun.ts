/** Shows the networks of a run that has ended, as its newest checkpoint keeps them. Writes nothing into the run. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunRecord } from '../../protocol/runModel';
import type { NetworkInspection, NetworkRequest } from '../../protocol/inspection';
import type { Stepping } from '../../protocol/updates';
import { createSocketPlace } from '../../runs/connection';
import { RUN_FILES } from '../../runs/layout';
import { readRunConfig } from '../../runs/runConfig';
import { ClientHub } from '../clientHub';
import { RequestError } from '../controls';
import { readEndedRecord, readLastState } from '../endedRun';
import { gridLatents } from '../gridLatents';
import { prepareTraining, type Surroundings } from '../prepareTraining';
import { sameDevice } from '../sameDevice';
import { createInspector } from './sampleInspector';

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
  const record = await readEndedRecord(runDirectory);
  const config = await readRunConfig(runDirectory);
  const last = await readLastState(runDirectory);
  if (last === undefined) throw new Error('This run has no checkpoint that can be read.');
  const base = record.configPath ?? join(runDirectory, RUN_FILES.config);
  const prepared = await prepareTraining(sameDevice(config, record.device), base, surroundings);
  const { step, discriminatorUpdates, tensors, settings } = last.checkpoint;
  const { trainer } = prepared;
  trainer.loadState({ tensors, counters: { step, discriminatorUpdates } });
  const grid = gridLatents(trainer, config.evaluation.samples, record.classes);
  const inspector = createInspector(config, prepared, grid, oneAfterTheOther());
  if (inspector === undefined) throw new Error('Only images can be inspected.');
  let askedAt = performance.now();
  const token = randomBytes(32).toString('hex');
  const hub = new ClientHub(token);
  const place = createSocketPlace();
  process.once('exit', place.remove);
  const next = trainer.nextUpdate(settings);
  await listen(hub, place.path, { ...record, step, settings }, next, (request) => {
    askedAt = performance.now();
    return inspector.inspect(request);
  });
  const close = async (): Promise<void> => {
    await hub.close();
    await inspector.close();
    await trainer.dispose();
  };
  const done = untilUnneeded(hub, () => askedAt).then(close);
  return { step, socketPath: place.path, token, warnings: last.warnings, done };
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
