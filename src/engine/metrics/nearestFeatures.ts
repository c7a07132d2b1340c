/** Which training images lie nearest to a sample by their features: what looks alike though its pixels lie elsewhere. */
import { Nearest, type NearestImage } from './nearestImages';
import type { SampleSet } from './sampleSet';

/**
 * The k images nearest to a sample, nearest first; of equal ones the first. O(images · features).
 *
 * @param queries features of the sample, [features], and of its mirror image where training mirrors
 * @param features of the images numbered from `first`, [images, features]
 * @param skip number of an image that is left out
 */
export function nearestFeatures(
  queries: readonly Float32Array[],
  { count, dimensions, values }: SampleSet,
  first: number,
  k: number,
  skip = -1,
): NearestImage[] {
  const nearest = new Nearest(k);
  for (let row = 0; row < count; row += 1) {
    if (first + row === skip) continue;
    queries.forEach((query, i) => {
      let squared = 0;
      for (let axis = 0; axis < dimensions; axis += 1) {
        const difference = query[axis] - values[row * dimensions + axis];
        squared += difference * difference;
      }
      if (squared < nearest.limit) nearest.add(first + row, squared, i === 1);
    });
  }
  return nearest.images;
}
