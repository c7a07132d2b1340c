import type { DataSet } from '../data/dataSet';

/** Minibatches from here on are never trained on: a run of 10¹² discriminator updates does not come this far. */
const FIRST_HELD_OUT = 2 ** 40;

/**
 * Real samples that training draws no minibatch of; of a finite set, its samples in another order.
 *
 * @param data draws minibatches of `minibatchSize`
 * @param set which draw: different ones have no sample in common, but for those of a finite set
 * @returns [count, data.sampleSize]
 */
export function heldOutSamples(
  data: DataSet,
  minibatchSize: number,
  count: number,
  set: number,
): Float32Array {
  const minibatches = Math.ceil(count / minibatchSize);
  const size = minibatchSize * data.sampleSize;
  const samples = new Float32Array(minibatches * size);
  for (let i = 0; i < minibatches; i += 1) {
    const index = FIRST_HELD_OUT + set * minibatches + i;
    data.fillMinibatch(index, samples.subarray(i * size, (i + 1) * size));
  }
  return samples.subarray(0, count * data.sampleSize);
}
