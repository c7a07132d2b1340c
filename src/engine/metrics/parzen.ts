/** Parzen-window log-likelihood as the released code of Goodfellow et al. 2014 estimates it (`parzen_ll.py`). */
import type { SampleSet } from './sampleSet';

/** The candidates for σ: ten from 0.1 to 1, equally spaced in their logarithms. */
export const PARZEN_SIGMAS: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => 10 ** (-1 + i / 9),
);

/** Squared distances from each of `count` rows to all centres, a block of rows at a time, [rows, centres]. */
export type DistanceBlocks = (
  rows: SampleSet,
  each: (firstRow: number, squared: Float32Array) => void,
) => Promise<void>;

/**
 * Log-likelihoods under the mean of Gaussians of width σ around the centres, nats, for every σ at once: distances do not
 * depend on it. [σ][rows]
 *
 * @param squared distances of some rows to all centres, [rows, centres]
 */
export function parzenLogLikelihoods(
  squared: Float32Array,
  centres: number,
  dimensions: number,
  sigmas: readonly number[],
): Float64Array[] {
  const rows = squared.length / centres;
  const results = sigmas.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row += 1) {
    const own = squared.subarray(row * centres, (row + 1) * centres);
    let least = Infinity;
    for (const value of own) if (value < least) least = value;
    sigmas.forEach((sigma, which) => {
      const factor = -1 / (2 * sigma * sigma);
      let sum = 0;
      // The largest term is 1: the sum can neither vanish nor overflow.
      for (const value of own) sum += Math.exp(factor * (value - least));
      const normalizer = dimensions * Math.log(sigma * Math.sqrt(2 * Math.PI));
      results[which][row] = factor * least + Math.log(sum / centres) - normalizer;
    });
  }
  return results;
}

export interface ParzenEstimate {
  /** Width with the largest mean on the validation samples. */
  readonly sigma: number;
  /** Mean log-likelihood of the test samples, nats. */
  readonly mean: number;
  /** Standard error of the mean over the test samples: says nothing of the choice of σ, nor of the fakes. */
  readonly standardError: number;
  /** Mean log-likelihood of the validation samples at each σ of `PARZEN_SIGMAS`. */
  readonly validation: readonly number[];
}

async function likelihoodsOf(
  rows: SampleSet,
  centres: number,
  sigmas: readonly number[],
  distances: DistanceBlocks,
): Promise<Float64Array[]> {
  const results = sigmas.map(() => new Float64Array(rows.count));
  await distances(rows, (first, squared) => {
    parzenLogLikelihoods(squared, centres, rows.dimensions, sigmas).forEach((values, which) =>
      results[which].set(values, first),
    );
  });
  return results;
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Centres are generated samples; σ is the one with the largest mean log-likelihood on the validation samples; the value
 * is the mean on the test samples, ± standard deviation / √n. Nats. The value rises with the number of centres and, in
 * many dimensions, has little to do with how good the samples are (Theis et al. 2016): it is there to compare with the
 * paper. O(n centres d).
 *
 * @param distances from rows to the centres
 */
export async function parzenEstimate(
  centres: number,
  validation: SampleSet,
  test: SampleSet,
  distances: DistanceBlocks,
): Promise<ParzenEstimate> {
  const curve = (await likelihoodsOf(validation, centres, PARZEN_SIGMAS, distances)).map(meanOf);
  const best = curve.indexOf(Math.max(...curve));
  const sigma = PARZEN_SIGMAS[best];
  const [values] = await likelihoodsOf(test, centres, [sigma], distances);
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { sigma, mean, standardError: Math.sqrt(variance / values.length), validation: curve };
}
