/** Decimation: what the panel draws costs the same for a thousand steps and for a million. */
import type { CurveColumn, StepScale, StepView, ViewSeries } from '../../protocol/panelProtocol';
import { smoothed } from './smoothing';

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

/** What a view is to show. */
export interface ViewShape {
  /** Both ends included. */
  readonly fromStep: number;
  readonly toStep: number;
  /** In what the buckets are equally wide; `linear` without it. */
  readonly stepScale?: StepScale;
  /** β of the moving average over the buckets; none without it. @see smoothing.ts */
  readonly smoothing?: number;
}

/** The step at which a bucket begins; those with a negative number lie before the range. */
function bucketStart(
  { fromStep, toStep, stepScale }: ViewShape,
  points: number,
): (bucket: number) => number {
  const end = toStep + 1;
  if (stepScale !== 'log') {
    // One rounding: a bucket that begins at a whole step begins there.
    return (bucket) => Math.ceil(fromStep + (bucket * (end - fromStep)) / points);
  }
  // Step 0 has no place on a logarithmic axis: it belongs to the bucket of step 1.
  const first = Math.max(1, fromStep);
  const ratio = end / first;
  return (bucket) => (bucket === 0 ? fromStep : Math.ceil(first * ratio ** (bucket / points)));
}

/** The rows `bounds[i] ≤ index < bounds[i + 1]` of each bucket, those without rows left out. */
interface Buckets {
  readonly bounds: Int32Array;
  /** Buckets before the range, on which a moving average starts. */
  readonly lead: number;
}

function bucketsOf(rows: StepRows<never>, shape: ViewShape, points: number): Buckets {
  const from = lowerBound(rows, shape.fromStep);
  const to = lowerBound(rows, shape.toStep + 1);
  // As many before the range as in it: what came earlier weighs less than 0.99^300, a twentieth.
  const before = (shape.smoothing ?? 0) > 0 ? points : 0;
  if (to - from <= points) {
    const lead = Math.min(from, before);
    const bounds = Int32Array.from(
      { length: lead + to - from + 1 },
      (_, index) => from - lead + index,
    );
    return { bounds, lead };
  }
  const startOf = bucketStart(shape, points);
  const bounds: number[] = [];
  let lead = 0;
  for (let bucket = -before; bucket < points; bucket++) {
    const bound = bucket === 0 ? from : lowerBound(rows, startOf(bucket));
    if (bound >= to || bound <= (bounds.at(-1) ?? -1)) continue;
    if (bound < from) lead++;
    bounds.push(bound);
  }
  bounds.push(to);
  return { bounds: Int32Array.from(bounds), lead };
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

function series(values: Float32Array, { bounds, lead }: Buckets, smoothing: number): ViewSeries {
  const { low, mean, high } = decimate(values, bounds);
  const shown = { low: low.slice(lead), mean: mean.slice(lead), high: high.slice(lead) };
  return smoothing > 0 ? { ...shown, smooth: smoothed(mean, smoothing).slice(lead) } : shown;
}

/**
 * Curves over a range of steps in at most `points` buckets, equally wide in steps or in their logarithm: a row each
 * when there are no more rows than points. Values that are not finite count for nothing; a bucket without a finite one
 * is not-a-number. An empty range gives a view without buckets.
 *
 * Smoothing averages the means of the buckets, not the rows: the same β averages the same width of the screen whatever
 * the length of the run and the zoom. It begins in buckets before the range, so that the left end is no fresh start.
 */
export function stepView<Column extends string>(
  rows: StepRows<Column>,
  columns: readonly Column[],
  shape: ViewShape,
  points: number,
): StepView<Column> {
  const { fromStep, toStep, smoothing = 0 } = shape;
  const buckets = bucketsOf(rows, shape, points);
  const step = Int32Array.from(
    buckets.bounds.subarray(buckets.lead, -1),
    (row) => rows.step[row] ?? 0,
  );
  const views = Object.fromEntries(
    columns.map((column) => [column, series(rows.columns[column], buckets, smoothing)]),
  ) as Record<Column, ViewSeries>;
  return { fromStep, toStep, step, series: views };
}
