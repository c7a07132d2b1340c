/** What the derivatives of kernels have in common. */
import * as tf from '@tensorflow/tfjs-core';

export type Saved = readonly tf.Tensor[];

/** Sums over the axes along which `shape` was broadcast. */
export function sumTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], dy.shape);
  const summed = axes.length > 0 ? tf.sum(dy, axes) : dy;
  return tf.reshape(summed, [...shape]);
}

/** `y` with the reduced axes of `x` back as extents of 1. */
export function expandReduced(y: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const axes = tf.util.parseAxisParam(
    (attributes['axis'] ?? attributes['reductionIndices']) as number[],
    x.shape,
  );
  return tf.reshape(
    y,
    x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)),
  );
}

/** 1 where the condition holds, else 0. */
export function mask(condition: tf.Tensor): tf.Tensor {
  return tf.cast(condition, 'float32');
}

/** A kernel with one result, told in terms of its one input `x`. */
export function ofInput(
  kernelName: string,
  gradient: (dy: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap) => tf.Tensor,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({ x: () => gradient(dy as tf.Tensor, x, attributes) }),
  };
}

/** A kernel of `a` and `b`, element by element with broadcasting. */
export function ofPair(
  kernelName: string,
  gradients: {
    readonly a: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
    readonly b: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  },
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(gradients.a(dy as tf.Tensor, a, b), a.shape),
      b: () => sumTo(gradients.b(dy as tf.Tensor, a, b), b.shape),
    }),
  };
}

/** A kernel whose result does not change when an input changes a little, but at jumps. */
export function piecewiseConstant(kernelName: string, ...inputs: string[]): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: inputs,
    gradFunc: (_dy, saved) =>
      Object.fromEntries(inputs.map((name, i) => [name, () => tf.zeros(saved[i].shape)])),
  };
}
