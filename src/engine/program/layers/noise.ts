/** Layers that are random while training and absent when sampling. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../../config/ganConfig';
import type { Shape } from '../../../config/networkShape';
import { plainLayer, type Layer, type LayerDraw } from './layer';

/** A layer of one draw, which passes its input on as it is without. */
function randomLayer(
  draw: LayerDraw,
  combine: (x: tf.Tensor, drawn: tf.Tensor) => tf.Tensor,
): Layer {
  return {
    ...plainLayer((x) => x),
    draws: [draw],
    apply: (x, { draws }) => ({
      output: draws === undefined ? x : combine(x, draws[0]),
      statistics: [],
    }),
  };
}

const absent = (): Layer => plainLayer((x) => x);

/** Inverted dropout (Srivastava et al. 2014, section 10). */
export function dropoutLayer(
  { rate }: Extract<LayerConfig, { type: 'dropout' }>,
  shape: Shape,
): Layer {
  return rate === 0 ? absent() : randomLayer({ kind: 'dropout', rate, shape }, tf.mul);
}

/** x + standardDeviation·N(0, 1); before a discriminator: instance noise (Sønderby et al. 2017). */
export function gaussianNoiseLayer(
  { standardDeviation }: Extract<LayerConfig, { type: 'gaussianNoise' }>,
  shape: Shape,
): Layer {
  if (standardDeviation === 0) return absent();
  return randomLayer({ kind: 'noise', shape }, (x, drawn) =>
    tf.add(x, tf.mul(drawn, standardDeviation)),
  );
}
