/** Which training images lie nearest to a sample, pixel by pixel: whether the generator has copied one of them. */
import type { TrainingImages } from '../data/images';

export interface NearestImage {
  /** Number of the image in the data as they are read. */
  readonly image: number;
  /** Euclidean distance of the values. */
  readonly distance: number;
  /** The image is that near when mirrored, as training may have shown it. */
  readonly mirrored: boolean;
}

/** Values added between two looks at whether the image is already too far away. */
const BLOCK = 32;

/** The k nearest found so far, nearest first. */
export class Nearest {
  private readonly found: { image: number; squared: number; mirrored: boolean }[] = [];

  constructor(private readonly k: number) {}

  /** Squared distance that an image has to stay under. */
  get limit(): number {
    return this.found.length < this.k ? Infinity : this.found[this.k - 1].squared;
  }

  get images(): NearestImage[] {
    return this.found.map(({ image, squared, mirrored }) => ({
      image,
      distance: Math.sqrt(squared),
      mirrored,
    }));
  }

  add(image: number, squared: number, mirrored: boolean): void {
    const known = this.found.findIndex((other) => other.image === image);
    if (known >= 0) {
      if (this.found[known].squared <= squared) return;
      this.found.splice(known, 1);
    }
    const place = this.found.findIndex((other) => squared < other.squared);
    this.found.splice(place < 0 ? this.found.length : place, 0, { image, squared, mirrored });
    if (this.found.length > this.k) this.found.pop();
  }
}

/** Squared distance, or some larger number than `limit` as soon as it exceeds that. */
function squaredDistance(
  query: Float32Array,
  pixels: Uint8Array,
  values: Float32Array,
  limit: number,
): number {
  let sum = 0;
  for (let from = 0; from < query.length && sum < limit; from += BLOCK) {
    const to = Math.min(from + BLOCK, query.length);
    for (let i = from; i < to; i += 1) {
      const difference = query[i] - values[pixels[i]];
      sum += difference * difference;
    }
  }
  return sum;
}

/** Each row of each channel from right to left. */
export function mirroredSample(sample: Float32Array, width: number): Float32Array {
  const mirrored = new Float32Array(sample.length);
  for (let row = 0; row < sample.length; row += width) {
    for (let x = 0; x < width; x += 1) mirrored[row + x] = sample[row + width - 1 - x];
  }
  return mirrored;
}

/**
 * The k training images nearest to a sample, nearest first; of equal ones the first. Mirror images count where training
 * mirrors. O(images · values), read as the bytes they are kept as.
 *
 * @param sample [sampleSize], in the values that the networks are given
 * @param skip number of an image that is left out
 */
export function nearestImages(
  sample: Float32Array,
  images: TrainingImages,
  k: number,
  skip = -1,
): NearestImage[] {
  const queries = [sample];
  if (images.mirrored) queries.push(mirroredSample(sample, images.width));
  const nearest = new Nearest(k);
  for (let image = images.first; image < images.first + images.count; image += 1) {
    if (image === skip) continue;
    const pixels = images.pixelsOf(image);
    const values = images.valuesOf(pixels);
    queries.forEach((query, i) => {
      const squared = squaredDistance(query, pixels, values, nearest.limit);
      if (squared < nearest.limit) nearest.add(image, squared, i === 1);
    });
  }
  return nearest.images;
}

/** Fractional part of the golden ratio: its multiples, less their whole parts, stay evenly spread however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Numbers of training images, each once, evenly spread through the set at whichever one is stopped. */
export function* spreadImages({ first, count }: TrainingImages): Generator<number, undefined> {
  const given = new Set<number>();
  for (let i = 0; given.size < count; i += 1) {
    const image = first + Math.floor(((i * GOLDEN) % 1) * count);
    if (given.has(image)) continue;
    given.add(image);
    yield image;
  }
}

/** The values of a training image, [sampleSize]. */
export function imageSample(images: TrainingImages, image: number): Float32Array {
  const pixels = images.pixelsOf(image);
  const values = images.valuesOf(pixels);
  return Float32Array.from(pixels, (byte) => values[byte]);
}
