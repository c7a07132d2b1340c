/** Kernel inception distance (Bińkowski et al. 2018): the squared MMD of features under a cubic kernel. */
import { requireAlike, type SampleSet } from './sampleSet';

/** Sum of (x·y/d + 1)³ over all pairs of rows, those of equal number left out if `skipEqual`. */
function kernelSum(x: SampleSet, y: SampleSet, skipEqual: boolean): number {
  const d = x.dimensions;
  let sum = 0;
  for (let i = 0; i < x.count; i += 1) {
    for (let j = 0; j < y.count; j += 1) {
      if (skipEqual && i === j) continue;
      let product = 0;
      for (let a = 0; a < d; a += 1) product += x.values[i * d + a] * y.values[j * d + a];
      sum += (product / d + 1) ** 3;
    }
  }
  return sum;
}

/**
 * Unbiased squared MMD with the kernel (x·y/d + 1)³, over all pairs instead of random subsets: the same mean, less
 * variance. Without units. Mean 0 between sets of one distribution, so that it may be negative there. N(0, 1) against
 * N(1, 1) has 22. O(n² d).
 *
 * @throws RangeError when the sets differ in size
 */
export function kernelInceptionDistance(x: SampleSet, y: SampleSet): number {
  requireAlike(x, y);
  const n = x.count;
  const within = kernelSum(x, x, true) + kernelSum(y, y, true);
  return within / (n * (n - 1)) - (2 * kernelSum(x, y, false)) / (n * n);
}
