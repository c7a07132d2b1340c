/** Puts together what measures the samples of a run. */
import type { GanConfig } from '../../config/ganConfig';
import { suitableFamilies } from '../../engine/metrics/metricSuite';
import type { DataSet } from '../../engine/data/dataSet';
import { densityShape, type Mixture } from '../../engine/theory/densityShapes';
import { EvaluationWriter } from '../../runs/evaluations';
import { startThread, type Thread } from '../startThread';
import { EvaluationBudget } from './evaluationBudget';
import type { DigitModel } from './digitFeatures';
import type { MetricsFunctions, MetricsSetup } from './metricsProtocol';
import { evaluationSeed, realPairs } from './realSamples';
import { SampleMetrics, type SampleMetricsParts } from './sampleMetrics';

/** Real samples for the metrics of a run. */
export interface ComparedData {
  /** In minibatches of twice `samples`, on streams of the evaluation. */
  readonly data: DataSet;
  /** Samples that are compared at once. */
  readonly samples: number;
  /** For images that the classifier of digits takes, where it can run. */
  readonly digits?: DigitModel | undefined;
}

type Given = 'trainer' | 'trainingSeconds' | 'now' | 'onPlan' | 'onFailure';

/** A mixture of several modes. */
function modesOf(config: GanConfig): Mixture | undefined {
  const shape = densityShape(config.data);
  return shape?.kind === 'mixture' && shape.deviations.length > 1 ? shape : undefined;
}

/**
 * What is to be measured; undefined when nothing is.
 *
 * @param metrics of the config, or what a user asked for instead
 */
export function metricsSetup(
  config: GanConfig,
  { data: { sampleShape }, digits }: ComparedData,
  reference: Float32Array,
  metrics = config.evaluation.metrics,
): MetricsSetup | undefined {
  const mixture = modesOf(config);
  const families = metrics === 'auto' ? suitableFamilies(sampleShape, mixture) : metrics;
  if (families.length === 0) return undefined;
  const seed = evaluationSeed(config.training.seed);
  const setup = { families, sampleShape, seed, mixture, reference };
  return families.includes('digits') ? { ...setup, digits } : setup;
}

export function startMetricsThread(): Thread<MetricsFunctions> {
  return startThread('metricsThread.js', 'metrics');
}

/** Undefined when nothing is to be measured. @throws Error of the file system */
export function startSampleMetrics(
  runDirectory: string,
  config: GanConfig,
  compared: ComparedData | undefined,
  parts: Pick<SampleMetricsParts, Given>,
): SampleMetrics | undefined {
  if (compared === undefined) return undefined;
  const { data, samples } = compared;
  const pairs = realPairs(data, samples);
  const setup = metricsSetup(config, compared, pairs.next().value.real);
  if (setup === undefined) return undefined;
  return new SampleMetrics({
    ...parts,
    ...{ samples, pairs, setup, steps: config.training.steps },
    everySteps: config.evaluation.everySteps,
    thread: startMetricsThread(),
    writer: EvaluationWriter.open(runDirectory, parts.trainer.step),
    budget: new EvaluationBudget(config.evaluation.metricsBudget),
  });
}
