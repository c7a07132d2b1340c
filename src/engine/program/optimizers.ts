/**
 * Optimizers in their reference form, as TensorFlow.js operations. The fused kernels of src/kernels/optimizers.ts
 * compute the same in place; tests hold the two together.
 *
 * In all of them g is the gradient after clipping, plus weightDecay·θ.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradientClipping, OptimizerConfig } from '../../config/optimizerSchema';

/** Numbers that one update needs, computed in float64 from settings that may change from update to update. */
interface CommonScalars<Changing> {
  /** What is added to the gradient for each unit of the parameter. */
  readonly weightDecay: Changing;
  readonly gradientClipping?: {
    readonly name: GradientClipping['name'];
    readonly maximum: Changing;
  };
  /** The update ends with all parameters clamped to [−weightLimit, weightLimit]. */
  readonly weightLimit?: Changing;
}
/** `Changing` is what the numbers are that may differ from update to update: tensors in a graph of the update. */
export interface AdamScalars<Changing = number> extends CommonScalars<Changing> {
  readonly name: 'adam';
  readonly stepSize: Changing;
  readonly beta1: Changing;
  readonly oneMinusBeta1: Changing;
  readonly beta2: Changing;
  readonly oneMinusBeta2: Changing;
  readonly secondMomentScale: Changing;
  readonly epsilon: Changing;
  /** Share of the parameter that is left by decoupled weight decay: 1 without. */
  readonly kept: Changing;
}
export interface SgdScalars<Changing = number> extends CommonScalars<Changing> {
  readonly name: 'sgd';
  readonly learningRate: Changing;
  readonly momentum: Changing;
  readonly nesterov: boolean;
}
export interface RmsPropScalars<Changing = number> extends CommonScalars<Changing> {
  readonly name: 'rmsProp';
  readonly learningRate: Changing;
  readonly decay: Changing;
  readonly oneMinusDecay: Changing;
  readonly epsilon: Changing;
  readonly momentum: Changing;
}
export type OptimizerScalars<Changing = number> =
  AdamScalars<Changing> | SgdScalars<Changing> | RmsPropScalars<Changing>;

/** A number, or a tensor of one. */
type Num = number | tf.Tensor;

/** State an optimizer keeps per parameter, each of the parameter's shape, zero at the start. */
export function slotNames(config: OptimizerConfig): readonly string[] {
  switch (config.name) {
    case 'adam':
    case 'adamW':
      return ['firstMoment', 'secondMoment'];
    case 'sgd':
      return ['velocity'];
    case 'rmsProp':
      return ['secondMoment', 'velocity'];
  }
}

/**
 * @param learningRate the one in force, which may differ from the config's
 * @param update number of this player's update, from 1: Adam's bias correction counts the player's own updates, as if β₁
 *   and β₂ had been the same in all of them. Where they change while training, the step is longer or shorter until the
 *   moments have forgotten the old ones, as in PyTorch
 * @param weightLimit see `CommonScalars`
 */
export function optimizerScalars(
  config: OptimizerConfig,
  learningRate: number,
  update: number,
  weightLimit?: number,
): OptimizerScalars {
  const { gradientClipping, weightDecay } = config;
  const common = { gradientClipping, weightDecay, weightLimit };
  switch (config.name) {
    case 'adam':
    case 'adamW': {
      const decoupled = config.name === 'adamW';
      return {
        ...common,
        name: 'adam',
        weightDecay: decoupled ? 0 : weightDecay,
        stepSize: learningRate / (1 - config.beta1 ** update),
        beta1: config.beta1,
        oneMinusBeta1: 1 - config.beta1,
        beta2: config.beta2,
        oneMinusBeta2: 1 - config.beta2,
        secondMomentScale: 1 / Math.sqrt(1 - config.beta2 ** update),
        epsilon: config.epsilon,
        kept: decoupled ? 1 - learningRate * weightDecay : 1,
      };
    }
    case 'sgd': {
      const { name, momentum, nesterov } = config;
      return { ...common, name, learningRate, momentum, nesterov };
    }
    case 'rmsProp': {
      const { name, decay, epsilon, momentum } = config;
      return { ...common, name, learningRate, decay, oneMinusDecay: 1 - decay, epsilon, momentum };
    }
  }
}

/**
 * What clipping by the norm multiplies all gradients of a player by: min(1, maximum / ‖g‖) (Pascanu et al. 2013); 1 with
 * any other clipping.
 *
 * @param squaredNorm gives the sum of the squares of all gradients; only asked for when it is needed
 */
export function gradientScale(
  { gradientClipping }: Pick<OptimizerScalars, 'gradientClipping'>,
  squaredNorm: () => number,
): number {
  if (gradientClipping?.name !== 'norm') return 1;
  const norm = Math.sqrt(squaredNorm());
  const { maximum } = gradientClipping;
  // Not-a-number stays: the gradients show it as well, and end the run.
  return norm <= maximum ? 1 : maximum / norm;
}

/** The same in a graph, from a tensor. */
export function gradientScaleOf(
  { gradientClipping }: Pick<OptimizerScalars<Num>, 'gradientClipping'>,
  squaredNorm: tf.Tensor,
): Num {
  if (gradientClipping?.name !== 'norm') return 1;
  return tf.minimum(tf.div(gradientClipping.maximum, tf.sqrt(squaredNorm)), 1);
}

/** Over all values of all tensors, []. */
export function sumOfSquares(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor))));
}

/** Largest magnitude that clipping by value leaves to a gradient. */
export function gradientLimit<Changing>({
  gradientClipping,
}: Pick<OptimizerScalars<Changing>, 'gradientClipping'>): Changing | number {
  return gradientClipping?.name === 'value' ? gradientClipping.maximum : Infinity;
}

export interface ParameterUpdate {
  readonly parameter: tf.Tensor;
  /** In the order of `slotNames`. */
  readonly slots: readonly tf.Tensor[];
}

function clamped(x: tf.Tensor, limit: Num): tf.Tensor {
  return tf.maximum(tf.minimum(x, limit), tf.neg(limit));
}

/** What the optimizer sees of a gradient. */
function seenGradient(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  scalars: OptimizerScalars<Num>,
  scale: Num,
): tf.Tensor {
  const limit = gradientLimit(scalars);
  const scaled = scale === 1 ? gradient : tf.mul(gradient, scale);
  const clipped = limit === Infinity ? scaled : clamped(scaled, limit);
  const { weightDecay } = scalars;
  return weightDecay === 0 ? clipped : tf.add(clipped, tf.mul(parameter, weightDecay));
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * θ ← kept·θ − η · m̂ / (√v̂ + ε), with ε outside the root and m̂, v̂ corrected for their start at zero. AdamW
 * (Loshchilov & Hutter 2019, algorithm 2, in PyTorch's form): kept = 1 − η·weightDecay, and no decay in g.
 */
function adamUpdate(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [firstMoment, secondMoment]: readonly tf.Tensor[],
  scalars: AdamScalars<Num>,
): ParameterUpdate {
  const first = tf.add(tf.mul(firstMoment, scalars.beta1), tf.mul(gradient, scalars.oneMinusBeta1));
  const second = tf.add(
    tf.mul(secondMoment, scalars.beta2),
    tf.mul(tf.square(gradient), scalars.oneMinusBeta2),
  );
  const root = tf.add(tf.mul(tf.sqrt(second), scalars.secondMomentScale), scalars.epsilon);
  const kept = scalars.kept === 1 ? parameter : tf.mul(parameter, scalars.kept);
  return {
    parameter: tf.sub(kept, tf.div(tf.mul(first, scalars.stepSize), root)),
    slots: [first, second],
  };
}

/**
 * Classical momentum (Polyak 1964): v ← μv − ηg, θ ← θ + v, without dampening. Nesterov momentum, in the form of
 * Sutskever et al. 2013 whose parameters are the points where gradients are taken: θ ← θ + μv − ηg with the new v. The
 * learning rate is inside v, as in the released code of Goodfellow et al. 2014: a change of it leaves the velocity.
 */
function sgdUpdate(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [velocity]: readonly tf.Tensor[],
  { learningRate, momentum, nesterov }: SgdScalars<Num>,
): ParameterUpdate {
  const step = tf.mul(gradient, learningRate);
  const next = tf.sub(tf.mul(velocity, momentum), step);
  const move = nesterov ? tf.sub(tf.mul(next, momentum), step) : next;
  return { parameter: tf.add(parameter, move), slots: [next] };
}

/**
 * RMSProp (Tieleman & Hinton 2012, lecture 6.5), not centred, in PyTorch's form: v ← decay·v + (1 − decay)g² from zero
 * without correction, u ← μu − ηg / (√v + ε) with ε outside the root, θ ← θ + u.
 */
function rmsPropUpdate(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  [secondMoment, velocity]: readonly tf.Tensor[],
  scalars: RmsPropScalars<Num>,
): ParameterUpdate {
  const second = tf.add(
    tf.mul(secondMoment, scalars.decay),
    tf.mul(tf.square(gradient), scalars.oneMinusDecay),
  );
  const step = tf.div(
    tf.mul(gradient, scalars.learningRate),
    tf.add(tf.sqrt(second), scalars.epsilon),
  );
  const next = tf.sub(tf.mul(velocity, scalars.momentum), step);
  return { parameter: tf.add(parameter, next), slots: [second, next] };
}

function movedParameter(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  slots: readonly tf.Tensor[],
  scalars: OptimizerScalars<Num>,
): ParameterUpdate {
  switch (scalars.name) {
    case 'adam':
      return adamUpdate(parameter, gradient, slots, scalars);
    case 'sgd':
      return sgdUpdate(parameter, gradient, slots, scalars);
    case 'rmsProp':
      return rmsPropUpdate(parameter, gradient, slots, scalars);
  }
}

/**
 * One update of one parameter; nothing is changed in place.
 * @param scale of the gradient: `gradientScale`
 */
export function updateParameter(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  slots: readonly tf.Tensor[],
  scalars: OptimizerScalars<Num>,
  scale: Num = 1,
): ParameterUpdate {
  const seen = seenGradient(parameter, gradient, scalars, scale);
  const moved = movedParameter(parameter, seen, slots, scalars);
  const { weightLimit } = scalars;
  if (weightLimit === undefined) return moved;
  return { ...moved, parameter: clamped(moved.parameter, weightLimit) };
}

/** Exponential moving average of a parameter: decay·average + (1 − decay)·θ. */
export function updateAverage(
  average: tf.Tensor,
  parameter: tf.Tensor,
  decay: Num,
  oneMinusDecay: Num,
): tf.Tensor {
  return tf.add(tf.mul(average, decay), tf.mul(parameter, oneMinusDecay));
}
