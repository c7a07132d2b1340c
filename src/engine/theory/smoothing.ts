/** Samples as masses on a grid, smoothed by a Gaussian: p_data is to be smoothed as much before the two are compared. */
import { cellCount, cellWidth, type Grid } from './grid';

/** Linear deposit spreads a sample over two cells an axis: a variance of a sixth of a squared cell. */
const DEPOSIT_VARIANCE = 1 / 6;
/** Standard deviations of the kernel that are not cut off. */
const KERNEL_REACH = 5;
/**
 * The least bandwidth, in cells: a Gaussian that is narrower aliases on the grid by more than 1e-5
 * (2 exp(−2π²·0.85²) = 1.3e-6 an axis, and the deposit's own).
 */
export const LEAST_BANDWIDTH_CELLS = 0.85;

/**
 * Masses in the cells of samples that each carry 1 / count, with Gaussian noise of `bandwidth` added. Samples outside of
 * the grid are left out; mass that the smoothing carries over its edge is lost.
 *
 * @param samples [count, grid.dimensions]
 * @param bandwidth standard deviation along each axis, at least `LEAST_BANDWIDTH_CELLS` cells
 */
export function smoothedMasses(
  samples: Float32Array,
  grid: Grid,
  bandwidth: readonly number[],
): Float64Array {
  const masses = deposit(samples, grid);
  const kernels = bandwidth.map((deviation, axis) =>
    gaussianKernel(deviation / cellWidth(grid, axis)),
  );
  const alongX = convolve(masses, grid.cells, 1, kernels[0]);
  return grid.dimensions === 1 ? alongX : convolve(alongX, grid.cells, grid.cells, kernels[1]);
}

/** Spreads each sample over the cells whose centres are next to it, in proportion to its nearness. */
function deposit(samples: Float32Array, grid: Grid): Float64Array {
  const { dimensions, cells } = grid;
  const masses = new Float64Array(cellCount(grid));
  const count = samples.length / dimensions;
  const corner = [0, 0];
  const share = [0, 0];
  for (let row = 0; row < count; row += 1) {
    let inside = true;
    for (let axis = 0; axis < dimensions; axis += 1) {
      const place = (samples[row * dimensions + axis] - grid.low[axis]) / cellWidth(grid, axis);
      inside &&= place >= 0 && place < cells;
      corner[axis] = Math.floor(place - 0.5);
      share[axis] = place - 0.5 - corner[axis];
    }
    if (!inside) continue;
    for (const up of dimensions === 2 ? [0, 1] : [0]) {
      const y = dimensions === 2 ? clamp(corner[1] + up, cells) : 0;
      const weight = (dimensions === 2 ? (up === 1 ? share[1] : 1 - share[1]) : 1) / count;
      masses[y * cells + clamp(corner[0], cells)] += weight * (1 - share[0]);
      masses[y * cells + clamp(corner[0] + 1, cells)] += weight * share[0];
    }
  }
  return masses;
}

function clamp(cell: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, cell));
}

/** Weights of the neighbours at a distance of 0, 1, 2 .. cells; the deposit has its share of the variance. */
function gaussianKernel(deviation: number): Float64Array {
  const variance = deviation ** 2 - DEPOSIT_VARIANCE;
  const reach = Math.ceil(KERNEL_REACH * deviation);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, i) =>
    Math.exp((-i * i) / (2 * variance)),
  );
  const total = kernel.reduce((sum, weight, i) => sum + (i === 0 ? weight : 2 * weight), 0);
  return kernel.map((weight) => weight / total);
}

/** @param stride 1 along x, the number of cells along y */
function convolve(
  masses: Float64Array,
  cells: number,
  stride: number,
  kernel: Float64Array,
): Float64Array {
  const result = new Float64Array(masses.length);
  const lineStride = stride === 1 ? cells : 1;
  for (let line = 0; line < masses.length / cells; line += 1) {
    for (let i = 0; i < cells; i += 1) {
      const mass = masses[line * lineStride + i * stride];
      if (mass === 0) continue;
      const first = Math.max(0, i - kernel.length + 1);
      const last = Math.min(cells - 1, i + kernel.length - 1);
      for (let j = first; j <= last; j += 1) {
        result[line * lineStride + j * stride] += mass * kernel[Math.abs(i - j)];
      }
    }
  }
  return result;
}
