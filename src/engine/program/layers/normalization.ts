/** Layers that bring values to mean 0 and variance 1, then scale and shift them: γ·(x − mean)/√(variance + ε) + β. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../../config/ganConfig';
import { sizeOf, type Shape } from '../../../config/networkShape';
import type { Layer, LayerParameter, LayerStatistic } from './layer';

type Config<Type extends LayerConfig['type']> = Extract<LayerConfig, { type: Type }>;

function affineParameters(
  { scale, offset }: Pick<Config<'layerNorm'>, 'scale' | 'offset'>,
  shape: readonly number[],
): LayerParameter[] {
  const size = sizeOf(shape);
  const fans = { fanIn: size, fanOut: size };
  return [
    { name: 'scale', shape, initializer: scale, ...fans },
    { name: 'offset', shape, initializer: offset, ...fans },
  ];
}

interface Moments {
  readonly mean: tf.Tensor;
  /** Divided by the number of values, not one less. */
  readonly variance: tf.Tensor;
}

/** Over some axes, which stay as extents of 1. */
function momentsOf(x: tf.Tensor, axes: number[]): Moments {
  const mean = tf.mean(x, axes, true);
  return { mean, variance: tf.mean(tf.square(tf.sub(x, mean)), axes, true) };
}

function normalize(
  x: tf.Tensor,
  { mean, variance }: Moments,
  epsilon: number,
  scale: tf.Tensor,
  offset: tf.Tensor,
): tf.Tensor {
  const factor = tf.mul(tf.rsqrt(tf.add(variance, epsilon)), scale);
  return tf.add(tf.mul(tf.sub(x, mean), factor), offset);
}

/** [channels] beside [rows, channels, …]. */
function alongChannels(values: tf.Tensor, rank: number): tf.Tensor {
  const pixels = new Array<number>(rank - 2).fill(1);
  return tf.reshape(values, [1, values.size, ...pixels]);
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015, algorithms 1 and 2): over the minibatch, and the pixels of images. The
 * running variance is that of a sample (divided by n − 1), as in the paper and in PyTorch.
 */
export function batchNormLayer(config: Config<'batchNorm'>, [channels, ...pixels]: Shape): Layer {
  const { momentum, epsilon } = config;
  const statistic = (name: string, value: number): LayerStatistic => ({
    name,
    shape: [channels],
    initializer: { name: 'constant', value },
  });
  return {
    parameters: affineParameters(config, [channels]),
    statistics: [statistic('runningMean', 0), statistic('runningVariance', 1)],
    draws: [],
    mixesRows: true,
    apply: (x, { parameters, statistics: [runningMean, runningVariance] }, training) => {
      const rank = x.shape.length;
      const [scale, offset] = parameters.map((values) => alongChannels(values, rank));
      if (!training) {
        const mean = alongChannels(runningMean, rank);
        const variance = alongChannels(runningVariance, rank);
        const output = normalize(x, { mean, variance }, epsilon, scale, offset);
        return { output, statistics: [] };
      }
      const moments = momentsOf(x, [0, ...pixels.map((_, i) => i + 2)]);
      const count = x.size / channels;
      const run = (running: tf.Tensor, value: tf.Tensor, factor: number): tf.Tensor =>
        tf.add(
          tf.mul(running, momentum),
          tf.mul(tf.reshape(value, [channels]), (1 - momentum) * factor),
        );
      return {
        output: normalize(x, moments, epsilon, scale, offset),
        statistics: [
          run(runningMean, moments.mean, 1),
          run(runningVariance, moments.variance, count / Math.max(1, count - 1)),
        ],
      };
    },
  };
}

/** Layer normalisation (Ba et al. 2016): each row over all its values, with a scale and an offset for each. */
export function layerNormLayer(config: Config<'layerNorm'>, shape: Shape): Layer {
  return {
    parameters: affineParameters(config, shape),
    statistics: [],
    draws: [],
    mixesRows: false,
    apply: (x, { parameters: [scale, offset] }) => {
      const moments = momentsOf(
        x,
        shape.map((_, i) => i + 1),
      );
      return { output: normalize(x, moments, config.epsilon, scale, offset), statistics: [] };
    },
  };
}

/** Instance normalisation (Ulyanov et al. 2016): each channel of each image over its pixels. */
export function instanceNormLayer(config: Config<'instanceNorm'>, [channels]: Shape): Layer {
  return {
    parameters: affineParameters(config, [channels]),
    statistics: [],
    draws: [],
    mixesRows: false,
    apply: (x, { parameters }) => {
      const [scale, offset] = parameters.map((values) => alongChannels(values, x.shape.length));
      const moments = momentsOf(x, [2, 3]);
      return { output: normalize(x, moments, config.epsilon, scale, offset), statistics: [] };
    },
  };
}

/** Inside the root, where a group is all alike: its gradient stays finite. */
const STANDARD_DEVIATION_EPSILON = 1e-8;

/**
 * Minibatch standard deviation (Karras et al. 2018, section 3): the standard deviation of each value over a group of
 * rows, averaged over the values, as one more channel that is the same for the whole group. Row r is in group
 * r mod (rows / groupSize), as in the released code of Karras et al. Out of training all rows are one group, so that
 * any number of them will do.
 */
export function minibatchStdDevLayer(
  { groupSize }: Config<'minibatchStdDev'>,
  shape: Shape,
): Layer {
  const [, ...pixels] = shape;
  const deviationOf = (x: tf.Tensor): tf.Tensor =>
    tf.sqrt(tf.add(momentsOf(x, [0]).variance, STANDARD_DEVIATION_EPSILON));
  const ofGroups = (x: tf.Tensor): tf.Tensor => {
    const [rows] = x.shape;
    const groups = rows / groupSize;
    const deviation = deviationOf(tf.reshape(x, [groupSize, groups, sizeOf(shape)]));
    const ofGroup = tf.reshape(tf.mean(deviation, 2), [1, groups]);
    const ofRow = tf.mul(ofGroup, tf.ones([groupSize, groups]));
    const ones = tf.ones([rows, 1, ...pixels]);
    return tf.mul(tf.reshape(ofRow, [rows, 1, ...pixels.map(() => 1)]), ones);
  };
  const ofAll = (x: tf.Tensor): tf.Tensor => {
    const zeros = tf.mul(tf.sum(x, 1, true), 0);
    return tf.add(zeros, tf.mean(deviationOf(x)));
  };
  return {
    parameters: [],
    statistics: [],
    draws: [],
    mixesRows: true,
    apply: (x, _tensors, training) => ({
      output: tf.concat([x, training ? ofGroups(x) : ofAll(x)], 1),
      statistics: [],
    }),
  };
}
