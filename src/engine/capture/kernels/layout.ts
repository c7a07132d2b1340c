/** Kernels that make, move or rename values without computing anything. */
import { slice_util, util } from '@tensorflow/tfjs-core';
import { CaptureError } from '../captureError';
import {
  constantOf,
  sameShape,
  type ElementType,
  type GraphBuilder,
  type Value,
  type ValueType,
} from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';

/** The first extent is what is left over (−1), so that a graph holds for any number of rows. */
export function reshapeTo(builder: GraphBuilder, x: Value, output: ValueType): Value {
  if (sameShape(x.shape, output.shape)) return x;
  const target = output.shape.map((extent, axis) => (axis === 0 ? -1 : extent));
  return builder.node('Reshape', [x, builder.integers(target)], output);
}

const reshape: KernelDefinition = {
  infer: ({ x }, { shape }) => ({
    shape: util.inferFromImplicitShape(shape as number[], util.sizeFromShape([...x.shape])),
    type: x.type,
  }),
  lower: (builder, { x }, _attributes, output) => reshapeTo(builder, x, output),
};

const expandDims: KernelDefinition = {
  infer: ({ input }, { dim }) => {
    const axis = dim as number;
    const at = axis < 0 ? input.shape.length + 1 + axis : axis;
    return { shape: input.shape.toSpliced(at, 0, 1), type: input.type };
  },
  lower: (builder, { input }, _attributes, output) => reshapeTo(builder, input, output),
};

const identity: KernelDefinition = {
  infer: ({ x }) => x,
  lower: (_builder, { x }) => x,
};

const transpose: KernelDefinition = {
  infer: ({ x }, { perm }) => ({
    shape: (perm as number[]).map((axis) => x.shape[axis]),
    type: x.type,
  }),
  lower: (builder, { x }, { perm }, output) =>
    builder.node('Transpose', [x], output, { perm: { ints: perm as number[] } }),
};

const concat: KernelDefinition = {
  infer: (inputs, { axis }) => {
    const parts = Object.values(inputs);
    const at = util.parseAxisParam(axis as number, [...parts[0].shape])[0];
    const extent = parts.reduce((total, { shape }) => total + shape[at], 0);
    return { shape: parts[0].shape.with(at, extent), type: parts[0].type };
  },
  lower: (builder, inputs, { axis }, output) =>
    builder.node('Concat', Object.values(inputs), output, { axis: { int: axis as number } }),
};

/** First index and extent along each axis; what is left out in the call goes from the start or to the end. */
function sliceOf(x: ValueType, { begin, size }: KernelAttributes): [number[], number[]] {
  const info = { dataId: {}, shape: [...x.shape], dtype: 'float32' as const };
  const [starts, extents] = slice_util.parseSliceParams(
    info,
    begin as number | number[],
    size as number | number[],
  );
  return [starts, extents];
}

const slice: KernelDefinition = {
  infer: ({ x }, attributes) => ({ shape: sliceOf(x, attributes)[1], type: x.type }),
  lower: (builder, { x }, attributes, output) => {
    if (sameShape(x.shape, output.shape)) return x;
    const [starts, extents] = sliceOf(x, attributes);
    const ends = starts.map((start, i) => start + extents[i]);
    return builder.node('Slice', [x, builder.integers(starts), builder.integers(ends)], output);
  },
};

const fill: KernelDefinition = {
  infer: (_inputs, { shape, dtype }) => ({
    shape: shape as number[],
    type: (dtype as ElementType | undefined) ?? 'float32',
  }),
  lower: (builder, _inputs, { value }, output) => builder.filled(value as number, output),
};

function like(value: number): KernelDefinition {
  return {
    infer: ({ x }) => x,
    lower: (builder, _inputs, _attributes, output) => builder.filled(value, output),
  };
}

/** A constant around the values. */
const pad: KernelDefinition = {
  infer: ({ x }, { paddings }) => ({
    shape: (paddings as [number, number][]).map(
      ([before, after], axis) => before + x.shape[axis] + after,
    ),
    type: x.type,
  }),
  lower: (builder, { x }, { paddings, constantValue }, output) => {
    const ends = [0, 1].flatMap((end) => (paddings as [number, number][]).map((pair) => pair[end]));
    const inputs = [x, builder.integers(ends), builder.scalar(constantValue as number)];
    return builder.node('Pad', inputs, output);
  },
};

const tile: KernelDefinition = {
  infer: ({ x }, { reps }) => ({
    shape: (reps as number[]).map((copies, axis) => copies * x.shape[axis]),
    type: x.type,
  }),
  lower: (builder, { x }, { reps }, output) =>
    builder.node('Tile', [x, builder.integers(reps as number[])], output),
};

/** Entries of x along an axis by their numbers. */
const gather: KernelDefinition = {
  infer: ({ x, indices }, { axis, batchDims }) => {
    if (batchDims !== 0) throw new CaptureError('GatherV2', 'it gathers from each row apart.');
    return { shape: x.shape.toSpliced(axis as number, 1, ...indices.shape), type: x.type };
  },
  lower: (builder, { x, indices }, { axis }, output) =>
    builder.node('Gather', [x, indices], output, { axis: { int: axis as number } }),
};

/** 1 at the place that an index names, along a new last axis, else 0. */
const oneHot: KernelDefinition = {
  infer: ({ indices }, { depth, dtype }) => ({
    shape: [...indices.shape, depth as number],
    type: dtype as ElementType,
  }),
  lower: (builder, { indices }, { onValue, offValue, depth }, output) => {
    const column: ValueType = { shape: [...indices.shape, 1], type: indices.type };
    const places = constantOf(
      Array.from({ length: depth as number }, (_, place) => place),
      { shape: [depth as number], type: indices.type },
    );
    const named = builder.node('Equal', [reshapeTo(builder, indices, column), places], {
      shape: output.shape,
      type: 'bool',
    });
    const [on, off] = [onValue, offValue].map((value) =>
      constantOf([value as number], { shape: [], type: output.type }),
    );
    return builder.node('Where', [named, on, off], output);
  },
};

export const layoutKernels: KernelTable = {
  Reshape: reshape,
  ExpandDims: expandDims,
  Identity: identity,
  Transpose: transpose,
  Concat: concat,
  Slice: slice,
  PadV2: pad,
  Tile: tile,
  GatherV2: gather,
  OneHot: oneHot,
  Fill: fill,
  ZerosLike: like(0),
  OnesLike: like(1),
};
