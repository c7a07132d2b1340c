/**
 * Proposition 2 of Goodfellow et al. 2014 as an experiment: p_g itself moves, as masses of cells, and so does a
 * discriminator that may say anything in each of them. No network stands in the way.
 */
import { optimalLogits, sigmoid, softplus, valueOnCells } from './discriminator';
import { divergences, optimalValue } from './divergences';

/** One step of gradient ascent on V over the logits: ∂V/∂a = p σ(−a) − q σ(a). [cells] */
export function discriminatorAscent(
  p: Float64Array,
  q: Float64Array,
  logits: Float64Array,
  rate: number,
): Float64Array {
  return logits.map((a, i) => a + rate * (p[i] * sigmoid(-a) - q[i] * sigmoid(a)));
}

/**
 * One step of gradient descent on V over p_g, in the geometry of the simplex (mirror descent with the entropy; Beck &
 * Teboulle 2003): p_g ∝ p_g (1 − D)^−rate, since ∂V/∂p_g = log(1 − D). At D* no rate up to 1 can raise C(G), for
 * C″ ≤ 1/p_g (Bauschke, Bolte & Teboulle 2017); at rate 1 the step is p_g ← ½ (p_data + p_g). [cells]
 */
export function generatorDescent(
  q: Float64Array,
  logits: Float64Array,
  rate: number,
): Float64Array {
  // Relative to the largest exponent: no overflow.
  const exponents = logits.map((a, i) => (q[i] > 0 ? rate * softplus(a) : -Infinity));
  const largest = exponents.reduce((most, exponent) => Math.max(most, exponent), -Infinity);
  const weights = q.map((mass, i) => mass * Math.exp(exponents[i] - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

export interface Descent {
  /** Discriminator steps before each of the generator; or the optimum, reached anew each time. */
  readonly discriminatorSteps: number | 'optimal';
  readonly discriminatorRate: number;
  readonly generatorRate: number;
}

export interface DescentPath {
  /** p_g before the first step and after each, [steps + 1][cells]. */
  readonly masses: readonly Float64Array[];
  /** D that each step of G was made against, [steps + 1][cells]. */
  readonly logits: readonly Float64Array[];
  /** C(G) of each, [steps + 1]. */
  readonly optimalValue: Float64Array;
  /** V(D, G) of each, [steps + 1]. */
  readonly value: Float64Array;
}

/** Algorithm 1 without samples: every mean is exact. D begins at ½ everywhere. */
export function descend(
  p: Float64Array,
  start: Float64Array,
  { discriminatorSteps, discriminatorRate, generatorRate }: Descent,
  steps: number,
): DescentPath {
  const masses: Float64Array[] = [];
  const allLogits: Float64Array[] = [];
  const optimalValues = new Float64Array(steps + 1);
  const values = new Float64Array(steps + 1);
  let q = start;
  let logits: Float64Array = new Float64Array(p.length);
  for (let i = 0; i <= steps; i += 1) {
    if (discriminatorSteps === 'optimal') {
      logits = optimalLogits(p, q);
    } else {
      for (let k = 0; k < discriminatorSteps; k += 1) {
        logits = discriminatorAscent(p, q, logits, discriminatorRate);
      }
    }
    masses.push(q);
    allLogits.push(logits);
    optimalValues[i] = optimalValue(divergences(p, q).jensenShannon);
    values[i] = valueOnCells({ p, q, logits });
    q = generatorDescent(q, logits, generatorRate);
  }
  return { masses, logits: allLogits, optimalValue: optimalValues, value: values };
}
