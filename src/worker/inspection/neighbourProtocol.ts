/** The link between the training process and the thread that compares a sample with all training images. */
import type { ImageSet, ImageUse } from '../../engine/data/images';
import type { NearestImage } from '../../engine/metrics/nearestImages';
import type { NeighbourSpace } from '../../protocol/inspection';
import type { DigitModel } from '../evaluation/digitFeatures';

export interface NeighbourSetup {
  /** With pixels in shared memory: the thread holds no copy of them. */
  readonly images: Omit<ImageSet, 'labels' | 'fileNames' | 'warnings'>;
  readonly use: ImageUse;
  /** Absent where images have no features. */
  readonly digits: DigitModel | undefined;
}

/** Training process → thread. */
export interface NeighbourFunctions {
  /** Must come first. */
  start(setup: NeighbourSetup): void;
  /** Works on the features of training images for so long; answers how many have theirs. */
  features(milliseconds: number): Promise<number>;
  /** The `count` training images nearest to a sample, nearest first. */
  nearest(sample: Float32Array, count: number, space: NeighbourSpace): Promise<NearestImage[]>;
  /** Distances from `most` training images, or fewer of a large set, to the nearest of all others, ascending. */
  realDistances(most: number, space: NeighbourSpace): Promise<Float64Array>;
}
