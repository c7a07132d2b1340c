import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../config/ganConfig';
import {
  conditionedShape,
  layerOutputShapes,
  sizeOf,
  type Conditioning,
  type Shape,
} from '../../config/networkShape';
import { conditionLayers } from './layers/conditioning';
import { createLayers } from './layers/createLayers';
import type {
  Layer,
  LayerDraw,
  LayerParameter,
  LayerResult,
  LayerStatistic,
  LayerTensors,
} from './layers/layer';
import { after, sequence } from './layers/sequence';
import type { Player } from './player';

/** A network as a pure function of its parameters, its statistics and what is drawn for it. */
export interface Network {
  readonly player: Player;
  /** Values per row of the input and of the output. */
  readonly inputSize: number;
  readonly outputSize: number;
  /** Trainable tensors; the names say layer and role, such as "0/weights". */
  readonly parameters: readonly LayerParameter[];
  /** Tensors carried along without a gradient, such as "1/runningMean". */
  readonly statistics: readonly LayerStatistic[];
  /** Random tensors that one pass in training needs. */
  readonly draws: readonly LayerDraw[];
  /** Whether rows of a minibatch see each other while training: real and fake ones must then pass apart. */
  readonly mixesRows: boolean;
  /** Number of classes, if the network is told that of each row: `tensors.classes` must then be there. */
  readonly classes: number | undefined;
  /**
   * Part of an update: dropout, noise and minibatch statistics are on.
   * @param x [rows, inputSize], or rows of the shape that the first layer gets
   * @returns [rows, outputSize]
   */
  train(
    x: tf.Tensor,
    tensors: LayerTensors,
  ): { output: tf.Tensor2D; statistics: readonly tf.Tensor[] };
  /** Nothing random, running statistics. Arguments as for `train`. */
  apply(x: tf.Tensor, tensors: Omit<LayerTensors, 'draws'>): tf.Tensor2D;
}

/**
 * @param inputShape of one row without its class: [latent dimension], or the shape of a sample
 * @param augmentation what rows go through first, without tensors of its own; it leaves the shape as it is
 */
export function createNetwork(
  player: Player,
  configs: readonly LayerConfig[],
  inputShape: Shape,
  conditioning?: Conditioning,
  augmentation?: Layer,
): Network {
  const firstShape = conditionedShape(inputShape, configs, conditioning);
  const outputShape = layerOutputShapes(configs, firstShape).shapes.at(-1) ?? firstShape;
  const outputSize = sizeOf(outputShape);
  const plain = createLayers(configs, firstShape);
  const own = sequence(
    conditioning === undefined ? plain : conditionLayers(plain, configs, inputShape, conditioning),
  );
  const layers = augmentation === undefined ? own : after(augmentation, own);
  const pass = (x: tf.Tensor, tensors: LayerTensors, training: boolean): LayerResult => {
    const [rows] = x.shape;
    return layers.apply(tf.reshape(x, [rows, ...inputShape]), tensors, training);
  };
  const flat = (output: tf.Tensor): tf.Tensor2D =>
    tf.reshape<tf.Rank.R2>(output, [output.shape[0], outputSize]);
  return {
    parameters: layers.parameters,
    statistics: layers.statistics,
    draws: layers.draws,
    mixesRows: layers.mixesRows,
    classes: conditioning?.classes,
    player,
    inputSize: sizeOf(inputShape),
    outputSize,
    train: (x, tensors) => {
      const { output, statistics } = pass(x, tensors, true);
      return { output: flat(output), statistics };
    },
    apply: (x, { parameters, statistics, classes }) =>
      flat(pass(x, { parameters, statistics, classes }, false).output),
  };
}
