/** What a run that has ended left to go on from. */
import { hostname } from 'node:os';
import { isLiveState, type RunRecord } from '../protocol/runModel';
import { type Checkpoint, newestCheckpoint } from '../runs/checkpoints';
import { readRunStatus } from '../runs/liveness';

/** @throws Error when a process owns the run */
export async function readEndedRecord(runDirectory: string): Promise<RunRecord> {
  const { record } = await readRunStatus(runDirectory);
  if (isLiveState(record.state)) {
    const where = record.host === hostname() ? '' : ` on ${record.host}`;
    throw new Error(`This run is training already${where}, in process ${record.processId}.`);
  }
  return record;
}

export interface LastState {
  readonly checkpoint: Checkpoint;
  /** Whole sentences: newer checkpoints that could not be read. */
  readonly warnings: readonly string[];
}

/** The newest checkpoint that can be read; undefined when there is none. */
export async function readLastState(runDirectory: string): Promise<LastState | undefined> {
  const newest = await newestCheckpoint(runDirectory);
  if (newest === undefined) return undefined;
  const warnings = newest.damaged.map(
    ({ step, reason }) => `The checkpoint at step ${step} could not be read: ${reason}`,
  );
  return { checkpoint: newest.checkpoint, warnings };
}
