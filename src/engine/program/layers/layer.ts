/** What a layer is to the program: its tensors, and what it computes from them. */
import type * as tf from '@tensorflow/tfjs-core';
import type { BiasInitializerConfig, InitializerConfig } from '../../../config/ganConfig';
import type { Shape } from '../../../config/networkShape';

/** One trainable tensor of a layer. */
export interface LayerParameter {
  /** Role in the layer, such as "weights"; inside a residual block with the way to it. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: BiasInitializerConfig;
  /** Inputs and outputs of one linear unit's layer, for initializers that scale with them. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** A tensor that training carries along without a gradient, such as a running mean. */
export interface LayerStatistic {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: InitializerConfig;
}

/** A random tensor that a layer needs for every row while training. */
export type LayerDraw =
  /** 0 or 1 / (1 − rate). */
  | { readonly kind: 'dropout'; readonly rate: number; readonly shape: Shape }
  /** N(0, 1). */
  | { readonly kind: 'noise'; readonly shape: Shape }
  /** U(0, 1). */
  | { readonly kind: 'uniform'; readonly shape: Shape }
  /** Integers from 0 to before `counts`, which has a number for each along the last axis, each equally likely. */
  | { readonly kind: 'integers'; readonly shape: Shape; readonly counts: readonly number[] };

/** The tensors of one layer in one pass. */
export interface LayerTensors {
  /** In the order of the layer's `parameters`. */
  readonly parameters: readonly tf.Tensor[];
  /** In the order of the layer's `statistics`. */
  readonly statistics: readonly tf.Tensor[];
  /** In the order of the layer's `draws`, [rows, ...shape]; absent when sampling: nothing is random then. */
  readonly draws?: readonly tf.Tensor[];
  /** [rows]: the class of each row, as a number from 0; there if the network is told classes. */
  readonly classes?: tf.Tensor;
}

/** What a layer makes of its input. */
export interface LayerResult {
  readonly output: tf.Tensor;
  /** What the statistics become after a pass in training, in the order of the layer's `statistics`. */
  readonly statistics: readonly tf.Tensor[];
}

export interface Layer {
  readonly parameters: readonly LayerParameter[];
  readonly statistics: readonly LayerStatistic[];
  readonly draws: readonly LayerDraw[];
  /** Whether a row of the output depends on other rows of the minibatch while training. */
  readonly mixesRows: boolean;
  /**
   * @param x [rows, ...input shape]
   * @param training whether the pass is part of an update: dropout, noise and minibatch statistics are on
   */
  apply(x: tf.Tensor, tensors: LayerTensors, training: boolean): LayerResult;
}

/** A layer without tensors of its own, the same in training and out of it. */
export function plainLayer(compute: (x: tf.Tensor) => tf.Tensor): Layer {
  return {
    parameters: [],
    statistics: [],
    draws: [],
    mixesRows: false,
    apply: (x) => ({ output: compute(x), statistics: [] }),
  };
}
