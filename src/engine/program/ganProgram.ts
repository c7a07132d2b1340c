/** The GAN of a config: its networks, and the updates of its update order. */
import type { GanConfig } from '../../config/ganConfig';
import { sizeOf, type Conditioning, type Shape } from '../../config/networkShape';
import { imageUse } from '../data/createDataSet';
import { imageValueRange } from '../data/images';
import type { Game } from './game';
import { registerGradients } from './gradients';
import type { GradientProgram } from './gradientProgram';
import { augmentationLayer } from './layers/augmentation';
import type { Layer } from './layers/layer';
import { createNetwork, type Network } from './network';
import type { Player } from './player';
import { discriminatorProgram, generatorProgram, simultaneousProgram } from './updatePrograms';

export interface GanProgram {
  readonly config: GanConfig;
  readonly batchSize: number;
  readonly networks: Readonly<Record<Player, Network>>;
  /** Only those that the config's update order needs. */
  readonly programs: readonly GradientProgram[];
}

/** Of the range of pixels: brightness is changed by up to ½ where they go from −1 to 1, as in Zhao et al. 2020. */
const BRIGHTNESS_SHARE = 1 / 4;

/** `packing` samples as one: as many times the values, or the channels. */
function packedShape([first, ...pixels]: Shape, packing: number): Shape {
  return [first * packing, ...pixels];
}

/** @throws Error when networks are told classes and the data has none, which `checkConfig` finds before */
function conditioningOf(
  { conditioning }: GanConfig[Player],
  classes: number | undefined,
): Conditioning | undefined {
  if (conditioning === undefined) return undefined;
  if (classes === undefined) {
    throw new Error('The networks are told classes, but the data has no labels.');
  }
  return { config: conditioning, classes };
}

/** What the discriminator's images go through first, if anything. */
function augmentationOf({ data, discriminator }: GanConfig, sampleShape: Shape): Layer | undefined {
  const { augmentation, packing } = discriminator;
  if (augmentation.length === 0) return undefined;
  if (!('pixelRange' in data) || sampleShape.length !== 3) {
    throw new Error('Augmentation changes images, but the data has none.');
  }
  const [low, high] = imageValueRange(imageUse(data), sizeOf(sampleShape));
  const brightness = BRIGHTNESS_SHARE * (high - low);
  return augmentationLayer(augmentation, { shape: sampleShape, packing, brightness });
}

/**
 * @param sampleShape of the data
 * @param classCount number of its classes; networks that are told them need it
 */
export function createGanProgram(
  config: GanConfig,
  sampleShape: Shape,
  classCount?: number,
): GanProgram {
  registerGradients();
  const { batchSize, updateOrder } = config.training;
  const { latent, layers } = config.generator;
  const { packing } = config.discriminator;
  const generator = createNetwork(
    'generator',
    layers,
    [latent.dimension],
    conditioningOf(config.generator, classCount),
  );
  const discriminator = createNetwork(
    'discriminator',
    config.discriminator.layers,
    packedShape(sampleShape, packing),
    conditioningOf(config.discriminator, classCount),
    augmentationOf(config, sampleShape),
  );
  const game: Game = { generator, discriminator, batchSize, config };
  const last = updateOrder === 'simultaneous' ? simultaneousProgram(game) : generatorProgram(game);
  return {
    config,
    batchSize,
    networks: { generator, discriminator },
    programs: [discriminatorProgram(game), last],
  };
}

/** Number of trainable values of a network. */
export function parameterCount(network: Network): number {
  return network.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
}
