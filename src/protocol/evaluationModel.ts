/** The words host, worker, command line and panel share about metrics of samples. */
import type { MetricFamily } from '../config/evaluationSchema';

/** What is measured only when somebody asks for it: it takes longer than an evaluation may. */
export const REQUESTED_FAMILIES = [
  'twoSample',
  'mmdTest',
  'diversity',
  'memorization',
  'parzen',
] as const;
export type RequestedFamily = (typeof REQUESTED_FAMILIES)[number];

/** The quantities that are measured, by the family they belong to. */
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
  twoSampleAccuracy: 'twoSample',
  twoSamplePValue: 'twoSample',
  mmdPValue: 'mmdTest',
  diversity: 'diversity',
  memorizationRatio: 'memorization',
  memorizationScore: 'memorization',
  parzenLogLikelihood: 'parzen',
  parzenSigma: 'parzen',
} as const satisfies Record<string, MetricFamily | RequestedFamily>;

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
  twoSampleAccuracy: 'share',
  twoSamplePValue: '',
  mmdPValue: '',
  diversity: 'times that of real samples',
  memorizationRatio: 'times that of real samples',
  memorizationScore: 'standard deviations',
  parzenLogLikelihood: 'nats',
  parzenSigma: 'units of the data',
};

/** Their names, for readers. */
export const QUANTITY_NAMES: Readonly<Record<Quantity, string>> = {
  capturedModes: 'Modes captured',
  highQualityShare: 'High-quality samples',
  modeDivergence: 'Divergence of the modes',
  wasserstein: 'Wasserstein distance',
  frechetDistance: 'Fréchet distance',
  kernelInceptionDistance: 'Kernel distance (KID)',
  squaredMmd: 'MMD²',
  precision: 'Precision',
  recall: 'Recall',
  density: 'Density',
  coverage: 'Coverage',
  nearestNeighbourReal: '1-NN accuracy, real',
  nearestNeighbourFake: '1-NN accuracy, fake',
  digitScore: 'Digit score',
  digitsCaptured: 'Digits captured',
  digitEntropy: 'Entropy of the digits',
  digitShare0: 'Share of 0',
  digitShare1: 'Share of 1',
  digitShare2: 'Share of 2',
  digitShare3: 'Share of 3',
  digitShare4: 'Share of 4',
  digitShare5: 'Share of 5',
  digitShare6: 'Share of 6',
  digitShare7: 'Share of 7',
  digitShare8: 'Share of 8',
  digitShare9: 'Share of 9',
  twoSampleAccuracy: 'Classifier accuracy',
  twoSamplePValue: 'p-value of the classifier',
  mmdPValue: 'p-value of MMD²',
  diversity: 'Relative diversity',
  memorizationRatio: 'Distance to training data',
  memorizationScore: 'Score of copying',
  parzenLogLikelihood: 'Parzen log-likelihood',
  parzenSigma: 'Parzen σ',
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

/** Samples that one may ask for: distances of more fill the memory. */
export const EVALUATION_SAMPLES = { least: 50, most: 10_000, preset: 2000 } as const;

/** What somebody wants to know of a checkpoint. */
export interface EvaluationRequest {
  /** Generated samples, and as many real ones; fewer where the data set is small. */
  readonly samples: number;
  /** `auto`: all that suits the data. */
  readonly families: 'auto' | readonly (MetricFamily | RequestedFamily)[];
  /** Of the checkpoint; the newest if absent. */
  readonly step?: number | undefined;
  /** Absolute path of an IDX file of images that the run did not train on. */
  readonly testImages?: string | undefined;
}

/** What is measured of the newest checkpoint where nobody says otherwise. */
export const THOROUGH_EVALUATION: EvaluationRequest = {
  samples: EVALUATION_SAMPLES.preset,
  families: 'auto',
};

/** Course of the choice of σ. */
export interface ParzenCurve {
  readonly sigmas: readonly number[];
  /** Mean log-likelihood of the validation samples, nats. */
  readonly validation: readonly number[];
  /** Of the estimate on the test samples. */
  readonly standardError: number;
  readonly testSamples: number;
}

export interface EvaluatedRun {
  readonly step: number;
  readonly rows: readonly EvaluationRow[];
  readonly parzen?: ParzenCurve | undefined;
  /** Whole sentences. */
  readonly warnings: readonly string[];
}
