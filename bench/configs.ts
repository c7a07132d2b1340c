import { ganConfigSchema, type GanConfig, type GanConfigInput } from '../src/config/ganConfig';

type Layers = GanConfigInput['discriminator']['layers'];
type Activation = 'relu' | 'leakyRelu' | 'tanh' | 'linear';

function dense(units: readonly number[], hidden: Activation, last: Activation): Layers {
  return units.map((count, i) => ({
    type: 'dense',
    units: count,
    activation: i === units.length - 1 ? last : hidden,
  }));
}

/** The programs that are timed: Adam, k = 1. */
export const configs: Readonly<Record<string, GanConfig>> = {
  'ring, MLP 2-64-64-2 / 2-64-64-1, batch 256': ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: dense([64, 64, 2], 'relu', 'linear') },
    discriminator: { layers: dense([64, 64, 1], 'leakyRelu', 'linear') },
    training: { batchSize: 256 },
  }),
  'MNIST, MLP 100-256-512-784 / 784-512-256-1, batch 128': ganConfigSchema.parse({
    data: { source: 'idx', images: 'train-images-idx3-ubyte.gz' },
    generator: { latent: { dimension: 100 }, layers: dense([256, 512, 784], 'relu', 'tanh') },
    discriminator: { layers: dense([512, 256, 1], 'leakyRelu', 'linear') },
    training: { batchSize: 128 },
  }),
};
