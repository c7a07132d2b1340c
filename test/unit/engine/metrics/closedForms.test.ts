import { describe, expect, it } from 'vitest';
import { pairDistances } from '../../../../src/engine/metrics/distances';
import { relativeDiversity } from '../../../../src/engine/metrics/diversity';
import { frechetDistance, momentsOf } from '../../../../src/engine/metrics/frechet';
import { kernelInceptionDistance } from '../../../../src/engine/metrics/kernelInceptionDistance';
import {
  gaussianKernels,
  mmdPermutationTest,
  squaredMmd,
} from '../../../../src/engine/metrics/kernelMmd';
import { modeStatistics, qualityRadius } from '../../../../src/engine/metrics/modeStatistics';
import {
  manifoldScores,
  nearestNeighbourAccuracy,
} from '../../../../src/engine/metrics/neighbours';
import { parzenLogLikelihoods } from '../../../../src/engine/metrics/parzen';
import { type SampleSet, sampleSet } from '../../../../src/engine/metrics/sampleSet';
import {
  slicedWasserstein,
  sliceDirections,
  wasserstein1,
} from '../../../../src/engine/metrics/wasserstein';
import { densityShape, type Mixture } from '../../../../src/engine/theory/densityShapes';
import { meanAndError, normalSet, testStreams } from './reference';

const streams = testStreams();
const REPEATS = 24;

/** The statistic of independent pairs of sets. */
function repeated(
  statistic: (x: SampleSet, y: SampleSet) => number,
  make: (index: number) => [SampleSet, SampleSet],
) {
  return meanAndError(Array.from({ length: REPEATS }, (_, i) => statistic(...make(i))));
}

/** Two sets of 250 samples of N(0, I) and N(mean, deviation² I). */
function pairOf(
  index: number,
  dimensions = 2,
  mean: readonly number[] = [],
  deviation = 1,
): [SampleSet, SampleSet] {
  const shape = { count: 250, dimensions };
  return [
    normalSet(streams, 2 * index, shape),
    normalSet(streams, 2 * index + 1, shape, mean, deviation),
  ];
}

describe('Wasserstein distances', () => {
  it('are those of normal distributions', () => {
    const shape = { count: 100_000, dimensions: 1 };
    const x = normalSet(streams, 0, shape).values;
    // The mean of n samples has a standard error of 1/√n; W₁ of a shift is the difference of the means.
    const tolerance = 4 * Math.sqrt(2 / shape.count);
    const shifted = normalSet(streams, 1, shape, [1]).values;
    expect(Math.abs(wasserstein1(x, shifted) - 1)).toBeLessThan(tolerance);
    // W₁(N(0, 1), N(0, 4)) = √(2/π).
    const wide = normalSet(streams, 2, shape, [], 2).values;
    expect(Math.abs(wasserstein1(x, wide) - Math.sqrt(2 / Math.PI))).toBeLessThan(2 * tolerance);
  });

  it('of a shift in the plane are (2/π)|Δ| and |Δ|/√2', () => {
    const [x] = pairOf(0);
    const y = sampleSet(
      x.values.map((value, i) => value + (i % 2 === 0 ? 3 : 4)),
      2,
    );
    const directions = sliceDirections(2, 64, streams);
    // The mean of |cos| over 64 equally spaced angles is within 2·10⁻⁴ of that over all; that of cos² is exact.
    expect(Math.abs(slicedWasserstein(x, y, directions, 1) - 10 / Math.PI)).toBeLessThan(1e-3);
    expect(slicedWasserstein(x, y, directions, 2)).toBeCloseTo(5 / Math.SQRT2, 5);
  });

  it('have directions of length 1 in any number of dimensions', () => {
    const { values } = sliceDirections(5, 3, streams);
    for (let i = 0; i < 3; i += 1) {
      expect(Math.hypot(...values.subarray(5 * i, 5 * i + 5))).toBeCloseTo(1, 6);
    }
  });
});

const ring = densityShape({
  source: 'ring',
  modes: 8,
  radius: 2,
  standardDeviation: 0.02,
  divisor: 1,
}) as Mixture;

/** `count` samples of the first `modes` modes of the ring, at random. */
function samplesOf(modes: number, count: number, index = 0): SampleSet {
  const noise = normalSet(streams, 100 + index, { count, dimensions: 2 }, [], 0.02).values;
  const chosen = new Uint32Array(count);
  streams.fillIntegers('dataModes', index, modes, chosen);
  return sampleSet(
    noise.map((value, i) => value + ring.centres[2 * chosen[i >> 1]! + (i % 2)]!),
    2,
  );
}

/** Samples of all eight modes, and of as many of them as are `covered`. */
const collapsedPair =
  (covered: number, count = 250) =>
  (index: number): [SampleSet, SampleSet] => [
    samplesOf(8, count, 2 * index),
    samplesOf(covered, count, 2 * index + 1),
  ];

describe('modes', () => {
  it('hold 98.889 % of the real samples, and all are captured', () => {
    const n = 20_000;
    const { highQualityShare, captured } = modeStatistics(samplesOf(8, n), ring);
    const share = 1 - Math.exp(-4.5);
    expect(captured).toBe(8);
    expect(Math.abs(highQualityShare - share)).toBeLessThan(
      4 * Math.sqrt((share * (1 - share)) / n),
    );
  });

  it('of real samples have a divergence of (K − 1)/2n', () => {
    const n = 2500;
    const { mean, error } = meanAndError(
      Array.from({ length: 60 }, (_, i) => modeStatistics(samplesOf(8, n, i), ring).reverseKl),
    );
    expect(Math.abs(mean - 7 / (2 * n))).toBeLessThan(4 * error);
  });

  it.each([
    [1, 2.0794],
    [2, 1.3863],
    [4, 0.6931],
    [6, 0.2877],
    [7, 0.1335],
    [8, 0],
  ])('%i of 8 covered evenly have a divergence of %f nats', (modes, divergence) => {
    const values = Float32Array.from({ length: 2 * modes }, (_, i) => ring.centres[i]!);
    const { captured, reverseKl, highQualityShare } = modeStatistics(sampleSet(values, 2), ring);
    expect([captured, highQualityShare]).toEqual([modes, 1]);
    expect(reverseKl).toBeCloseTo(divergence, 4);
  });

  it('without a sample near them have no divergence', () => {
    const { captured, highQualityShare, reverseKl } = modeStatistics(
      sampleSet(Float32Array.of(50, 50), 2),
      ring,
    );
    expect([captured, highQualityShare]).toEqual([0, 0]);
    expect(reverseKl).toBeNaN();
  });

  it('keep the same mass in many dimensions', () => {
    const [dimensions, n] = [100, 20_000];
    const radius = qualityRadius(dimensions);
    const { values } = normalSet(streams, 7, { count: n, dimensions });
    let inside = 0;
    for (let i = 0; i < n; i += 1) {
      const row = values.subarray(i * dimensions, (i + 1) * dimensions);
      if (row.reduce((sum, value) => sum + value * value, 0) < radius ** 2) inside += 1;
    }
    const share = 1 - Math.exp(-4.5);
    // Sampling error, and 2·10⁻⁴ for the approximation at this number of dimensions.
    const tolerance = 4 * Math.sqrt((share * (1 - share)) / n) + 2e-4;
    expect(Math.abs(inside / n - share)).toBeLessThan(tolerance);
  });
});

describe('kernel distances', () => {
  const oneWidth = (x: SampleSet, y: SampleSet): number =>
    squaredMmd(gaussianKernels(pairDistances(x, y), [1]));

  it('are the closed form for shifted normal distributions, and 0 for equal ones', () => {
    const shifted = repeated(oneWidth, (i) => pairOf(i, 1, [1]));
    expect(Math.abs(shifted.mean - 0.177268)).toBeLessThan(4 * shifted.error);
    const equal = repeated(oneWidth, (i) => pairOf(i, 3));
    expect(Math.abs(equal.mean)).toBeLessThan(4 * equal.error);
  });

  it('of features are 22 for N(0, 1) and N(1, 1), and 0 for equal ones', () => {
    const shifted = repeated(kernelInceptionDistance, (i) => pairOf(i, 1, [1]));
    expect(Math.abs(shifted.mean - 22)).toBeLessThan(4 * shifted.error);
    const equal = repeated(kernelInceptionDistance, (i) => pairOf(i, 3));
    expect(Math.abs(equal.mean)).toBeLessThan(4 * equal.error);
  });

  it('are tested against random mixtures: small p for a shift, any p without one', () => {
    const pValue = (pair: [SampleSet, SampleSet]): number => {
      const kernels = gaussianKernels(pairDistances(...pair), [1]);
      return mmdPermutationTest(kernels, squaredMmd(kernels), streams, 40).pValue;
    };
    expect(pValue(pairOf(0, 2, [0.5]))).toBe(1 / 41);
    const equal = Array.from({ length: 12 }, (_, i) => pValue(pairOf(i)));
    // Uniform under the null hypothesis: its mean is ½ with a standard error of √(1/12 / 12).
    expect(Math.abs(meanAndError(equal).mean - 0.5)).toBeLessThan(4 / 12);
  });
});

describe('neighbourhoods', () => {
  const of = (score: (x: SampleSet, y: SampleSet) => number, dimensions: number) =>
    repeated(score, (i) => pairOf(i, dimensions));

  it('of equal distributions have density 1, coverage 0.969 and accuracy just under ½', () => {
    const density = of((x, y) => manifoldScores(pairDistances(x, y)).density, 2);
    expect(Math.abs(density.mean - 1)).toBeLessThan(4 * density.error);
    const coverage = of((x, y) => manifoldScores(pairDistances(x, y)).coverage, 2);
    const expected = (n: number, k = 5): number => {
      let missed = 1;
      for (let j = 0; j < k; j += 1) missed *= (n - 1 - j) / (2 * n - 1 - j);
      return 1 - missed;
    };
    expect(expected(1000)).toBeCloseTo(0.96898, 5);
    const n = 250;
    expect(Math.abs(coverage.mean - expected(n))).toBeLessThan(4 * coverage.error);
    const accuracy = of((x, y) => nearestNeighbourAccuracy(pairDistances(x, y)).fake, 2);
    expect(Math.abs(accuracy.mean - (n - 1) / (2 * n - 1))).toBeLessThan(4 * accuracy.error);
  });

  it.each([
    [1, 0.889],
    [4, 0.667],
    [8, 0.5],
  ])('of %i modes of 8, covered perfectly, have an accuracy of K/(K + c), %f', (covered, share) => {
    expect(8 / (8 + covered)).toBeCloseTo(share, 3);
    for (const side of ['real', 'fake'] as const) {
      const found = repeated(
        (x, y) => nearestNeighbourAccuracy(pairDistances(x, y))[side],
        collapsedPair(covered),
      );
      // A sample is not its own neighbour: of the 250/8 and 250/c in its mode, one is missing.
      const left = 1 / (250 / 8 + 250 / covered);
      expect(Math.abs(found.mean - 8 / (8 + covered))).toBeLessThan(4 * found.error + left);
    }
  });

  it('of copies and of collapse are what they must be', () => {
    const [x] = pairOf(0);
    const copies = pairDistances(x, x);
    expect(nearestNeighbourAccuracy(copies)).toEqual({ real: 0, fake: 0 });
    expect(manifoldScores(copies)).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
    // All fakes at one real sample: as real as can be, and nothing of the rest.
    const collapsed = sampleSet(
      x.values.map((_, i) => x.values[i % 2]!),
      2,
    );
    const scores = manifoldScores(pairDistances(x, collapsed));
    expect(scores.precision).toBe(1);
    expect(scores.recall).toBe(0);
    expect(scores.coverage).toBeLessThan(0.05);
  });
});

describe('the birthday test', () => {
  /** Its ratio, and four standard errors with the bias of a quotient, the square of its relative deviation. */
  function ratio(make: (index: number) => [SampleSet, SampleSet]) {
    const { mean, error } = repeated((x, y) => relativeDiversity(pairDistances(x, y)), make);
    const deviation = error * Math.sqrt(REPEATS);
    return { mean, tolerance: 4 * error + deviation ** 2 / mean };
  }

  it.each([1, 2, 4, 8])('finds %i of 8 equal modes covered to be that share of them', (covered) => {
    const { mean, tolerance } = ratio(collapsedPair(covered));
    expect(Math.abs(mean - covered / 8)).toBeLessThan(tolerance);
  });

  it('finds the support of two uniform laws on points: two of s are the same with chance 1/N', () => {
    const points = (support: number, index: number): SampleSet => {
      const drawn = new Uint32Array(250);
      streams.fillIntegers('evaluation', index, support, drawn);
      return sampleSet(Float32Array.from(drawn), 1);
    };
    const { mean, tolerance } = ratio((i) => [points(40, 2 * i), points(200, 2 * i + 1)]);
    expect(Math.abs(mean - 5)).toBeLessThan(tolerance);
    // Whoever never repeats himself has no limit that could be seen.
    const [real] = pairOf(0);
    const apart = sampleSet(
      real.values.map((_, i) => 100 * i),
      2,
    );
    expect(relativeDiversity(pairDistances(real, apart))).toBe(Infinity);
  });
});

describe('the Fréchet distance', () => {
  const distance = (x: SampleSet, y: SampleSet): number =>
    frechetDistance(momentsOf(x), momentsOf(y));

  it('is that of normal distributions', () => {
    const shape = { count: 100_000, dimensions: 2 };
    const x = normalSet(streams, 0, shape);
    // Relative errors of means and deviations are of the order n^−½.
    const shifted = distance(x, normalSet(streams, 1, shape, [3, 4]));
    expect(Math.abs(shifted / 25 - 1)).toBeLessThan((4 * 2) / Math.sqrt(shape.count));
    // 1 for each dimension.
    const wide = distance(x, normalSet(streams, 2, shape, [], 2));
    expect(Math.abs(wide - 2)).toBeLessThan((4 * 4) / Math.sqrt(shape.count));
  });

  it('of equal distributions is (2d + d(d + 1)/2)/n', () => {
    const d = 6;
    const { mean, error } = repeated(distance, (i) => pairOf(i, d));
    const first = (2 * d + (d * (d + 1)) / 2) / 250;
    // The first term of a series in d/n.
    expect(Math.abs(mean - first)).toBeLessThan(4 * error + (first * d) / 250);
  });

  it('does not mind features that never change', () => {
    const values = Float32Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? i : 0));
    const set = sampleSet(values, 2);
    expect(distance(set, set)).toBeCloseTo(0, 6);
  });
});

describe('Parzen windows', () => {
  const at = (squared: number[], dimensions: number, sigma: number): number =>
    parzenLogLikelihoods(Float32Array.from(squared), squared.length, dimensions, [sigma])[0]![0]!;

  it.each([
    [1, 1, -0.918939],
    [784, 0.01, 2890.006],
    [784, 0.1, 1084.779],
    [784, 0.2, 541.3515],
    [784, 0.215443, 483.038],
    [784, 1, -720.448],
    [2304, 0.1, 3187.922],
    [2304, 0.2, 1590.911],
  ])('of a centre at the sample in %i dimensions with σ %f give %f nats', (d, sigma, nats) => {
    expect(at([0], d, sigma)).toBeCloseTo(nats, 3);
    expect(at([0, 0], d, sigma)).toBeCloseTo(nats, 3);
  });

  it('of one centre among 10,000 give ln 10,000 less, and fall with the distance', () => {
    const squared = [0, ...new Array<number>(9999).fill(1e6)];
    expect(at(squared, 784, 0.2)).toBeCloseTo(532.1412, 3);
    const fallen = at([0.09], 784, 0.2) - at([0], 784, 0.2);
    expect(fallen).toBeCloseTo(-0.09 / (2 * 0.04), 6);
  });
});
