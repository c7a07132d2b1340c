/** Calls the fused kernel that an update needs. */
import type { KernelExports, Kernels } from '../kernels';
import { gradientLimit, gradientScale, type OptimizerScalars } from '../program/optimizers';
import type { UpdateSize } from '../trainer';

/** Where a player's arrays lie, as byte offsets; `count` numbers in each, padding included. */
export interface PlayerArrays {
  readonly count: number;
  readonly parameters: number;
  /** In the order of `slotNames`. */
  readonly slots: readonly number[];
  readonly gradients: number;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/**
 * Numbers of a block of a measured update: of what the kernels carry over in one sum of squares, so that the sum over
 * blocks is the same one; small enough to stay in the cache.
 */
const BLOCK = 4096;

/** What clipping by the norm multiplies the gradients by. It needs the norm before the update: a pass more, only then. */
function scaleOf(
  exports: KernelExports,
  { gradients, count }: PlayerArrays,
  scalars: OptimizerScalars,
): number {
  return gradientScale(scalars, () => exports.squaredNorm(gradients, count));
}

/** @param scale of the gradients: `scaleOf` the whole player */
function move(
  exports: KernelExports,
  arrays: PlayerArrays,
  scalars: OptimizerScalars,
  scale: number,
): number {
  const squaredGradientNorm = optimize(exports, arrays, scalars, scale);
  const { weightLimit } = scalars;
  if (weightLimit !== undefined) exports.clamp(arrays.parameters, arrays.count, weightLimit);
  return squaredGradientNorm;
}

function optimize(
  exports: KernelExports,
  { parameters, slots, gradients, count }: PlayerArrays,
  s: OptimizerScalars,
  scale: number,
): number {
  const limit = gradientLimit(s);
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
  return move(exports, arrays, scalars, scaleOf(exports, arrays, scalars));
}

export interface MeasuredUpdate {
  /** The sum of the squared gradients, before any clipping. */
  readonly squaredGradientNorm: number;
  readonly size: UpdateSize;
}

/** The same update, bit for bit, block by block, and how far it moved the parameters. */
export function measuredUpdate(
  { exports, memory, scratch }: Kernels,
  arrays: PlayerArrays,
  scalars: OptimizerScalars,
): MeasuredUpdate {
  const scale = scaleOf(exports, arrays, scalars);
  const bytes = new Uint8Array(memory.buffer);
  let [squaredGradientNorm, squaredUpdate, squaredParameters] = [0, 0, 0];
  for (let start = 0; start < arrays.count; start += BLOCK) {
    const block = blockOf(arrays, start);
    const { parameters, count } = block;
    squaredParameters += exports.squaredNorm(parameters, count);
    bytes.copyWithin(scratch.pointer, parameters, parameters + BYTES * count);
    squaredGradientNorm += move(exports, block, scalars, scale);
    squaredUpdate += exports.squaredDistance(parameters, scratch.pointer, count);
  }
  const size = { update: Math.sqrt(squaredUpdate), parameters: Math.sqrt(squaredParameters) };
  return { squaredGradientNorm, size };
}

/** The part of a player's arrays from number `start` on. */
function blockOf(
  { count, parameters, slots, gradients }: PlayerArrays,
  start: number,
): PlayerArrays {
  const offset = BYTES * start;
  return {
    count: Math.min(BLOCK, count - start),
    parameters: parameters + offset,
    slots: slots.map((slot) => slot + offset),
    gradients: gradients + offset,
  };
}
