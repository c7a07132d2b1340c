/** Measures the generator of a checkpoint thoroughly, and writes it down beside what the run measured itself. */
import type { GanConfig } from '../config/ganConfig';
import type { DataFiles } from '../engine/data/createDataSet';
import type { EvaluatedRun, EvaluationRequest } from '../protocol/evaluationModel';
import { isLiveState } from '../protocol/runModel';
import { EvaluationWriter } from '../runs/evaluations';
import { readRunStatus } from '../runs/liveness';
import { readDataFiles } from './readDataFiles';
import { CheckpointEvaluation } from './evaluation/checkpointEvaluation';
import type { Evaluating } from './evaluation/keepEvaluation';
import { openComparison } from './evaluation/openComparison';
import { onProcessor, openCheckpoint } from './openCheckpoint';
import { MEDIA_DIRECTORY, openRunData } from './runData';
import { readSavedRun } from './savedRun';

/**
 * Nothing is written until all is measured.
 *
 * @throws Error with a message for the user
 */
export async function evaluateRun(
  runDirectory: string,
  request: EvaluationRequest,
  surroundings: Evaluating,
): Promise<EvaluatedRun> {
  const without = ', so it has no samples.';
  const saved = await readSavedRun(runDirectory, { step: request.step, live: 'allowed', without });
  surroundings.tellStep(saved.checkpoint.step);
  const own = onProcessor(saved.config);
  const evaluated = { ...own.evaluation, metricSamples: request.samples };
  const config = { ...own, evaluation: evaluated };
  const run = await openRunData(config, saved.configPath, surroundings.tellStatus);
  const { networks, modules, warnings } = await openCheckpoint(
    { saved, config, space: run.data, kernels: run.kernels },
    surroundings,
  );
  try {
    const comparison = await openComparison(config, run, modules);
    const evaluation = new CheckpointEvaluation({
      ...{ config, request, networks, run, comparison },
      runtime: 'missing' in modules.onnxRuntime ? undefined : modules.onnxRuntime,
      test: await readTestImages(config, run.data.sampleShape, request.testImages),
      tell: (message) => surroundings.tellStatus(message, true),
    });
    const { rows, parzen, warnings: found } = await evaluation.run();
    // It may have been resumed meanwhile.
    const live = isLiveState((await readRunStatus(runDirectory)).record.state);
    const writer = EvaluationWriter.open(runDirectory, live ? undefined : Infinity);
    try {
      writer.append(rows);
    } finally {
      writer.close();
    }
    return { step: networks.step, rows, parzen, warnings: [...warnings, ...found] };
  } finally {
    await networks.dispose();
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
  if (data.onlyClasses !== undefined) {
    throw new Error(
      `The run was trained on some classes alone, \`data.onlyClasses\`, and test images are read without their labels. Leave --test-images out; \`data.subset\` holds images of these classes out.`,
    );
  }
  const { labels: _, ...rest } = data;
  const files = await readDataFiles({ ...rest, images: path }, path, MEDIA_DIRECTORY);
  const { channels = 1, height, width } = files.images ?? {};
  if ([channels, height, width].join() === sampleShape.join()) return files;
  throw new Error(
    `The test images have ${String(height)}×${String(width)} pixels; the run was trained on ${sampleShape.slice(1).join('×')}.`,
  );
}
