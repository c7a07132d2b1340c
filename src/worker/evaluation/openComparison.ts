/** What samples of a run are compared with. */
import type { GanConfig } from '../../config/ganConfig';
import type { DeviceModules } from '../../engine/executors/candidates';
import { MEDIA_DIRECTORY, openData, type RunData } from '../runData';
import { type DigitClassifier, openDigitClassifier } from './openDigitModel';
import { comparedSamples, evaluationSeed } from './realSamples';
import type { ComparedData } from './startSampleMetrics';

export interface Comparison {
  readonly digits: DigitClassifier;
  /** Real samples for the metrics; undefined where there are too few to compare. */
  readonly compared: ComparedData | undefined;
}

export async function openComparison(
  config: GanConfig,
  run: RunData,
  { onnxRuntime }: Pick<DeviceModules, 'onnxRuntime'>,
): Promise<Comparison> {
  const digits = await openDigitClassifier(run.data, onnxRuntime, MEDIA_DIRECTORY);
  return { digits, compared: openCompared(config, run, digits) };
}

function openCompared(
  config: GanConfig,
  { data: { count }, files, kernels }: RunData,
  digits: DigitClassifier,
): ComparedData | undefined {
  const samples = comparedSamples(config.evaluation.metricSamples, count);
  if (samples === undefined) return undefined;
  const seed = evaluationSeed(config.training.seed);
  const data = openData(config, 2 * samples, files, kernels, seed);
  return { data, samples, digits: 'missing' in digits ? undefined : digits };
}
