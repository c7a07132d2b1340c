/**
 * The least memory that a config needs, from the shapes of its layers alone: what must be held at the same time,
 * whatever the device does. Numbers are float32.
 */
import { formatCount } from './formatCount';
import type { GanConfig, LayerConfig } from './ganConfig';
import {
  conditionedShape,
  countParameters,
  layerOutputShapes,
  sizeOf,
  type Conditioning,
  type Shape,
} from './networkShape';
import { classCountOf, sampleShapeOf, type DataHeader } from './sampleShape';
import type { ConfigPath } from './sourceDocument';

type Player = 'generator' | 'discriminator';

const FLOAT_BYTES = 4;

/** What one thing takes. */
export interface MemoryPart {
  /** For messages, such as "the output of `discriminator.layers[0]` (conv2d, 64×32×32)". */
  readonly what: string;
  /** Where it can be made smaller, beside the batch size. */
  readonly path: ConfigPath;
  readonly bytes: number;
  /** Whether it grows with the batch size. */
  readonly ofMinibatch: boolean;
}

export interface MemoryEstimate {
  /** In the memory of the optimizer kernels: parameters, slots, gradients, minibatch, draws. */
  readonly kernels: readonly MemoryPart[];
  /** Outputs of the layers that are kept for the gradients, in the update that keeps most. */
  readonly activations: readonly MemoryPart[];
  /** The player of that update. */
  readonly updated: Player;
}

/** Layers whose output is their input under another shape, or can be had from it without being kept. */
const NOT_KEPT: readonly LayerConfig['type'][] = [
  'reshape',
  'flatten',
  'activation',
  'dropout',
  'gaussianNoise',
];
/** Layers that get a random number for each of their values. */
const DRAWING: readonly LayerConfig['type'][] = ['dropout', 'gaussianNoise'];

interface ShapedLayer {
  readonly layer: LayerConfig;
  readonly path: ConfigPath;
  readonly input: Shape;
  readonly output: Shape;
}

/** Every layer with its shapes, those inside residual blocks too. */
function shapedLayers(
  layers: readonly LayerConfig[],
  first: Shape,
  path: ConfigPath,
): ShapedLayer[] {
  const { shapes } = layerOutputShapes(layers, first);
  return shapes.flatMap((output, index) => {
    const layer = layers[index] as LayerConfig;
    const input = shapes[index - 1] ?? first;
    const own = [...path, index];
    const inner =
      layer.type === 'residual'
        ? [
            ...shapedLayers(layer.layers, input, [...own, 'layers']),
            ...shapedLayers(layer.shortcut, input, [...own, 'shortcut']),
          ]
        : [];
    return [...inner, { layer, path: own, input, output }];
  });
}

function nameOf(path: ConfigPath, { type }: LayerConfig, shape: Shape): string {
  const place = path
    .map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`))
    .join('')
    .slice(1);
  return `\`${place}\` (${type}, ${shape.join('×')})`;
}

/** One player and what it gets. */
interface Network {
  readonly player: Player;
  readonly layers: readonly ShapedLayer[];
  /** That it gets in one pass. */
  readonly rows: number;
}

function networkOf(
  player: Player,
  { layers, conditioning }: GanConfig[Player],
  input: Shape,
  classes: number | undefined,
  rows: number,
): Network {
  const of: Conditioning | undefined =
    conditioning && classes ? { config: conditioning, classes } : undefined;
  const shape = conditionedShape(input, layers, of);
  return { player, layers: shapedLayers(layers, shape, [player, 'layers']), rows };
}

function optimizerSlots(name: GanConfig['training']['generatorOptimizer']['name']): number {
  return name === 'sgd' ? 1 : 2;
}

/** Parameters with a gradient, the slots of the optimizer and the moving average for each, by layer. */
function stateParts({ player, layers }: Network, training: GanConfig['training']): MemoryPart[] {
  const slots = optimizerSlots(training[`${player}Optimizer`].name);
  const average = player === 'generator' && training.generatorEmaDecay > 0 ? 1 : 0;
  const copies = 2 + slots + average;
  return layers
    .filter(({ layer }) => layer.type !== 'residual')
    .map(({ layer, path, input, output }) => ({
      what: `the parameters of ${nameOf(path, layer, output)}, each with its gradient and what the optimizer keeps`,
      path,
      bytes: copies * FLOAT_BYTES * countParameters([layer], input),
      ofMinibatch: false,
    }));
}

/** Random numbers of dropout and noise; the discriminator sees real and generated samples, then generated ones. */
function drawParts({ player, layers, rows }: Network): MemoryPart[] {
  const passes = player === 'generator' ? 2 : 3;
  return layers
    .filter(({ layer }) => DRAWING.includes(layer.type))
    .map(({ layer, path, output }) => ({
      what: `the random numbers of ${nameOf(path, layer, output)}`,
      path,
      bytes: passes * FLOAT_BYTES * rows * sizeOf(output),
      ofMinibatch: true,
    }));
}

function activationParts({ layers, rows }: Network, passes: number): MemoryPart[] {
  return layers
    .filter(({ layer }) => !NOT_KEPT.includes(layer.type))
    .map(({ layer, path, output }) => ({
      what: `the output of ${nameOf(path, layer, output)}${passes === 2 ? ' for real and generated samples' : ''}`,
      path,
      bytes: passes * FLOAT_BYTES * rows * sizeOf(output),
      ofMinibatch: true,
    }));
}

export function totalBytes(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Undefined while the shape of a sample or the number of classes is not known. */
export function estimateMemory(
  config: Pick<GanConfig, 'data' | 'generator' | 'discriminator' | 'training'>,
  header: DataHeader | undefined,
): MemoryEstimate | undefined {
  const { data, training, generator, discriminator } = config;
  const sample = sampleShapeOf(data, header);
  const classes = classCountOf(data, header);
  if (sample === undefined) return undefined;
  const { batchSize } = training;
  const { packing } = discriminator;
  const [first = 1, ...pixels] = sample;
  const latent = [generator.latent.dimension];
  const maker = networkOf('generator', generator, latent, classes, batchSize);
  const judged = [packing * first, ...pixels];
  const judge = networkOf('discriminator', discriminator, judged, classes, batchSize / packing);
  const minibatch: MemoryPart = {
    what: `the minibatch of ${formatCount(batchSize)} samples of ${sample.join('×')}`,
    path: ['training', 'batchSize'],
    bytes: FLOAT_BYTES * batchSize * (sizeOf(sample) + 2 * sizeOf(latent)),
    ofMinibatch: true,
  };
  const kernels = [
    minibatch,
    ...[maker, judge].flatMap((network) => [
      ...stateParts(network, training),
      ...drawParts(network),
    ]),
  ];
  const ofDiscriminator = activationParts(judge, 2);
  const ofGenerator = [...activationParts(maker, 1), ...activationParts(judge, 1)];
  const updated =
    totalBytes(ofDiscriminator) > totalBytes(ofGenerator) ? 'discriminator' : 'generator';
  return {
    kernels,
    activations: updated === 'discriminator' ? ofDiscriminator : ofGenerator,
    updated,
  };
}
