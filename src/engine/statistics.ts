/** Figures of a few numbers, float64, or of many. */

export interface MeanAndVariance {
  readonly mean: number;
  /** Unbiased, divided by n − 1: not-a-number of fewer than two numbers. */
  readonly variance: number;
}

/** Not-a-number of none. */
export function meanAndVariance(values: readonly number[]): MeanAndVariance {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: length < 2 ? NaN : squares / (length - 1) };
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[] | Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Smallest and largest of all numbers of all lists; +∞ and −∞ of none. */
export function extremes(...lists: readonly Float32Array[]): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of lists) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
