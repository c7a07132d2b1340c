import * as tf from '@tensorflow/tfjs-core';
import type { ActivationName } from '../../config/ganConfig';

/**
 * Element-wise activation, any shape.
 * @param negativeSlope slope of `leakyRelu` below zero; the others ignore it
 */
export function activate(
  x: tf.Tensor,
  activation: ActivationName,
  negativeSlope: number,
): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'leakyRelu':
      return tf.leakyRelu(x, negativeSlope);
    case 'elu':
      return tf.elu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'softplus':
      return softplus(x);
  }
}

/** e to the power of its negative is still finite in float32: so are derivatives of derivatives. */
const LOWEST_EXPONENT = -87;

/**
 * log(1 + eˣ), with the derivative σ(x) = 1 / (1 + e⁻ˣ) written out: the sigmoid kernels of fast backends are
 * rational approximations with an absolute error near 1e-8, which hides how a saturated loss vanishes (at x = −20,
 * σ is 2e-9). Here the relative error stays at float32 precision for every x above −87, where σ is 1.6e-38.
 */
export function softplus<T extends tf.Tensor>(x: T): T {
  return tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor]);
    return {
      value: tf.softplus(input as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.div(dy, tf.add(1, tf.exp(tf.neg(tf.maximum(saved[0], LOWEST_EXPONENT))))),
    };
  })(x) as T;
}
