/** Networks of vectors with every loss and optimizer that central differences hold to account. */
import {
  ganConfigSchema,
  type GanConfig,
  type GanConfigInput,
} from '../../../../src/config/ganConfig';

export const BATCH = 5;
export const SAMPLE = 2;
export const LATENT = 3;

type Layers = GanConfigInput['generator']['layers'];
type Parts = Partial<GanConfigInput>;

const hidden: Readonly<Record<string, Layers>> = {
  'dense linear': [{ type: 'dense', units: 4 }],
  'dense relu': [{ type: 'dense', units: 4, activation: 'relu' }],
  'dense leakyRelu': [{ type: 'dense', units: 4, activation: 'leakyRelu', negativeSlope: 0.3 }],
  'dense leakyRelu 0': [{ type: 'dense', units: 4, activation: 'leakyRelu', negativeSlope: 0 }],
  'dense elu': [{ type: 'dense', units: 4, activation: 'elu' }],
  'dense tanh': [{ type: 'dense', units: 4, activation: 'tanh' }],
  'dense sigmoid': [{ type: 'dense', units: 4, activation: 'sigmoid' }],
  'dense softplus': [{ type: 'dense', units: 4, activation: 'softplus' }],
  'two maxout': [
    { type: 'maxout', units: 3, pieces: 2 },
    { type: 'maxout', units: 2, pieces: 3 },
  ],
  'dropout around dense': [
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dropout', rate: 0 },
  ],
  'noise before dense': [
    { type: 'gaussianNoise', standardDeviation: 0.3 },
    { type: 'flatten' },
    { type: 'dense', units: 4, activation: 'tanh' },
  ],
  'activation alone': [
    { type: 'activation', activation: 'tanh' },
    { type: 'dense', units: 4 },
    { type: 'activation', activation: 'leakyRelu', negativeSlope: 0.1 },
  ],
};

const losses: Readonly<Record<string, GanConfigInput['loss']>> = {
  'non-saturating': { name: 'nonSaturating' },
  'minimax, halved': { name: 'minimax', discriminatorScale: 0.5 },
  'least squares': { name: 'leastSquares', fakeTarget: -1 },
  hinge: { name: 'hinge' },
  Wasserstein: { name: 'wasserstein' },
};

const optimizers: Readonly<Record<string, Parts>> = {
  Adam: {
    training: {
      generatorOptimizer: { name: 'adam', learningRate: 0.01 },
      discriminatorOptimizer: { name: 'adam', learningRate: 0.02, beta1: 0.9, epsilon: 1e-3 },
    },
  },
  momentum: {
    training: {
      generatorOptimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.5 },
      discriminatorOptimizer: { name: 'sgd', learningRate: 0.1 },
    },
  },
  'AdamW, clipped by the norm': {
    training: {
      generatorOptimizer: {
        name: 'adamW',
        learningRate: 0.01,
        weightDecay: 0.5,
        gradientClipping: { name: 'norm', maximum: 0.05 },
      },
      discriminatorOptimizer: {
        name: 'adam',
        weightDecay: 0.1,
        gradientClipping: { name: 'value', maximum: 0.02 },
      },
    },
  },
  'Nesterov momentum, clipped': {
    training: {
      generatorOptimizer: {
        name: 'sgd',
        momentum: 0.5,
        nesterov: true,
        gradientClipping: { name: 'norm', maximum: 0.05 },
      },
      discriminatorOptimizer: {
        name: 'sgd',
        momentum: 0.9,
        nesterov: true,
        weightDecay: 0.1,
        gradientClipping: { name: 'value', maximum: 0.02 },
      },
    },
  },
  'RMSProp, weights clipped': {
    regularizers: { weightClipping: 0.3 },
    training: {
      generatorOptimizer: { name: 'rmsProp', learningRate: 0.001 },
      discriminatorOptimizer: {
        name: 'rmsProp',
        learningRate: 0.001,
        decay: 0.9,
        epsilon: 1e-3,
        momentum: 0.5,
      },
    },
  },
};

function configOf(layers: Layers, loss: GanConfigInput['loss'], parts: Parts): GanConfig {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: {
      latent: { dimension: LATENT },
      layers: [...layers, { type: 'dense', units: SAMPLE }],
    },
    discriminator: { layers: [...layers, { type: 'dense', units: 1 }] },
    loss,
    ...parts,
    training: { batchSize: BATCH, ...parts.training },
  });
}

const simultaneous = (parts: Parts): Parts => ({
  ...parts,
  training: { ...parts.training, updateOrder: 'simultaneous' },
});

/**
 * Every network with every loss; the optimizers take turns, so that each meets every loss and every network. The
 * simultaneous order with every loss.
 */
export const differenceConfigs: Readonly<Record<string, GanConfig>> = Object.fromEntries(
  Object.entries(losses).flatMap(([lossName, loss], i) => {
    const turns = Object.entries(optimizers);
    const networks = Object.entries(hidden);
    const both = [...hidden['dropout around dense']!, ...hidden['two maxout']!];
    const [order, parts] = turns[i % turns.length]!;
    return [
      ...networks.map(([name, layers], j): [string, GanConfig] => {
        const [optimizer, own] = turns[(i + j) % turns.length]!;
        return [`${name}, ${lossName}, ${optimizer}`, configOf(layers, loss, own)];
      }),
      [
        `dropout and maxout, ${lossName}, ${order}, simultaneous`,
        configOf(both, loss, simultaneous(parts)),
      ],
    ];
  }),
);
