/** Shapes that follow from the layers alone, known before anything is built. */
import type { ConditioningConfig } from './conditioningSchema';
import { formatCount } from './formatCount';
import type { LayerConfig } from './layerSchema';

/** Extents of one sample: [values], or [channels, height, width] of an image. */
export type Shape = readonly number[];

/** Why a layer cannot work on what it gets. */
export interface ShapeProblem {
  /** Index of the layer; in a residual block, of the block. */
  readonly index: number;
  /** One sentence or two, with the shapes. */
  readonly message: string;
}

/** Thrown inside this file only, to leave nested layers at once. */
class Misfit extends Error {}

/** Number of values. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Such as "[3×32×32]" or "[100]". */
export function describeShape(shape: Shape): string {
  return `[${shape.map((extent) => formatCount(extent)).join('×')}]`;
}

type Padding = 'same' | 'valid' | number;

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
  /** Of pooling: pixels that fill no whole window make one of their own. */
  readonly partialWindows?: boolean;
}

function wholeWindowPadding(
  extent: number,
  { size, stride, padding }: Window,
): readonly [before: number, after: number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return [padding, padding];
  const total = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + size - extent);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Zeros before and after the pixels along one axis; where they cannot be equal, one more comes after. */
export function paddingAround(
  extent: number,
  window: Window,
): readonly [before: number, after: number] {
  const [before, after] = wholeWindowPadding(extent, window);
  const { size, stride, partialWindows } = window;
  const room = before + extent + after - size;
  const uncovered = room % stride;
  // A window that would start behind the image sees nothing of it.
  const fits = room >= 0 && room - uncovered + stride < before + extent;
  if (partialWindows !== true || uncovered === 0 || !fits) return [before, after];
  return [before, after + stride - uncovered];
}

function windowedExtent(extent: number, window: Window): number {
  const [before, after] = paddingAround(extent, window);
  return Math.floor((extent + before + after - window.size) / window.stride) + 1;
}

function transposedExtent(extent: number, { size, stride, padding }: Window): number {
  if (padding === 'same') return extent * stride;
  const whole = (extent - 1) * stride + size;
  return padding === 'valid' ? whole : whole - 2 * padding;
}

function imageExtents(type: string, shape: Shape): readonly [number, number, number] {
  const [channels, height, width] = shape;
  if (channels === undefined || height === undefined || width === undefined) {
    throw new Misfit(
      `\`${type}\` works on images [channels×height×width], but it gets ${describeShape(shape)}. Put a \`reshape\` layer before it.`,
    );
  }
  return [channels, height, width];
}

function slide(
  type: string,
  shape: Shape,
  channelsOut: number | undefined,
  window: Window,
  extentOf = windowedExtent,
): Shape {
  const [channels, height, width] = imageExtents(type, shape);
  const result = [channelsOut ?? channels, extentOf(height, window), extentOf(width, window)];
  if (result.some((extent) => extent < 1)) {
    throw new Misfit(
      `\`${type}\` with windows of ${window.size}×${window.size} leaves nothing of ${describeShape(shape)}. Use smaller windows or more padding.`,
    );
  }
  return result;
}

export function poolingWindow({
  size,
  stride = size,
  padding,
  partialWindows,
}: {
  readonly size: number;
  readonly stride?: number | undefined;
  readonly padding: Padding;
  readonly partialWindows: boolean;
}): Window {
  return { size, stride, padding, partialWindows };
}

const same = (_layer: LayerConfig, shape: Shape): Shape => shape;

type ShapeRules = {
  readonly [Type in LayerConfig['type']]: (
    layer: Extract<LayerConfig, { type: Type }>,
    shape: Shape,
  ) => Shape;
};

/** Shape of what each layer makes of a sample; throws Misfit where it cannot work on the sample. */
const RULES: ShapeRules = {
  dense: ({ units }) => [units],
  maxout: ({ units }) => [units],
  conv2d: (layer, shape) =>
    slide(layer.type, shape, layer.filters, { ...layer, size: layer.kernelSize }),
  convMaxout2d: (layer, shape) =>
    slide(layer.type, shape, layer.filters, { ...layer, size: layer.kernelSize }),
  convTranspose2d: (layer, shape) =>
    slide(layer.type, shape, layer.filters, { ...layer, size: layer.kernelSize }, transposedExtent),
  averagePool2d: (layer, shape) => slide(layer.type, shape, undefined, poolingWindow(layer)),
  maxPool2d: (layer, shape) => slide(layer.type, shape, undefined, poolingWindow(layer)),
  upsample2d: ({ type, factor }, shape) => {
    const [channels, height, width] = imageExtents(type, shape);
    return [channels, height * factor, width * factor];
  },
  batchNorm: same,
  layerNorm: same,
  instanceNorm: ({ type }, shape) => imageExtents(type, shape),
  minibatchStdDev: (_layer, [channels = 0, ...pixels]) => [channels + 1, ...pixels],
  dropout: same,
  gaussianNoise: same,
  residual: ({ layers, shortcut }, shape) => {
    const branch = finalShape(layers, shape);
    const around = finalShape(shortcut, shape);
    if (branch.join() === around.join()) return branch;
    throw new Misfit(
      `The \`layers\` of the residual block make ${describeShape(branch)}, but its shortcut ${describeShape(around)}: they cannot be added. Give \`shortcut\` layers that make ${describeShape(branch)}.`,
    );
  },
  reshape: ({ shape: target }, shape) => {
    if (sizeOf(shape) === sizeOf(target)) return target;
    throw new Misfit(
      `\`reshape\` makes ${describeShape(target)}, ${formatCount(sizeOf(target))} values, but it gets ${describeShape(shape)}, ${formatCount(sizeOf(shape))}.`,
    );
  },
  flatten: (_layer, shape) => [sizeOf(shape)],
  activation: same,
};

function outputShape(layer: LayerConfig, shape: Shape): Shape {
  const rule = RULES[layer.type] as (layer: LayerConfig, shape: Shape) => Shape;
  return rule(layer, shape);
}

function finalShape(layers: readonly LayerConfig[], shape: Shape): Shape {
  return layers.reduce((input, layer) => outputShape(layer, input), shape);
}

/**
 * Shape after each layer, per sample.
 * @param input what enters the first layer: [latent dimension], or the shape of a sample
 * @returns shapes up to the first layer that cannot work on what it gets, and that layer's problem
 */
export function layerOutputShapes(
  layers: readonly LayerConfig[],
  input: Shape,
): { readonly shapes: readonly Shape[]; readonly problem?: ShapeProblem } {
  const shapes: Shape[] = [];
  for (const [index, layer] of layers.entries()) {
    try {
      shapes.push(outputShape(layer, shapes.at(-1) ?? input));
    } catch (error) {
      if (error instanceof Misfit) return { shapes, problem: { index, message: error.message } };
      throw error;
    }
  }
  return { shapes };
}

/** Number of biases of a convolution that gets `shape`. */
function biasesOf(
  layer: Extract<LayerConfig, { type: 'conv2d' | 'convTranspose2d' }>,
  shape: Shape,
): number {
  if (!layer.useBias) return 0;
  return layer.untiedBias ? sizeOf(outputShape(layer, shape)) : layer.filters;
}

/** Number of trainable values of a layer that gets `shape`. */
function layerParameters(layer: LayerConfig, shape: Shape): number {
  const [channels = 0] = shape;
  switch (layer.type) {
    case 'dense':
      return (sizeOf(shape) + Number(layer.useBias)) * layer.units;
    case 'maxout':
      return (sizeOf(shape) + 1) * layer.units * layer.pieces;
    case 'conv2d':
    case 'convTranspose2d':
      return channels * layer.kernelSize ** 2 * layer.filters + biasesOf(layer, shape);
    case 'convMaxout2d':
      return (channels * layer.kernelSize ** 2 + 1) * layer.filters * layer.pieces;
    case 'batchNorm':
    case 'instanceNorm':
      return 2 * channels;
    case 'layerNorm':
      return 2 * sizeOf(shape);
    case 'residual':
      return countParameters(layer.layers, shape) + countParameters(layer.shortcut, shape);
    default:
      return 0;
  }
}

/** Number of trainable values of a network, as far as its layers fit together. */
export function countParameters(layers: readonly LayerConfig[], input: Shape): number {
  const { shapes } = layerOutputShapes(layers, input);
  const fitting = layers.slice(0, shapes.length);
  return fitting.reduce((sum, layer, i) => sum + layerParameters(layer, shapes[i - 1] ?? input), 0);
}

/** The classes a network is conditioned on. */
export interface Conditioning {
  readonly config: ConditioningConfig;
  /** Number of classes. */
  readonly classes: number;
}

/** Layers before the first that decides what the values of a sample are: a row, or pixels of channels. */
const UNDECIDED: readonly LayerConfig['type'][] = ['dropout', 'gaussianNoise', 'activation'];

const ROW_LAYERS: readonly LayerConfig['type'][] = ['dense', 'maxout', 'flatten'];

function startsWithRow(layers: readonly LayerConfig[]): boolean {
  const first = layers.find(({ type }) => !UNDECIDED.includes(type));
  return first === undefined || ROW_LAYERS.includes(first.type);
}

/** Length of the vector that stands for a class. */
export function classVectorLength({ config, classes }: Conditioning): number {
  return config.name === 'concatenation' ? (config.embedding?.dimension ?? classes) : classes;
}

/**
 * What the first layer gets of a sample or latent vector: with concatenation also the vector of the class, at the end
 * of the values where the network starts with a row of them, else as one constant channel each.
 */
export function conditionedShape(
  input: Shape,
  layers: readonly LayerConfig[],
  conditioning: Conditioning | undefined,
): Shape {
  if (conditioning?.config.name !== 'concatenation') return input;
  const added = classVectorLength(conditioning);
  if (startsWithRow(layers)) return [sizeOf(input) + added];
  const [channels = 0, ...pixels] = input;
  return [channels + added, ...pixels];
}

/** Number of trainable values that conditioning adds to a network: an embedding, or the matrix V of a projection. */
export function countConditioningParameters(
  layers: readonly LayerConfig[],
  input: Shape,
  conditioning: Conditioning | undefined,
): number {
  if (conditioning === undefined) return 0;
  const { config, classes } = conditioning;
  if (config.name === 'concatenation') return classes * (config.embedding?.dimension ?? 0);
  const { shapes } = layerOutputShapes(layers, input);
  return classes * sizeOf(shapes.at(-2) ?? input);
}
