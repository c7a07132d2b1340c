/** The polynomial in t = 2 / (2 + z), highest power last. */
const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];

/**
 * Probability of a standard normal number above `score`. The Chebyshev fit of Numerical Recipes (Press et al. 1992,
 * `erfcc`): wrong by less than 1.2e-7 of its value.
 */
export function normalTail(score: number): number {
  const z = Math.abs(score) / Math.SQRT2;
  const t = 2 / (2 + z);
  const polynomial = COEFFICIENTS.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const above = (t * Math.exp(-z * z + polynomial)) / 2;
  return score >= 0 ? above : 1 - above;
}
