import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generatorGap,
  meanError,
  valueOfSamples,
} from '../../../../src/engine/theory/discriminatorFigures';
import { densityMasses, type Grid } from '../../../../src/engine/theory/grid';
import {
  optimalLogits,
  optimalOutput,
  sigmoid,
  valueOnCells,
} from '../../../../src/theory/discriminator';
import { divergences, optimalValue } from '../../../../src/theory/divergences';
import { gaussianDensity } from '../../../../src/theory/gaussian';
import { meanAndError, normalSet, testStreams } from '../metrics/reference';

const streams = testStreams(11);

describe('the value from samples', () => {
  it('of a D that says ½ is −log 4, without any error', () => {
    const nothing = new Float32Array(50);
    expect(valueOfSamples(nothing, nothing)).toEqual({
      mean: expect.closeTo(-1.3862943611, 10) as number,
      standardError: 0,
    });
  });

  it('has the mean and the standard error of its two terms, by hand', () => {
    // log σ of log 3 and −log 3 is log ¾ and log ¼: mean ½·log 3/16, sample variance ½ (log 3)².
    const logits = [Math.log(3), -Math.log(3)];
    const { mean, standardError } = valueOfSamples(logits, logits);
    expect(mean).toBeCloseTo(Math.log(3 / 16), 14);
    expect(standardError).toBeCloseTo(Math.log(3) / Math.SQRT2, 14);
  });

  it('of N(0, 1), N(1, 1) and their D* is −1.163451, as often within its errors as it should be', () => {
    const shape = { count: 1000, dimensions: 1 };
    // The logit of D* is ½ − x.
    const logits = (index: number, mean: number): Float32Array =>
      normalSet(streams, index, shape, [mean]).values.map((x) => 0.5 - x);
    const repeats = 40;
    const found = Array.from({ length: repeats }, (_, i) =>
      valueOfSamples(logits(2 * i, 0), logits(2 * i + 1, 1)),
    );
    const { mean, error } = meanAndError(found.map((one) => one.mean));
    expect(Math.abs(mean + 1.163451)).toBeLessThan(4 * error);
    // Squares of normal deviates: χ² of so many degrees of freedom has the variance 2·repeats.
    const squares = found.reduce(
      (sum, one) => sum + ((one.mean + 1.163451) / one.standardError) ** 2,
      0,
    );
    expect(Math.abs(squares - repeats)).toBeLessThan(4 * Math.sqrt(2 * repeats));
  });
});

describe('|D − D*|', () => {
  it('of D = ½ is half the total variation: 0.191463 for N(0, 1) and N(1, 1)', () => {
    const grid: Grid = { dimensions: 1, low: [-12], high: [13], cells: 8192 };
    const masses = (mean: number) =>
      densityMasses(grid, ({ 0: x }) => Math.log(gaussianDensity(x!, mean, 1)));
    const [p, q] = [masses(0), masses(1)];
    const optimum = p.map((mass, i) => optimalOutput(mass, q[i]!));
    const found = meanError({ p, q }, new Float64Array(p.length).fill(0.5), optimum);
    expect(found).toBeCloseTo(0.382925 / 2, 5);
  });
});

describe('for any p_data, p_g and D', () => {
  const cells = (size: number): fc.Arbitrary<Float64Array> =>
    fc
      .array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: size, maxLength: size })
      .map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return Float64Array.from(weights, (weight) => weight / total);
      });
  const logits = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), {
    minLength: 12,
    maxLength: 12,
  });
  const games = fc
    .integer({ min: 2, max: 12 })
    .chain((size) => fc.tuple(cells(size), cells(size), logits));
  const many = { seed: 2014, numRuns: 300 };

  /** KL of one coin from another. */
  const coins = (from: number, to: number): number =>
    from * Math.log(from / to) + (1 - from) * Math.log((1 - from) / (1 - to));

  it('the D-gap is 2·E KL(D*‖D) over the mean of both, and bounds |D − D*| (Pinsker)', () => {
    fc.assert(
      fc.property(games, ([p, q, all]) => {
        const own = all.slice(0, p.length);
        const best = optimalLogits(p, q);
        const gap =
          optimalValue(divergences(p, q).jensenShannon) - valueOnCells({ p, q, logits: own });
        const outputs = own.map(sigmoid);
        const optimum = Array.from(best, sigmoid);
        const divergence = optimum.reduce(
          (sum, output, i) => sum + (p[i]! + q[i]!) * coins(output, outputs[i]!),
          0,
        );
        expect(Math.abs(gap - divergence)).toBeLessThan(1e-12);
        const bound = 0.5 * Math.sqrt(Math.max(0, gap));
        expect(meanError({ p, q }, outputs, optimum)).toBeLessThanOrEqual(bound + 1e-8);
      }),
      many,
    );
  });

  it('the duality gap is at least 2·JSD, and 0 at the equilibrium (Grnarova et al. 2019)', () => {
    const dualityGap = (p: Float64Array, q: Float64Array, own: ArrayLike<number>): number => {
      const { jensenShannon } = divergences(p, q);
      const ofDiscriminator = optimalValue(jensenShannon) - valueOnCells({ p, q, logits: own });
      return ofDiscriminator + generatorGap({ logits: own, weights: q }, own);
    };
    fc.assert(
      fc.property(games, ([p, q, all]) => {
        const gap = dualityGap(p, q, all.slice(0, p.length));
        expect(gap).toBeGreaterThanOrEqual(2 * divergences(p, q).jensenShannon - 1e-12);
      }),
      many,
    );
    const p = Float64Array.of(0.2, 0.3, 0.5);
    expect(dualityGap(p, p, [0, 0, 0])).toBeCloseTo(0, 14);
  });
});
