/** How far two distributions are apart, from the masses that they give to the same cells; float64, natural logarithms. */

export interface Divergences {
  /** Jensen–Shannon divergence, 0 to log 2. */
  readonly jensenShannon: number;
  /** KL(p ‖ q); infinite where p has mass and q none. */
  readonly klForward: number;
  /** KL(q ‖ p). */
  readonly klReverse: number;
  /** ½ Σ |p − q|. */
  readonly totalVariation: number;
}

/** Masses below count as none: of such, float64 rounds the half to 0, and the quotient to infinity. */
const LEAST_MASS = 1e-300;

/** p log(p / q), 0 where p is. */
function relativeEntropy(p: number, q: number): number {
  return p > LEAST_MASS ? p * Math.log(p / q) : 0;
}

/** The mass that an empty cell counts as in the Kullback–Leibler divergences of a run, so that they stay finite. */
export const MASS_FLOOR = 1e-12;

/**
 * Of cells, a lower bound of the divergences themselves that the width of the cells makes exact.
 *
 * @param p masses of the cells, adding up to 1
 * @param q masses of the same cells, adding up to 1
 * @param floor what a smaller mass counts as where its logarithm is divided by
 */
export function divergences(p: Float64Array, q: Float64Array, floor = 0): Divergences {
  let jensenShannon = 0;
  let klForward = 0;
  let klReverse = 0;
  let variation = 0;
  for (let i = 0; i < p.length; i += 1) {
    const mean = 0.5 * (p[i] + q[i]);
    jensenShannon += 0.5 * (relativeEntropy(p[i], mean) + relativeEntropy(q[i], mean));
    klForward += relativeEntropy(p[i], Math.max(floor, q[i]));
    klReverse += relativeEntropy(q[i], Math.max(floor, p[i]));
    variation += Math.abs(p[i] - q[i]);
  }
  return { jensenShannon, klForward, klReverse, totalVariation: 0.5 * variation };
}

/** V at the optimal discriminator: −log 4 + 2·JSD (Goodfellow et al. 2014, equation 6). */
export function optimalValue(jensenShannon: number): number {
  return 2 * jensenShannon - Math.log(4);
}

/**
 * Wasserstein-1 distance on a line, ∫ |F_p − F_q| dx: linear distribution functions within cells.
 *
 * @param width of a cell
 * @param below mass of p less that of q to the left of the cells
 */
export function wassersteinOnLine(
  p: Float64Array,
  q: Float64Array,
  width: number,
  below = 0,
): number {
  let before = below;
  let distance = 0;
  for (let i = 0; i < p.length; i += 1) {
    const after = before + p[i] - q[i];
    // The area between a line from `before` to `after` and nought.
    distance +=
      before * after >= 0
        ? (width * Math.abs(before + after)) / 2
        : (width * (before * before + after * after)) / (2 * Math.abs(after - before));
    before = after;
  }
  return distance;
}
