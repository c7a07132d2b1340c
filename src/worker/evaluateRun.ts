/** Measures the generator of a checkpoint thoroughly, and writes it down beside what the run measured itself. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { GanConfig } from '../config/ganConfig';
import type { DataFiles } from '../engine/data/createDataSet';
import type { EvaluatedRun, EvaluationRequest } from '../protocol/evaluationModel';
import { isLiveState, type RunRecord } from '../protocol/runModel';
import { type Checkpoint, listCheckpoints, readCheckpoint } from '../runs/checkpoints';
import { EvaluationWriter } from '../runs/evaluations';
import { RUN_FILES } from '../runs/layout';
import { readRunStatus } from '../runs/liveness';
import { readRunConfig } from '../runs/runConfig';
import { readDataFiles } from './dataFiles';
import { readLastState } from './endedRun';
import { CheckpointEvaluation } from './evaluation/checkpointEvaluation';
import { MEDIA_DIRECTORY, prepareTraining, type Surroundings } from './prepareTraining';

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
    throw new Error(
      'This run has no checkpoint that can be read, so there is nothing to evaluate.',
    );
  }
  const steps = await listCheckpoints(runDirectory);
  if (steps.includes(step)) {
    return { checkpoint: await readCheckpoint(runDirectory, step), warnings: [] };
  }
  const known = steps.length === 0 ? 'none' : steps.join(', ');
  throw new Error(`This run has no checkpoint of step ${step}. Its checkpoints: ${known}.`);
}

/** Samples are drawn on all cores of the CPU, where that is possible at all: nobody trains. */
function evaluatedConfig(config: GanConfig, samples: number): GanConfig {
  const evaluation = { ...config.evaluation, metricSamples: samples };
  if (config.device === 'javascript' || config.device === 'tensorflow') {
    return { ...config, evaluation };
  }
  return { ...config, evaluation, device: 'onnxruntime-cpu', threads: availableParallelism() };
}

/**
 * Nothing is written until all is measured.
 *
 * @throws Error with a message for the user
 */
export async function evaluateRun(
  runDirectory: string,
  request: EvaluationRequest,
  surroundings: Surroundings,
): Promise<EvaluatedRun> {
  const { record } = await readRunStatus(runDirectory);
  const config = evaluatedConfig(await readRunConfig(runDirectory), request.samples);
  const { checkpoint, warnings } = await chooseCheckpoint(runDirectory, request.step);
  const base = record.configPath ?? join(runDirectory, RUN_FILES.config);
  const prepared = await prepareTraining(config, base, surroundings);
  const { step, discriminatorUpdates, tensors } = checkpoint;
  prepared.trainer.loadState({ tensors, counters: { step, discriminatorUpdates } });
  try {
    const evaluation = new CheckpointEvaluation({
      ...{ config, prepared, request },
      test: await readTestImages(config, prepared.data.sampleShape, request.testImages),
      tell: (message) => surroundings.tellStatus(message, true),
    });
    const { rows, parzen, warnings: found } = await evaluation.run();
    const writer = EvaluationWriter.open(runDirectory, Infinity);
    writer.append(rows);
    writer.close();
    return { step, rows, parzen, warnings: [...warnings, ...liveWarning(record), ...found] };
  } finally {
    await prepared.trainer.dispose();
  }
}

function liveWarning({ state }: RunRecord): string[] {
  if (!isLiveState(state)) return [];
  return ['The run is training: this evaluation took processor time from it.'];
}

/** @throws Error when they cannot be read, or are no images of the same size */
async function readTestImages(
  config: GanConfig,
  sampleShape: readonly number[],
  path: string | undefined,
): Promise<DataFiles | undefined> {
  if (path === undefined) return undefined;
  const { data } = config;
  if (data.source !== 'idx') {
    throw new Error(`Test images are read for data of the source idx only, not ${data.source}.`);
  }
  const { labels: _, ...rest } = data;
  const files = await readDataFiles({ ...rest, images: path }, path, MEDIA_DIRECTORY);
  const { channels = 1, height, width } = files.images ?? {};
  if ([channels, height, width].join() === sampleShape.join()) return files;
  throw new Error(
    `The test images have ${String(height)}×${String(width)} pixels; the run was trained on ${sampleShape.slice(1).join('×')}.`,
  );
}
