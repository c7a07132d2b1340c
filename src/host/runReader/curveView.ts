/** Decimation: what the panel draws costs the same for a thousand steps and for a million. */
import type { CurveColumn, StepView, ViewSeries } from '../../protocol/panelProtocol';

/** Rows in ascending order of step; arrays may be longer than `length`. */
export interface StepRows<Column extends string> {
  readonly length: number;
  readonly step: Int32Array;
  readonly columns: Readonly<Record<Column, Float32Array>>;
}

export type CurveRows = StepRows<CurveColumn>;

/** Index of the first row with a step of at least `step`. */
export function lowerBound(rows: StepRows<never>, step: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows.step[middle] ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows `from ≤ index < to` of each bucket, buckets without rows left out. */
function bucketBounds(
  rows: StepRows<never>,
  range: { readonly fromStep: number; readonly toStep: number },
  points: number,
): Int32Array {
  const from = lowerBound(rows, range.fromStep);
  const to = lowerBound(rows, range.toStep + 1);
  if (to - from <= points) return Int32Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const bounds: number[] = [from];
  const width = (range.toStep + 1 - range.fromStep) / points;
  for (let bucket = 1; bucket < points; bucket++) {
    const bound = lowerBound(rows, Math.ceil(range.fromStep + bucket * width));
    if (bound > (bounds.at(-1) ?? from) && bound < to) bounds.push(bound);
  }
  bounds.push(to);
  return Int32Array.from(bounds);
}

function decimate(values: Float32Array, bounds: Int32Array): ViewSeries {
  const count = bounds.length - 1;
  const low = new Float32Array(count).fill(NaN);
  const mean = new Float32Array(count).fill(NaN);
  const high = new Float32Array(count).fill(NaN);
  for (let bucket = 0; bucket < count; bucket++) {
    const end = bounds[bucket + 1] ?? 0;
    let smallest = Infinity;
    let largest = -Infinity;
    let sum = 0;
    let finite = 0;
    for (let row = bounds[bucket] ?? end; row < end; row++) {
      const value = values[row] ?? NaN;
      // False for both infinities and for not-a-number.
      if (!(Math.abs(value) < Infinity)) continue;
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
      sum += value;
      finite++;
    }
    if (finite === 0) continue;
    low[bucket] = smallest;
    mean[bucket] = sum / finite;
    high[bucket] = largest;
  }
  return { low, mean, high };
}

/**
 * Curves over `range` (both ends included) in at most `points` buckets of equal width in steps: a row each when there
 * are no more rows than points. Values that are not finite count for nothing; a bucket without a finite one is
 * not-a-number. An empty range gives a view without buckets.
 */
export function stepView<Column extends string>(
  rows: StepRows<Column>,
  columns: readonly Column[],
  range: { readonly fromStep: number; readonly toStep: number },
  points: number,
): StepView<Column> {
  const bounds = bucketBounds(rows, range, points);
  const step = Int32Array.from(bounds.subarray(0, -1), (row) => rows.step[row] ?? 0);
  const series = Object.fromEntries(
    columns.map((column) => [column, decimate(rows.columns[column], bounds)]),
  ) as Record<Column, ViewSeries>;
  return { fromStep: range.fromStep, toStep: range.toStep, step, series };
}
