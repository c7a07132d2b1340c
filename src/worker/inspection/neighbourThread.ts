/** Entry of the neighbour thread: compares samples with all training images. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { trainingImages, type TrainingImages } from '../../engine/data/images';
import { imageSample, nearestImages, spreadImages } from '../../engine/metrics/nearestImages';
import { serveThread } from '../serveThread';
import type { NeighbourFunctions } from './neighbourProtocol';

/** However large the set is: after this time as few training images do as make a median. */
const REAL_MS = 15_000;
const FEWEST_REAL = 25;

function neighbourFunctions(): NeighbourFunctions {
  let images: TrainingImages | undefined;
  const started = (): TrainingImages => {
    if (images === undefined) throw new Error('The neighbour thread was not started.');
    return images;
  };
  return {
    start(setup) {
      images = trainingImages(setup.images, setup.use);
    },
    nearest: (sample, count) => nearestImages(sample, started(), count),
    async realDistances(most) {
      const distances: number[] = [];
      const begin = performance.now();
      for (const image of spreadImages(started())) {
        const enough = performance.now() - begin > REAL_MS ? FEWEST_REAL : most;
        if (distances.length >= enough) break;
        const [nearest] = nearestImages(imageSample(started(), image), started(), 1, image);
        if (nearest !== undefined) distances.push(nearest.distance);
        // Whoever asks for the neighbours of a sample meanwhile does not wait for all of it.
        await nextTurn();
      }
      return Float64Array.from(distances).sort();
    },
  };
}

serveThread(neighbourFunctions());
