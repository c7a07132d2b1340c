/** Notices that a run left the finite numbers, without a pass of its own while it has not. */
import type { GanProgram } from '../program/ganProgram';
import type { GradientProgram } from '../program/gradientProgram';
import type { Player } from '../program/player';
import { DivergenceError } from '../trainer';
import type { Executor } from './executor';

export function allFinite(values: Float32Array): boolean {
  // The sum of products with zero is not a number as soon as one value is not finite.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  return sum === 0;
}

/** Human names of the outputs, in the order in which they are computed. */
const QUANTITIES: readonly (readonly [output: string, name: string])[] = [
  ['realLogits', 'logit of the discriminator'],
  ['fakeLogits', 'logit of the discriminator'],
  ['generatorLogits', 'logit of the discriminator for the generator'],
  ['discriminatorLoss', 'discriminator loss'],
  ['discriminatorPenalty', 'regularizers of the discriminator'],
  ['generatorLoss', 'generator loss'],
];

/** ‖g‖ in float64, from the gradients themselves. */
export function exactNorm(gradients: readonly Float32Array[]): number {
  let sum = 0;
  for (const gradient of gradients) {
    for (let i = 0; i < gradient.length; i++) sum += gradient[i] * gradient[i];
  }
  return Math.sqrt(sum);
}

/**
 * Euclidean norm of a player's last gradient.
 * @throws DivergenceError naming the first gradient that is not finite
 */
export function gradientNorm(
  executor: Executor,
  { networks }: GanProgram,
  player: Player,
  step: number,
): number {
  const squared = executor.squaredGradientNorm(player);
  if (Number.isFinite(squared)) return Math.sqrt(squared);
  const gradients = executor.gradients(player);
  const bad = gradients.findIndex((gradient) => !allFinite(gradient));
  // Finite, but too long for float32: only its square overflowed.
  if (bad === -1) return exactNorm(gradients);
  throw new DivergenceError(`gradient of ${player}/${networks[player].parameters[bad].name}`, step);
}

/** @throws DivergenceError naming the first output of the program's last update that is not finite */
export function checkOutputs(executor: Executor, program: GradientProgram, step: number): void {
  const outputs = executor.outputs(program.name);
  for (const [output, name] of QUANTITIES) {
    if (output in outputs && !allFinite(outputs[output])) throw new DivergenceError(name, step);
  }
}
