/** What a run left on the disk to go on from, or to look at. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { formatCount } from '../config/formatCount';
import type { GanConfig } from '../config/ganConfig';
import type { TrainingState } from '../engine/trainer';
import { isLiveState, type RunRecord } from '../protocol/runModel';
import {
  type Checkpoint,
  listCheckpoints,
  newestCheckpoint,
  readCheckpoint,
} from '../runs/checkpoints';
import { RUN_FILES } from '../runs/layout';
import { readRunStatus } from '../runs/liveness';
import { readRunConfig } from '../runs/runConfig';

export interface SavedRun {
  readonly record: RunRecord;
  readonly config: GanConfig;
  /** Paths in the config are relative to its folder. */
  readonly configPath: string;
  readonly checkpoint: Checkpoint;
  /** Of the checkpoint, for a trainer or for networks to look at. */
  readonly state: TrainingState;
  /** Whole sentences: newer checkpoints that could not be read. */
  readonly warnings: readonly string[];
}

interface Wanted {
  /** Of the checkpoint; the newest that can be read, if undefined. */
  readonly step?: number | undefined;
  /** Whether a process may own the run. */
  readonly live: 'refused' | 'allowed';
  /** How the sentence ends that there is no checkpoint: with what follows from that. */
  readonly without: string;
}

/** @throws Error with a message for the user */
export async function readSavedRun(
  runDirectory: string,
  { step, live, without }: Wanted,
): Promise<SavedRun> {
  const { record } = await readRunStatus(runDirectory);
  if (live === 'refused') requireEnded(record);
  const config = await readRunConfig(runDirectory);
  const { checkpoint, warnings } =
    step === undefined
      ? await readNewest(runDirectory, without)
      : { checkpoint: await readStep(runDirectory, step), warnings: [] };
  const { tensors, discriminatorUpdates } = checkpoint;
  return {
    ...{ record, config, checkpoint, warnings },
    configPath: record.configPath ?? join(runDirectory, RUN_FILES.config),
    state: { tensors, counters: { step: checkpoint.step, discriminatorUpdates } },
  };
}

/** @throws Error when a process owns the run */
function requireEnded(record: RunRecord): void {
  if (!isLiveState(record.state)) return;
  const where = record.host === hostname() ? '' : ` on ${record.host}`;
  throw new Error(`This run is training already${where}, in process ${record.processId}.`);
}

async function readNewest(
  runDirectory: string,
  without: string,
): Promise<Pick<SavedRun, 'checkpoint' | 'warnings'>> {
  const newest = await newestCheckpoint(runDirectory);
  if (newest === undefined) {
    throw new Error(`This run has no checkpoint that can be read${without}`);
  }
  const warnings = newest.damaged.map(
    ({ step, reason }) =>
      `The checkpoint at step ${formatCount(step)} could not be read: ${reason}`,
  );
  return { checkpoint: newest.checkpoint, warnings };
}

async function readStep(runDirectory: string, step: number): Promise<Checkpoint> {
  const steps = await listCheckpoints(runDirectory);
  if (steps.includes(step)) return readCheckpoint(runDirectory, step);
  const known = steps.length === 0 ? 'none' : steps.join(', ');
  throw new Error(
    `This run has no checkpoint of step ${formatCount(step)}. Its checkpoints: ${known}.`,
  );
}
