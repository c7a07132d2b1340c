import type { DataConfig } from '../../config/ganConfig';
import type { Streams } from '../random/streams';
import { checkMinibatch, type DataSet } from './dataSet';

/** Decoded greyscale images. */
export interface ImageSet {
  /** For messages, such as "mnist/train-images-idx3-ubyte.gz". */
  readonly name: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** [count, height, width], one byte a pixel. */
  readonly pixels: Uint8Array;
  /** The byte that stands for white: 255, or 16 for the built-in digits. Stated by the format, never guessed. */
  readonly white: number;
}

type PixelRange = Extract<DataConfig, { pixelRange: unknown }>['pixelRange'];

/** The values that stand for black and white. */
export const PIXEL_RANGES: Readonly<Record<PixelRange, readonly [number, number]>> = {
  minusOneToOne: [-1, 1],
  zeroToOne: [0, 1],
};

/** The value of every possible byte, black at the low end of the range and `white` at the high end. */
function pixelValues(white: number, [low, high]: readonly [number, number]): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => low + ((high - low) * byte) / white);
}

/** Positions in a finite set, in the order they are drawn: a new permutation each epoch. */
function createOrder(streams: Streams, count: number): (position: number) => number {
  // A minibatch touches one epoch, or two when it spans them.
  let current: { epoch: number; order: Uint32Array } = { epoch: -1, order: new Uint32Array() };
  return (position) => {
    const epoch = Math.floor(position / count);
    if (epoch !== current.epoch) {
      current = { epoch, order: streams.permutation('shuffle', epoch, count) };
    }
    return current.order[position - epoch * count];
  };
}

/** @throws RangeError when `images` holds fewer pixels than it says. */
export function createImageData(
  images: ImageSet,
  pixelRange: PixelRange,
  streams: Streams,
  batchSize: number,
): DataSet {
  const { name, count, height, width, pixels } = images;
  const sampleSize = height * width;
  if (pixels.length !== count * sampleSize) {
    throw new RangeError(
      `${count} images of ${height}×${width} have ${count * sampleSize} pixels, not ${pixels.length}.`,
    );
  }
  const valueRange = PIXEL_RANGES[pixelRange];
  const values = pixelValues(images.white, valueRange);
  const positionToImage = createOrder(streams, count);
  const shownCount = count.toLocaleString('en-US');
  return {
    description: `${name}, ${shownCount} images of ${height}×${width}`,
    sampleShape: [1, height, width],
    count,
    sampleSize,
    valueRange,
    warnings:
      count < batchSize
        ? [
            `The data set has ${shownCount} images, a minibatch ${batchSize}: each minibatch holds some images more ` +
              'than once. A smaller `training.batchSize` or more images avoid this.',
          ]
        : [],
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, sampleSize);
      const first = index * batchSize;
      for (let row = 0; row < batchSize; row += 1) {
        const source = positionToImage(first + row) * sampleSize;
        const start = row * sampleSize;
        for (let i = 0; i < sampleSize; i += 1) target[start + i] = values[pixels[source + i]];
      }
    },
  };
}
