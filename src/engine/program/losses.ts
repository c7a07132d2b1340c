/**
 * The losses of both players from the discriminator's output a, means over the samples. Log losses have D = σ(a) and
 * are in nats.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LossConfig } from '../../config/ganConfig';
import { softplus } from './activations';

/** −t·log D − (1 − t)·log(1 − D) = t·softplus(−a) + (1 − t)·softplus(a), where t is a probability. */
function crossEntropy(logits: tf.Tensor2D, label: number): tf.Scalar {
  if (label === 1) return tf.mean(softplus(tf.neg(logits)));
  if (label === 0) return tf.mean(softplus(logits));
  return tf.add(
    tf.mul(tf.mean(softplus(tf.neg(logits))), label),
    tf.mul(tf.mean(softplus(logits)), 1 - label),
  );
}

function squaredDistance(outputs: tf.Tensor2D, target: number): tf.Scalar {
  return tf.mean(tf.square(tf.sub(outputs, target)));
}

function unscaledDiscriminatorLoss(
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  loss: LossConfig,
): tf.Scalar {
  switch (loss.name) {
    case 'nonSaturating':
    case 'minimax':
      return tf.add(crossEntropy(real, loss.realLabel), crossEntropy(fake, loss.fakeLabel));
    case 'leastSquares':
      return tf.add(squaredDistance(real, loss.realTarget), squaredDistance(fake, loss.fakeTarget));
    case 'hinge':
      return tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake))));
    case 'wasserstein':
      return tf.sub(tf.mean(fake), tf.mean(real));
  }
}

/**
 * What the discriminator minimises, without regularizers: see `lossSchema` for the formulas; for log losses equation 1
 * of Goodfellow et al. 2014 with the sign turned.
 * @param real [rows, 1]: outputs for real samples
 * @param fake [rows, 1]: outputs for generated samples
 */
export function discriminatorLoss(
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  loss: LossConfig,
): tf.Scalar {
  return tf.mul(unscaledDiscriminatorLoss(real, fake, loss), loss.discriminatorScale);
}

function unscaledGeneratorLoss(fake: tf.Tensor2D, loss: LossConfig): tf.Scalar {
  switch (loss.name) {
    case 'nonSaturating':
      return crossEntropy(fake, 1);
    case 'minimax':
      return tf.neg(crossEntropy(fake, 0));
    case 'leastSquares':
      return squaredDistance(fake, loss.generatorTarget);
    case 'hinge':
    case 'wasserstein':
      return tf.neg(tf.mean(fake));
  }
}

/**
 * What the generator minimises: see `lossSchema` for the formulas.
 * @param fake [rows, 1]: outputs for generated samples
 */
export function generatorLoss(fake: tf.Tensor2D, loss: LossConfig): tf.Scalar {
  return tf.mul(unscaledGeneratorLoss(fake, loss), loss.generatorScale);
}
