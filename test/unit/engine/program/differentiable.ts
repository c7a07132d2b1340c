/** Functions that use every kernel with a derivative, as programs do: by their name, from tensors to a tensor. */
import * as tf from '@tensorflow/tfjs-core';
import { softplus } from '../../../../src/engine/program/activations';
import { irregular } from './derivatives';

const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.square(x), 0.5);

/** Functions of [2, 3, 4]. */
export const unary: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  abs: tf.abs,
  'clip by value': (x) => tf.mul(x, tf.clipByValue(x, -0.5, 0.4)),
  elu: tf.elu,
  exp: tf.exp,
  leakyRelu: (x) => tf.mul(tf.leakyRelu(x, 0.2), tf.exp(x)),
  log: (x) => tf.log(positive(x)),
  neg: (x) => tf.neg(tf.exp(x)),
  pow: (x) => tf.pow(positive(x), 1.7),
  cube: (x) => tf.pow(x, 3),
  reciprocal: (x) => tf.reciprocal(positive(x)),
  relu: (x) => tf.mul(tf.relu(x), tf.exp(x)),
  rsqrt: (x) => tf.rsqrt(positive(x)),
  sigmoid: tf.sigmoid,
  sign: (x) => tf.mul(x, tf.sign(x)),
  softplus,
  sqrt: (x) => tf.sqrt(positive(x)),
  square: tf.square,
  step: (x) => tf.mul(tf.exp(x), tf.step(x, 0.3)),
  tanh: tf.tanh,
  'ones and zeros like': (x) => tf.add(tf.mul(x, tf.onesLike(x)), tf.zerosLike(x)),
  sum: (x) => tf.exp(tf.sum(x)),
  'sum of an axis': (x) => tf.exp(tf.sum(x, 1)),
  'sum of an axis, kept': (x) => tf.mul(x, tf.sum(x, 0, true)),
  mean: (x) => tf.exp(tf.mean(x, [0, 2])),
  max: (x) => tf.exp(tf.max(x, 1)),
  min: (x) => tf.exp(tf.min(x, -1, true)),
  softmax: (x) => tf.softmax(x),
  'log softmax': (x) => tf.sub(x, tf.logSumExp(x, 1, true)),
  'arg max': (x) => tf.mul(tf.exp(x), tf.cast(tf.argMax(x, 0), 'float32')),
  transpose: (x) => tf.exp(tf.transpose(x, [2, 0, 1])),
  reshape: (x) => tf.exp(tf.reshape(x, [4, 6])),
  'expand dims': (x) => tf.exp(tf.expandDims(x, 1)),
  clone: (x) => tf.exp(tf.clone(x)),
  concat: (x) => tf.concat([x, tf.exp(x), tf.square(x)], -1),
  slice: (x) => tf.exp(tf.slice(x, [0, 1, 0], [-1, 2, 3])),
  pad: (x) => tf.exp(tf.pad(x, [[0, 1], [2, 0], [1, 1]], 0.5)), // prettier-ignore
  tile: (x) => tf.mul(tf.exp(tf.tile(x, [1, 3, 2])), irregular([2, 9, 8], 6)),
  'broadcast to': (x) => tf.mul(tf.broadcastTo(tf.sum(x, 1, true), x.shape), x),
  where: (x) => tf.where(tf.greater(x, 0.1), tf.exp(x), tf.square(x)),
  'where, of an and': (x) =>
    tf.where(
      tf.logicalAnd(tf.less(x, 0.5), tf.logicalNot(tf.lessEqual(x, -0.3))),
      tf.exp(x),
      tf.square(x),
    ),
  addN: (x) => tf.addN([x, tf.exp(x), x]),
  gather: (x) => tf.exp(tf.gather(tf.reshape(x, [4, 6]), tf.tensor1d([2, 0, 2, 3, 2], 'int32'))),
  // Mean and variance over some axes, as normalisation layers write them.
  normalised: (x) => {
    const mean = tf.mean(x, [0, 2], true);
    const variance = tf.mean(tf.square(tf.sub(x, mean)), [0, 2], true);
    return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
  },
  'normalised by its length': (x) =>
    tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), 1, true), 1e-3))),
  'standard deviation over rows': (x) => {
    const mean = tf.mean(x, 0, true);
    const deviation = tf.sqrt(tf.add(tf.mean(tf.square(tf.sub(x, mean)), 0), 1e-3));
    return tf.concat([tf.reshape(x, [24]), tf.reshape(tf.mean(deviation), [1])], 0);
  },
};

/** Functions of two of [2, 3, 4]. */
export const binary: Readonly<Record<string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
  add: (x, y) => tf.exp(tf.add(x, y)),
  'add to fewer axes': (x, y) => tf.exp(tf.add(x, tf.slice(tf.reshape(y, [24]), 0, 4))),
  sub: (x, y) => tf.exp(tf.sub(tf.mean(x, 1, true), y)),
  mul: tf.mul,
  div: (x, y) => tf.div(x, positive(y)),
  'div by fewer axes': (x, y) => tf.div(x, positive(tf.mean(y, [0, 2], true))),
  maximum: (x, y) => tf.maximum(tf.exp(x), tf.add(y, 1)),
  minimum: (x, y) => tf.minimum(tf.exp(x), tf.add(y, 1)),
  'where, broadcast': (x, y) => tf.where(tf.greater(x, y), tf.exp(x), tf.mean(y, 0, true)),
  'x yᵀ': (x, y) => tf.matMul(tf.reshape(x, [4, 6]), tf.reshape(y, [4, 6]), false, true),
  'xᵀ y': (x, y) => tf.matMul(tf.reshape(x, [4, 6]), tf.reshape(y, [4, 6]), true, false),
  'xᵀ yᵀ': (x, y) => tf.matMul(tf.reshape(x, [4, 6]), tf.reshape(y, [6, 4]), true, true),
  'batch of x yᵀ': (x, y) => tf.matMul(x, y, false, true),
};

export type Images = tf.Tensor4D;
const none: [number, number] = [0, 0];

/** Functions of [3, 4, 6, 1]. */
export const pools: Readonly<Record<string, (x: Images) => tf.Tensor>> = {
  'average, side by side': (x) => tf.avgPool(x, 2, 2, [none, none, none, none], 'floor'),
  'average, overlapping with borders': (x) =>
    tf.avgPool(x, 3, 2, [none, [1, 0], [1, 1], none], 'floor'),
  'average of a pixel': (x) => tf.avgPool(x, 1, 1, 'valid'),
  'maximum, side by side': (x) => tf.maxPool(x, 2, 2, [none, none, none, none], 'floor'),
  'maximum, overlapping with borders': (x) =>
    tf.maxPool(x, 3, 2, [none, [1, 0], [1, 1], none], 'floor'),
  'maximum, with gaps': (x) => tf.maxPool(x, 2, 3, 'valid'),
};
