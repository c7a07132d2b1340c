/** The layers of the config: which parameters and dropout masks each needs, and what it computes. */
import * as tf from '@tensorflow/tfjs-core';
import type { InitializerConfig, LayerConfig } from '../../config/ganConfig';
import { layerOutputSizes } from '../../config/networkSize';
import { activate } from './activations';

/** One trainable tensor of a layer. */
export interface LayerParameter {
  readonly name: 'weights' | 'bias';
  readonly shape: readonly number[];
  readonly initializer: InitializerConfig;
  /** Inputs and outputs of one linear unit's layer, for initializers that scale with them. */
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Row-wise dropout of a layer. */
export interface LayerDropout {
  readonly rate: number;
  /** Values per sample. */
  readonly size: number;
}

export interface Layer {
  readonly parameters: readonly LayerParameter[];
  readonly dropout?: LayerDropout;
  /**
   * [rows, input size] → [rows, output size].
   * @param parameters in the order of `parameters` above
   * @param mask [rows, size], 0 or 1 / (1 − rate); absent when dropout is off
   */
  apply(x: tf.Tensor2D, parameters: readonly tf.Tensor[], mask?: tf.Tensor2D): tf.Tensor2D;
}

type DenseConfig = Extract<LayerConfig, { type: 'dense' }>;
type MaxoutConfig = Extract<LayerConfig, { type: 'maxout' }>;

/** x·W + b, [rows, in] · [in, out] + [out]. */
function affine(x: tf.Tensor2D, [weights, bias]: readonly tf.Tensor[]): tf.Tensor2D {
  return tf.add(tf.matMul(x, weights as tf.Tensor2D), bias);
}

function denseLayer(config: DenseConfig, inputSize: number): Layer {
  const fans = { fanIn: inputSize, fanOut: config.units };
  return {
    parameters: [
      {
        name: 'weights',
        shape: [inputSize, config.units],
        initializer: config.weights,
        ...fans,
      },
      { name: 'bias', shape: [config.units], initializer: config.bias, ...fans },
    ],
    apply: (x, parameters) =>
      activate(affine(x, parameters), config.activation, config.negativeSlope),
  };
}

/**
 * max over pieces p of x·W_p + b_p (Goodfellow et al. 2013, Maxout Networks). The columns of W are piece after piece:
 * column p·units + u is piece p of unit u. The gradient goes to every piece that attains the maximum, as in the
 * released code of Goodfellow et al. 2014. Fans are those of one piece.
 */
function maxoutLayer(config: MaxoutConfig, inputSize: number): Layer {
  const { units, pieces } = config;
  const fans = { fanIn: inputSize, fanOut: units };
  return {
    parameters: [
      {
        name: 'weights',
        shape: [inputSize, pieces * units],
        initializer: config.weights,
        ...fans,
      },
      { name: 'bias', shape: [pieces * units], initializer: config.bias, ...fans },
    ],
    apply: (x, parameters) => {
      const [rows] = x.shape;
      return tf.max(tf.reshape(affine(x, parameters), [rows, pieces, units]), 1);
    },
  };
}

function createLayer(config: LayerConfig, inputSize: number): Layer {
  switch (config.type) {
    case 'dense':
      return denseLayer(config, inputSize);
    case 'maxout':
      return maxoutLayer(config, inputSize);
    case 'dropout':
      return {
        parameters: [],
        dropout: config.rate > 0 ? { rate: config.rate, size: inputSize } : undefined,
        apply: (x, _parameters, mask) => (mask === undefined ? x : tf.mul(x, mask)),
      };
    case 'activation':
      return {
        parameters: [],
        apply: (x) => activate(x, config.activation, config.negativeSlope),
      };
  }
}

/** @param inputSize values per sample that the first layer gets */
export function createLayers(configs: readonly LayerConfig[], inputSize: number): Layer[] {
  const sizes = [inputSize, ...layerOutputSizes(configs, inputSize)];
  return configs.map((config, index) => createLayer(config, sizes[index]));
}
