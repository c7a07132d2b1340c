/** Measures the generator of a checkpoint thoroughly, and writes it down beside what the run measured itself. */
import type { GanConfig } from '../config/ganConfig';
import type { DataFiles } from '../engine/data/createDataSet';
import type { EvaluatedRun, EvaluationRequest } from '../protocol/evaluationModel';
import { EvaluationWriter } from '../runs/evaluations';
import { readDataFiles } from './dataFiles';
import { CheckpointEvaluation } from './evaluation/checkpointEvaluation';
import { openCheckpoint } from './openCheckpoint';
import { MEDIA_DIRECTORY, type Surroundings } from './prepareTraining';

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
  const { config, prepared, live, warnings } = await openCheckpoint(
    ...([runDirectory, request.step, surroundings] as const),
    (own) => ({ ...own, evaluation: { ...own.evaluation, metricSamples: request.samples } }),
  );
  try {
    const evaluation = new CheckpointEvaluation({
      ...{ config, prepared, request },
      test: await readTestImages(config, prepared.data.sampleShape, request.testImages),
      tell: (message) => surroundings.tellStatus(message, true),
    });
    const { rows, parzen, warnings: found } = await evaluation.run();
    const writer = EvaluationWriter.open(runDirectory, live ? undefined : Infinity);
    writer.append(rows);
    writer.close();
    return { step: prepared.trainer.step, rows, parzen, warnings: [...warnings, ...found] };
  } finally {
    await prepared.trainer.dispose();
  }
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
