import { describe, expect, it } from 'vitest';
import { eigenvalues } from '../../../src/theory/dirac/stability';
import { criticalRatio, optimalRate, restRate } from '../../../src/theory/solvableGame';

const plain = { deviation: 1, penalty: 0 };

describe('the GAN that can be solved', () => {
  // Roots of λ² + κ/2 λ + κ/4 by numpy.roots.
  it.each([
    [1, 0.25],
    [2, 0.5],
    [3, 0.75],
    [4, 1],
    [5, 0.690983],
    [8, 0.585786],
  ])('comes to rest at κ = %i with a rate of %f', (ratio, rate) => {
    expect(restRate(plain, ratio)).toBeCloseTo(rate, 6);
  });

  it('is fastest at 4 / s⁴', () => {
    expect(criticalRatio(plain)).toBe(4);
    expect(criticalRatio({ deviation: 0.7, penalty: 0 })).toBeCloseTo(16.66, 2);
    expect(criticalRatio({ deviation: 1.4, penalty: 0 })).toBeCloseTo(1.04, 2);
    for (const game of [plain, { deviation: 0.7, penalty: 0.2 }]) {
      const best = criticalRatio(game);
      expect(restRate(game, best)).toBeGreaterThan(restRate(game, 0.99 * best));
      expect(restRate(game, best)).toBeGreaterThan(restRate(game, 1.01 * best));
    }
  });

  it('has half of that rate left with D at its optimum', () => {
    expect(optimalRate(plain)).toBe(restRate(plain, 4) / 2);
    expect(restRate(plain, 1e9)).toBeCloseTo(optimalRate(plain), 8);
  });

  it('is the linear system it is said to be', () => {
    for (const [deviation, penalty, ratio] of [
      [1, 0, 3],
      [0.8, 0.5, 7],
      [1.7, 0.1, 2],
    ] as const) {
      const c = deviation ** 2 / 2 + penalty;
      const both = eigenvalues([0, 0.5, -ratio / 2, -ratio * c]);
      const slow = Math.min(...both.map(({ re }) => -re));
      expect(restRate({ deviation, penalty }, ratio)).toBeCloseTo(slow, 12);
    }
  });
});
