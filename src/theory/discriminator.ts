/** What a discriminator says and is worth, on cells of which the masses of p_data and p_g are known. Float64, nats. */

/** log(1 + eˣ), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

export function sigmoid(a: number): number {
  const e = Math.exp(-Math.abs(a));
  return a >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** Masses of cells and what the discriminator makes of their centres. */
export interface JudgedCells {
  /** [cells] */
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** Outputs a of the network, [cells]; D = σ(a). */
  readonly logits: ArrayLike<number>;
}

/** Σ w f(a). */
export function weighted(
  weights: ArrayLike<number>,
  logits: ArrayLike<number>,
  of: (logit: number) => number,
): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) {
    if (weights[i] > 0) sum += weights[i] * of(logits[i]);
  }
  return sum;
}

/**
 * V(D, G) of the cells (Goodfellow et al. 2014, equation 1).
 *
 * @param outside E log(1 − D) of the part of p_g that is in none of them
 */
export function valueOnCells({ p, q, logits }: JudgedCells, outside = 0): number {
  return outside - weighted(p, logits, (a) => softplus(-a)) - weighted(q, logits, softplus);
}

/**
 * The best output where p_data has mass p and p_g mass q: D* = p / (p + q) (Goodfellow et al. 2014, proposition 1), or
 * what lies between two other labels in the same proportion. Not-a-number where neither has mass.
 */
export function optimalOutput(p: number, q: number, realLabel = 1, fakeLabel = 0): number {
  return (realLabel * p + fakeLabel * q) / (p + q);
}

/** Logits of D*, log(p / q): infinite where one side has no mass, 0 where neither has. [cells] */
export function optimalLogits(p: Float64Array, q: Float64Array): Float64Array {
  return p.map((mass, i) => (mass === q[i] ? 0 : Math.log(mass) - Math.log(q[i])));
}
