/** Share of the buckets at either end whose extremes may leave the plot: a spike must not flatten the rest. */
const TRIM = 0.02;
const MARGIN = 0.06;

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** The value below which `share` of the finite values lie; undefined when none is finite. */
function quantile(values: Float32Array, share: number): number | undefined {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted[Math.round(share * (sorted.length - 1))];
}

/**
 * The range of a value axis: nearly all of the low–high bands, and every reference value.
 * Undefined while there is nothing finite.
 */
export function valueRange(
  series: readonly { readonly low: Float32Array; readonly high: Float32Array }[],
  references: readonly number[],
): ValueRange | undefined {
  const ends = [
    ...references,
    ...series.flatMap(({ low, high }) => [quantile(low, TRIM), quantile(high, 1 - TRIM)]),
  ].filter((value) => value !== undefined);
  if (ends.length === 0) return undefined;
  const min = Math.min(...ends);
  const max = Math.max(...ends);
  const margin = (max - min || Math.abs(max) || 1) * MARGIN;
  // Losses of the standard game are not negative: the axis starts at nought where that costs little.
  return { min: min >= 0 && min < 0.4 * max ? 0 : min - margin, max: max + margin };
}
