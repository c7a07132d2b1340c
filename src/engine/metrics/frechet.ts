/** Fréchet distance between the Gaussians that have the means and covariances of two sets. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { SampleSet } from './sampleSet';

/** Mean and covariance of a set, float64. */
export interface Moments {
  readonly mean: Float64Array;
  /** Unbiased, divided by n − 1; [dimensions, dimensions]. */
  readonly covariance: Matrix;
}

/** O(n d²). @throws RangeError for fewer than two samples */
export function momentsOf({ count, dimensions, values }: SampleSet): Moments {
  if (count < 2) throw new RangeError('A covariance needs two samples.');
  const mean = new Float64Array(dimensions);
  values.forEach((value, i) => (mean[i % dimensions] += value / count));
  const sums = new Float64Array(dimensions * dimensions);
  const centred = new Float64Array(dimensions);
  for (let row = 0; row < count; row += 1) {
    for (let a = 0; a < dimensions; a += 1) centred[a] = values[row * dimensions + a] - mean[a];
    for (let a = 0; a < dimensions; a += 1) {
      for (let b = 0; b <= a; b += 1) sums[a * dimensions + b] += centred[a] * centred[b];
    }
  }
  const covariance = Matrix.zeros(dimensions, dimensions);
  for (let a = 0; a < dimensions; a += 1) {
    for (let b = 0; b <= a; b += 1) {
      const value = sums[a * dimensions + b] / (count - 1);
      covariance.set(a, b, value);
      covariance.set(b, a, value);
    }
  }
  return { mean, covariance };
}

const symmetric = { assumeSymmetric: true };

/** The square root of a symmetric matrix without negative eigenvalues; those that rounding made are taken for 0. */
function squareRoot(matrix: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, symmetric);
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  return eigenvectorMatrix.mmul(Matrix.diag(roots)).mmul(eigenvectorMatrix.transpose());
}

/**
 * ‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½) (Heusel et al. 2017), the squared 2-Wasserstein distance of the two Gaussians,
 * in squared units of the features. The trace of the root comes from the eigenvalues of Σ₁^½ Σ₂ Σ₁^½, which is
 * symmetric. Biased upwards, by about (2d + d(d + 1)/2)/n for sets of n from N(0, I), and by how much depends on the
 * generator (Chong & Forsyth 2020): compare values of one n only. O(n d² + d³).
 */
export function frechetDistance(x: Moments, y: Moments): number {
  const root = squareRoot(x.covariance);
  const product = root.mmul(y.covariance).mmul(root);
  const { realEigenvalues } = new EigenvalueDecomposition(product, symmetric);
  const rootTrace = realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const shift = x.mean.reduce((sum, value, i) => sum + (value - y.mean[i]) ** 2, 0);
  return shift + x.covariance.trace() + y.covariance.trace() - 2 * rootTrace;
}
