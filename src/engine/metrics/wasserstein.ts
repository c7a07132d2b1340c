/** Wasserstein distances along lines: how far, on average, samples have to be moved. */
import type { Streams } from '../random/streams';
import { requireAlike, type SampleSet } from './sampleSet';

/** 64 are enough in the plane, where their angles are equally spaced. */
export const SLICED_DIRECTIONS = 64;

/**
 * W₁ = ∫ |F − G| dx of two empirical distributions on the line, of any sizes. In units of the data; 0 only if they
 * are equal. Between two sets from one distribution its mean is of the order n^−½, not 0. O(n log n).
 */
export function wasserstein1(x: Float32Array, y: Float32Array): number {
  const [a, b] = [x.slice().sort(), y.slice().sort()];
  let [i, j, sum] = [0, 0, 0];
  let previous = Math.min(a[0], b[0]);
  while (i < a.length || j < b.length) {
    const next = i < a.length && (j === b.length || a[i] <= b[j]) ? a[i] : b[j];
    sum += Math.abs(i / a.length - j / b.length) * (next - previous);
    previous = next;
    while (i < a.length && a[i] === next) i += 1;
    while (j < b.length && b[j] === next) j += 1;
  }
  return sum;
}

/**
 * Unit vectors, [count, dimensions]. In the plane at equally spaced angles, which is exact up to the order of their
 * number; in more dimensions drawn uniformly, the same for every run of the seed.
 */
export function sliceDirections(dimensions: number, count: number, streams: Streams): SampleSet {
  const values = new Float32Array(count * dimensions);
  if (dimensions === 2) {
    for (let i = 0; i < count; i += 1) {
      values[2 * i] = Math.cos((Math.PI * i) / count);
      values[2 * i + 1] = Math.sin((Math.PI * i) / count);
    }
  } else {
    streams.fillNormal('evaluation', 0, values);
    for (let i = 0; i < count; i += 1) {
      const row = values.subarray(i * dimensions, (i + 1) * dimensions);
      const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
      row.forEach((value, axis) => (row[axis] = value / norm));
    }
  }
  return { count, dimensions, values };
}

function project({ count, dimensions, values }: SampleSet, direction: Float32Array): Float32Array {
  const projected = new Float32Array(count);
  for (let row = 0; row < count; row += 1) {
    let sum = 0;
    for (let axis = 0; axis < dimensions; axis += 1) {
      sum += values[row * dimensions + axis] * direction[axis];
    }
    projected[row] = sum;
  }
  return projected.sort();
}

/**
 * Sliced Wasserstein distance SW_p = (E_θ W_p^p(θ#x, θ#y))^{1/p} (Bonneel et al. 2015), the mean taken over the
 * given directions before the root. In units of the data. A shift by Δ in the plane has SW₁ = (2/π)|Δ| and
 * SW₂ = |Δ|/√2. Not 0 between two sets of one distribution: of the order n^−½. Modes that are missed move it little.
 * O(directions · n · (d + log n)).
 *
 * @throws RangeError when the sets differ in size
 */
export function slicedWasserstein(
  x: SampleSet,
  y: SampleSet,
  directions: SampleSet,
  order = 1,
): number {
  requireAlike(x, y);
  let total = 0;
  for (let slice = 0; slice < directions.count; slice += 1) {
    const start = slice * x.dimensions;
    const direction = directions.values.subarray(start, start + x.dimensions);
    const [a, b] = [project(x, direction), project(y, direction)];
    let sum = 0;
    for (let i = 0; i < a.length; i += 1) sum += Math.abs(a[i] - b[i]) ** order;
    total += sum / a.length;
  }
  return (total / directions.count) ** (1 / order);
}
