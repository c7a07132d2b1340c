/** Entry of the neighbour thread: compares samples with all training images. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { trainingImages, type TrainingImages } from '../../engine/data/images';
import {
  imageSample,
  type NearestImage,
  nearestImages,
  spreadImages,
} from '../../engine/metrics/nearestImages';
import type { NeighbourSpace } from '../../protocol/inspection';
import { loadDigitFeatures } from '../evaluation/loadDigitFeatures';
import { serveThread } from '../serveThread';
import type { NeighbourFunctions, NeighbourSetup } from './neighbourProtocol';
import { TrainingFeatures } from './trainingFeatures';

/** However large the set is: after this time as few training images do as make a median. */
const REAL_MS = 15_000;
const FEWEST_REAL = 25;

/** What the thread was started with. */
class Search {
  readonly images: TrainingImages;
  private features: Promise<TrainingFeatures> | undefined;

  constructor(private readonly setup: NeighbourSetup) {
    this.images = trainingImages(setup.images, setup.use);
  }

  /** Made at the first question about them. */
  trainingFeatures(): Promise<TrainingFeatures> {
    this.features ??= this.openFeatures().catch((error: unknown) => {
      this.features = undefined;
      throw error;
    });
    return this.features;
  }

  async nearest(
    sample: Float32Array,
    count: number,
    space: NeighbourSpace,
    skip?: number,
  ): Promise<NearestImage[]> {
    return space === 'pixels'
      ? nearestImages(sample, this.images, count, skip)
      : (await this.trainingFeatures()).nearest(sample, count, skip);
  }

  private async openFeatures(): Promise<TrainingFeatures> {
    const { digits } = this.setup;
    if (digits === undefined) throw new Error('These images have no features.');
    return new TrainingFeatures(this.images, await loadDigitFeatures(digits));
  }
}

function neighbourFunctions(): NeighbourFunctions {
  let search: Search | undefined;
  const started = (): Search => {
    if (search === undefined) throw new Error('The neighbour thread was not started.');
    return search;
  };
  return {
    start(setup) {
      search = new Search(setup);
    },
    features: async (milliseconds) => (await started().trainingFeatures()).work(milliseconds),
    nearest: (...asked) => started().nearest(...asked),
    async realDistances(most, space) {
      const { images } = started();
      const distances: number[] = [];
      const begin = performance.now();
      for (const image of spreadImages(images)) {
        const enough = performance.now() - begin > REAL_MS ? FEWEST_REAL : most;
        if (distances.length >= enough) break;
        const [nearest] = await started().nearest(imageSample(images, image), 1, space, image);
        if (nearest !== undefined) distances.push(nearest.distance);
        // Whoever asks for the neighbours of a sample meanwhile does not wait for all of it.
        await nextTurn();
      }
      return Float64Array.from(distances).sort();
    },
  };
}

serveThread(neighbourFunctions());
