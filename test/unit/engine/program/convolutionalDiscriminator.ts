/** Small convolutional discriminators written out, with each way to normalise, for gradient penalties through them. */
import * as tf from '@tensorflow/tfjs-core';
import { softplus } from '../../../../src/engine/program/activations';
import { irregular, type ScalarFunction } from './derivatives';

type Normalize = (x: tf.Tensor) => tf.Tensor;

/** γ = 1, β = 0, over some axes of [rows, channels, height, width]. */
function normalizeOver(axes: number[]): Normalize {
  return (x) => {
    const mean = tf.mean(x, axes, true);
    const variance = tf.mean(tf.square(tf.sub(x, mean)), axes, true);
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
  };
}

function convolve(x: tf.Tensor, weights: tf.Tensor, stride: number): tf.Tensor {
  const filter = tf.transpose(weights as tf.Tensor4D, [2, 3, 1, 0]);
  const pad = [[0, 0], [0, 0], [1, 1], [1, 1]]; // prettier-ignore
  return tf
    .engine()
    .runKernel(
      'Conv2D',
      { x, filter },
      { strides: stride, pad, dataFormat: 'NCHW', dilations: 1, dimRoundingMode: 'floor' },
    );
}

/** One channel as an image of its own. */
function pool(x: tf.Tensor, how: typeof tf.avgPool<tf.Tensor4D>): tf.Tensor {
  const [rows, channels, height, width] = x.shape as [number, number, number, number];
  const pooled = how(tf.reshape(x, [rows * channels, height, width, 1]), 2, 2, 'valid');
  return tf.reshape(pooled, [rows, channels, height / 2, width / 2]);
}

/** Images [2, 1, 8, 8] → logits [2, 1], through 3 and 2 channels. */
const parameterShapes = [[3, 1, 4, 4], [3], [2, 3, 3, 3], [8, 1]]; // prettier-ignore

function discriminator(
  [first, bias, second, last]: readonly tf.Tensor[],
  x: tf.Tensor,
  between: (x: tf.Tensor) => tf.Tensor,
  reduce: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const sums = tf.add(convolve(x, first!, 2), tf.reshape(bias!, [1, 3, 1, 1]));
  const features = reduce(tf.tanh(convolve(between(sums), second!, 1)));
  return tf.matMul(tf.reshape(features, [2, 8]), last as tf.Tensor2D);
}

const leaky: Normalize = (x) => tf.leakyRelu(x, 0.2);
const average: Normalize = (x) => pool(x, tf.avgPool);
const maximum: Normalize = (x) => pool(x, tf.maxPool);

const variants: Readonly<Record<string, readonly [between: Normalize, reduce: Normalize]>> = {
  'leakyRelu and average pooling': [leaky, average],
  'leakyRelu and max pooling': [leaky, maximum],
  elu: [tf.elu, average],
  softplus: [softplus, maximum],
  'batch normalisation': [(x) => leaky(normalizeOver([0, 2, 3])(x)), average],
  'layer normalisation': [(x) => leaky(normalizeOver([1, 2, 3])(x)), average],
  'instance normalisation': [(x) => leaky(normalizeOver([2, 3])(x)), maximum],
};

export const images = (): tf.Tensor => irregular([2, 1, 8, 8], 1);
export const parameters = (): tf.Tensor[] =>
  parameterShapes.map((shape, i) => tf.mul(irregular(shape, i + 2), 0.4));

/**
 * mean (‖∂D/∂x‖ − 1)² over the rows (Gulrajani et al. 2017, equation 3), by name of the network.
 * @returns a function of the images and the parameters
 */
export const gradientPenalties: Readonly<Record<string, ScalarFunction>> = Object.fromEntries(
  Object.entries(variants).map(([name, [between, reduce]]): [string, ScalarFunction] => [
    name,
    (x, ...own) => {
      const slope = tf.grad((input) => tf.sum(discriminator(own, input, between, reduce)))(x);
      const lengths = tf.sqrt(tf.sum(tf.square(slope), [1, 2, 3]));
      return tf.mean(tf.square(tf.sub(lengths, 1)));
    },
  ]),
);
