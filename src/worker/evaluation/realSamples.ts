/** Real samples for the metrics, apart from those that training draws. */
import type { DataSet } from '../../engine/data/dataSet';

/** Of a finite set no more than this part is compared at once, so that its sets can be disjoint. */
const LARGEST_PART = 4;
/** Of fewer no metric says anything. */
const FEWEST = 10;
/** Samples that a data set must have to be compared with. */
export const FEWEST_DATA = LARGEST_PART * FEWEST;

/** Seed of everything random in an evaluation: another one than that of the run, whose draws it must not repeat. */
export function evaluationSeed(seed: number): number {
  return (seed + 0x9e3779b9) % 2 ** 32;
}

/** Samples that are compared at once; undefined where the data set is too small. */
export function comparedSamples(wanted: number, dataCount: number | undefined): number | undefined {
  if (dataCount === undefined) return wanted;
  const count = Math.min(wanted, Math.floor(dataCount / LARGEST_PART));
  return count < FEWEST ? undefined : count;
}

/** Two sets of real samples that share none, each [samples, sample size]. */
export interface RealPair {
  readonly real: Float32Array;
  readonly other: Float32Array;
}

/**
 * Draws pair after pair.
 *
 * @param data in minibatches of twice the number of samples, on streams of the evaluation
 */
export function* realPairs(data: DataSet, samples: number): Generator<RealPair, never> {
  const size = 2 * samples;
  for (let index = 0; ; index += 1) {
    const { count } = data;
    // A minibatch that spans two epochs may hold a sample twice.
    if (count !== undefined) {
      const epoch = (position: number): number => Math.floor(position / count);
      if (epoch(index * size) !== epoch((index + 1) * size - 1)) continue;
    }
    const values = new Float32Array(size * data.sampleSize);
    data.fillMinibatch(index, values);
    const half = samples * data.sampleSize;
    yield { real: values.slice(0, half), other: values.slice(half) };
  }
}
