/** The losses of Goodfellow et al. 2014, from logits a with D = σ(a), in nats. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossConfig } from '../../config/ganConfig';
import type { LossEquilibrium } from '../../protocol/runModel';
import { softplus } from './activations';

/**
 * scale · (−mean log D(x) − mean log(1 − D(G(z)))) = scale · (mean softplus(−a_r) + mean softplus(a_f)), equation 1
 * of Goodfellow et al. 2014 with the sign turned.
 * @param logits [2·batchSize, 1]: the real samples first, then the fake ones
 */
export function discriminatorLoss(logits: tf.Tensor2D, scale: number): tf.Scalar {
  const batchSize = logits.shape[0] / 2;
  const signs = new Float32Array(2 * batchSize).fill(1).fill(-1, 0, batchSize);
  const terms = softplus(tf.mul(logits, tf.tensor2d(signs, [2 * batchSize, 1])));
  return tf.mul(tf.sum(terms), scale / batchSize);
}

/**
 * `nonSaturating`: −mean log D(G(z)) = mean softplus(−a_f), section 3 of Goodfellow et al. 2014.
 * `minimax`: mean log(1 − D(G(z))) = −mean softplus(a_f), equation 1.
 * @param logits [batchSize, 1] of the fake samples
 */
export function generatorLoss(logits: tf.Tensor2D, name: LossConfig['name']): tf.Scalar {
  switch (name) {
    case 'nonSaturating':
      return tf.mean(softplus(tf.neg(logits)));
    case 'minimax':
      return tf.neg(tf.mean(softplus(logits)));
  }
}

/** Both losses where D = ½ everywhere, a = 0: softplus(0) = log 2 (Goodfellow et al. 2014, theorem 1). */
export function lossEquilibrium(loss: LossConfig): LossEquilibrium {
  const scale = loss.discriminatorScale;
  const minimax = loss.name === 'minimax';
  return {
    discriminator: scale * 2 * Math.LN2,
    generator: minimax ? -Math.LN2 : Math.LN2,
    discriminatorFormula: scale === 1 ? '2·log 2' : `${scale}·2·log 2`,
    generatorFormula: minimax ? '−log 2' : 'log 2',
  };
}
