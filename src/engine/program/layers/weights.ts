/** Layers of weights and a bias, and the spectral normalisation of the weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { BiasInitializerConfig, InitializerConfig } from '../../../config/ganConfig';
import { stopGradient } from '../stopGradient';
import type { Layer, LayerParameter, LayerStatistic } from './layer';

interface WeightsConfig {
  readonly weights: InitializerConfig;
  readonly bias: BiasInitializerConfig;
  readonly useBias?: boolean;
  readonly spectralNorm?: boolean;
}

interface WeightsLayout {
  readonly shape: readonly number[];
  readonly biasShape: readonly number[];
  readonly fanIn: number;
  readonly fanOut: number;
  /** Axis of `shape` along which the outputs lie. */
  readonly outputAxis: number;
}

/** "weights", and "bias" unless the config leaves it out. */
function parametersOf(config: WeightsConfig, layout: WeightsLayout): LayerParameter[] {
  const { shape, biasShape, fanIn, fanOut } = layout;
  const fans = { fanIn, fanOut };
  return [
    { name: 'weights', shape, initializer: config.weights, ...fans },
    ...(config.useBias === false
      ? []
      : [{ name: 'bias', shape: biasShape, initializer: config.bias, ...fans }]),
  ];
}

/** With spectral normalisation: the left singular vector that the power iteration goes on from. */
function statisticsOf(config: WeightsConfig, layout: WeightsLayout): LayerStatistic[] {
  if (config.spectralNorm !== true) return [];
  const shape = [layout.shape[layout.outputAxis]];
  // Any vector will do that is not orthogonal to the one looked for.
  const initializer = { name: 'normal', mean: 0, standardDeviation: 1 } as const;
  return [{ name: 'singularVector', shape, initializer }];
}

const TINY = 1e-12;

function normalized(vector: tf.Tensor2D): tf.Tensor2D {
  return tf.div(vector, tf.add(tf.sqrt(tf.sum(tf.square(vector))), TINY));
}

/**
 * W / σ with σ ≈ uᵀ·W·v after one power iteration from u (Miyato et al. 2018, algorithm 1). The gradient flows through
 * W in σ, and not through u and v.
 */
function spectrallyNormalized(
  weights: tf.Tensor,
  vector: tf.Tensor,
  outputAxis: number,
): { readonly weights: tf.Tensor; readonly vector: tf.Tensor } {
  const outputs = weights.shape[outputAxis];
  const axes = weights.shape.map((_, axis) => axis);
  const outputFirst = [outputAxis, ...axes.filter((axis) => axis !== outputAxis)];
  const matrix = tf.reshape<tf.Rank.R2>(
    outputAxis === 0 ? weights : tf.transpose(weights, outputFirst),
    [outputs, weights.size / outputs],
  );
  const constant = stopGradient(matrix);
  const right = normalized(tf.matMul(tf.reshape<tf.Rank.R2>(vector, [1, outputs]), constant));
  const left = normalized(tf.matMul(right, constant, false, true));
  const sigma = tf.sum(tf.mul(tf.matMul(left, right, true, false), matrix));
  return { weights: tf.div(weights, sigma), vector: tf.reshape(left, [outputs]) };
}

/** @param compute what the layer makes of its input with the weights, normalised where the config says so */
export function weightedLayer(
  config: WeightsConfig,
  layout: WeightsLayout,
  compute: (x: tf.Tensor, weights: tf.Tensor, bias: tf.Tensor | undefined) => tf.Tensor,
): Layer {
  return {
    parameters: parametersOf(config, layout),
    statistics: statisticsOf(config, layout),
    draws: [],
    mixesRows: false,
    apply: (x, { parameters: [weights, bias], statistics: [vector] }, training) => {
      if (config.spectralNorm !== true)
        return { output: compute(x, weights, bias), statistics: [] };
      const normal = spectrallyNormalized(weights, vector, layout.outputAxis);
      return {
        output: compute(x, normal.weights, bias),
        statistics: training ? [normal.vector] : [],
      };
    },
  };
}
