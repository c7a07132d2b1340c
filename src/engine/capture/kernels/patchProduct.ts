/**
 * The gradient of a filter as products of matrices: rows hold what lies under a place of the window, wherever the
 * window stands (Chellapilla et al. 2006, "unrolled" convolutions). At strides of 1, of the image and the gradient of the
 * output the one with fewer channels is unrolled, since that writes it once for every place.
 */
import type { GraphBuilder, Value } from '../graph';
import { flattened, padded, reshaped, sliced, stacked, transposed, turned } from './moves';

/** Extents along one axis. */
export interface WindowAxis {
  /** Of the image, and zeros before it. */
  readonly pixels: number;
  readonly before: number;
  readonly window: number;
  readonly stride: number;
  readonly outputs: number;
}

type Axes = readonly [WindowAxis, WindowAxis];

/** Pixels and zeros that some window reaches. */
function reached({ window, stride, outputs }: WindowAxis): number {
  return (outputs - 1) * stride + window;
}

/** Zeros before and after the image, as far as a window reaches them. */
function borders(axis: WindowAxis): readonly [before: number, after: number] {
  return [axis.before, Math.max(0, reached(axis) - axis.before - axis.pixels)];
}

/** Places of the window, from the top left on. */
function places([rows, columns]: Axes): (readonly [number, number])[] {
  return Array.from({ length: rows.window }, (_, i) =>
    Array.from({ length: columns.window }, (__, j) => [i, j] as const),
  ).flat();
}

/**
 * Places are taken together up to so many rows: matrices of fewer are multiplied slowly, and all at once would hold the
 * image as often as the window has places.
 */
const ROWS = 32;

/** What lies under each place times a matrix, one below the other. */
function products(builder: GraphBuilder, patches: readonly Value[], matrix: Value): Value {
  const [channels] = patches[0].shape;
  const together = Math.max(1, Math.floor(ROWS / channels));
  const count = Math.ceil(patches.length / together);
  const sums = Array.from({ length: count }, (_, i) => {
    const rows = stacked(builder, patches.slice(i * together, (i + 1) * together));
    const type = { shape: [rows.shape[0], matrix.shape[1]], type: matrix.type };
    return builder.node('Gemm', [rows, matrix], type);
  });
  return stacked(builder, sums);
}

/** Every stride-th value of the second and third axis, from a place of the window on. */
function under(builder: GraphBuilder, image: Value, place: readonly number[], axes: Axes): Value {
  const ends = place.map((start, i) => start + reached(axes[i]) - axes[i].window + 1);
  const [starts, stops, which, steps] = [place, ends, [1, 2], axes.map(({ stride }) => stride)].map(
    (values) => builder.integers(values),
  );
  const [channels, , , rows] = image.shape;
  const type = { shape: [channels, axes[0].outputs, axes[1].outputs, rows], type: image.type };
  return builder.node('Slice', [image, starts, stops, which, steps], type);
}

/** x [rows, channels, …], dy [rows, filters, …] → [window, window, channels, filters]. */
function ofUnrolledImage(builder: GraphBuilder, x: Value, dy: Value, axes: Axes): Value {
  const [rows, channels, height, width] = x.shape;
  const filters = dy.shape[1];
  const image = padded(builder, turned(builder, x, 1, [channels, height, width, rows]), [
    [0, 0],
    ...axes.map(borders),
  ]);
  const patches = places(axes).map((place) =>
    flattened(builder, under(builder, image, place, axes), 1),
  );
  const outputs = turned(builder, dy, 2, [dy.shape[2], dy.shape[3], rows, filters]);
  const gradient = products(builder, patches, flattened(builder, outputs, 3));
  return reshaped(builder, gradient, [axes[0].window, axes[1].window, channels, filters]);
}

/** The same for strides of 1. */
function ofUnrolledOutputs(builder: GraphBuilder, x: Value, dy: Value, axes: Axes): Value {
  const [rows, channels, height, width] = x.shape;
  const filters = dy.shape[1];
  const pixels = turned(builder, x, 2, [height, width, rows, channels]);
  const image = sliced(
    builder,
    padded(builder, pixels, axes.map(borders)),
    [0, 0],
    axes.map(reached),
  );
  const outputs = turned(builder, dy, 1, [filters, dy.shape[2], dy.shape[3], rows]);
  const patches = places(axes).map((place) => {
    const around = place.map((start, i) => [start, axes[i].window - 1 - start] as const);
    return flattened(builder, padded(builder, outputs, [[0, 0], ...around]), 1);
  });
  const gradient = products(builder, patches, flattened(builder, image, 3));
  const shape = [axes[0].window, axes[1].window, filters, channels];
  return transposed(builder, reshaped(builder, gradient, shape), [0, 1, 3, 2]);
}

/**
 * @param x [rows, channels, height, width]
 * @param dy gradient of the output, [rows, filters, …]
 * @returns [window, window, channels, filters]
 */
export function filterGradientByPatches(
  builder: GraphBuilder,
  x: Value,
  dy: Value,
  axes: Axes,
): Value {
  const dense = axes.every(({ stride }) => stride === 1);
  return dense && dy.shape[1] < x.shape[1]
    ? ofUnrolledOutputs(builder, x, dy, axes)
    : ofUnrolledImage(builder, x, dy, axes);
}
