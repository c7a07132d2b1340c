/** p_g on a line, without samples: mass carried through G. */
import type { GanConfig } from '../../config/ganConfig';
import { LATENT_PRIORS } from '../program/latents';
import { QUADRATURE_NODE, type Grid } from './grid';

type Prior = GanConfig['generator']['latent']['distribution'];

/** Cells of latent space next to each other. */
export interface LatentCells {
  /** [count + 1], ascending. */
  readonly edges: Float64Array;
  /** [count], adding up to 1. */
  readonly masses: Float64Array;
}

/** A normal variable leaves this interval once in 10¹⁰ draws. */
const NORMAL_END = 6.5;
/** Cells of equal width over the prior of one latent axis. */
export function latentCells(prior: Prior, count: number): LatentCells {
  const end = prior === 'normal' ? NORMAL_END : LATENT_PRIORS.uniform.high;
  const width = (2 * end) / count;
  const edges = Float64Array.from({ length: count + 1 }, (_, i) => i * width - end);
  if (prior === 'uniform') return { edges, masses: new Float64Array(count).fill(1 / count) };
  const density = (z: number): number => Math.exp(-0.5 * z * z);
  const masses = Float64Array.from({ length: count }, (_, i) => {
    const middle = edges[i] + 0.5 * width;
    return density(middle - QUADRATURE_NODE * width) + density(middle + QUADRATURE_NODE * width);
  });
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return { edges, masses: masses.map((mass) => mass / total) };
}

/** The latents below which (i + ½) / count of the prior lies, i = 0 .. count − 1. */
export function latentQuantiles({ edges, masses }: LatentCells, count: number): Float64Array {
  const quantiles = new Float64Array(count);
  let below = 0;
  let cell = 0;
  for (let i = 0; i < count; i += 1) {
    const wanted = (i + 0.5) / count;
    while (cell < masses.length - 1 && below + masses[cell] < wanted) {
      below += masses[cell];
      cell += 1;
    }
    const share = (wanted - below) / masses[cell];
    quantiles[i] = edges[cell] + share * (edges[cell + 1] - edges[cell]);
  }
  return quantiles;
}

export interface Transported {
  /** [cells] of the grid. */
  readonly masses: Float64Array;
  /** Mass to the left of the grid. */
  readonly below: number;
  /** Wasserstein-1 distance from the mass outside of the grid to its ends. */
  readonly outsideDistance: number;
}

/**
 * Spreads the mass of each latent cell evenly between the images of its edges: exact for a G that is piecewise linear
 * between the edges, folds and jumps included.
 *
 * @param images G at the edges, [count + 1]
 */
export function transport(
  { masses }: LatentCells,
  images: ArrayLike<number>,
  grid: Grid,
): Transported {
  const [low, high] = [grid.low[0], grid.high[0]];
  const width = (high - low) / grid.cells;
  const deposited = new Float64Array(grid.cells);
  let below = 0;
  let outsideDistance = 0;
  for (let i = 0; i < masses.length; i += 1) {
    const from = Math.min(images[i], images[i + 1]);
    const to = Math.max(images[i], images[i + 1]);
    const first = Math.max(0, Math.floor((from - low) / width));
    const last = Math.min(grid.cells - 1, Math.floor((to - low) / width));
    const length = to - from;
    for (let bin = first; bin <= last; bin += 1) {
      const start = Math.max(from, low + bin * width);
      const end = Math.min(to, low + (bin + 1) * width);
      deposited[bin] += masses[i] * (length > 0 ? Math.max(0, end - start) / length : 1);
    }
    if (from < low) below += masses[i] * (to > low ? (low - from) / length : 1);
    outsideDistance += masses[i] * (meanExcess(-to, -from, -low) + meanExcess(from, to, high));
  }
  return { masses: deposited, below, outsideDistance };
}

/** Mean of max(0, x − end) for x uniform from `from` to `to`. */
function meanExcess(from: number, to: number, end: number): number {
  if (to <= end) return 0;
  if (from >= end) return 0.5 * (from + to) - end;
  return (to - end) ** 2 / (2 * (to - from));
}
