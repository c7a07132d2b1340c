/** What the discriminator's outputs mean: the network answers a, and D = σ(a) is a probability, or a is a score itself. */
import type { OutputConvention } from '../../protocol/runModel';
import { sigmoid } from '../../theory/discriminator';

/** D, or the score, of an output a of the network. */
export function outputOf(a: number, { outputKind }: OutputConvention): number {
  return outputKind === 'score' ? a : sigmoid(a);
}

/** Output a of the network that stands for the output of the convention; not-a-number where it has none. */
export function thresholdOf({ outputKind, output }: OutputConvention): number {
  if (output === undefined) return NaN;
  return outputKind === 'score' ? output : Math.log(output / (1 - output));
}
