/** Kernels that reduce some axes. */
import { util } from '@tensorflow/tfjs-core';
import type { ValueType } from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';

function reducedAxes(x: ValueType, { axis, reductionIndices }: KernelAttributes): number[] {
  const axes = (axis ?? reductionIndices) as number | number[] | undefined;
  return util.parseAxisParam(axes as number[], [...x.shape]);
}

function reduction(operator: string): KernelDefinition {
  return {
    infer: ({ x }, attributes) => {
      const axes = reducedAxes(x, attributes);
      const shape = x.shape.flatMap((extent, i) => {
        if (!axes.includes(i)) return [extent];
        return attributes['keepDims'] === true ? [1] : [];
      });
      return { shape, type: x.type };
    },
    lower: (builder, { x }, attributes, output) => {
      const axes = reducedAxes(x, attributes);
      if (axes.length === 0) return x;
      const keepdims = { int: attributes['keepDims'] === true ? 1 : 0 };
      // ReduceSum takes its axes as an input since opset 13, the others only since 18.
      return operator === 'ReduceSum'
        ? builder.node(operator, [x, builder.integers(axes)], output, { keepdims })
        : builder.node(operator, [x], output, { keepdims, axes: { ints: axes } });
    },
  };
}

const softmax: KernelDefinition = {
  infer: ({ logits }) => logits,
  lower: (builder, { logits }, { dim }, output) =>
    builder.node('Softmax', [logits], output, { axis: { int: dim as number } }),
};

/** The number of the first largest element along an axis. */
const argMax: KernelDefinition = {
  infer: ({ x }, { axis }) => ({ shape: x.shape.toSpliced(axis as number, 1), type: 'int32' }),
  lower: (builder, { x }, { axis }, { shape }) => {
    const attributes = { axis: { int: axis as number }, keepdims: { int: 0 } };
    const places = builder.node('ArgMax', [x], { shape, type: 'int64' }, attributes);
    return builder.cast(places, 'int32');
  },
};

export const reductionKernels: KernelTable = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Softmax: softmax,
  ArgMax: argMax,
};
