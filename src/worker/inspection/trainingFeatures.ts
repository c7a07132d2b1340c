/** Features of all training images, worked out a piece at a time and kept. */
import type { TrainingImages } from '../../engine/data/images';
import { nearestFeatures } from '../../engine/metrics/nearestFeatures';
import { imageSample, mirroredSample, type NearestImage } from '../../engine/metrics/nearestImages';
import type { SampleSet } from '../../engine/metrics/sampleSet';
import { DIGIT_FEATURES } from '../../engine/classifier/digitShape';
import type { DigitFeatures } from '../evaluation/digitFeatures';

/** Images that are classified at once: some ten milliseconds. */
const PIECE = 250;

export class TrainingFeatures {
  private readonly values: Float32Array;
  private done = 0;
  private piece: Promise<void> | undefined;

  constructor(
    private readonly images: TrainingImages,
    private readonly classifier: DigitFeatures,
  ) {
    this.values = new Float32Array(images.count * DIGIT_FEATURES);
  }

  /** Works for about so many milliseconds; answers how many images have their features. */
  async work(milliseconds: number): Promise<number> {
    const until = performance.now() + milliseconds;
    while (this.done < this.images.count && performance.now() < until) {
      // Whoever else asks waits for the same piece.
      this.piece ??= this.classifyPiece().finally(() => (this.piece = undefined));
      await this.piece;
    }
    return this.done;
  }

  /**
   * The `k` training images nearest to a sample, nearest first.
   *
   * @param skip number of an image that is left out
   * @throws Error unless all images have their features
   */
  async nearest(sample: Float32Array, k: number, skip?: number): Promise<NearestImage[]> {
    const { first, count, mirrored, width } = this.images;
    if (this.done < count) throw new Error('Not all training images have their features yet.');
    const queries = [await this.featuresOf(sample)];
    if (mirrored) queries.push(await this.featuresOf(mirroredSample(sample, width)));
    const set: SampleSet = { count, dimensions: DIGIT_FEATURES, values: this.values };
    return nearestFeatures(queries, set, first, k, skip);
  }

  private async featuresOf(samples: Float32Array): Promise<Float32Array> {
    return (await this.classifier.classify(samples)).features.values;
  }

  private async classifyPiece(): Promise<void> {
    const { first, count, channels, height, width } = this.images;
    const rows = Math.min(PIECE, count - this.done);
    const size = channels * height * width;
    const samples = new Float32Array(rows * size);
    for (let row = 0; row < rows; row += 1) {
      samples.set(imageSample(this.images, first + this.done + row), row * size);
    }
    this.values.set(await this.featuresOf(samples), this.done * DIGIT_FEATURES);
    this.done += rows;
  }
}
