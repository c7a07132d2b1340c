/** Layers that see all values of a sample at once. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../../config/ganConfig';
import { sizeOf, type Shape } from '../../../config/networkShape';
import { activate } from '../activations';
import type { Layer } from './layer';
import { weightedLayer } from './weights';

type DenseConfig = Extract<LayerConfig, { type: 'dense' }>;
type MaxoutConfig = Extract<LayerConfig, { type: 'maxout' }>;

/** [rows, …] → [rows, values]. */
export function flatten(x: tf.Tensor): tf.Tensor2D {
  if (x.shape.length === 2) return x as tf.Tensor2D;
  const [rows, ...shape] = x.shape;
  return tf.reshape<tf.Rank.R2>(x, [rows, sizeOf(shape)]);
}

/** x·W + b, [rows, in] · [in, out] + [out]. */
function affine(x: tf.Tensor2D, weights: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  const product = tf.matMul(x, weights);
  return bias === undefined ? product : tf.add(product, bias);
}

export function denseLayer(config: DenseConfig, input: Shape): Layer {
  const { units, activation, negativeSlope } = config;
  const fanIn = sizeOf(input);
  const layout = { shape: [fanIn, units], biasShape: [units], fanIn, fanOut: units, outputAxis: 1 };
  return weightedLayer(config, layout, (x, weights, bias) =>
    activate(affine(flatten(x), weights, bias), activation, negativeSlope),
  );
}

/**
 * max over pieces p of x·W_p + b_p (Goodfellow et al. 2013, Maxout Networks). The columns of W are piece after piece:
 * column p·units + u is piece p of unit u. The gradient goes to every piece that attains the maximum, as in the
 * released code of Goodfellow et al. 2014. Fans are those of one piece.
 */
export function maxoutLayer(config: MaxoutConfig, input: Shape): Layer {
  const { units, pieces } = config;
  const fanIn = sizeOf(input);
  const columns = pieces * units;
  const layout = {
    shape: [fanIn, columns],
    biasShape: [columns],
    fanIn,
    fanOut: units,
    outputAxis: 1,
  };
  return weightedLayer(config, layout, (x, weights, bias) => {
    const sums = affine(flatten(x), weights, bias);
    return tf.max(tf.reshape(sums, [x.shape[0], pieces, units]), 1);
  });
}
