/** Distances between all pairs of samples: computed once, used by several metrics. */
import { requireAlike, type SampleSet } from './sampleSet';

/** Squared Euclidean distances of n real and n fake samples, row-major. */
export interface PairDistances {
  readonly count: number;
  readonly dimensions: number;
  /** [n, n], symmetric, zero on the diagonal. */
  readonly real: Float32Array;
  readonly fake: Float32Array;
  /** [n, n]: from each real sample (row) to each fake one. */
  readonly cross: Float32Array;
}

/** From row i of `x` to row j of `y`. */
function squaredDistance(
  x: Float32Array,
  i: number,
  y: Float32Array,
  j: number,
  dimensions: number,
): number {
  const [from, to] = [i * dimensions, j * dimensions];
  let sum = 0;
  // From the differences: with products, near duplicates would lose all of their digits.
  for (let axis = 0; axis < dimensions; axis += 1) {
    const difference = x[from + axis] - y[to + axis];
    sum += difference * difference;
  }
  return sum;
}

/** ‖x‖² of each row, float64. */
export function squaredNorms({ count, dimensions, values }: SampleSet): Float64Array {
  const norms = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    for (let a = i * dimensions; a < (i + 1) * dimensions; a += 1) norms[i] += values[a] ** 2;
  }
  return norms;
}

/** Squared distances within one set, [n, n]. O(n² d / 2). */
export function distancesWithin({ count, dimensions, values }: SampleSet): Float32Array {
  const result = new Float32Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const squared = squaredDistance(values, i, values, j, dimensions);
      result[i * count + j] = squared;
      result[j * count + i] = squared;
    }
  }
  return result;
}

/** Squared distances from each row of `x` to each row of `y`, [rows of x, rows of y]. O(n m d). */
export function distancesBetween(x: SampleSet, y: SampleSet): Float32Array {
  const { dimensions } = x;
  const result = new Float32Array(x.count * y.count);
  for (let i = 0; i < x.count; i += 1) {
    for (let j = 0; j < y.count; j += 1) {
      result[i * y.count + j] = squaredDistance(x.values, i, y.values, j, dimensions);
    }
  }
  return result;
}

/**
 * @param realDistances those within `real`, where they are known already
 * @throws RangeError when the sets differ in size
 */
export function pairDistances(
  real: SampleSet,
  fake: SampleSet,
  realDistances = distancesWithin(real),
): PairDistances {
  requireAlike(real, fake);
  return {
    count: real.count,
    dimensions: real.dimensions,
    real: realDistances,
    fake: distancesWithin(fake),
    cross: distancesBetween(real, fake),
  };
}

/** Squared distances of different samples of one set, each pair once. */
export function distancesOfPairs(distances: Float32Array, count: number): Float32Array {
  const pairs = new Float32Array((count * (count - 1)) / 2);
  let next = 0;
  for (let i = 1; i < count; i += 1) {
    pairs.set(distances.subarray(i * count, i * count + i), next);
    next += i;
  }
  return pairs;
}

/** Median distance between different samples of one set, from the squared ones. O(n² log n). */
export function medianDistance(distances: Float32Array, count: number): number {
  const pairs = distancesOfPairs(distances, count).sort();
  const middle = pairs.length >> 1;
  const upper = Math.sqrt(pairs[middle]);
  return pairs.length % 2 === 1 ? upper : (Math.sqrt(pairs[middle - 1]) + upper) / 2;
}
