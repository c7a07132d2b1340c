/** A hundred steps compiled and eager from the same seed: the losses must agree, whatever the config. */
import { describe, expect, it } from 'vitest';
import type { GanConfigInput } from '../../../../src/config/ganConfig';
import {
  compiledExecutor,
  eagerExecutor,
  ganConfig,
  largestDifference,
  liveSettings,
  trainer,
  type ConfigParts,
} from '../testGan';

type Training = NonNullable<GanConfigInput['training']>;

const STEPS = 100;

const dropoutMaxout: ConfigParts = {
  generator: {
    latent: { dimension: 4, distribution: 'uniform' },
    layers: [
      { type: 'dense', units: 12, activation: 'elu' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 2 },
    ],
  },
  discriminator: {
    layers: [
      { type: 'dropout', rate: 0.2 },
      { type: 'maxout', units: 8, pieces: 3 },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 1 },
    ],
  },
};

const sgd = { name: 'sgd', learningRate: 0.05, momentum: 0.5 } as const;
const adam = { name: 'adam', learningRate: 0.001 } as const;

const adamW = {
  ...adam,
  name: 'adamW',
  learningRateSchedule: { name: 'cosine', steps: 80, finalFactor: 0.1, warmupSteps: 10 },
} as const;
const ramped = {
  ...sgd,
  nesterov: true,
  weightDecay: 0.01,
  learningRateSchedule: { name: 'exponential', factor: 0.98 },
  momentumRamp: { finalMomentum: 0.9, delaySteps: 10, steps: 50 },
} as const;
const rmsProp = {
  name: 'rmsProp',
  learningRate: 0.001,
  learningRateSchedule: { name: 'linear', delaySteps: 20, steps: 60 },
} as const;

const training = (parts: Training): Training => ({
  batchSize: 16,
  generatorOptimizer: adam,
  discriminatorOptimizer: adam,
  ...parts,
});

const configs: Readonly<Record<string, ConfigParts>> = {
  'Adam, non-saturating': { training: training({}) },
  'momentum, minimax': {
    loss: { name: 'minimax' },
    training: training({ generatorOptimizer: sgd, discriminatorOptimizer: sgd }),
  },
  'k = 3, moving average': {
    training: training({ discriminatorSteps: 3, generatorEmaDecay: 0.95 }),
  },
  'AdamW, warm-up, cosine, clipped by the norm, moving average with warm-up': {
    training: training({
      generatorEmaDecay: 0.99,
      generatorEmaWarmup: true,
      generatorOptimizer: { ...adamW, gradientClipping: { name: 'norm', maximum: 0.1 } },
      discriminatorOptimizer: { ...adamW, gradientClipping: { name: 'value', maximum: 0.01 } },
    }),
  },
  'Nesterov momentum on a ramp, exponential': {
    training: training({ generatorOptimizer: ramped, discriminatorOptimizer: ramped }),
  },
  'RMSProp, linear, weights clipped': {
    regularizers: { weightClipping: 0.2 },
    training: training({ generatorOptimizer: rmsProp, discriminatorOptimizer: rmsProp }),
  },
  'dropout and maxout': { ...dropoutMaxout, training: training({}) },
  'dropout and maxout, simultaneous, momentum, halved': {
    ...dropoutMaxout,
    loss: { name: 'nonSaturating', discriminatorScale: 0.5 },
    training: training({
      updateOrder: 'simultaneous',
      generatorOptimizer: sgd,
      discriminatorOptimizer: sgd,
    }),
  },
  'simultaneous, k = 3': {
    training: training({ updateOrder: 'simultaneous', discriminatorSteps: 3 }),
  },
};

describe('compiled and eager', () => {
  it.each(Object.entries(configs))(
    '%s',
    async (_name, parts) => {
      const config = ganConfig(parts);
      const compiled = await trainer(config, compiledExecutor);
      const eager = await trainer(config, eagerExecutor);
      const settings = liveSettings(config);
      for (let step = 1; step <= STEPS; step++) {
        const a = await compiled.iterate(settings);
        const b = await eager.iterate(settings);
        for (const what of ['discriminatorLoss', 'generatorLoss'] as const) {
          const error = Math.abs(a[what] - b[what]) / Math.abs(b[what]);
          expect(error, `${what} at step ${step}`).toBeLessThan(1e-5);
        }
      }
      const latents = compiled.fixedLatents(50);
      for (const network of compiled.networks) {
        if (network === 'discriminator') continue;
        const samples = await compiled.generate(network, latents);
        expect(largestDifference(samples, await eager.generate(network, latents))).toBeLessThan(
          1e-4,
        );
      }
      await compiled.dispose();
      await eager.dispose();
    },
    60_000,
  );
});
