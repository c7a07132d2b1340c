/** The layers of the config: which tensors each needs, and what it computes. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../../config/ganConfig';
import { layerOutputShapes, type Shape } from '../../../config/networkShape';
import { activate } from '../activations';
import {
  convolutionLayer,
  maxoutConvolutionLayer,
  transposedConvolutionLayer,
} from './convolution';
import { denseLayer, flatten, maxoutLayer } from './dense';
import { plainLayer, type Layer } from './layer';
import { dropoutLayer, gaussianNoiseLayer } from './noise';
import {
  batchNormLayer,
  instanceNormLayer,
  layerNormLayer,
  minibatchStdDevLayer,
} from './normalization';
import { poolingLayer, upsamplingLayer } from './pooling';
import { residualLayer } from './residual';

type LayerMakers = {
  readonly [Type in LayerConfig['type']]: (
    config: Extract<LayerConfig, { type: Type }>,
    input: Shape,
    output: Shape,
  ) => Layer;
};

const MAKERS: LayerMakers = {
  dense: denseLayer,
  maxout: maxoutLayer,
  conv2d: convolutionLayer,
  convTranspose2d: transposedConvolutionLayer,
  convMaxout2d: maxoutConvolutionLayer,
  averagePool2d: poolingLayer,
  maxPool2d: poolingLayer,
  upsample2d: upsamplingLayer,
  batchNorm: batchNormLayer,
  layerNorm: layerNormLayer,
  instanceNorm: instanceNormLayer,
  minibatchStdDev: minibatchStdDevLayer,
  dropout: dropoutLayer,
  gaussianNoise: gaussianNoiseLayer,
  residual: ({ layers, shortcut }, input) =>
    residualLayer(createLayers(layers, input), createLayers(shortcut, input)),
  reshape: (_config, _input, output) => plainLayer((x) => tf.reshape(x, [x.shape[0], ...output])),
  flatten: () => plainLayer(flatten),
  activation: ({ activation, negativeSlope }) =>
    plainLayer((x) => activate(x, activation, negativeSlope)),
};

function createLayer(config: LayerConfig, input: Shape, output: Shape): Layer {
  const make = MAKERS[config.type] as (config: LayerConfig, input: Shape, output: Shape) => Layer;
  return make(config, input, output);
}

/**
 * @param input shape of one sample that the first layer gets
 * @throws Error when the layers do not fit together, which `checkConfig` finds before
 */
export function createLayers(configs: readonly LayerConfig[], input: Shape): Layer[] {
  const { shapes, problem } = layerOutputShapes(configs, input);
  if (problem !== undefined) throw new Error(problem.message);
  return configs.map((config, i) => createLayer(config, shapes[i - 1] ?? input, shapes[i]));
}
