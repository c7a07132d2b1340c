/** Calls the fused kernel that an update needs. */
import type { KernelExports } from '../kernels';
import { gradientLimit, gradientScale, type OptimizerScalars } from '../program/optimizers';

/** Where a player's arrays lie, as byte offsets; `count` numbers in each, padding included. */
export interface PlayerArrays {
  readonly count: number;
  readonly parameters: number;
  /** In the order of `slotNames`. */
  readonly slots: readonly number[];
  readonly gradients: number;
}

function move(
  exports: KernelExports,
  { parameters, slots, gradients, count }: PlayerArrays,
  s: OptimizerScalars,
): number {
  const limit = gradientLimit(s);
  // Clipping by the norm needs it before the update: one pass more, only then.
  const scale = gradientScale(s, () => exports.squaredNorm(gradients, count));
  switch (s.name) {
    case 'adam':
      return exports.adam(
        ...([parameters, slots[0], slots[1], gradients, count] as const),
        ...([scale, limit, s.weightDecay] as const),
        ...([s.stepSize, s.beta1, s.oneMinusBeta1, s.beta2, s.oneMinusBeta2] as const),
        ...([s.secondMomentScale, s.epsilon, s.kept] as const),
      );
    case 'sgd':
      return exports[s.nesterov ? 'nesterov' : 'sgd'](
        ...([parameters, slots[0], gradients, count] as const),
        ...([scale, limit, s.weightDecay, s.learningRate, s.momentum] as const),
      );
    case 'rmsProp':
      return exports.rmsProp(
        ...([parameters, slots[0], slots[1], gradients, count] as const),
        ...([scale, limit, s.weightDecay] as const),
        ...([s.learningRate, s.decay, s.oneMinusDecay, s.epsilon, s.momentum] as const),
      );
  }
}

/** Updates parameters and slots in place. Answers the sum of the squared gradients, before any clipping. */
export function fusedUpdate(
  exports: KernelExports,
  arrays: PlayerArrays,
  scalars: OptimizerScalars,
): number {
  const squaredGradientNorm = move(exports, arrays, scalars);
  const { weightLimit } = scalars;
  if (weightLimit !== undefined) exports.clamp(arrays.parameters, arrays.count, weightLimit);
  return squaredGradientNorm;
}
