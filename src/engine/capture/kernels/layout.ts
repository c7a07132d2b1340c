/** Kernels that make, move or rename values without computing anything. */
import { slice_util, util } from '@tensorflow/tfjs-core';
import {
  sameShape,
  type ElementType,
  type GraphBuilder,
  type Value,
  type ValueType,
} from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';

/**
 * The target is written relative to the input where the first extent stays (0 means "as it is"), so that a graph
 * holds for any number of rows.
 */
function reshapeTo(builder: GraphBuilder, x: Value, output: ValueType): Value {
  if (sameShape(x.shape, output.shape)) return x;
  const target = [...output.shape];
  if (target.length > 0 && x.shape.length > 0 && target[0] === x.shape[0]) target[0] = 0;
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

function filled(builder: GraphBuilder, output: ValueType, value: number): Value {
  const size = util.sizeFromShape([...output.shape]);
  switch (output.type) {
    case 'float32':
      return builder.constant(new Float32Array(size).fill(value), output);
    case 'int32':
      return builder.constant(new Int32Array(size).fill(value), output);
    case 'int64':
      return builder.constant(new BigInt64Array(size).fill(BigInt(value)), output);
    case 'bool':
      return builder.constant(new Uint8Array(size).fill(value), output);
  }
}

const fill: KernelDefinition = {
  infer: (_inputs, { shape, dtype }) => ({
    shape: shape as number[],
    type: (dtype as ElementType | undefined) ?? 'float32',
  }),
  lower: (builder, _inputs, { value }, output) => filled(builder, output, value as number),
};

function like(value: number): KernelDefinition {
  return {
    infer: ({ x }) => x,
    lower: (builder, _inputs, _attributes, output) => filled(builder, output, value),
  };
}

export const layoutKernels: KernelTable = {
  Reshape: reshape,
  ExpandDims: expandDims,
  Identity: identity,
  Transpose: transpose,
  Concat: concat,
  Slice: slice,
  Fill: fill,
  ZerosLike: like(0),
  OnesLike: like(1),
};
