/** Tells a live run from a dead one: a process that was killed could not write its last words. */
import { hostname } from 'node:os';
import { formatCount } from '../config/formatCount';
import { isLiveState, type RunRecord } from '../protocol/runModel';
import { listCheckpoints } from './checkpoints';
import { readConnection } from './connection';
import { HEARTBEAT_TIMEOUT_MS } from './heartbeat';
import { lastMetricsStep } from './metricsReader';
import { readRunRecord } from './record';
import { connectSocket } from './socketStream';

export interface RunStatus {
  /** The record, with state, reason and step corrected when its process is gone. */
  readonly record: RunRecord;
  /** A worker of this machine answers at its socket: a client can attach. */
  readonly attachable: boolean;
}

/**
 * What a run is really up to. On the machine that trains, a run in a live state whose socket nobody answers has
 * failed; on another machine, one without a heartbeat for a minute.
 *
 * @throws Error when the record cannot be read.
 */
export async function readRunStatus(runDirectory: string, now = Date.now()): Promise<RunStatus> {
  const record = await readRunRecord(runDirectory);
  if (!isLiveState(record.state)) return { record, attachable: false };
  if (record.host !== hostname())
    return { record: judgeByHeartbeat(record, now), attachable: false };
  if (await answers(runDirectory)) return { record, attachable: true };
  // It may have ended properly between the two looks.
  const again = await readRunRecord(runDirectory);
  if (!isLiveState(again.state)) return { record: again, attachable: false };
  return { record: await failedSilently(runDirectory, again), attachable: false };
}

async function answers(runDirectory: string): Promise<boolean> {
  try {
    const { socketPath } = await readConnection(runDirectory);
    (await connectSocket(socketPath)).destroy();
    return true;
  } catch {
    return false;
  }
}

function judgeByHeartbeat(record: RunRecord, now: number): RunRecord {
  if (now - Date.parse(record.updatedAt) < HEARTBEAT_TIMEOUT_MS) return record;
  return {
    ...record,
    state: 'failed',
    endedAt: record.updatedAt,
    reason: `The training process on ${record.host} has given no sign of life since ${record.updatedAt}; its last known step is ${record.step}.`,
  };
}

async function failedSilently(runDirectory: string, record: RunRecord): Promise<RunRecord> {
  const step = Math.max(record.step, await lastStepOrZero(runDirectory));
  const checkpoint = (await listCheckpoints(runDirectory)).at(-1);
  const remedy =
    checkpoint === undefined
      ? 'There is no checkpoint to resume from.'
      : `Resume from the checkpoint at step ${formatCount(checkpoint)}.`;
  return {
    ...record,
    state: 'failed',
    step,
    endedAt: record.updatedAt,
    reason: `The training process ended without a word (killed or out of memory) at step ${formatCount(step)}. ${remedy}`,
  };
}

async function lastStepOrZero(runDirectory: string): Promise<number> {
  try {
    return await lastMetricsStep(runDirectory);
  } catch {
    return 0;
  }
}
