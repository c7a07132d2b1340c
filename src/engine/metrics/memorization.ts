/** Whether the generator gives back what it was trained on. */
import { median } from '../statistics';

/** Σ (t³ − t) over groups of t equal values, and the mean rank of each value. */
function ranks(values: Float64Array): { ranks: Float64Array; ties: number } {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const result = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    for (let i = from; i < to; i += 1) result[order[i]] = (from + to + 1) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks: result, ties };
}

/**
 * Standard score of the Mann–Whitney U statistic of `x` against `y`, with the correction for ties and without one for
 * continuity: below 0 where `x` tends to be smaller. Normal for samples of more than about 20 of one distribution.
 */
export function mannWhitneyScore(x: Float64Array, y: Float64Array): number {
  const [m, n] = [x.length, y.length];
  const pooled = new Float64Array(m + n);
  pooled.set(x);
  pooled.set(y, m);
  const { ranks: rank, ties } = ranks(pooled);
  const u = rank.subarray(0, m).reduce((sum, value) => sum + value, 0) - (m * (m + 1)) / 2;
  const all = m + n;
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)));
  return variance === 0 ? 0 : (u - (m * n) / 2) / Math.sqrt(variance);
}

export interface Memorization {
  /**
   * Median distance of the fakes to their nearest training sample, divided by that of real samples that were not
   * trained on: about 1 for a generator that has learned, far below 1 for one that copies.
   */
  readonly ratio: number;
  /** Mann–Whitney score of the distances (Meehan et al. 2020): far below −3 the fakes lie nearer than chance allows. */
  readonly score: number;
}

/**
 * Distances to the training data of fakes against those of real samples that were not trained on, or of training samples
 * to the others. Without units. Not meaningful where training data are drawn anew all the time; distances of pixels are
 * blind to copies that are moved by a pixel.
 *
 * @param fakes distance of each to its nearest training sample
 * @param reals the same of real samples
 */
export function memorization(fakes: Float64Array, reals: Float64Array): Memorization {
  return { ratio: median(fakes) / median(reals), score: mannWhitneyScore(fakes, reals) };
}
