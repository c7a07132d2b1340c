/** A checkpoint of a run, ready to draw samples from: for whoever only looks. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { GanConfig } from '../config/ganConfig';
import { isLiveState } from '../protocol/runModel';
import { type Checkpoint, listCheckpoints, readCheckpoint } from '../runs/checkpoints';
import { RUN_FILES } from '../runs/layout';
import { readRunStatus } from '../runs/liveness';
import { readRunConfig } from '../runs/runConfig';
import { readLastState } from './endedRun';
import { type PreparedTraining, prepareTraining, type Surroundings } from './prepareTraining';

export interface OpenCheckpoint {
  readonly config: GanConfig;
  /** Its trainer has the state of the checkpoint. */
  readonly prepared: PreparedTraining;
  /** A process trains the run. */
  readonly live: boolean;
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

interface ChosenCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly warnings: readonly string[];
}

/** @param step the newest that can be read, if undefined */
async function chooseCheckpoint(
  runDirectory: string,
  step: number | undefined,
): Promise<ChosenCheckpoint> {
  if (step === undefined) {
    const last = await readLastState(runDirectory);
    if (last !== undefined) return last;
    throw new Error('This run has no checkpoint that can be read, so it has no samples.');
  }
  const steps = await listCheckpoints(runDirectory);
  if (steps.includes(step)) {
    return { checkpoint: await readCheckpoint(runDirectory, step), warnings: [] };
  }
  const known = steps.length === 0 ? 'none' : steps.join(', ');
  throw new Error(`This run has no checkpoint of step ${step}. Its checkpoints: ${known}.`);
}

/** Samples are drawn on all cores of the CPU, where that is possible at all. */
function onProcessor(config: GanConfig): GanConfig {
  if (config.device === 'javascript' || config.device === 'tensorflow') return config;
  return { ...config, device: 'onnxruntime-cpu', threads: availableParallelism() };
}

/**
 * @param step of the checkpoint; the newest that can be read, if undefined
 * @param change what is to be different from the config of the run
 * @throws Error with a message for the user
 */
export async function openCheckpoint(
  runDirectory: string,
  step: number | undefined,
  surroundings: Surroundings,
  change: (config: GanConfig) => GanConfig = (config) => config,
): Promise<OpenCheckpoint> {
  const { record } = await readRunStatus(runDirectory);
  const config = change(onProcessor(await readRunConfig(runDirectory)));
  const { checkpoint, warnings } = await chooseCheckpoint(runDirectory, step);
  const base = record.configPath ?? join(runDirectory, RUN_FILES.config);
  const prepared = await prepareTraining(config, base, surroundings);
  const { discriminatorUpdates, tensors } = checkpoint;
  prepared.trainer.loadState({
    tensors,
    counters: { step: checkpoint.step, discriminatorUpdates },
  });
  const live = isLiveState(record.state);
  const slowed = live ? ['The run is training: this took processor time from it.'] : [];
  return { config, prepared, live, warnings: [...warnings, ...slowed] };
}
