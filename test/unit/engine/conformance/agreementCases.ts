/** A hundred steps against the eager executor from the same seed: what is small in one update must not add up. */
import type { GanConfig, GanConfigInput } from '../../../../src/config/ganConfig';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { eagerExecutor, ganConfig, trainer, type ConfigParts, type MakeExecutor } from '../testGan';
import { ErrorMeter, once, type ConformanceCase } from './conformanceCase';

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

const SAMPLES = 50;

interface Outcome {
  /** Of the discriminator and the generator, [STEPS] each. */
  readonly losses: Readonly<Record<'discriminatorLoss' | 'generatorLoss', readonly number[]>>;
  /** Of the generator and its average, where there is one. */
  readonly samples: Readonly<Record<string, Float32Array>>;
}

async function outcomeOf(config: GanConfig, makeExecutor: MakeExecutor): Promise<Outcome> {
  const of = await trainer(config, makeExecutor);
  const losses = { discriminatorLoss: [] as number[], generatorLoss: [] as number[] };
  for (let step = 0; step < STEPS; step++) {
    const result = await of.iterate(liveSettings(config));
    losses.discriminatorLoss.push(result.discriminatorLoss);
    losses.generatorLoss.push(result.generatorLoss);
  }
  const samples: Record<string, Float32Array> = {};
  for (const network of of.networks) {
    if (network === 'discriminator') continue;
    samples[network] = await of.generate(network, of.fixedLatents(SAMPLES));
  }
  await of.dispose();
  return { losses, samples };
}

export const agreementCases: readonly ConformanceCase[] = Object.entries(configs).map(
  ([name, parts]) => {
    const config = ganConfig(parts);
    const wanted = once(() => outcomeOf(config, eagerExecutor));
    return {
      name: `${STEPS} steps: ${name}`,
      config,
      reference: 'TensorFlow.js',
      updates: true,
      measure: async (makeExecutor) => {
        const meter = new ErrorMeter();
        const [found, reference] = [await outcomeOf(config, makeExecutor), await wanted()];
        for (const what of ['discriminatorLoss', 'generatorLoss'] as const) {
          meter.compare('forward', what, found.losses[what], reference.losses[what]);
        }
        for (const [network, samples] of Object.entries(found.samples)) {
          meter.compare('state', `samples of ${network}`, samples, reference.samples[network]!);
        }
        return meter.errors;
      },
    };
  },
);
