/** How good a discriminator is for the p_data and p_g in front of it: value, gaps and accuracy. Float64, nats. */
import { softplus, weighted, type JudgedCells } from '../../theory/discriminator';

/** Points with weights that add up to 1, and what the discriminator makes of them. */
export interface JudgedPoints {
  readonly logits: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** V(D, G) from as many independent samples of each side as there are logits. */
export function valueOfSamples(real: ArrayLike<number>, fake: ArrayLike<number>): Estimate {
  const log = meanOf(real, (a) => -softplus(-a));
  const logOther = meanOf(fake, (a) => -softplus(a));
  return {
    mean: log.mean + logOther.mean,
    standardError: Math.hypot(log.standardError, logOther.standardError),
  };
}

function meanOf(values: ArrayLike<number>, of: (value: number) => number): Estimate {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = of(values[i]);
    const distance = value - mean;
    mean += distance / (i + 1);
    squares += distance * (value - mean);
  }
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/**
 * What G could gain by moving all its mass to where D is highest, V(D, G) − min V(D, ·): its share of the duality gap
 * (Grnarova et al. 2019), on `region` and at the generated points themselves. Never negative.
 *
 * @param region logits where the data is: elsewhere D extrapolates
 */
export function generatorGap(fake: JudgedPoints, region: ArrayLike<number>): number {
  let highest = -Infinity;
  for (let i = 0; i < region.length; i += 1) highest = Math.max(highest, region[i]);
  for (let i = 0; i < fake.logits.length; i += 1) highest = Math.max(highest, fake.logits[i]);
  return softplus(highest) - weighted(fake.weights, fake.logits, softplus);
}

/** Of two sides of equal weight, the share that falls on the right side of the threshold; half of what falls on it. */
export function accuracyOnCells({ p, q, logits }: JudgedCells, threshold: number): number {
  const above = (a: number): number => (a > threshold ? 1 : a === threshold ? 0.5 : 0);
  return 0.5 * weighted(p, logits, above) + 0.5 * weighted(q, logits, (a) => 1 - above(a));
}

/** Mean |D − D*| over both sides, half and half, where the optimum is defined. */
export function meanError(
  { p, q }: Pick<JudgedCells, 'p' | 'q'>,
  outputs: ArrayLike<number>,
  optimum: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) {
    if (!Number.isNaN(optimum[i])) sum += 0.5 * (p[i] + q[i]) * Math.abs(outputs[i] - optimum[i]);
  }
  return sum;
}
