/** What generated samples look like: tiles for images, a histogram in one dimension, points in two. */
import { encode } from 'fast-png';
import { extremes } from '../engine/statistics';
import { TILE_GAP, tileScale } from '../protocol/sampleGrid';
import { Canvas, COLORS } from './canvas';

export interface ImageShape {
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The byte that shows a value, black at `low` and white at `high`; others are cut. */
export function shade(value: number, [low, high]: readonly [number, number]): number {
  return Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
}

/**
 * Tiles of images, row by row in a grid, on a transparent ground; each pixel of a sample is a square
 * of equal pixels. Grey and opacity for one channel, red, green, blue and opacity for three.
 *
 * @param samples [count, channels · height · width]
 * @param range the values that stand for black and white; others are cut
 * @param columns tiles in a row. Default: as many as make the grid as square as can be
 */
export function tilePicture(
  samples: Float32Array,
  { channels, height, width }: ImageShape,
  range: readonly [number, number],
  text: Record<string, string>,
  columns?: number,
): Uint8Array {
  const plane = height * width;
  const size = channels * plane;
  const count = samples.length / size;
  const across = columns ?? Math.ceil(Math.sqrt(count));
  const down = Math.ceil(count / across);
  const scale = tileScale(height, width);
  const pictureWidth = across * (width * scale + TILE_GAP) - TILE_GAP;
  const pictureHeight = down * (height * scale + TILE_GAP) - TILE_GAP;
  const values = channels + 1;
  const data = new Uint8Array(values * pictureWidth * pictureHeight);
  for (let tile = 0; tile < count; tile++) {
    const left = (tile % across) * (width * scale + TILE_GAP);
    const top = Math.floor(tile / across) * (height * scale + TILE_GAP);
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const pixel = tile * size + Math.floor(y / scale) * width + Math.floor(x / scale);
        const target = values * ((top + y) * pictureWidth + left + x);
        for (let channel = 0; channel < channels; channel++) {
          data[target + channel] = shade(samples[pixel + channel * plane] ?? 0, range);
        }
        data[target + channels] = 255;
      }
    }
  }
  return encode({ width: pictureWidth, height: pictureHeight, data, channels: values, text });
}

/** Bounds of what a picture shows. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The bounds of real data, with a margin in which generated samples may stray. */
export function boundsOf(samples: Float32Array): Bounds {
  const [low, high] = extremes(samples);
  const margin = Math.max((high - low) / 3, 1e-6);
  return { low: low - margin, high: high + margin };
}

const HISTOGRAM = { width: 960, height: 480, bins: 60, gap: 2, line: 4, top: 16 } as const;

/**
 * Histograms of one-dimensional samples on one scale: generated ones filled, real ones as a line. Samples outside the
 * bounds are not shown.
 */
export function histogramPicture(
  real: Float32Array,
  fake: Float32Array,
  bounds: Bounds,
  text: Record<string, string>,
): Uint8Array {
  const { width, height, bins, gap, line } = HISTOGRAM;
  const realShares = binShares(real, bounds);
  const fakeShares = binShares(fake, bounds);
  const highest = Math.max(...realShares, ...fakeShares);
  const binWidth = width / bins;
  const canvas = new Canvas(width, height);
  const top = (share: number): number =>
    height - line - Math.round((share / highest) * (height - HISTOGRAM.top));
  fakeShares.forEach((share, bin) => {
    const y = top(share);
    canvas.fill(bin * binWidth, y, binWidth - gap, height - line - y, COLORS.fake);
  });
  let before = height - line;
  realShares.forEach((share, bin) => {
    const y = top(share);
    canvas.fill(bin * binWidth, y, binWidth, line, COLORS.real);
    canvas.fill(
      bin * binWidth,
      Math.min(y, before),
      line,
      Math.abs(y - before) + line,
      COLORS.real,
    );
    before = y;
  });
  canvas.fill(0, height - line, width, line, COLORS.axis);
  return canvas.encode(text);
}

/** Share of the samples in each bin. */
function binShares(samples: Float32Array, { low, high }: Bounds): number[] {
  const shares = new Array<number>(HISTOGRAM.bins).fill(0);
  for (const value of samples) {
    const bin = Math.floor(((value - low) / (high - low)) * HISTOGRAM.bins);
    const share = shares[bin];
    if (share !== undefined) shares[bin] = share + 1 / samples.length;
  }
  return shares;
}

const SCATTER_PIXELS = 800;
/** Real samples are a wide ground under the smaller generated ones: size tells them apart without colours. */
const RADIUS = { real: 7, fake: 3 } as const;

/**
 * Points by their first two coordinates, both axes on one scale: real ones below, generated ones above.
 *
 * @param dimensions coordinates of a sample
 */
export function scatterPicture(
  real: Float32Array,
  fake: Float32Array,
  dimensions: number,
  bounds: Bounds,
  text: Record<string, string>,
): Uint8Array {
  const canvas = new Canvas(SCATTER_PIXELS, SCATTER_PIXELS);
  const place = (value: number): number =>
    Math.round(((value - bounds.low) / (bounds.high - bounds.low)) * SCATTER_PIXELS);
  for (const [points, kind] of [
    [real, 'real'],
    [fake, 'fake'],
  ] as const) {
    for (let i = 0; i < points.length; i += dimensions) {
      const x = place(points[i] ?? NaN);
      // Upwards, as in a plot.
      const y = SCATTER_PIXELS - place(points[i + 1] ?? NaN);
      if (Number.isFinite(x + y)) canvas.disc(x, y, RADIUS[kind], COLORS[kind]);
    }
  }
  return canvas.encode(text);
}
