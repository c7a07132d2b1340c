/** The link between the run loop and its metrics thread: functions for birpc over a worker_threads port. */
import type { MetricFamily } from '../../config/evaluationSchema';
import type { MetricValues } from '../../engine/metrics/metricSuite';
import type { Mixture } from '../../engine/theory/densityShapes';

export interface MetricsSetup {
  readonly families: readonly MetricFamily[];
  /** Shape of one sample of the data. */
  readonly sampleShape: readonly number[];
  /** Of the streams of the evaluation. */
  readonly seed: number;
  readonly mixture?: Mixture;
  /** Real samples, [samples, sample size]. */
  readonly reference: Float32Array;
}

export interface Measured {
  readonly values: MetricValues;
  /** Time it took. */
  readonly seconds: number;
}

/** Run loop → thread. */
export interface MetricsFunctions {
  /** Must come first. Answers what the distances are taken in. */
  start(setup: MetricsSetup): Promise<{ readonly features: string }>;
  measure(fakes: Float32Array): Promise<Measured>;
  measureReal(real: Float32Array, other: Float32Array): Promise<Measured>;
}
