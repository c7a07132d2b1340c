/** What of a sample the distances of the metrics are taken in. */
import { sizeOf } from '../../config/networkShape';
import type { Streams } from '../random/streams';
import { type SampleSet, sampleSet } from './sampleSet';

/** Turns samples, [count, sample size], into what is compared. */
export interface Features {
  /** A few words for captions. */
  readonly description: string;
  of(samples: Float32Array): Promise<SampleSet>;
}

/** Images of more values are projected: distances would take too long, covariances too many samples. */
const LARGEST_RAW = 256;
const PROJECTIONS = 64;

/**
 * Coordinates of points; pixels of small images; of larger ones 64 projections on random directions, which keep
 * distances to within about a tenth (Johnson & Lindenstrauss 1984).
 *
 * @param streams of the evaluation
 */
export function plainFeatures(sampleShape: readonly number[], streams: Streams): Features {
  const size = sizeOf(sampleShape);
  const isImage = sampleShape.length > 1;
  if (!isImage || size <= LARGEST_RAW) {
    return {
      description: isImage ? 'pixels' : 'coordinates',
      of: (samples) => Promise.resolve(sampleSet(samples, size)),
    };
  }
  const directions = new Float32Array(size * PROJECTIONS);
  streams.fillNormal('evaluation', 1, directions);
  return {
    description: `${PROJECTIONS} random projections of the pixels`,
    of: (samples) => Promise.resolve(projected(sampleSet(samples, size), directions)),
  };
}

function projected({ count, dimensions, values }: SampleSet, directions: Float32Array): SampleSet {
  const result = new Float32Array(count * PROJECTIONS);
  const scale = 1 / Math.sqrt(PROJECTIONS);
  for (let row = 0; row < count; row += 1) {
    const own = result.subarray(row * PROJECTIONS, (row + 1) * PROJECTIONS);
    for (let i = 0; i < dimensions; i += 1) {
      const value = scale * values[row * dimensions + i];
      const at = i * PROJECTIONS;
      for (let p = 0; p < PROJECTIONS; p += 1) own[p] += value * directions[at + p];
    }
  }
  return sampleSet(result, PROJECTIONS);
}
