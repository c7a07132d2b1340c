/** Everything a reader needs of a run: live, ended, or on another machine's disk. */
import { isLiveState, type JournalEvent } from '../protocol/runModel';
import { listCheckpoints } from './checkpoints';
import { readJournal } from './journal';
import { readRunStatus, type RunStatus } from './liveness';
import { listSampleSteps } from './samples';

export interface OpenedRun extends RunStatus {
  readonly runDirectory: string;
  /** Oldest first. After a resume steps start again from the checkpoint's. */
  readonly journal: readonly JournalEvent[];
  /** Steps with a sample grid, ascending. */
  readonly sampleSteps: readonly number[];
  /** Steps with a checkpoint, ascending. */
  readonly checkpointSteps: readonly number[];
  /** A checkpoint exists, no worker runs and steps are left. */
  readonly resumable: boolean;
}

/**
 * Reads a run directory, all but its metrics (`MetricsTail`) and pictures (`readSamples`).
 *
 * @throws Error when it is no run directory.
 */
export async function openRun(runDirectory: string): Promise<OpenedRun> {
  const status = await readRunStatus(runDirectory);
  const [journal, sampleSteps, checkpointSteps] = await Promise.all([
    readJournal(runDirectory),
    listSampleSteps(runDirectory),
    listCheckpoints(runDirectory),
  ]);
  const { state } = status.record;
  const resumable = !isLiveState(state) && state !== 'completed' && checkpointSteps.length > 0;
  return { ...status, runDirectory, journal, sampleSteps, checkpointSteps, resumable };
}
