/** What the metrics are called and what they mean, in words for readers. */
import {
  DIGIT_FEATURES_NAME,
  type EvaluationSeries,
  QUANTITY_NAMES,
  type Quantity,
} from '../../src/protocol/evaluationModel';
import type { EvaluationState } from '../../src/protocol/panelProtocol';
import { formatInteger, formatValue } from '../format';

/** What the values mean, in one line each. */
const meanings: Readonly<Record<Quantity, string>> = {
  capturedModes: 'Modes of the data that at least one generated sample hits.',
  highQualityShare:
    'Share of the generated samples within 3σ of a mode; more than real data means too narrow.',
  modeDivergence: 'How unevenly the high-quality samples spread over the modes; 0 is as the data.',
  wasserstein: 'How far samples have to be moved, on average along lines, to become the real ones.',
  frechetDistance: 'How far means and covariances lie apart; falls with the number of samples too.',
  kernelInceptionDistance:
    'How far apart the sets lie under a cubic kernel; 0 in the mean for real data.',
  squaredMmd: 'How far apart the sets lie under Gaussian kernels; 0 in the mean for real data.',
  precision: 'Share of the generated samples that lie among real ones.',
  recall: 'Share of the real samples that lie among generated ones.',
  density: 'How many neighbourhoods of real samples a generated one lies in; 1 for real data.',
  coverage: 'Share of the real samples with a generated one near by; low when modes are missed.',
  nearestNeighbourReal:
    'How often the nearest neighbour of a real sample is real; ½ when sets are alike, 1 when apart.',
  nearestNeighbourFake: 'The same for generated samples; far below ½ they are copies of real ones.',
  digitScore: 'How surely each sample is one digit and how even the digits are: 1 worst, 10 best.',
  digitsCaptured: 'Digits of ten that make up 2.5 % of the samples at least.',
  digitEntropy: 'How even the digits are: 0 for one digit alone, 2.303 for all equally often.',
  digitShare0: 'Share of the samples that are taken for a 0.',
  digitShare1: 'Share of the samples that are taken for a 1.',
  digitShare2: 'Share of the samples that are taken for a 2.',
  digitShare3: 'Share of the samples that are taken for a 3.',
  digitShare4: 'Share of the samples that are taken for a 4.',
  digitShare5: 'Share of the samples that are taken for a 5.',
  digitShare6: 'Share of the samples that are taken for a 6.',
  digitShare7: 'Share of the samples that are taken for a 7.',
  digitShare8: 'Share of the samples that are taken for a 8.',
  digitShare9: 'Share of the samples that are taken for a 9.',
  twoSampleAccuracy:
    'Share of held-out samples that a newly trained classifier tells right; ½ when it cannot.',
  twoSamplePValue:
    'Chance of that accuracy if both came from one distribution; below 0.05 they differ.',
  mmdPValue: 'Chance of such an MMD² if both came from one distribution; below 0.05 they differ.',
  diversity:
    'Effective number of different samples beside that of real ones; below ½ hints at collapse.',
  memorizationRatio:
    'Median distance to the nearest training sample, divided by that of real samples not trained on; far below 1 they are copies.',
  memorizationScore:
    'The same as a Mann–Whitney score; below −3 nearer to the training data than chance allows.',
  parzenLogLikelihood:
    'As Goodfellow et al. 2014 estimated it: to compare with the paper; says little of quality (Theis et al. 2016).',
  parzenSigma: 'Width of the Gaussians that validation samples chose.',
};

function isQuantity(metric: string): metric is Quantity {
  return Object.hasOwn(meanings, metric);
}

export const strings = {
  title: 'Metrics of samples',
  region: 'Table: Metrics of samples',
  /** A metric that another version measured keeps its own name. */
  words: (metric: string) =>
    isQuantity(metric)
      ? { name: QUANTITY_NAMES[metric], meaning: meanings[metric] }
      : { name: metric, meaning: '' },
  caption: ({ samples, features, source }: EvaluationSeries, step: number) =>
    `${formatInteger(samples)} generated against as many real samples, by ${features}, step ${formatInteger(step)}${source === undefined ? '' : ', measured on request'}`,
  kinds: (count: number) =>
    `${formatInteger(count)} groups; values of different groups cannot be compared`,
  note: (features: string) =>
    features === DIGIT_FEATURES_NAME
      ? 'The classifier was trained on handwritten digits (MNIST): of other images this says little.'
      : undefined,
  help: 'Each metric compares generated with real samples. Real data are what it gives for two sets of real samples: mean ± standard deviation. The score says how many of these deviations the generated samples are away; within ±2 they cannot be told from real ones by this metric.',
  nothing: 'No samples of this run have been measured.',
  measuring: (step: number) => `Step ${formatInteger(step)} is being measured…`,
  next: (step: number, steps: number) =>
    step >= steps
      ? 'Next: the last step, which is always measured.'
      : `Next: about step ${formatInteger(step)}. Metrics take no more than their share of the time (evaluation.metricsBudget).`,
  evaluation: {
    begin: 'Evaluate Newest Checkpoint',
    help: 'More samples, and what takes too long while training: tests against real samples, search for copies, for images the Parzen estimate. Minutes on large images.',
    whileTraining: 'Takes processor time from the training.',
    running: ({ step, host, message }: EvaluationState) => {
      const what = step === undefined ? '' : ` step ${formatInteger(step)}`;
      const where = host === undefined ? '' : ` on ${host}`;
      return `Evaluating${what}${where}${message === undefined ? '' : `: ${message}`}…`;
    },
    cancel: 'Cancel',
    canceling: 'Canceling the evaluation…',
    done: (step: number | undefined) =>
      `The evaluation${step === undefined ? '' : ` of step ${formatInteger(step)}`} is done: its groups stand in the table, measured on request.`,
    failed: (message: string | undefined) => `The evaluation failed. ${message ?? ''}`,
    notes: 'How to read it',
  },
  columns: {
    metric: 'metric',
    value: 'value',
    unit: 'unit',
    real: 'real data',
    score: 'score',
    course: 'course',
    meaning: 'what it says',
  },
  none: '–',
  real: (mean: number, deviation: number) => `${formatMetric(mean)} ± ${formatMetric(deviation)}`,
  score: (score: number) => `${score > 0 ? '+' : ''}${formatScore(score)}`,
  course: (name: string, from: number, to: number, first: string, last: string) =>
    `${name} from ${first} at step ${formatInteger(from)} to ${last} at step ${formatInteger(to)}`,
};

/** Three digits that count: some metrics are far below one. */
export function formatMetric(value: number): string {
  if (!Number.isFinite(value)) return strings.none;
  return Math.abs(value) >= 0.1 || value === 0
    ? formatValue(value)
    : Number(value.toPrecision(2)).toString();
}

function formatScore(score: number): string {
  return Math.abs(score) < 10 ? score.toFixed(1) : formatInteger(score);
}
