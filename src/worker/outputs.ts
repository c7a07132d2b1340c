/** Figures of the discriminator's outputs on a minibatch: probabilities D = σ(a), or scores a. */
import { extremes } from '../engine/statistics';
import { outputOf, thresholdOf } from '../engine/theory/outputConvention';
import { HISTOGRAM_BINS, type OutputConvention, type OutputHistogram } from '../protocol/runModel';

export interface OutputStatistics {
  /** Mean of D, or of the score. */
  readonly mean: number;
  /** Share above the output of the convention: judged real. NaN where there is none. */
  readonly above: number;
  /** Share below it. */
  readonly below: number;
}

/** @param outputs [rows]: of the network, before any sigmoid */
export function outputStatistics(
  outputs: Float32Array,
  convention: OutputConvention,
): OutputStatistics {
  const limit = thresholdOf(convention);
  let sum = 0;
  let above = 0;
  let below = 0;
  for (const output of outputs) {
    sum += outputOf(output, convention);
    // On the logit, not on D: far from 0 the sigmoid rounds, its sign does not.
    if (output > limit) above++;
    else if (output < limit) below++;
  }
  const count = outputs.length;
  const share = (part: number): number => (Number.isNaN(limit) ? NaN : part / count);
  return { mean: sum / count, above: share(above), below: share(below) };
}

/** Counts in equal bins from `low` to `high`, which belongs to the last. */
function countInBins(
  values: Float32Array,
  low: number,
  high: number,
  of: (value: number) => number,
): number[] {
  const bins = new Array<number>(HISTOGRAM_BINS).fill(0);
  const scale = HISTOGRAM_BINS / (high - low);
  for (const value of values) {
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor((of(value) - low) * scale));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** Smallest and largest score, a little apart if they are equal. */
function scoreRange(real: Float32Array, fake: Float32Array): [number, number] {
  const [low, high] = extremes(real, fake);
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

/** @param realOutputs [rows], @param fakeOutputs [rows]: of the network, before any sigmoid */
export function outputHistogram(
  step: number,
  realOutputs: Float32Array,
  fakeOutputs: Float32Array,
  convention: OutputConvention,
): OutputHistogram {
  const isScore = convention.outputKind === 'score';
  const range = isScore ? scoreRange(realOutputs, fakeOutputs) : undefined;
  const [low, high] = range ?? [0, 1];
  const count = (outputs: Float32Array): number[] =>
    countInBins(outputs, low, high, (output) => outputOf(output, convention));
  return { step, ...(range && { range }), real: count(realOutputs), fake: count(fakeOutputs) };
}
