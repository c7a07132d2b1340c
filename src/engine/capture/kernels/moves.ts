/** Operators that only move values, float32, as lowerings that consist of many write them. */
import { util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from '../graph';

/** Axes of x in the order in which they are axes of the result. */
export function transposed(builder: GraphBuilder, x: Value, perm: readonly number[]): Value {
  const type = { shape: perm.map((axis) => x.shape[axis]), type: x.type };
  return builder.node('Transpose', [x], type, { perm: { ints: perm } });
}

export function reshaped(builder: GraphBuilder, x: Value, shape: readonly number[]): Value {
  return builder.node('Reshape', [x, builder.integers(shape)], { shape, type: x.type });
}

/** The first axes as rows of a matrix, the others as its columns. */
export function flattened(builder: GraphBuilder, x: Value, rowAxes: number): Value {
  const [rows, columns] = [x.shape.slice(0, rowAxes), x.shape.slice(rowAxes)];
  const shape = [util.sizeFromShape(rows), util.sizeFromShape(columns)];
  return builder.node('Flatten', [x], { shape, type: x.type }, { axis: { int: rowAxes } });
}

/**
 * The first axes last: [a, b, c, d] → [c, d, a, b] of a shape for which this is so. As the transposition of a matrix,
 * which ONNX Runtime's CPU provider does 10 times as fast as with four axes; between two `Flatten`, because across
 * `Reshape` its optimizer would make it one with four axes again.
 */
export function turned(
  builder: GraphBuilder,
  x: Value,
  rowAxes: number,
  shape: readonly number[],
): Value {
  const matrix = transposed(builder, flattened(builder, x, rowAxes), [1, 0]);
  return reshaped(builder, flattened(builder, matrix, 1), shape);
}

/** From `starts` to before `ends` along the first axes. */
export function sliced(
  builder: GraphBuilder,
  x: Value,
  starts: readonly number[],
  ends: readonly number[],
): Value {
  if (starts.every((start, axis) => start === 0 && ends[axis] === x.shape[axis])) return x;
  const shape = x.shape.map((extent, axis) =>
    axis < starts.length ? ends[axis] - starts[axis] : extent,
  );
  const axes = starts.map((_, axis) => axis);
  const bounds = [starts, ends, axes].map((values) => builder.integers(values));
  return builder.node('Slice', [x, ...bounds], { shape, type: x.type });
}

/** The last two axes from their ends. */
export function reversed(builder: GraphBuilder, x: Value): Value {
  const axes = [x.shape.length - 2, x.shape.length - 1];
  // Ends are excluded, and −1 would be the last item: before the first is whatever lies below −extent.
  const ends = axes.map((axis) => -x.shape[axis] - 1);
  const bounds = [[-1, -1], ends, axes, [-1, -1]].map((values) => builder.integers(values));
  return builder.node('Slice', [x, ...bounds], { shape: x.shape, type: x.type });
}

/** `count` items along an axis, from `start` on. */
export function taken(
  builder: GraphBuilder,
  x: Value,
  axis: number,
  start: number,
  count: number,
): Value {
  const whole = x.shape.slice(0, axis);
  return sliced(builder, x, [...whole.map(() => 0), start], [...whole, start + count]);
}

/** Zeros before and after along the first axes. */
export function padded(
  builder: GraphBuilder,
  x: Value,
  borders: readonly (readonly [before: number, after: number])[],
): Value {
  if (borders.every(([before, after]) => before === 0 && after === 0)) return x;
  const [before, after] = [0, 1].map((end) =>
    x.shape.map((_, axis) => borders.at(axis)?.[end] ?? 0),
  );
  const shape = x.shape.map((extent, axis) => before[axis] + extent + after[axis]);
  const pads = builder.integers([...before, ...after]);
  return builder.node('Pad', [x, pads], { shape, type: x.type });
}

/** Zeros along one axis, so that it has `extent` items of which x begins at `start`. */
export function placed(
  builder: GraphBuilder,
  x: Value,
  axis: number,
  start: number,
  extent: number,
): Value {
  const end = extent - start - x.shape[axis];
  return padded(
    builder,
    x,
    x.shape.map((_, i) => (i === axis ? [start, end] : [0, 0])),
  );
}

/** One after the other along the first axis. */
export function stacked(builder: GraphBuilder, parts: readonly Value[]): Value {
  if (parts.length === 1) return parts[0];
  const extent = parts.reduce((total, { shape }) => total + shape[0], 0);
  const type = { shape: parts[0].shape.with(0, extent), type: parts[0].type };
  return builder.node('Concat', parts, type, { axis: { int: 0 } });
}

/** Items of the first axis by their places. */
export function gathered(builder: GraphBuilder, x: Value, places: readonly number[]): Value {
  const type = { shape: x.shape.with(0, places.length), type: x.type };
  return builder.node('Gather', [x, builder.integers(places)], type, { axis: { int: 0 } });
}
