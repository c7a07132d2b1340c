/** The link between the run loop and its metrics thread: functions for birpc over a worker_threads port. */
import type { MetricFamily } from '../../config/evaluationSchema';
import type { Mixture } from '../../engine/theory/densityShapes';
import type { MetricValues } from '../../engine/metrics/metricSuite';
import type { DigitModel } from './digitFeatures';

/** Metrics that were taken in the same features. */
export interface FeatureMetrics {
  /** A few words for captions. */
  readonly features: string;
  readonly values: MetricValues;
}

export interface MetricsSetup {
  readonly families: readonly MetricFamily[];
  /** Shape of one sample of the data. */
  readonly sampleShape: readonly number[];
  /** Of the streams of the evaluation. */
  readonly seed: number;
  readonly mixture?: Mixture;
  /** Real samples, [samples, sample size]. */
  readonly reference: Float32Array;
  /** For the family `digits`. */
  readonly digits?: DigitModel | undefined;
}

export interface TimedMetrics {
  readonly measured: readonly FeatureMetrics[];
  /** Time it took. */
  readonly seconds: number;
}

/** Run loop → thread. */
export interface MetricsFunctions {
  /** Must come first. */
  start(setup: MetricsSetup): Promise<void>;
  measure(fakes: Float32Array): Promise<TimedMetrics>;
  measureReal(real: Float32Array, other: Float32Array): Promise<TimedMetrics>;
}
