/** The meter on networks whose p_g and D are known in closed form. */
import { describe, expect, it } from 'vitest';
import type { GanConfig } from '../../../../src/config/ganConfig';
import { createDataSet } from '../../../../src/engine/data/createDataSet';
import { lossEquilibrium } from '../../../../src/engine/program/equilibrium';
import { createStreams } from '../../../../src/engine/random/streams';
import { DistributionMeter } from '../../../../src/engine/theory/distributionMeter';
import { generatorLossSlope } from '../../../../src/engine/program/lossGains';
import type { Trainer } from '../../../../src/engine/trainer';
import type { Distribution } from '../../../../src/protocol/distribution';
import { testKernels } from '../../random/testKernels';
import { ganConfig, trainer, type ConfigParts } from '../testGan';

const MINIBATCH = 2048;

type Networks = Pick<Trainer, 'generate' | 'discriminate'>;

function meterOf(config: GanConfig, networks: Networks): DistributionMeter {
  const streams = createStreams(config.training.seed, testKernels(0));
  const data = createDataSet(config.data, streams, MINIBATCH, {});
  const convention = lossEquilibrium(config.loss);
  return new DistributionMeter({
    ...{ config, trainer: networks, data, streams, convention },
    minibatchSize: MINIBATCH,
  });
}

const affine = (size: number, weight: number, bias: number) => ({
  type: 'dense' as const,
  units: size,
  weights: { name: 'constant' as const, value: weight },
  bias: { name: 'constant' as const, value: bias },
});

/** p_data = N(0, 1), G(z) = deviation · z + mean, a(x) = slope · x + intercept. */
async function measureLine(
  [deviation, mean]: readonly [number, number],
  [slope, intercept]: readonly [number, number],
  parts: ConfigParts = {},
): Promise<Distribution> {
  const config = ganConfig({
    data: { source: 'gaussian', mean: 0, standardDeviation: 1 },
    generator: { latent: { dimension: 1 }, layers: [affine(1, deviation, mean)] },
    discriminator: { layers: [affine(1, slope, intercept)] },
    ...parts,
  });
  return meterOf(config, await trainer(config)).measure(7);
}

describe('on a line, with one latent', () => {
  it.each([
    [0.5, 0.030311, 0.5987],
    [1, 0.111421, 0.6915],
    [2, 0.336831, 0.8413],
    [4, 0.63272, 0.9772],
  ])('finds what p_g = N(%f, 1) and its own D* come to', async (mean, jsd, bayes) => {
    // The logit of D* is μ²/2 − μx.
    const { step, method, figures } = await measureLine([1, mean], [-mean, (mean * mean) / 2]);
    expect({ step, method }).toEqual({ step: 7, method: 'transport' });
    // Cells of 0.01 on either side of G: 1e-5.
    expect(Math.abs(figures.jensenShannon - jsd)).toBeLessThan(1e-5);
    expect(Math.abs(figures.optimalValue - (2 * jsd - Math.log(4)))).toBeLessThan(2e-5);
    expect(Math.abs(figures.discriminatorGap)).toBeLessThan(2e-5);
    expect(Math.abs(figures.value - figures.optimalValue)).toBeLessThan(2e-5);
    expect(figures.valueError).toBe(0);
    expect(Math.abs(0.5 + 0.5 * figures.totalVariation - bayes)).toBeLessThan(1e-4);
    expect(Math.abs(figures.discriminatorAccuracy - bayes)).toBeLessThan(2e-3);
    expect(Math.abs(figures.wasserstein - mean)).toBeLessThan(1e-4);
    // Cells with less than 1e-12 of p_g count as if they had that.
    expect(Math.abs(figures.klForward / ((mean * mean) / 2) - 1)).toBeLessThan(1e-3);
    expect(figures.discriminatorError).toBeLessThan(1e-4);
    expect(figures.generatorGap).toBeGreaterThan(0);
  });

  it('gives the whole divergence to the discriminator that says ½', async () => {
    const { figures, arrays } = await measureLine([2, 0], [0, 0]);
    expect(figures.value).toBeCloseTo(-Math.log(4), 6);
    expect(figures.jensenShannon).toBeCloseTo(0.092733, 5);
    expect(figures.discriminatorGap).toBeCloseTo(2 * 0.092733, 5);
    expect(figures.generatorGap).toBeCloseTo(0, 6);
    expect([figures.meanReal, figures.meanFake]).toEqual([
      expect.closeTo(0.5, 6),
      expect.closeTo(0.5, 6),
    ]);
    // N(0, 4) is wider than the grid, ±10.2: what is outside counts all the same.
    expect(figures.wasserstein).toBeCloseTo(0.797885, 4);
    expect(arrays.discriminator.every((output) => output === 0.5)).toBe(true);
  });

  it('keeps D* = p / (p + q) at the cells, and the map from z to x', async () => {
    const { arrays, low, high, cells, latentDimensions } = await measureLine([1, 1], [0, 0]);
    const width = (high[0]! - low[0]!) / cells;
    arrays.optimum.forEach((output, i) => {
      const x = low[0]! + (i + 0.5) * width;
      // Beyond the last latent cell of the prior p_g has no mass on the grid.
      if (Math.abs(x) > 5) return;
      expect(Math.abs(output - 1 / (1 + Math.exp(x - 0.5)))).toBeLessThan(2e-3);
    });
    expect(latentDimensions).toBe(1);
    arrays.latents.forEach((z, i) => expect(arrays.images[i]).toBeCloseTo(z + 1, 5));
    // Equal probability between neighbours: Φ(−0.65084) = 8.5 / 33.
    expect(arrays.latents[16]).toBeCloseTo(0, 6);
    expect(arrays.latents[8]).toBeCloseTo(-0.65084, 4);
  });

  it('carries mass through folds: x = |z| of a uniform prior', async () => {
    const config = ganConfig({
      data: { source: 'gaussian', mean: 0, standardDeviation: 1 },
      generator: {
        latent: { dimension: 1, distribution: 'uniform' },
        layers: [affine(1, 1, 0)],
      },
    });
    const networks: Networks = {
      generate: async (_, latents) => latents.map(Math.abs),
      discriminate: async (samples) => new Float32Array(samples.length),
    };
    const { arrays, low, high, cells, figures } = await meterOf(config, networks).measure(0);
    const width = (high[0]! - low[0]!) / cells;
    const at = (x: number) => arrays.generatorDensity[Math.floor((x - low[0]!) / width)];
    expect(at(-0.5)).toBe(0);
    for (const x of [0.2, 0.9, 1.6]) expect(at(x)).toBeCloseTo(1 / Math.sqrt(3), 6);
    expect(at(1.9)).toBe(0);
    expect(figures.outsideMass).toBeCloseTo(0, 9);
  });

  it('leaves undefined what diverged networks make infinite', async () => {
    const config = ganConfig({
      data: { source: 'gaussian', mean: 0, standardDeviation: 1 },
      generator: { latent: { dimension: 1 }, layers: [affine(1, 1, 0)] },
    });
    const { figures } = await meterOf(config, {
      generate: async (_, latents) => latents.map((z) => z + 2),
      discriminate: async (samples) => new Float32Array(samples.length).fill(Infinity),
    }).measure(0);
    expect(figures.value).toBeNaN();
    expect(Object.values(figures).every((value) => Math.abs(value) !== Infinity)).toBe(true);
    expect(figures.jensenShannon).toBeCloseTo(0.336831, 4);
  });

  it('says of losses of scores what they allow', async () => {
    const score = async (loss: GanConfig['loss']['name']) =>
      measureLine([1, 2], [-1, 1], { loss: { name: loss } as ConfigParts['loss'] });
    const least = await score('leastSquares');
    expect(least.figures.value).toBeNaN();
    expect(least.figures.jensenShannon).toBeCloseTo(0.336831, 4);
    expect(least.figures.meanReal).toBeCloseTo(1, 4);
    // (b p + a q) / (p + q) with targets 1 and 0, of which q / p = exp(2x − 2).
    const { optimum } = least.arrays;
    const kept = (least.high[0]! - least.low[0]!) / least.cells;
    const errors = Array.from(optimum, (found, cell) => {
      const x = least.low[0]! + (cell + 0.5) * kept;
      return Math.abs(found - 1 / (1 + Math.exp(2 * x - 2)));
    }).filter((error) => !Number.isNaN(error));
    // Mass is spread evenly over each of 2,048 cells of latents from −6.5 to 6.5: where one is cut by one of the four
    // cells measured for each that is kept, the quotient is off by r (1 − r) |x − 2| h² / 4w, and r (1 − r) |x − 2| is at
    // most 0.3. The mean over a kept cell differs from its middle by (4w)² / 24 times the curvature, 0.385 at most.
    const [h, w] = [13 / 2048, kept / 4];
    const bound = (0.3 * h * h) / (4 * w) + (0.385 * kept * kept) / 24;
    expect(errors.length).toBeGreaterThan(optimum.length / 2);
    expect(Math.max(...errors)).toBeLessThan(bound);
    expect(
      (await score('hinge')).arrays.optimum.every((a) => [1, 0, -1, NaN].includes(Math.round(a))),
    ).toBe(true);
    expect((await score('wasserstein')).arrays.optimum).toHaveLength(0);
  });
});

describe('in the plane', () => {
  const half = ganConfig({
    data: { source: 'ring', modes: 8, radius: 1, standardDeviation: 0.05 },
  });
  const streams = createStreams(99, testKernels(0));

  /** A generator that draws from the data itself, and a discriminator that cannot tell. */
  function perfect(config: GanConfig): Networks {
    return {
      generate: async (_, latents) => {
        const count = latents.length / config.generator.latent.dimension;
        const samples = new Float32Array(2 * count);
        createDataSet(config.data, streams, count, {}).fillMinibatch(3, samples);
        return samples;
      },
      discriminate: async (samples) => new Float32Array(samples.length / 2),
    };
  }

  it('finds no more between p_data and itself than real samples do', async () => {
    const { figures, arrays, method } = await meterOf(half, perfect(half)).measure(0);
    expect(method).toBe('smoothed');
    const { jensenShannon, jensenShannonNull, jensenShannonNullDeviation } = figures;
    expect(Math.abs(jensenShannon - jensenShannonNull)).toBeLessThan(
      5 * jensenShannonNullDeviation,
    );
    // (K − 1) / 8n: about 30 cells of the kernel's size are occupied by eight modes.
    expect(jensenShannonNull).toBeLessThan(0.01);
    expect(figures.modesCaptured).toBe(8);
    // 1 − e^−4.5 of Gaussian samples are within 3σ.
    expect(Math.abs(figures.highQualityShare - 0.98889)).toBeLessThan(
      4 * Math.sqrt((0.98889 * 0.01111) / 2500),
    );
    expect(figures.value).toBeCloseTo(-Math.log(4), 6);
    expect(arrays.modes).toHaveLength(24);
  });

  it('has finite figures for modes as narrow as those of the published rings', async () => {
    for (const standardDeviation of [0.02, 0.01]) {
      const config = ganConfig({
        data: { source: 'ring', modes: 8, radius: 2, standardDeviation },
      });
      const { figures } = await meterOf(config, perfect(config)).measure(0);
      const { jensenShannon, jensenShannonNull, klForward, klReverse, optimalValue } = figures;
      expect([jensenShannon, klForward, klReverse, optimalValue].every(Number.isFinite)).toBe(true);
      expect(Math.abs(jensenShannon - jensenShannonNull)).toBeLessThan(0.005);
    }
  });

  it('counts collapsed modes by the divergence too', async () => {
    const ring = perfect(half);
    const networks: Networks = {
      ...ring,
      // Folds the right half of the ring onto the left: 8 modes become 5, three of them twice as heavy.
      generate: async (network, latents) =>
        (await ring.generate(network, latents)).map((x, i) => (i % 2 === 0 ? -Math.abs(x) : x)),
    };
    const { figures } = await meterOf(half, networks).measure(0);
    expect(figures.modesCaptured).toBe(5);
    // Modes at ±90° stay as they are but fold their own right halves.
    const kept = 3 * (1 / 8) * (Math.log(1 / 1.5) + 2 * Math.log(2 / 1.5)) * 0.5;
    const lost = 3 * (1 / 8) * Math.log(2) * 0.5;
    const folded = 2 * (1 / 8) * 0.215762;
    const floor = kept + lost + folded;
    // Smoothing blurs the edge of the folded modes, noise adds a little.
    expect(Math.abs(figures.jensenShannon - floor)).toBeLessThan(0.03);
  });

  it('shows where the generator is pushed: minus the gradient of its loss', async () => {
    const config = ganConfig({ data: half.data as ConfigParts['data'], loss: { name: 'minimax' } });
    const networks: Networks = {
      ...perfect(config),
      // a = 2x − 3y + xy
      discriminate: async (samples) =>
        Float32Array.from({ length: samples.length / 2 }, (_, i) => {
          const [x, y] = [samples[2 * i]!, samples[2 * i + 1]!];
          return 2 * x - 3 * y + x * y;
        }),
    };
    const { arrays } = await meterOf(config, networks).measure(0);
    expect(arrays.forces).toHaveLength(4 * 256);
    for (let i = 0; i < 256; i += 1) {
      const [x, y, along, up] = arrays.forces.subarray(4 * i, 4 * i + 4);
      const a = 2 * x! - 3 * y! + x! * y!;
      // ∂ −softplus(a) / ∂a = −σ(a); float32 outputs over a distance of 0.007.
      const push = 1 / (1 + Math.exp(-a));
      expect(Math.abs(along! - push * (2 + y!))).toBeLessThan(2e-4);
      expect(Math.abs(up! - push * (x! - 3))).toBeLessThan(2e-4);
    }
    expect(
      generatorLossSlope({ ...config.loss, name: 'nonSaturating' } as GanConfig['loss'])(0),
    ).toBe(-0.5);
  });

  it('spans a lattice of two latents', async () => {
    const config = ganConfig({
      data: half.data as ConfigParts['data'],
      generator: { latent: { dimension: 2 }, layers: [{ type: 'dense', units: 2 }] },
    });
    const gan = await trainer(config);
    const { arrays, latentDimensions } = await meterOf(config, gan).measure(0);
    expect(latentDimensions).toBe(2);
    expect(arrays.latents).toHaveLength(2 * 21 * 21);
    expect(arrays.images).toEqual(await gan.generate('generator', arrays.latents));
  });

  it('does not move the training', async () => {
    const settings = {
      discriminatorSteps: 1,
      generatorLearningRate: 1e-3,
      discriminatorLearningRate: 1e-3,
    };
    const config = ganConfig();
    const [watched, alone] = [await trainer(config), await trainer(config)];
    const meter = meterOf(config, watched);
    for (let i = 0; i < 3; i += 1) {
      await meter.measure(i);
      await watched.iterate(settings);
      await alone.iterate(settings);
    }
    expect(watched.saveState()).toEqual(alone.saveState());
  });
});

it('estimates a density that only points tell', async () => {
  const config = ganConfig({
    data: { source: 'points', file: 'points.npy' },
  });
  const values = new Float32Array(2 * 4000);
  const streams = createStreams(5, testKernels(0));
  createDataSet(ganConfig({ data: { source: 'moons' } }).data, streams, 4000, {}).fillMinibatch(
    0,
    values,
  );
  const points = { name: 'points.npy', count: 4000, dimensions: 2, values };
  const data = createDataSet(config.data, streams, MINIBATCH, { points });
  const networks: Networks = {
    generate: async () => values.subarray(0, 5000),
    discriminate: async (samples) => new Float32Array(samples.length / 2),
  };
  const convention = lossEquilibrium(config.loss);
  const parts = { config, trainer: networks, data, streams, convention };
  const { figures, knownDensity } = await new DistributionMeter({
    ...parts,
    minibatchSize: MINIBATCH,
  }).measure(0);
  expect(knownDensity).toBe(false);
  expect(figures.jensenShannon).toBeLessThan(0.05);
  expect(figures.modesCaptured).toBeNaN();
  expect(Math.abs(figures.jensenShannon - figures.jensenShannonNull)).toBeLessThan(0.01);
});
