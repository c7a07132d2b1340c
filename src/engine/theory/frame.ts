/** Which part of the axes a grid covers. */
import { columnStatistics } from '../data/pointStatistics';
import type { DensityShape } from './densityShapes';

export interface Frame {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Standard deviations around each centre: less than 1e-5 of the data is outside in two dimensions, 1e-8 in one. */
const REACH = { 1: 6, 2: 5 } as const;
/** Room on either side in which generated samples may stray, as a share of the span of the data. */
const MARGIN = { 1: 0.35, 2: 0.15 } as const;
/** Places along each curve. */
const CURVE_PLACES = 1024;

function widened(low: number, high: number, dimensions: 1 | 2): [number, number] {
  const margin = MARGIN[dimensions] * (high - low);
  return [low - margin, high + margin];
}

/** Covers a known density. Squares in two dimensions: both axes have one unit. */
export function frameOfShape(shape: DensityShape): Frame {
  const dimensions = shape.kind === 'mixture' && shape.dimensions === 1 ? 1 : 2;
  const [low, high] = [
    new Array<number>(dimensions).fill(Infinity),
    new Array<number>(dimensions).fill(-Infinity),
  ];
  const take = (point: ArrayLike<number>, at: number, deviation: number): void => {
    for (let axis = 0; axis < dimensions; axis += 1) {
      low[axis] = Math.min(low[axis], point[at + axis] - REACH[dimensions] * deviation);
      high[axis] = Math.max(high[axis], point[at + axis] + REACH[dimensions] * deviation);
    }
  };
  if (shape.kind === 'mixture') {
    shape.deviations.forEach((deviation, mode) =>
      take(shape.centres, mode * dimensions, deviation),
    );
  } else {
    for (let curve = 0; curve < shape.curves; curve += 1) {
      for (let i = 0; i <= CURVE_PLACES; i += 1) {
        take(shape.point(curve, i / CURVE_PLACES), 0, shape.standardDeviation);
      }
    }
  }
  const half = Math.max(...high.map((end, axis) => 0.5 * (end - low[axis])));
  const ends = low.map((start, axis) => {
    const middle = 0.5 * (start + high[axis]);
    return widened(middle - half, middle + half, dimensions);
  });
  return { low: ends.map(([start]) => start), high: ends.map(([, end]) => end) };
}

/** Covers points, but for a few far away. Each axis has its own scale. */
export function frameOfPoints(points: Float32Array, dimensions: 1 | 2): Frame {
  const { means, deviations } = columnStatistics(points, dimensions);
  const ends = Array.from(means, (mean, axis) => {
    const column = points.filter((_, i) => i % dimensions === axis);
    const reach = 5 * (deviations[axis] || 1);
    const low = Math.max(
      mean - reach,
      column.reduce((a, b) => Math.min(a, b)),
    );
    const high = Math.min(
      mean + reach,
      column.reduce((a, b) => Math.max(a, b)),
    );
    const least = high > low ? 0 : 0.5 * Math.max(1, Math.abs(mean));
    return widened(low - least, high + least, dimensions);
  });
  return { low: ends.map(([start]) => start), high: ends.map(([, end]) => end) };
}
