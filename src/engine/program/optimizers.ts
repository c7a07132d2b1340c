/**
 * Optimizers in their reference form, as TensorFlow.js operations. The fused kernels of src/kernels/optimizers.ts
 * compute the same in place; tests hold the two together.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerConfig } from '../../config/ganConfig';

/** Numbers that one update needs, computed in float64 from settings that may change from update to update. */
export type AdamScalars = Readonly<
  Record<
    | 'stepSize'
    | 'beta1'
    | 'oneMinusBeta1'
    | 'beta2'
    | 'oneMinusBeta2'
    | 'secondMomentScale'
    | 'epsilon',
    number
  >
>;
export type SgdScalars = Readonly<Record<'learningRate' | 'momentum', number>>;
export type OptimizerScalars = ({ name: 'adam' } & AdamScalars) | ({ name: 'sgd' } & SgdScalars);

/** State an optimizer keeps per parameter, each of the parameter's shape, zero at the start. */
export function slotNames(config: OptimizerConfig): readonly string[] {
  switch (config.name) {
    case 'adam':
      return ['firstMoment', 'secondMoment'];
    case 'sgd':
      return ['velocity'];
  }
}

/**
 * @param learningRate the one in force, which may differ from the config's
 * @param update number of this player's update, from 1: Adam's bias correction counts the player's own updates
 */
export function optimizerScalars(
  config: OptimizerConfig,
  learningRate: number,
  update: number,
): OptimizerScalars {
  switch (config.name) {
    case 'adam':
      return {
        name: 'adam',
        stepSize: learningRate / (1 - config.beta1 ** update),
        beta1: config.beta1,
        oneMinusBeta1: 1 - config.beta1,
        beta2: config.beta2,
        oneMinusBeta2: 1 - config.beta2,
        secondMomentScale: 1 / Math.sqrt(1 - config.beta2 ** update),
        epsilon: config.epsilon,
      };
    case 'sgd':
      return { name: 'sgd', learningRate, momentum: config.momentum };
  }
}

export interface ParameterUpdate {
  readonly parameter: tf.Tensor;
  /** In the order of `slotNames`. */
  readonly slots: readonly tf.Tensor[];
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * θ ← θ − η · m̂ / (√v̂ + ε), with ε outside the root and m̂, v̂ corrected for their start at zero.
 */
function adamUpdate(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [firstMoment, secondMoment]: readonly tf.Tensor[],
  scalars: AdamScalars,
): ParameterUpdate {
  const first = tf.add(tf.mul(firstMoment, scalars.beta1), tf.mul(gradient, scalars.oneMinusBeta1));
  const second = tf.add(
    tf.mul(secondMoment, scalars.beta2),
    tf.mul(tf.square(gradient), scalars.oneMinusBeta2),
  );
  const root = tf.add(tf.mul(tf.sqrt(second), scalars.secondMomentScale), scalars.epsilon);
  return {
    parameter: tf.sub(parameter, tf.div(tf.mul(first, scalars.stepSize), root)),
    slots: [first, second],
  };
}

/** Classical momentum (Polyak 1964): v ← μv − ηg, θ ← θ + v. */
function sgdUpdate(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [velocity]: readonly tf.Tensor[],
  scalars: SgdScalars,
): ParameterUpdate {
  const next = tf.sub(tf.mul(velocity, scalars.momentum), tf.mul(gradient, scalars.learningRate));
  return { parameter: tf.add(parameter, next), slots: [next] };
}

/** One update of one parameter; nothing is changed in place. */
export function updateParameter(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  slots: readonly tf.Tensor[],
  scalars: OptimizerScalars,
): ParameterUpdate {
  switch (scalars.name) {
    case 'adam':
      return adamUpdate(parameter, gradient, slots, scalars);
    case 'sgd':
      return sgdUpdate(parameter, gradient, slots, scalars);
  }
}

/** Exponential moving average of a parameter: decay·average + (1 − decay)·θ. */
export function updateAverage(average: tf.Tensor, parameter: tf.Tensor, decay: number): tf.Tensor {
  return tf.add(tf.mul(average, decay), tf.mul(parameter, 1 - decay));
}
