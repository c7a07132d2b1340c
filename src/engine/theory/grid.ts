/** Grids of equal cells over one or two axes, and masses on them. Cells are numbered with x running fastest. */
import type { LogDensity } from './logDensity';

export interface Grid {
  readonly dimensions: 1 | 2;
  /** Ends along each axis. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Cells along each axis. */
  readonly cells: number;
}

export function cellCount({ dimensions, cells }: Grid): number {
  return cells ** dimensions;
}

export function cellWidth({ low, high, cells }: Grid, axis: number): number {
  return (high[axis] - low[axis]) / cells;
}

/** Length or area of a cell. */
export function cellVolume(grid: Grid): number {
  return cellWidth(grid, 0) * (grid.dimensions === 2 ? cellWidth(grid, 1) : 1);
}

/** [cells, dimensions], or [cells², dimensions]. */
export function cellCentres(grid: Grid): Float32Array {
  const { dimensions, low, cells } = grid;
  const centres = new Float32Array(cellCount(grid) * dimensions);
  for (let cell = 0; cell < cellCount(grid); cell += 1) {
    for (let axis = 0; axis < dimensions; axis += 1) {
      const place = axis === 0 ? cell % cells : Math.floor(cell / cells);
      centres[cell * dimensions + axis] = low[axis] + (place + 0.5) * cellWidth(grid, axis);
    }
  }
  return centres;
}

/** Offset of the two nodes of Gauss–Legendre quadrature from the middle of a cell, in cells. */
export const QUADRATURE_NODE = 0.5 / Math.sqrt(3);

/**
 * Masses of a density in the cells, by Gauss–Legendre quadrature of two nodes an axis. What lies outside is left out.
 *
 * @param logDensity natural logarithm of the density at a point of `grid.dimensions` coordinates
 */
export function densityMasses(grid: Grid, logDensity: LogDensity): Float64Array {
  const { dimensions, low, cells } = grid;
  const masses = new Float64Array(cellCount(grid));
  const volume = cellVolume(grid) / 2 ** dimensions;
  const point = [0, 0];
  const along = (axis: number, place: number, side: number): number =>
    low[axis] + (place + 0.5 + side * QUADRATURE_NODE) * cellWidth(grid, axis);
  for (let cell = 0; cell < masses.length; cell += 1) {
    for (const right of [-1, 1]) {
      point[0] = along(0, cell % cells, right);
      for (const up of dimensions === 2 ? [-1, 1] : [0]) {
        if (dimensions === 2) point[1] = along(1, Math.floor(cell / cells), up);
        masses[cell] += volume * Math.exp(logDensity(point));
      }
    }
  }
  return masses;
}

/** Densities at the centres of the cells times their volume: the masses of a density that is smooth over a cell. */
export function pointMasses(grid: Grid, logDensity: LogDensity): Float64Array {
  const { dimensions } = grid;
  const centres = cellCentres(grid);
  const volume = cellVolume(grid);
  return Float64Array.from({ length: cellCount(grid) }, (_, cell) => {
    const point = centres.subarray(cell * dimensions, (cell + 1) * dimensions);
    return volume * Math.exp(logDensity(point));
  });
}

/** Means over blocks of `factor` cells an axis, of the values that are numbers: [cells] → [cells / factor], each axis. */
export function coarsened(
  values: ArrayLike<number>,
  { dimensions, cells }: Grid,
  factor: number,
): Float32Array {
  const side = cells / factor;
  const coarse = new Float32Array(side ** dimensions);
  const counts = new Uint16Array(coarse.length);
  for (let cell = 0; cell < values.length; cell += 1) {
    if (Number.isNaN(values[cell])) continue;
    const x = Math.floor((cell % cells) / factor);
    const block = x + side * Math.floor(Math.floor(cell / cells) / factor);
    coarse[block] += values[cell];
    counts[block] += 1;
  }
  return coarse.map((sum, block) => sum / counts[block]);
}

/** Masses in the cells, and in one more cell at the end what lies outside of the grid. */
export function withOutside(masses: Float64Array): Float64Array {
  const all = new Float64Array(masses.length + 1);
  all.set(masses);
  all[masses.length] = Math.max(0, 1 - masses.reduce((sum, mass) => sum + mass, 0));
  return all;
}
