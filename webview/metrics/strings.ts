/** What the metrics are called and what they mean, in words for readers. */
import { DIGIT_FEATURES_NAME, type EvaluationSeries } from '../../src/protocol/evaluationModel';
import { formatInteger, formatValue } from '../format';

interface QuantityWords {
  readonly name: string;
  readonly meaning: string;
}

const words: Readonly<Record<string, QuantityWords>> = {
  capturedModes: {
    name: 'Modes captured',
    meaning: 'Modes of the data that at least one generated sample hits.',
  },
  highQualityShare: {
    name: 'High-quality samples',
    meaning:
      'Share of the generated samples within 3σ of a mode; more than real data means too narrow.',
  },
  modeDivergence: {
    name: 'Divergence of the modes',
    meaning: 'How unevenly the high-quality samples spread over the modes; 0 is as the data.',
  },
  wasserstein: {
    name: 'Wasserstein distance',
    meaning: 'How far samples have to be moved, on average along lines, to become the real ones.',
  },
  frechetDistance: {
    name: 'Fréchet distance',
    meaning: 'How far means and covariances lie apart; falls with the number of samples too.',
  },
  kernelInceptionDistance: {
    name: 'Kernel distance (KID)',
    meaning: 'How far apart the sets lie under a cubic kernel; 0 in the mean for real data.',
  },
  squaredMmd: {
    name: 'MMD²',
    meaning: 'How far apart the sets lie under Gaussian kernels; 0 in the mean for real data.',
  },
  precision: {
    name: 'Precision',
    meaning: 'Share of the generated samples that lie among real ones.',
  },
  recall: {
    name: 'Recall',
    meaning: 'Share of the real samples that lie among generated ones.',
  },
  density: {
    name: 'Density',
    meaning: 'How many neighbourhoods of real samples a generated one lies in; 1 for real data.',
  },
  coverage: {
    name: 'Coverage',
    meaning: 'Share of the real samples with a generated one near by; low when modes are missed.',
  },
  nearestNeighbourReal: {
    name: '1-NN accuracy, real',
    meaning:
      'How often the nearest neighbour of a real sample is real; ½ when sets are alike, 1 when apart.',
  },
  nearestNeighbourFake: {
    name: '1-NN accuracy, fake',
    meaning: 'The same for generated samples; far below ½ they are copies of real ones.',
  },
  digitScore: {
    name: 'Digit score',
    meaning: 'How surely each sample is one digit and how even the digits are: 1 worst, 10 best.',
  },
  digitsCaptured: {
    name: 'Digits captured',
    meaning: 'Digits of ten that make up 2.5 % of the samples at least.',
  },
  digitEntropy: {
    name: 'Entropy of the digits',
    meaning: 'How even the digits are: 0 for one digit alone, 2.303 for all equally often.',
  },
  ...Object.fromEntries(
    Array.from({ length: 10 }, (_, digit): [string, QuantityWords] => [
      `digitShare${digit}`,
      { name: `Share of ${digit}`, meaning: `Share of the samples that are taken for a ${digit}.` },
    ]),
  ),
};

export const strings = {
  title: 'Metrics of samples',
  region: 'Table: Metrics of samples',
  words: (metric: string): QuantityWords => words[metric] ?? { name: metric, meaning: '' },
  caption: ({ samples, features, source }: EvaluationSeries, step: number) =>
    `${formatInteger(samples)} generated against as many real samples, by ${features}, step ${formatInteger(step)}${source === undefined ? '' : ', measured on request'}`,
  kinds: (count: number) =>
    `${formatInteger(count)} groups; values of different groups cannot be compared`,
  note: (features: string) =>
    features === DIGIT_FEATURES_NAME
      ? 'The classifier was trained on handwritten digits (MNIST): of other images this says little.'
      : undefined,
  help: 'Each metric compares generated with real samples. Real data are what it gives for two sets of real samples: mean ± standard deviation. The score says how many of these deviations the generated samples are away; within ±2 they cannot be told from real ones by this metric.',
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
