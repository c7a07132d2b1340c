import { describe, expect, it } from 'vitest';
import { accuracyOnCells, generatorGap } from '../../../../src/engine/theory/discriminatorFigures';
import { densityMasses, type Grid, cellCentres } from '../../../../src/engine/theory/grid';
import type { LogDensity } from '../../../../src/engine/theory/logDensity';
import { valueOnCells } from '../../../../src/theory/discriminator';
import { divergences, optimalValue, wassersteinOnLine } from '../../../../src/theory/divergences';

// The masses of cells are apart by less than the densities: by about 0.02 · width² here, 1e-7.
const line: Grid = { dimensions: 1, low: [-16], high: [20], cells: 16384 };
const width = 36 / 16384;

const normal =
  (mean: number, deviation = 1): LogDensity =>
  ({ 0: x }) =>
    -0.5 * ((x! - mean) / deviation) ** 2 - Math.log(deviation * Math.sqrt(2 * Math.PI));
const uniform =
  (low: number, high: number): LogDensity =>
  ({ 0: x }) =>
    x! >= low && x! < high ? -Math.log(high - low) : -Infinity;

const masses = (density: LogDensity, grid = line) => densityMasses(grid, density);
const data = masses(normal(0));

describe('the table of equilibria: p_data = N(0, 1)', () => {
  it.each([
    // p_g, JSD, C(G), D*(0), Bayes accuracy
    [0, 1, 0, -1.386294, 0.5, 0.5],
    [0.5, 1, 0.030311, -1.325672, 0.5312, 0.5987],
    [1, 1, 0.111421, -1.163451, 0.6225, 0.6915],
    [2, 1, 0.336831, -0.712633, 0.8808, 0.8413],
    [4, 1, 0.63272, -0.120854, 0.9997, 0.9772],
    [0, 2, 0.092733, -1.200828, 0.6667, undefined],
    [0, 0.5, 0.092733, -1.200828, 0.3333, undefined],
  ])('against N(%f, %f²)', (mean, deviation, jsd, value, optimum, bayes) => {
    const q = masses(normal(mean, deviation));
    const found = divergences(data, q);
    // The tables have six and four decimals.
    expect(Math.abs(found.jensenShannon - jsd)).toBeLessThan(1e-6);
    expect(Math.abs(optimalValue(found.jensenShannon) - value)).toBeLessThan(1.5e-6);
    const atNought = Math.exp(normal(mean, deviation)([0]));
    const own = Math.exp(normal(0)([0]));
    expect(Math.abs(own / (own + atNought) - optimum)).toBeLessThan(5e-5);
    if (bayes === undefined) return;
    expect(Math.abs(0.5 + 0.5 * found.totalVariation - bayes)).toBeLessThan(6e-5);
    // D* says the same: its logit is μ²/2 − μx.
    const logits = cellCentres(line).map((x) => (mean * mean) / 2 - mean * x);
    const judged = { p: data, q, logits };
    expect(Math.abs(accuracyOnCells(judged, 0) - bayes)).toBeLessThan(6e-5 + 2 * width);
    expect(Math.abs(valueOnCells(judged, 0) - value)).toBeLessThan(1e-5);
  });

  it.each([
    [1, 1, 0.5, 0.5, 0.382925, 1],
    [2, 1, 2, 2, 0.682689, 2],
    [0, 2, 0.318147, 0.806853, 0.322674, 0.797885],
  ])(
    'is as far from N(%f, %f²) as the closed forms say',
    (mean, deviation, kl, reverse, tv, w1) => {
      const q = masses(normal(mean, deviation));
      const found = divergences(data, q);
      expect(Math.abs(found.klForward - kl)).toBeLessThan(2e-6);
      expect(Math.abs(found.klReverse - reverse)).toBeLessThan(2e-6);
      // Within the one cell that the densities cross in.
      expect(Math.abs(found.totalVariation - tv)).toBeLessThan(1e-5);
      expect(Math.abs(wassersteinOnLine(data, q, width) - w1)).toBeLessThan(2e-5);
    },
  );
});

describe('uniform densities', () => {
  const grid: Grid = { dimensions: 1, low: [-1], high: [3], cells: 16384 };

  it('U(0, 1) against U(0, 2): ¾ log 4/3', () => {
    const [p, q] = [masses(uniform(0, 1), grid), masses(uniform(0, 2), grid)];
    const found = divergences(p, q);
    expect(found.jensenShannon).toBeCloseTo(0.75 * Math.log(4 / 3), 9);
    expect(optimalValue(found.jensenShannon)).toBeCloseTo(-0.954771, 6);
    expect(found.klForward).toBeCloseTo(Math.log(2), 9);
    expect(found.klReverse).toBe(Infinity);
    expect(divergences(p, q, 1e-12).klReverse).toBeLessThan(0.5 * Math.log(1e12));
    expect(found.totalVariation).toBeCloseTo(0.5, 9);
    expect(wassersteinOnLine(p, q, 4 / 16384)).toBeCloseTo(0.5, 9);
  });

  it('are log 2 apart when they have nothing in common', () => {
    const found = divergences(masses(uniform(0, 1), grid), masses(uniform(1, 2), grid));
    expect(found.jensenShannon).toBeCloseTo(Math.log(2), 9);
    expect(optimalValue(found.jensenShannon)).toBeCloseTo(0, 9);
    expect(found.totalVariation).toBeCloseTo(1, 9);
  });
});

/** Q(z) / φ(z) by Simpson's rule over the tail. */
function millsRatio(z: number): number {
  const steps = 4000;
  const h = 14 / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i += 1) {
    const t = i * h;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * t * t - z * t);
  }
  return (sum * h) / 3;
}

/** The alternating series of two Gaussians of variance 1 a distance μ apart. */
function seriesOf(mu: number): number {
  const t = mu / 2;
  const phi = Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI);
  let sum = 0;
  let before = 0;
  for (let j = 2; j < 62; j += 1) {
    before = sum;
    sum += ((-1) ** j * millsRatio((2 * j - 1) * t)) / (j * (j - 1));
  }
  const series = 0.5 * (sum + before);
  return Math.log(2) - (2 * t * phi + (1 - 2 * t * t) * millsRatio(t) * phi + phi * series);
}

describe('Gaussians of equal variance', () => {
  it.each([0.5, 1, 2, 3, 4])('have the divergence of the alternating series, μ = %f', (mu) => {
    const found = divergences(data, masses(normal(mu))).jensenShannon;
    expect(Math.abs(found - seriesOf(mu))).toBeLessThan(1e-6);
  });

  it('give the capacity of the channel with binary input and Gaussian noise', () => {
    const capacity = (sigma: number) =>
      divergences(masses(normal(-1, sigma)), masses(normal(1, sigma))).jensenShannon / Math.log(2);
    // σ = 1: 0.4859 bit. Shannon's limit for rate ½: σ = 0.9787.
    expect(Math.abs(capacity(1) - 0.48594)).toBeLessThan(1e-5);
    expect(Math.abs(capacity(0.9787) - 0.5)).toBeLessThan(1e-4);
  });
});

describe('collapsed modes', () => {
  const apart = (modes: number, of: number) => {
    const grid: Grid = { dimensions: 1, low: [-10], high: [20 * of - 10], cells: 200 * of };
    return masses(({ 0: x }) => {
      const mode = Math.round(x! / 20);
      return mode < modes ? normal(20 * mode)([x!]) - Math.log(modes) : -Infinity;
    }, grid);
  };

  it.each([
    [1, 8, 0.496929],
    [2, 8, 0.380396],
    [3, 8, 0.290305],
    [4, 8, 0.215762],
    [5, 8, 0.151796],
    [6, 8, 0.095603],
    [7, 8, 0.045407],
    [8, 8, 0],
    [17, 25, 0.126235],
  ])('%i of %i cost what the floor says', (covered, modes, floor) => {
    const found = divergences(apart(modes, modes), apart(covered, modes));
    expect(Math.abs(found.jensenShannon - floor)).toBeLessThan(1e-6);
    // So that D* is right in ½ + ½ (1 − c/K) of the cases: 0.9375 for 1 of 8, 0.75 for 4.
    expect(found.totalVariation).toBeCloseTo(1 - covered / modes, 6);
  });
});

it('is finite where a density is too small for float64', () => {
  const p = Float64Array.of(0.5, 5e-324, 1e-310, 0.5);
  const q = Float64Array.of(0.5, 0, 5e-324, 0.5);
  for (const pair of [
    [p, q],
    [q, p],
  ] as const) {
    const { jensenShannon, klForward, klReverse } = divergences(...pair, 1e-12);
    expect([jensenShannon, klForward, klReverse]).toEqual([0, 0, 0]);
  }
});

describe('the split of the duality gap', () => {
  const q = masses(normal(2));
  const { jensenShannon } = divergences(data, q);

  it('is all the discriminator’s where D is ½: twice the divergence', () => {
    const logits = new Float32Array(16384);
    const value = valueOnCells({ p: data, q, logits }, 0);
    expect(value).toBeCloseTo(-Math.log(4), 6);
    expect(optimalValue(jensenShannon) - value).toBeCloseTo(2 * jensenShannon, 6);
    expect(generatorGap({ logits, weights: q }, logits)).toBeCloseTo(0, 12);
  });

  it('is all the generator’s where D is optimal', () => {
    const places = cellCentres(line);
    const logits = places.map((x) => 2 - 2 * x);
    expect(optimalValue(jensenShannon) - valueOnCells({ p: data, q, logits }, 0)).toBeCloseTo(0, 5);
    // All of p_g moved to −3, the left end of where the data is and D highest, gives log(1 − D) = −softplus(8).
    const region = logits.filter((_, cell) => places[cell]! > -3);
    const weights = q.subarray(-region.length);
    const now = weights.reduce((sum, mass, i) => sum + mass * Math.log1p(Math.exp(region[i]!)), 0);
    const gap = generatorGap({ logits: region, weights }, region);
    expect(Math.abs(gap - (Math.log1p(Math.exp(8)) - now))).toBeLessThan(2 * width);
  });
});
