/** p_g on the grid of p_data. */
import { wassersteinOnLine } from '../../theory/divergences';
import { cellWidth, withOutside } from './grid';
import type { RealSide } from './realSide';
import { smoothedMasses } from './smoothing';
import { type LatentCells, transport } from './transport';

export interface GeneratedSide {
  /** [cells, and one for the outside], adding up to 1. */
  readonly masses: Float64Array;
  /** Generated points, [count, dimensions], and how much of p_g each stands for. */
  readonly points: Float32Array;
  readonly weights: Float64Array;
  /** Which of the points lie outside of the grid. */
  readonly outside: readonly number[];
  /** To p_data, on a line; not-a-number in the plane. */
  readonly wasserstein: number;
}

/**
 * @param points images of latents: of the edges of `cells`, or of independent draws of the prior where there are none
 */
export function findGeneratedSide(
  side: RealSide,
  points: Float32Array,
  cells: LatentCells | undefined,
): GeneratedSide {
  const { grid } = side;
  const outside = outsidePoints(side, points);
  const p = side.masses.subarray(0, -1);
  if (cells === undefined) {
    const q = smoothedMasses(points, grid, side.bandwidth);
    const count = points.length / grid.dimensions;
    const wasserstein =
      grid.dimensions === 1 && outside.length === 0
        ? wassersteinOnLine(p, q, cellWidth(grid, 0))
        : NaN;
    const weights = new Float64Array(count).fill(1 / count);
    return { masses: withOutside(q), points, weights, outside, wasserstein };
  }
  const { masses: q, below, outsideDistance } = transport(cells, points, grid);
  return {
    masses: withOutside(q),
    points,
    weights: edgeWeights(cells),
    outside,
    wasserstein: wassersteinOnLine(p, q, cellWidth(grid, 0), -below) + outsideDistance,
  };
}

/** Half of the mass of the cells on either side of each edge: the trapezoidal rule. */
function edgeWeights({ masses }: LatentCells): Float64Array {
  const weights = new Float64Array(masses.length + 1);
  masses.forEach((mass, i) => {
    weights[i] += 0.5 * mass;
    weights[i + 1] += 0.5 * mass;
  });
  return weights;
}

function outsidePoints({ grid }: RealSide, points: Float32Array): number[] {
  const { dimensions, low, high } = grid;
  const outside: number[] = [];
  for (let i = 0; i < points.length / dimensions; i += 1) {
    for (let axis = 0; axis < dimensions; axis += 1) {
      const place = points[i * dimensions + axis];
      // What is not a number is nowhere on the grid.
      if (place >= low[axis] && place < high[axis]) continue;
      outside.push(i);
      break;
    }
  }
  return outside;
}
