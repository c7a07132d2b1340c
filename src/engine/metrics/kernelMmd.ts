/** Maximum mean discrepancy (Gretton et al. 2012): how far apart two sets lie in the space of a kernel. */
import type { Streams } from '../random/streams';
import type { PairDistances } from './distances';

/** The kernel is the mean of Gaussian ones of the median distance between real samples times these. */
const SCALES = [1, 1 / 4, 1 / 16] as const;

/** Permutations of the test. */
export const PERMUTATIONS = 200;

/**
 * Bandwidths of the kernel: from real samples alone, so that it stays the same for a whole run.
 *
 * @param median distance between real samples
 * @param modeDeviation of the narrowest mode, where known: the median is blind to what happens inside modes
 */
export function kernelBandwidths(median: number, modeDeviation?: number): number[] {
  const widths = SCALES.map((scale) => scale * median);
  return modeDeviation === undefined ? widths : [...widths, modeDeviation];
}

/** k = mean over h of exp(−d² / 2h²), of squared distances. */
function kernelValues(squared: Float32Array, bandwidths: readonly number[]): Float32Array {
  const factors = bandwidths.map((width) => -1 / (2 * width * width));
  const values = new Float32Array(squared.length);
  for (let i = 0; i < squared.length; i += 1) {
    let sum = 0;
    for (const factor of factors) sum += Math.exp(factor * squared[i]);
    values[i] = sum / factors.length;
  }
  return values;
}

function total(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Kernel values of all pairs. */
export interface PairKernels {
  readonly count: number;
  readonly real: Float32Array;
  readonly fake: Float32Array;
  readonly cross: Float32Array;
}

/** @param bandwidths of `kernelBandwidths` */
export function gaussianKernels(
  { count, real, fake, cross }: PairDistances,
  bandwidths: readonly number[],
): PairKernels {
  const of = (squared: Float32Array): Float32Array => kernelValues(squared, bandwidths);
  return { count, real: of(real), fake: of(fake), cross: of(cross) };
}

/** The unbiased estimate from sums over pairs of different samples; `crossSum` has all n² of them. */
function unbiased(realSum: number, fakeSum: number, crossSum: number, n: number): number {
  return (realSum + fakeSum) / (n * (n - 1)) - (2 * crossSum) / (n * n);
}

/**
 * Unbiased estimate of the squared MMD. Without units, between about 0 and 2; its mean is 0 between sets of one
 * distribution, so that it is often negative there: no root is taken. N(0, I) against N(Δ, I) with one bandwidth h has
 * 2 (h²/(h² + 2))^{d/2} (1 − exp(−|Δ|²/(2h² + 4))). O(n²) once the distances are known.
 */
export function squaredMmd(kernels: PairKernels): number {
  const { count, real, fake, cross } = kernels;
  // A Gaussian kernel is 1 on the diagonal.
  return unbiased(total(real) - count, total(fake) - count, total(cross), count);
}

/** The pooled kernel matrix, [2n, 2n], with zeros on the diagonal. */
function pooledKernels({ count, real, fake, cross }: PairKernels): Float32Array {
  const size = 2 * count;
  const pooled = new Float32Array(size * size);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      pooled[i * size + j] = i === j ? 0 : real[i * count + j];
      pooled[(count + i) * size + count + j] = i === j ? 0 : fake[i * count + j];
      const between = cross[i * count + j];
      pooled[i * size + count + j] = between;
      pooled[(count + j) * size + i] = between;
    }
  }
  return pooled;
}

function permutedMmd(pooled: Float32Array, order: Uint32Array): number {
  const size = order.length;
  const half = size / 2;
  const sums = [0, 0, 0];
  const side = new Uint8Array(size);
  for (let i = 0; i < half; i += 1) side[order[i]] = 1;
  for (let i = 0; i < size; i += 1) {
    const row = pooled.subarray(i * size, i * size + i);
    let [same, other] = [0, 0];
    const own = side[i];
    for (let j = 0; j < i; j += 1) {
      if (side[j] === own) same += row[j];
      else other += row[j];
    }
    sums[own] += 2 * same;
    sums[2] += other;
  }
  return unbiased(sums[0], sums[1], sums[2], half);
}

export interface PermutationTest {
  /** Share of the permutations, the real split among them, that reach the value: (1 + #)/(1 + permutations). */
  readonly pValue: number;
  /** The value that 95 % of the permutations stay under. */
  readonly threshold: number;
}

/**
 * Tests whether real and fake samples come from one distribution: how often sets that are mixed at random are as far
 * apart. Needs no new kernel values: O(permutations · n²).
 *
 * @param value the `squaredMmd` of the same kernels
 */
export function mmdPermutationTest(
  kernels: PairKernels,
  value: number,
  streams: Streams,
  permutations = PERMUTATIONS,
): PermutationTest {
  const pooled = pooledKernels(kernels);
  const underNull = new Float64Array(permutations);
  for (let i = 0; i < permutations; i += 1) {
    underNull[i] = permutedMmd(pooled, streams.permutation('evaluation', i, 2 * kernels.count));
  }
  underNull.sort();
  const reached = underNull.filter((other) => other >= value).length;
  return {
    pValue: (1 + reached) / (1 + permutations),
    threshold: underNull[Math.ceil(0.95 * permutations) - 1],
  };
}
