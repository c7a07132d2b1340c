import { ganConfigSchema, type GanConfig, type GanConfigInput } from '../src/config/ganConfig';

type Layers = GanConfigInput['discriminator']['layers'];
type Activation = 'relu' | 'leakyRelu' | 'tanh' | 'sigmoid' | 'linear';

function dense(units: readonly number[], hidden: Activation, last: Activation): Layers {
  return units.map((count, i) => ({
    type: 'dense',
    units: count,
    activation: i === units.length - 1 ? last : hidden,
  }));
}

const MNIST = { source: 'idx', images: 'train-images-idx3-ubyte.gz' } as const;

/** A multilayer perceptron on the ring of 8 Gaussians. */
export function ringConfig(width: number, batchSize: number): GanConfig {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: dense([width, width, 2], 'relu', 'linear') },
    discriminator: { layers: dense([width, width, 1], 'leakyRelu', 'linear') },
    training: { batchSize },
  });
}

/** Goodfellow et al. 2014 on MNIST, after mnist.yaml of the released code, by Algorithm 1. */
function paperConfig(): GanConfig {
  const momentum = { name: 'sgd', learningRate: 0.1, momentum: 0.5 } as const;
  return ganConfigSchema.parse({
    data: { ...MNIST, pixelRange: 'zeroToOne' },
    generator: {
      latent: { dimension: 100, distribution: 'uniform' },
      layers: dense([1200, 1200, 784], 'relu', 'sigmoid'),
    },
    discriminator: {
      layers: [
        { type: 'dropout', rate: 0.2 },
        { type: 'maxout', units: 240, pieces: 5 },
        { type: 'dropout', rate: 0.5 },
        { type: 'maxout', units: 240, pieces: 5 },
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 1 },
      ],
    },
    loss: { name: 'nonSaturating', discriminatorScale: 0.5 },
    training: { batchSize: 100, generatorOptimizer: momentum, discriminatorOptimizer: momentum },
  });
}

function mnistConfig(): GanConfig {
  return ganConfigSchema.parse({
    data: MNIST,
    generator: { latent: { dimension: 100 }, layers: dense([256, 512, 784], 'relu', 'tanh') },
    discriminator: { layers: dense([512, 256, 1], 'leakyRelu', 'linear') },
    training: { batchSize: 128 },
  });
}

/** DCGAN (Radford et al. 2016) at 28×28, as in its template. */
function dcganConfig(): GanConfig {
  const adam = { name: 'adam', learningRate: 2e-4, beta1: 0.5 } as const;
  const relu = { type: 'activation', activation: 'relu' } as const;
  const up = { type: 'convTranspose2d', kernelSize: 4, stride: 2 } as const;
  const down = { type: 'conv2d', kernelSize: 4, stride: 2 } as const;
  return ganConfigSchema.parse({
    data: MNIST,
    generator: {
      latent: { dimension: 100, distribution: 'uniform' },
      layers: [
        { type: 'dense', units: 6272, useBias: false },
        { type: 'batchNorm' },
        relu,
        { type: 'reshape', shape: [128, 7, 7] },
        { ...up, filters: 64, useBias: false },
        { type: 'batchNorm' },
        relu,
        { ...up, filters: 1, activation: 'tanh' },
      ],
    },
    discriminator: {
      layers: [
        { ...down, filters: 64, activation: 'leakyRelu' },
        { ...down, filters: 128, useBias: false },
        { type: 'batchNorm' },
        { type: 'activation', activation: 'leakyRelu' },
        { type: 'dense', units: 1 },
      ],
    },
    training: { batchSize: 64, generatorOptimizer: adam, discriminatorOptimizer: adam },
  });
}

/**
 * Nearest-neighbour upsampling and 3×3 convolutions in the generator (Odena et al. 2016), and in the discriminator 3×3 and
 * 4×4 in turn, as in Miyato et al. 2018, table 3, at a quarter of its channels and less.
 */
function upsamplingConfig(): GanConfig {
  const adam = { name: 'adam', learningRate: 2e-4, beta1: 0.5 } as const;
  const normed = [{ type: 'batchNorm' }, { type: 'activation', activation: 'relu' }] as const;
  const same = { type: 'conv2d', kernelSize: 3 } as const;
  const down = { type: 'conv2d', kernelSize: 4, stride: 2, activation: 'leakyRelu' } as const;
  return ganConfigSchema.parse({
    data: MNIST,
    generator: {
      latent: { dimension: 100 },
      layers: [
        { type: 'dense', units: 6272, useBias: false },
        ...normed,
        { type: 'reshape', shape: [128, 7, 7] },
        { type: 'upsample2d' },
        { ...same, filters: 64, useBias: false },
        ...normed,
        { type: 'upsample2d' },
        { ...same, filters: 32, useBias: false },
        ...normed,
        { ...same, filters: 1, activation: 'tanh' },
      ],
    },
    discriminator: {
      layers: [
        { ...same, filters: 32, activation: 'leakyRelu' },
        { ...down, filters: 64 },
        { ...same, filters: 64, activation: 'leakyRelu' },
        { ...down, filters: 128 },
        { type: 'dense', units: 1 },
      ],
    },
    training: { batchSize: 64, generatorOptimizer: adam, discriminatorOptimizer: adam },
  });
}

export interface Workload {
  readonly title: string;
  readonly config: GanConfig;
}

/** The programs that are timed, by the name that `--workload` takes; k = 1. */
export const workloads: Readonly<Record<string, Workload>> = {
  ring8: {
    title: 'ring of 8 Gaussians, MLP 2-128-128-2 / 2-128-128-1, batch 256, Adam',
    config: ringConfig(128, 256),
  },
  paper: {
    title:
      'MNIST as in Goodfellow et al. 2014, 100-1200-1200-784 / maxout 240×5, 240×5, dropout, batch 100, momentum',
    config: paperConfig(),
  },
  mnist: {
    title: 'MNIST, MLP 100-256-512-784 / 784-512-256-1, batch 128, Adam',
    config: mnistConfig(),
  },
  dcgan28: {
    title: 'MNIST, DCGAN of 128 and 64 channels, batch normalisation, batch 64, Adam',
    config: dcganConfig(),
  },
  upsampling28: {
    title:
      'MNIST, upsampling and 3×3 convolutions of 64 and 32 channels, batch normalisation, batch 64, Adam',
    config: upsamplingConfig(),
  },
};
