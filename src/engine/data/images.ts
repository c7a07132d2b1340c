import { formatCount } from '../../config/formatCount';
import type { DataConfig } from '../../config/ganConfig';
import type { Streams } from '../random/streams';
import { contrastRange, fillContrastValues } from './contrast';
import { checkMinibatch, type Classes, type DataSet } from './dataSet';
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
  /** The file of each image, where each has one. */
  readonly fileNames?: readonly string[];
  /** What was odd when they were read: whole sentences. */
  readonly warnings?: readonly string[];
}

type PixelRange = Extract<DataConfig, { pixelRange: unknown }>['pixelRange'];

/** How images become samples. */
export interface ImageUse {
  readonly pixelRange: PixelRange;
  /** Mirror each image with probability ½ whenever it is drawn. */
  readonly horizontalFlip: boolean;
  /** Images from `start` to before `stop`. */
  readonly subset?: { readonly start: number; readonly stop: number } | undefined;
  /** Euclidean norm that each image gets, its mean subtracted. */
  readonly contrastNormalization?: number | undefined;
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

/** The interval of the values that pictures show, from black to white. */
export function imageValueRange(
  { pixelRange, contrastNormalization }: Omit<ImageUse, 'horizontalFlip'>,
  sampleSize: number,
): readonly [number, number] {
  return contrastNormalization === undefined
    ? PIXEL_RANGES[pixelRange]
    : contrastRange(contrastNormalization, sampleSize);
}

/** The value of each byte of an image; valid until the next is asked for. */
function pixelReader(
  { white }: ImageSet,
  { pixelRange, contrastNormalization: norm }: ImageUse,
): (pixels: Uint8Array) => Float32Array {
  const values = pixelValues(white, PIXEL_RANGES[pixelRange]);
  if (norm === undefined) return () => values;
  return (pixels) => {
    fillContrastValues(pixels, norm, values);
    return values;
  };
}

/** The images that are used: `count` from the one numbered `first`. */
function usedImages({ count }: ImageSet, { subset }: ImageUse): { first: number; count: number } {
  const { start = 0, stop = count } = subset ?? {};
  if (start >= stop || stop > count) {
    throw new RangeError(`Images ${start} to ${stop} are no part of ${count} images.`);
  }
  return { first: start, count: stop - start };
}

function describeImages(images: ImageSet, use: ImageUse): string {
  const { name, channels, height, width } = images;
  const { first, count } = usedImages(images, use);
  const colour = channels === 3 ? ' in colour' : '';
  const part =
    count === images.count
      ? ''
      : ` (${formatCount(first + 1)} to ${formatCount(first + count)} of ${formatCount(images.count)})`;
  const norm = use.contrastNormalization;
  const contrast = norm === undefined ? '' : `, contrast normalised to norm ${norm}`;
  return `${name}, ${formatCount(count)} images of ${height}×${width}${colour}${part}${contrast}`;
}

function warningsOf(count: number, batchSize: number): string[] {
  if (count >= batchSize) return [];
  return [
    `The data set has ${formatCount(count)} images, a minibatch ${batchSize}: each minibatch holds some images more ` +
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

/** The mean of each value over images, [sampleSize]. */
function meansOf(
  images: readonly Uint8Array[],
  valuesOf: (pixels: Uint8Array) => Float32Array,
): Float64Array {
  const means = new Float64Array(images[0].length);
  for (const pixels of images) {
    const values = valuesOf(pixels);
    for (let i = 0; i < means.length; i += 1) means[i] += values[pixels[i]];
  }
  return means.map((sum) => sum / images.length);
}

/** @param used labels of the images in use */
function classesOf(names: readonly string[], used: Uint16Array): Classes {
  const counts = new Array<number>(names.length).fill(0);
  for (const value of used) counts[value] += 1;
  const shares = counts.map((count) => count / used.length);
  return { count: names.length, names, shares };
}

/** The images that a run trains on, one by one. */
export interface TrainingImages {
  /** Those numbered from `first` to before `first + count` in the data as they are read. */
  readonly first: number;
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Training also shows them mirrored. */
  readonly mirrored: boolean;
  /** The bytes of an image, [channels, height, width]. */
  readonly pixelsOf: (image: number) => Uint8Array;
  /** The value of each byte of an image, [256]; valid until the next is asked for. */
  readonly valuesOf: (pixels: Uint8Array) => Float32Array;
}

/** @throws RangeError when `images` holds fewer or more pixels than it says, or has no such subset */
export function trainingImages(images: ImageSet, use: ImageUse): TrainingImages {
  checkPixels(images);
  const { channels, height, width, pixels } = images;
  const size = channels * height * width;
  return {
    ...usedImages(images, use),
    ...{ channels, height, width },
    mirrored: use.horizontalFlip,
    pixelsOf: (image) => pixels.subarray(image * size, (image + 1) * size),
    valuesOf: pixelReader(images, use),
  };
}

/** @throws RangeError when `images` holds fewer or more pixels than it says, or has no such subset */
export function createImageData(
  images: ImageSet,
  use: ImageUse,
  streams: Streams,
  batchSize: number,
): DataSet {
  const { channels, height, width, labels } = images;
  const sampleSize = channels * height * width;
  const { first, count, pixelsOf, valuesOf } = trainingImages(images, use);
  const order = createOrder(streams, count);
  const imageAt = (position: number) => first + order(position);
  const flips = new Uint32Array(batchSize);
  const classes = labels && {
    classes: classesOf(labels.names, labels.values.subarray(first, first + count)),
    fillLabels(index: number, target: Int32Array | Float32Array): void {
      checkMinibatch(target, batchSize, 1);
      for (let row = 0; row < batchSize; row += 1) {
        target[row] = labels.values[imageAt(index * batchSize + row)];
      }
    },
  };
  return {
    description: describeImages(images, use),
    sampleShape: [channels, height, width],
    count,
    sampleSize,
    valueRange: imageValueRange(use, sampleSize),
    means: () =>
      meansOf(
        Array.from({ length: count }, (_, i) => pixelsOf(first + i)),
        valuesOf,
      ),
    warnings: warningsOf(count, batchSize),
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, sampleSize);
      if (use.horizontalFlip) streams.fillIntegers('flip', index, 2, flips);
      for (let row = 0; row < batchSize; row += 1) {
        const source = pixelsOf(imageAt(index * batchSize + row));
        const values = valuesOf(source);
        const start = row * sampleSize;
        if (flips[row] === 1) {
          copyMirrored(source, width, values, target.subarray(start, start + sampleSize));
        } else {
          for (let i = 0; i < sampleSize; i += 1) target[start + i] = values[source[i]];
        }
      }
    },
    ...classes,
  };
}
