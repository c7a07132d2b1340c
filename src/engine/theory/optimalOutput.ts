import type { LossConfig } from '../../config/ganConfig';
import { optimalOutput } from '../../theory/discriminator';

/** Of the larger density: below, neither side has mass there. */
const NEGLIGIBLE = 1e-12;

/**
 * Output of the discriminator that is optimal for a fixed generator, where p_data has mass p and p_g mass q:
 * (t p + f q) / (p + q) for labels t and f of the log losses (D*, Goodfellow et al. 2014, proposition 1, where t = 1 and
 * f = 0) and for targets of least squares (Mao et al. 2017, equation 5); ±1 for hinge, where any output between them does
 * as well if p = q (Lim & Ye 2017). Not-a-number where neither has mass. Wasserstein losses have no optimum without a
 * constraint on D: undefined.
 */
export function optimalOutputs(
  loss: LossConfig,
  p: ArrayLike<number>,
  q: ArrayLike<number>,
): Float64Array | undefined {
  if (loss.name === 'wasserstein') return undefined;
  const output = outputOf(loss);
  let largest = 0;
  for (let i = 0; i < p.length; i += 1) largest = Math.max(largest, p[i], q[i]);
  return Float64Array.from(p, (mass, i) =>
    mass + q[i] > NEGLIGIBLE * largest ? output(mass, q[i]) : NaN,
  );
}

function outputOf(
  loss: Exclude<LossConfig, { name: 'wasserstein' }>,
): (p: number, q: number) => number {
  switch (loss.name) {
    case 'minimax':
    case 'nonSaturating':
      return (p, q) => optimalOutput(p, q, loss.realLabel, loss.fakeLabel);
    case 'leastSquares':
      return (p, q) => optimalOutput(p, q, loss.realTarget, loss.fakeTarget);
    case 'hinge':
      return (p, q) => Math.sign(p - q);
  }
}
