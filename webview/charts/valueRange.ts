import { axisTransform, type AxisKind } from './axisTransform';

/** Share of the buckets at either end whose extremes may leave the plot: a spike must not flatten the rest. */
const TRIM = 0.02;
const MARGIN = 0.06;

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** How values become heights. */
export interface ValueAxis extends ValueRange {
  readonly kind: AxisKind;
  /** c of the symmetric logarithm. */
  readonly constant: number;
}

interface Extremes {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The value below which `share` of the finite values lie; undefined when none is finite. */
function quantile(values: Float32Array, share: number): number | undefined {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** Whether a logarithmic axis has a place for every value. */
export function allPositive(series: readonly Extremes[]): boolean {
  return series.every(({ low }) => low.every((value) => !(value <= 0)));
}

/** Where a symmetric logarithm turns linear: the power of ten below a usual magnitude of the values. */
function symlogConstant(series: readonly Extremes[]): number {
  const usual = series
    .flatMap(({ low, high }) => [low, high])
    .map((values) => quantile(values.map(Math.abs), 0.5) ?? 0);
  const smallest = Math.min(...usual.filter((value) => value > 0));
  return Number.isFinite(smallest) ? 10 ** Math.floor(Math.log10(smallest)) : 1;
}

/** The value axis of a chart: nearly all of the low–high bands, and every reference value that has a place. */
export function valueAxis(
  series: readonly Extremes[],
  references: readonly number[],
  kind: AxisKind,
): ValueAxis {
  const constant = kind === 'symlog' ? symlogConstant(series) : 1;
  const { forward, inverse } = axisTransform(kind, constant);
  const ends = [
    ...references,
    ...series.flatMap(({ low, high }) => [quantile(low, TRIM), quantile(high, 1 - TRIM)]),
  ]
    .map((value) => (value === undefined ? NaN : forward(value)))
    .filter(Number.isFinite);
  if (ends.length === 0) return { kind: 'linear', constant, min: 0, max: 1 };
  const min = Math.min(...ends);
  const max = Math.max(...ends);
  const margin = (max - min || Math.abs(max) || 1) * MARGIN;
  // Losses of the standard game are not negative: the axis starts at nought where that costs little.
  const low = kind !== 'log' && min >= 0 && min < 0.4 * max ? 0 : min - margin;
  return { kind, constant, min: inverse(low), max: inverse(max + margin) };
}
