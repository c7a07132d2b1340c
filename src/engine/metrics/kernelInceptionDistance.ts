/** Kernel inception distance (Bińkowski et al. 2018): the squared MMD of features under a cubic kernel. */
import { pairDistances, squaredNorms } from './distances';
import type { SampleSet } from './sampleSet';

/** Sum of (x·y/d + 1)³ over all pairs of rows, those of equal number left out if `skipEqual`. */
function kernelSum(
  squared: Float32Array,
  x: Float64Array,
  y: Float64Array,
  dimensions: number,
  skipEqual: boolean,
): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) {
    for (let j = 0; j < y.length; j += 1) {
      if (skipEqual && i === j) continue;
      // x·y = (|x|² + |y|² − |x − y|²)/2
      const kernel = (x[i] + y[j] - squared[i * y.length + j]) / (2 * dimensions) + 1;
      sum += kernel * kernel * kernel;
    }
  }
  return sum;
}

/**
 * Unbiased squared MMD with the kernel (x·y/d + 1)³, over all pairs instead of random subsets: the same mean, less
 * variance. Without units. Mean 0 between sets of one distribution, so that it may be negative there. N(0, 1) against
 * N(1, 1) has 22. O(n²) once the distances are known: products come from them, to seven digits of the distance.
 *
 * @throws RangeError when the sets differ in size
 */
export function kernelInceptionDistance(
  x: SampleSet,
  y: SampleSet,
  { real, fake, cross } = pairDistances(x, y),
): number {
  const { count: n, dimensions: d } = x;
  const [ofX, ofY] = [squaredNorms(x), squaredNorms(y)];
  const within = kernelSum(real, ofX, ofX, d, true) + kernelSum(fake, ofY, ofY, d, true);
  return within / (n * (n - 1)) - (2 * kernelSum(cross, ofX, ofY, d, false)) / (n * n);
}
