/** Figures of the discriminator's outputs D = σ(a) on a minibatch of logits a. */
import { HISTOGRAM_BINS, type OutputHistogram } from '../protocol/runModel';

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

export interface OutputStatistics {
  /** Mean of D. */
  readonly mean: number;
  /** Share with D > ½. */
  readonly aboveHalf: number;
  /** Share with D < ½. */
  readonly belowHalf: number;
}

/** @param logits [batchSize] */
export function outputStatistics(logits: Float32Array): OutputStatistics {
  let sum = 0;
  let above = 0;
  let below = 0;
  for (const logit of logits) {
    sum += sigmoid(logit);
    // On the logit, not on D: far from 0 the sigmoid rounds, its sign does not.
    if (logit > 0) above++;
    else if (logit < 0) below++;
  }
  const count = logits.length;
  return { mean: sum / count, aboveHalf: above / count, belowHalf: below / count };
}

/** Counts of D in equal bins over [0, 1]; 1 belongs to the last. */
function binOutputs(logits: Float32Array): number[] {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  for (const logit of logits) {
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor(sigmoid(logit) * HISTOGRAM_BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

export function outputHistogram(
  step: number,
  realLogits: Float32Array,
  fakeLogits: Float32Array,
): OutputHistogram {
  return { step, real: binOutputs(realLogits), fake: binOutputs(fakeLogits) };
}
