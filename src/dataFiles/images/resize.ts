/**
 * Resizing with a filter that is widened when the image gets smaller, so that nothing is aliased. Gives the very bytes
 * of Pillow (`Resample.c`), with whose pixels most published image models were trained; no library on npm does, and
 * what differs here differs in every measured distance (Parmar et al. 2022).
 */
import type { Raster } from './raster';

export type ResizeFilter = 'nearest' | 'box' | 'bilinear' | 'bicubic' | 'lanczos';

/** The part of an image that is used, in pixels from the left and the top; may cut pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Kernel {
  /** It is zero farther from 0. */
  readonly support: number;
  readonly at: (x: number) => number;
}

const CUBIC_A = -0.5;

function cubic(x: number): number {
  const distance = Math.abs(x);
  if (distance < 1) return ((CUBIC_A + 2) * distance - (CUBIC_A + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * CUBIC_A;
  return 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

const KERNELS: Readonly<Record<Exclude<ResizeFilter, 'nearest'>, Kernel>> = {
  box: { support: 0.5, at: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, at: cubic },
  lanczos: { support: 3, at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Bits after the point of a weight: eight bits of a pixel and two of overshoot leave 22 of 32. */
const WEIGHT_BITS = 22;

interface Weights {
  /** First source pixel and number of source pixels of each new one. */
  readonly first: Int32Array;
  readonly counts: Int32Array;
  /** [new pixels, `stride`] */
  readonly values: Int32Array;
  readonly stride: number;
}

function weightsOf(
  kernel: Kernel,
  sourceSize: number,
  from: number,
  to: number,
  size: number,
): Weights {
  const scale = (to - from) / size;
  const widening = Math.max(1, scale);
  const support = kernel.support * widening;
  const stride = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(size);
  const counts = new Int32Array(size);
  const values = new Int32Array(size * stride);
  const exact = new Float64Array(stride);
  for (let i = 0; i < size; i += 1) {
    const centre = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(sourceSize, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let k = 0; k < count; k += 1) {
      const weight = kernel.at((start + k - centre + 0.5) * (1 / widening));
      exact[k] = weight;
      sum += weight;
    }
    for (let k = 0; k < count; k += 1) {
      const weight = (exact[k] ?? 0) / (sum || 1);
      values[i * stride + k] = Math.trunc(weight * 2 ** WEIGHT_BITS + (weight < 0 ? -0.5 : 0.5));
    }
    first[i] = start;
    counts[i] = count;
  }
  return { first, counts, values, stride };
}

/** Where values lie: the distances from one to the next along the resized axis and across it. */
interface Layout {
  readonly along: number;
  readonly across: number;
  /** How many there are across, channels counted. */
  readonly lines: number;
}

/** Weighs along one axis. `from` and `to` lay out the values of the old and the new image. */
function resizeAxis(
  source: Uint8Array,
  from: Layout,
  target: Uint8ClampedArray,
  to: Layout,
  { first, counts, values, stride }: Weights,
  channels: number,
): void {
  const half = 2 ** (WEIGHT_BITS - 1);
  for (let line = 0; line < from.lines; line += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const sourceStart = line * from.across + channel;
      const targetStart = line * to.across + channel;
      for (let i = 0; i < first.length; i += 1) {
        let sum = half;
        let at = sourceStart + (first[i] ?? 0) * from.along;
        const end = i * stride + (counts[i] ?? 0);
        for (let k = i * stride; k < end; k += 1) {
          sum += (source[at] ?? 0) * (values[k] ?? 0);
          at += from.along;
        }
        target[targetStart + i * to.along] = sum >> WEIGHT_BITS;
      }
    }
  }
}

function resizeNearest(image: Raster, width: number, height: number, box: Box): Raster {
  const { channels, data } = image;
  const out = new Uint8Array(width * height * channels);
  const stepX = (box.right - box.left) / width;
  const stepY = (box.bottom - box.top) / height;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(box.top + (y + 0.5) * stepY) * image.width;
    for (let x = 0; x < width; x += 1) {
      const from = (row + Math.floor(box.left + (x + 0.5) * stepX)) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c += 1) out[to + c] = data[from + c] ?? 0;
    }
  }
  return { width, height, channels, data: out };
}

export function wholeImage({ width, height }: { width: number; height: number }): Box {
  return { left: 0, top: 0, right: width, bottom: height };
}

/** @param box lies in the image and is not empty */
export function resize(
  image: Raster,
  width: number,
  height: number,
  filter: ResizeFilter,
  box = wholeImage(image),
): Raster {
  if (filter === 'nearest') return resizeNearest(image, width, height, box);
  const kernel = KERNELS[filter];
  const { channels } = image;
  let result = image;
  if (width !== image.width || box.left !== 0 || box.right !== width) {
    const data = new Uint8ClampedArray(width * image.height * channels);
    const weights = weightsOf(kernel, image.width, box.left, box.right, width);
    const layout = (size: number): Layout => ({
      along: channels,
      across: size * channels,
      lines: image.height,
    });
    resizeAxis(image.data, layout(image.width), data, layout(width), weights, channels);
    result = { ...result, width, data: new Uint8Array(data.buffer) };
  }
  if (height !== image.height || box.top !== 0 || box.bottom !== height) {
    const data = new Uint8ClampedArray(width * height * channels);
    const weights = weightsOf(kernel, image.height, box.top, box.bottom, height);
    const layout = { along: width * channels, across: channels, lines: width };
    resizeAxis(result.data, layout, data, layout, weights, channels);
    result = { ...result, height, data: new Uint8Array(data.buffer) };
  }
  return result;
}
