/** What is added to the discriminator loss to keep its slope in bounds: penalties on ∇a, its gradient at a sample. */
import * as tf from '@tensorflow/tfjs-core';
import type { RegularizersConfig } from '../../config/ganConfig';

/** The discriminator in training, [rows, values] → [rows, 1], where every row is a sample of its own. */
export type Critic = (samples: tf.Tensor2D) => tf.Tensor2D;

/** Inside the root: the length of a zero gradient then has a gradient too. */
const LENGTH_EPSILON = 1e-12;

/** Sum over each row's squared gradient, [rows]. */
function squaredSlopes(critic: Critic, samples: tf.Tensor2D): tf.Tensor1D {
  const gradient = tf.grad((x) => tf.sum(critic(x as tf.Tensor2D)))(samples);
  return tf.sum(tf.square(gradient), 1);
}

/**
 * γ/2 · E ‖∇a(x)‖², or γ · E ‖∇a(x)‖² (Mescheder et al. 2018, equation 9). At real samples R1, at generated ones R2.
 * @param samples [rows, values]
 */
export function slopePenalty(
  critic: Critic,
  samples: tf.Tensor2D,
  { gamma, halved }: NonNullable<RegularizersConfig['r1']>,
): tf.Scalar {
  return tf.mul(tf.mean(squaredSlopes(critic, samples)), halved ? gamma / 2 : gamma);
}

export interface PenaltySamples {
  /** [rows, values] */
  readonly real: tf.Tensor2D;
  /** [rows, values] */
  readonly fake: tf.Tensor2D;
  /** [rows, 1], from U(0, 1): where on the line. */
  readonly mix: tf.Tensor2D;
  /** [rows, values], from U(0, 1): only `aroundReal` needs it. */
  readonly perturbation?: tf.Tensor2D;
}

type PenaltyConfig = NonNullable<RegularizersConfig['gradientPenalty']>;

/** Standard deviation of all values of a minibatch, as numpy's `std`. */
function deviation(x: tf.Tensor2D): tf.Scalar {
  return tf.sqrt(tf.mean(tf.square(tf.sub(x, tf.mean(x)))));
}

/** Where the gradient is measured, [rows, values]. */
function penaltyPoints(points: PenaltyConfig['points'], samples: PenaltySamples): tf.Tensor2D {
  const { real, fake, mix, perturbation } = samples;
  switch (points) {
    case 'interpolated':
      // Gulrajani et al. 2017, algorithm 1, line 6: ε x + (1 − ε) x̃.
      return tf.add(fake, tf.mul(tf.sub(real, fake), mix));
    case 'aroundReal': {
      // kodalinaveen3/DRAGAN: x + α·(½·std(x)·u), one α a sample.
      const reach = tf.mul(tf.mul(perturbation!, tf.mul(deviation(real), 0.5)), mix);
      return tf.add(real, reach);
    }
  }
}

/**
 * weight · E (‖∇a(x̂)‖ − target)², or with `above` weight · E max(0, ‖∇a(x̂)‖ − target)².
 * Gulrajani et al. 2017 (WGAN-GP), Kodali et al. 2017 (DRAGAN).
 */
export function gradientPenalty(
  critic: Critic,
  samples: PenaltySamples,
  { weight, target, side, points }: PenaltyConfig,
): tf.Scalar {
  const slopes = squaredSlopes(critic, penaltyPoints(points, samples));
  const excess = tf.sub(tf.sqrt(tf.add(slopes, LENGTH_EPSILON)), target);
  const counted = side === 'above' ? tf.relu(excess) : excess;
  return tf.mul(tf.mean(tf.square(counted)), weight);
}
