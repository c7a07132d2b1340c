/** The words host, worker, command line and panel share about metrics of samples. */
import type { MetricFamily } from '../config/evaluationSchema';

/** The quantities that are measured while training, by the family they belong to. */
export const QUANTITY_FAMILIES = {
  capturedModes: 'modes',
  highQualityShare: 'modes',
  modeDivergence: 'modes',
  wasserstein: 'wasserstein',
  frechetDistance: 'frechet',
  kernelInceptionDistance: 'kid',
  squaredMmd: 'mmd',
  precision: 'manifold',
  recall: 'manifold',
  density: 'manifold',
  coverage: 'manifold',
  nearestNeighbourReal: 'nearestNeighbour',
  nearestNeighbourFake: 'nearestNeighbour',
  digitScore: 'digits',
  digitsCaptured: 'digits',
  digitEntropy: 'digits',
  digitShare0: 'digits',
  digitShare1: 'digits',
  digitShare2: 'digits',
  digitShare3: 'digits',
  digitShare4: 'digits',
  digitShare5: 'digits',
  digitShare6: 'digits',
  digitShare7: 'digits',
  digitShare8: 'digits',
  digitShare9: 'digits',
} as const satisfies Record<string, MetricFamily>;

export type Quantity = keyof typeof QUANTITY_FAMILIES;

/** Units of the values; empty for pure numbers. */
export const QUANTITY_UNITS: Readonly<Record<Quantity, string>> = {
  capturedModes: 'modes',
  highQualityShare: 'share',
  modeDivergence: 'nats',
  wasserstein: 'units of the data',
  frechetDistance: 'squared units of the features',
  kernelInceptionDistance: '',
  squaredMmd: '',
  precision: 'share',
  recall: 'share',
  density: '',
  coverage: 'share',
  nearestNeighbourReal: 'share',
  nearestNeighbourFake: 'share',
  digitScore: '',
  digitsCaptured: 'digits',
  digitEntropy: 'nats',
  digitShare0: 'share',
  digitShare1: 'share',
  digitShare2: 'share',
  digitShare3: 'share',
  digitShare4: 'share',
  digitShare5: 'share',
  digitShare6: 'share',
  digitShare7: 'share',
  digitShare8: 'share',
  digitShare9: 'share',
};

/** What distances are taken in where the classifier of digits takes them: rows of these say little of other images. */
export const DIGIT_FEATURES_NAME = '64 features of the digit classifier';

/** What the same metric gives between two sets of real samples. */
export interface RealBaseline {
  readonly mean: number;
  /** Standard deviation of one value. */
  readonly deviation: number;
  /** Pairs of sets. */
  readonly pairs: number;
}

/** One line of `evaluations.ndjson`: one quantity at one step. */
export interface EvaluationRow {
  /** Generator updates done. */
  readonly step: number;
  readonly time: string;
  /** A `Quantity`, or a name that another version knows. */
  readonly metric: string;
  /** Null where there is none, such as a divergence of no samples. */
  readonly value: number | null;
  readonly unit: string;
  /** Generated samples, and as many real ones. */
  readonly samples: number;
  readonly realMean: number | null;
  readonly realDeviation: number | null;
  readonly realPairs: number;
  /** `generator`, or `generatorEma` where there is one. */
  readonly network: string;
  /** What the distances are distances of. */
  readonly features: string;
  /** `command` for what somebody asked for later; absent for what the run measured itself. */
  readonly source?: string | undefined;
}

/**
 * The values of one quantity over the steps, ascending; thinned out where there are very many. All of them of as many
 * samples, of one network, in the same features: others could not be compared.
 */
export interface EvaluationSeries {
  readonly metric: string;
  readonly unit: string;
  readonly samples: number;
  readonly network: string;
  readonly features: string;
  readonly source?: string | undefined;
  readonly step: Int32Array;
  /** Not-a-number where there is none. */
  readonly value: Float64Array;
  readonly baseline?: RealBaseline;
}
