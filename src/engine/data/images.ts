import type { DataConfig } from '../../config/ganConfig';
import type { Streams } from '../random/streams';
import { checkMinibatch, type DataSet } from './dataSet';
import { createOrder } from './order';

/** Which class each sample of a finite set belongs to. */
export interface Labels {
  /** [count], each below the number of names. */
  readonly values: Uint16Array;
  /** Names of the classes. */
  readonly names: readonly string[];
}

/** Decoded images. */
export interface ImageSet {
  /** For messages, such as "mnist/train-images-idx3-ubyte.gz". */
  readonly name: string;
  readonly count: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [count, channels, height, width], one byte a value. */
  readonly pixels: Uint8Array;
  /** The byte that stands for white: 255, or 16 for the built-in digits. Stated by the format, never guessed. */
  readonly white: number;
  readonly labels?: Labels;
}

type PixelRange = Extract<DataConfig, { pixelRange: unknown }>['pixelRange'];

/** How images become samples. */
export interface ImageUse {
  readonly pixelRange: PixelRange;
  /** Mirror each image with probability ½ whenever it is drawn. */
  readonly horizontalFlip: boolean;
}

/** The values that stand for black and white. */
export const PIXEL_RANGES: Readonly<Record<PixelRange, readonly [number, number]>> = {
  minusOneToOne: [-1, 1],
  zeroToOne: [0, 1],
};

/** The value of every possible byte, black at the low end of the range and `white` at the high end. */
function pixelValues(white: number, [low, high]: readonly [number, number]): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => low + ((high - low) * byte) / white);
}

function describeImages({ name, count, channels, height, width }: ImageSet): string {
  const colour = channels === 3 ? ' in colour' : '';
  return `${name}, ${count.toLocaleString('en-US')} images of ${height}×${width}${colour}`;
}

function warningsOf({ count }: ImageSet, batchSize: number): string[] {
  if (count >= batchSize) return [];
  return [
    `The data set has ${count.toLocaleString('en-US')} images, a minibatch ${batchSize}: each minibatch holds some images more ` +
      'than once. A smaller `training.batchSize` or more images avoid this.',
  ];
}

function checkPixels({ count, channels, height, width, pixels }: ImageSet): void {
  const expected = count * channels * height * width;
  if (pixels.length !== expected) {
    throw new RangeError(
      `${count} images of ${channels}×${height}×${width} have ${expected} values, not ${pixels.length}.`,
    );
  }
}

/** Copies an image, each of its rows from right to left. */
function copyMirrored(
  source: Uint8Array,
  width: number,
  values: Float32Array,
  target: Float32Array,
): void {
  for (let row = 0; row < source.length; row += width) {
    for (let x = 0; x < width; x += 1) target[row + x] = values[source[row + width - 1 - x]];
  }
}

/** @throws RangeError when `images` holds fewer or more pixels than it says */
export function createImageData(
  images: ImageSet,
  { pixelRange, horizontalFlip }: ImageUse,
  streams: Streams,
  batchSize: number,
): DataSet {
  checkPixels(images);
  const { count, channels, height, width, pixels, labels } = images;
  const sampleSize = channels * height * width;
  const valueRange = PIXEL_RANGES[pixelRange];
  const values = pixelValues(images.white, valueRange);
  const imageAt = createOrder(streams, count);
  const flips = new Uint32Array(batchSize);
  const classes = labels && {
    classes: { count: labels.names.length, names: labels.names },
    fillLabels(index: number, target: Int32Array): void {
      checkMinibatch(target, batchSize, 1);
      for (let row = 0; row < batchSize; row += 1) {
        target[row] = labels.values[imageAt(index * batchSize + row)];
      }
    },
  };
  return {
    description: describeImages(images),
    sampleShape: [channels, height, width],
    count,
    sampleSize,
    valueRange,
    warnings: warningsOf(images, batchSize),
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, sampleSize);
      if (horizontalFlip) streams.fillIntegers('flip', index, 2, flips);
      for (let row = 0; row < batchSize; row += 1) {
        const from = imageAt(index * batchSize + row) * sampleSize;
        const start = row * sampleSize;
        if (flips[row] === 1) {
          const source = pixels.subarray(from, from + sampleSize);
          copyMirrored(source, width, values, target.subarray(start, start + sampleSize));
        } else {
          for (let i = 0; i < sampleSize; i += 1) target[start + i] = values[pixels[from + i]];
        }
      }
    },
    ...classes,
  };
}
