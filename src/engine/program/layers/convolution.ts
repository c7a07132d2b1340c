/** Layers that slide a window over an image, channels first. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../../config/ganConfig';
import { paddingAround, type Shape } from '../../../config/networkShape';
import { activate } from '../activations';
import type { Layer } from './layer';
import { weightedLayer } from './weights';

type Config<Type extends LayerConfig['type']> = Extract<LayerConfig, { type: Type }>;

/** Zeros before and after, along rows (batch), channels, height and width. */
type Borders = [[number, number], [number, number], [number, number], [number, number]];

function bordersOf([, height, width]: Shape, window: Parameters<typeof paddingAround>[1]): Borders {
  const along = (extent: number): [number, number] => [...paddingAround(extent, window)];
  return [[0, 0], [0, 0], along(height), along(width)];
}

/** Filters as TensorFlow.js wants them, [height, width, in, out], from [out, in, height, width]. */
function filterOf(weights: tf.Tensor): tf.Tensor4D {
  return tf.transpose(weights as tf.Tensor4D, [2, 3, 1, 0]);
}

/**
 * @param x [rows, in, height, width]
 * @param weights [out, in, size, size]
 */
function convolve(x: tf.Tensor, weights: tf.Tensor, stride: number, borders: Borders): tf.Tensor4D {
  return tf
    .engine()
    .runKernel<tf.Tensor4D>(
      'Conv2D',
      { x, filter: filterOf(weights) },
      { strides: stride, pad: borders, dataFormat: 'NCHW', dilations: 1, dimRoundingMode: 'floor' },
    );
}

/**
 * The gradient of a convolution with respect to its input.
 * @param x [rows, in, height, width]
 * @param weights [in, out, size, size]
 * @param outputShape [rows, out, height, width]
 */
function convolveTransposed(
  x: tf.Tensor,
  weights: tf.Tensor,
  outputShape: readonly number[],
  stride: number,
  borders: Borders,
): tf.Tensor4D {
  return tf.engine().runKernel<tf.Tensor4D>(
    'Conv2DBackpropInput',
    { dy: x, filter: filterOf(weights) },
    {
      strides: stride,
      pad: borders,
      dataFormat: 'NCHW',
      dimRoundingMode: 'floor',
      inputShape: [...outputShape],
    },
  );
}

/** Adds one number to each channel of [rows, channels, height, width], or to each pixel of each channel. */
function addBias(x: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  if (bias === undefined) return x;
  const [channels, height = 1, width = 1] = bias.shape;
  return tf.add(x, tf.reshape(bias, [1, channels, height, width]));
}

/** Parameters of square filters: [out, in, size, size], or [in, out, size, size] of a transposed convolution. */
function filterLayout(channels: number, filters: number, size: number, pieces = 1) {
  return {
    shape: [pieces * filters, channels, size, size],
    biasShape: [pieces * filters],
    fanIn: channels * size * size,
    fanOut: filters * size * size,
    outputAxis: 0,
  };
}

/** The layout with a bias for each value of the output where the config unties them. */
function withBias<Layout extends object>(
  layout: Layout & { readonly biasShape: readonly number[] },
  { untiedBias }: { readonly untiedBias: boolean },
  output: Shape,
) {
  return untiedBias ? { ...layout, biasShape: output } : layout;
}

export function convolutionLayer(config: Config<'conv2d'>, input: Shape, output: Shape): Layer {
  const { filters, kernelSize: size, stride, activation, negativeSlope } = config;
  const borders = bordersOf(input, { ...config, size });
  const layout = filterLayout(input[0], filters, size);
  return weightedLayer(config, withBias(layout, config, output), (x, weights, bias) =>
    activate(addBias(convolve(x, weights, stride, borders), bias), activation, negativeSlope),
  );
}

export function transposedConvolutionLayer(
  config: Config<'convTranspose2d'>,
  input: Shape,
  output: Shape,
): Layer {
  const { filters, kernelSize: size, stride, activation, negativeSlope } = config;
  // Those of the convolution that this is the gradient of: from the output to the input.
  const borders = bordersOf(output, { ...config, size });
  const layout = {
    ...filterLayout(input[0], filters, size),
    shape: [input[0], filters, size, size],
    outputAxis: 1,
  };
  return weightedLayer(config, withBias(layout, config, output), (x, weights, bias) => {
    const sums = convolveTransposed(x, weights, [x.shape[0], ...output], stride, borders);
    return activate(addBias(sums, bias), activation, negativeSlope);
  });
}

/** max over pieces of a convolution; filter p·filters + f is piece p of channel f. Fans are those of one piece. */
export function maxoutConvolutionLayer(config: Config<'convMaxout2d'>, input: Shape): Layer {
  const { filters, pieces, kernelSize: size, stride } = config;
  const borders = bordersOf(input, { ...config, size });
  const layout = filterLayout(input[0], filters, size, pieces);
  return weightedLayer(config, layout, (x, weights, bias) => {
    const sums = addBias(convolve(x, weights, stride, borders), bias);
    const [rows, , height, width] = sums.shape;
    return tf.max(tf.reshape(sums, [rows, pieces, filters, height, width]), 1);
  });
}
