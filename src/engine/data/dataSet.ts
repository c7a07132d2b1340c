import type { DataSummary } from '../../protocol/runModel';

/** The classes that samples of a data set belong to. */
export interface Classes {
  readonly count: number;
  readonly names: readonly string[];
  /** Share of the samples in each class. */
  readonly shares: readonly number[];
}

/** A source of real samples. All randomness comes from the run's streams: minibatch `index` is always the same. */
export interface DataSet extends DataSummary {
  /** Product of `sampleShape`. */
  readonly sampleSize: number;
  /** Interval the values lie in, for images; absent for unbounded densities. */
  readonly valueRange?: readonly [number, number];
  /** The mean of each value over the whole set, [sampleSize]; there for images. */
  readonly means?: () => Float64Array;
  /** What the user should know about the data before training: whole sentences. */
  readonly warnings: readonly string[];
  /**
   * Fills `target`, [batchSize, sampleSize] row-major, with minibatch number `index` (from 0).
   * Finite sets are shuffled anew each epoch and drawn without replacement; a minibatch may span two epochs.
   */
  fillMinibatch(index: number, target: Float32Array): void;
  /** The classes that samples belong to; absent where the data has no labels. */
  readonly classes?: Classes;
  /** Fills `target`, [batchSize], with the classes of the samples of minibatch `index`; there if `classes` is. */
  fillLabels?(index: number, target: Int32Array | Float32Array): void;
}

/** @throws RangeError when `target` does not hold exactly one minibatch. */
export function checkMinibatch(
  target: { readonly length: number },
  batchSize: number,
  sampleSize: number,
): void {
  if (target.length !== batchSize * sampleSize) {
    throw new RangeError(
      `A minibatch is [${batchSize}, ${sampleSize}], ${batchSize * sampleSize} values, not ${target.length}.`,
    );
  }
}
