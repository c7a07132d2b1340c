import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  optimalLogits,
  optimalOutput,
  sigmoid,
  softplus,
  valueOnCells,
} from '../../../src/theory/discriminator';
import { gaussianDensity } from '../../../src/theory/gaussian';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const mass = fc.double({ min: 1e-6, max: 1, noNaN: true });
/** Fixed, so that a failure can be looked at again. */
const many = { seed: 20140610, numRuns: 300 };

describe('the optimal output with other labels than 1 and 0', () => {
  it.each([
    // Without smoothing: p / (p + q).
    [1, 1, 1, 0, 0.5],
    [3, 1, 1, 0, 0.75],
    // One-sided smoothing of 0.9 (Salimans et al. 2016, section 3.4), and of TF-GAN, 0.25 off.
    [1, 1, 0.9, 0, 0.45],
    [1, 1, 0.75, 0, 0.375],
    // (α p + β q) / (p + q): smoothing on both sides draws D to ½ where p is small, one-sided smoothing does not.
    [3, 1, 0.9, 0.1, 0.7],
    [0, 1, 0.9, 0.1, 0.1],
    [0, 1, 0.9, 0, 0],
    // Least squares, (b p + a q) / (p + q) (Mao et al. 2017, equation 5): targets 1 and 0, then 1 and −1.
    [1, 1, 1, 0, 0.5],
    [1, 1, 1, -1, 0],
    [3, 1, 1, -1, 0.5],
    [1, 3, 5, -3, -1],
  ])('p : q = %d : %d, labels %d and %d: %d', (p, q, real, fake, output) => {
    expect(optimalOutput(p, q, real, fake)).toBeCloseTo(output, 14);
  });

  it('is where the cross-entropy is least, for all labels and masses', () => {
    const entropy = (label: number, d: number): number =>
      -label * Math.log(d) - (1 - label) * Math.log1p(-d);
    const inside = fc.double({ min: 1e-3, max: 1 - 1e-3, noNaN: true });
    fc.assert(
      fc.property(mass, mass, inside, inside, inside, (p, q, real, fake, other) => {
        const cost = (d: number): number => p * entropy(real, d) + q * entropy(fake, d);
        expect(cost(optimalOutput(p, q, real, fake))).toBeLessThanOrEqual(cost(other) + 1e-12);
      }),
      many,
    );
  });

  it('is where the squared distance from the targets is least', () => {
    const target = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(mass, mass, target, target, share, (p, q, real, fake, at) => {
        const cost = (a: number): number => p * (a - real) ** 2 + q * (a - fake) ** 2;
        const other = 20 * at - 10;
        expect(cost(optimalOutput(p, q, real, fake))).toBeLessThanOrEqual(cost(other) + 1e-9);
      }),
      many,
    );
  });
});

test('0.95·log D in place of log D, as GAN Lab has it, moves the equilibrium to D = 0.487', () => {
  // One cell, with p_g = p_data.
  const [p, q] = [Float64Array.of(0.95), Float64Array.of(1)];
  const logits = optimalLogits(p, q);
  expect(sigmoid(logits[0]!)).toBeCloseTo(0.487179, 6);
  expect(valueOnCells({ p, q, logits }) / -2).toBeCloseTo(0.675498, 6);
  // −log D*, the non-saturating loss of G.
  expect(softplus(-logits[0]!)).toBeCloseTo(0.719123, 6);
});

describe('the logit of D* for p_data = N(0, 1)', () => {
  const places = Float64Array.from({ length: 81 }, (_, i) => -4 + i / 10);
  it.each<readonly [number, number, (x: number) => number]>([
    [0, 1, () => 0],
    [0.5, 1, (x) => 0.125 - 0.5 * x],
    [1, 1, (x) => 0.5 - x],
    [2, 1, (x) => 2 - 2 * x],
    [4, 1, (x) => 8 - 4 * x],
    [0, 2, (x) => Math.LN2 - 0.375 * x * x],
    [0, 0.5, (x) => -Math.LN2 + 1.5 * x * x],
  ])('against N(%d, %d²) is the polynomial it is known to be', (mean, deviation, logit) => {
    const p = places.map((x) => gaussianDensity(x, 0, 1));
    const q = places.map((x) => gaussianDensity(x, mean, deviation));
    optimalLogits(p, q).forEach((found, i) => {
      const known = logit(places[i]!);
      // Rounding of logarithms of down to e^−32.
      expect(Math.abs(found - known)).toBeLessThan(1e-13);
      expect(optimalOutput(p[i]!, q[i]!)).toBeCloseTo(sigmoid(known), 13);
    });
  });
});

test('losses go on where other programs clamp D to ε: at −log ε', () => {
  for (const [epsilon, loss] of [
    [1e-6, 13.8155],
    [1e-7, 16.118],
    [1e-8, 18.4207],
    [1e-12, 27.631],
  ] as const) {
    expect(softplus(-Math.log(epsilon))).toBeCloseTo(loss, 3);
  }
  expect(softplus(1000)).toBe(1000);
});
