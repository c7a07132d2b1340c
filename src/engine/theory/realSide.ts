/** The half of a measurement that does not change while a run trains: the grid, and p_data on it. */
import { divergences } from '../../theory/divergences';
import { meanAndVariance } from '../statistics';
import type { DensityShape } from './densityShapes';
import { frameOfPoints, frameOfShape } from './frame';
import { cellWidth, densityMasses, type Grid, pointMasses, withOutside } from './grid';
import { createLogDensity } from './logDensity';
import { LEAST_BANDWIDTH_CELLS, smoothedMasses } from './smoothing';

/** Cells along each axis: 2,048 on a line, 128 × 128 in the plane. */
const CELLS = { 1: 2048, 2: 128 } as const;
/** Bandwidth of points whose density is not known, in cells: it is to even out their noise and keep their shape. */
const POINT_BANDWIDTH_CELLS = { 1: 24, 2: 1.6 } as const;
/** Times that real samples take the place of generated ones, to see what a perfect generator would measure. */
const NULL_DRAWS = 8;

export interface NullDivergence {
  readonly mean: number;
  readonly deviation: number;
}

export interface RealSide {
  readonly grid: Grid;
  /** [cells, and one for the outside], adding up to 1. */
  readonly masses: Float64Array;
  /** Of the smoothing, along each axis; 0 where p_data is as it is. */
  readonly bandwidth: readonly number[];
  /** What real samples in place of generated ones measure. */
  readonly nullDivergence: NullDivergence;
}

/** p_data as it is, on a line: for a p_g that is known as exactly. */
export function exactRealSide(shape: DensityShape): RealSide {
  const grid: Grid = { ...frameOfShape(shape), dimensions: 1, cells: CELLS[1] };
  return {
    grid,
    masses: withOutside(densityMasses(grid, createLogDensity(shape))),
    bandwidth: [0],
    nullDivergence: { mean: 0, deviation: 0 },
  };
}

/** Least spread of a density around its centres or curves. */
function leastDeviation(shape: DensityShape): number {
  return shape.kind === 'mixture' ? Math.min(...shape.deviations) : shape.standardDeviation;
}

/** The density of its samples with Gaussian noise of `bandwidth` added. */
function smoothedShape(shape: DensityShape, bandwidth: number): DensityShape {
  const widened = (deviation: number): number => Math.hypot(deviation, bandwidth);
  return shape.kind === 'mixture'
    ? { ...shape, deviations: shape.deviations.map(widened) }
    : { ...shape, standardDeviation: widened(shape.standardDeviation) };
}

/**
 * p_data with Gaussian noise added, as much as samples of p_g are to get: half of its least spread, or what the grid
 * needs. The divergence of the two is 0 if and only if that of the two without noise is, and never larger.
 *
 * @param draw real samples, [count, dimensions], as many as p_g is to be found from; another set for each number
 * @param points real samples that stand for a density that is not known
 */
export function smoothedRealSide(
  shape: DensityShape | undefined,
  dimensions: 1 | 2,
  draw: (set: number) => Float32Array,
  points: () => Float32Array,
): RealSide {
  const known = shape === undefined ? points() : undefined;
  const frame = shape === undefined ? frameOfPoints(known!, dimensions) : frameOfShape(shape);
  const grid: Grid = { ...frame, dimensions, cells: CELLS[dimensions] };
  const bandwidth = frame.low.map((_, axis) =>
    shape === undefined
      ? POINT_BANDWIDTH_CELLS[dimensions] * cellWidth(grid, axis)
      : Math.max(0.5 * leastDeviation(shape), LEAST_BANDWIDTH_CELLS * cellWidth(grid, axis)),
  );
  const masses = withOutside(
    shape === undefined
      ? smoothedMasses(known!, grid, bandwidth)
      : pointMasses(grid, createLogDensity(smoothedShape(shape, bandwidth[0]))),
  );
  const found = Array.from({ length: NULL_DRAWS }, (_, set) => {
    const drawn = withOutside(smoothedMasses(draw(set), grid, bandwidth));
    return divergences(masses, drawn).jensenShannon;
  });
  const { mean, variance } = meanAndVariance(found);
  return { grid, masses, bandwidth, nullDivergence: { mean, deviation: Math.sqrt(variance) } };
}
