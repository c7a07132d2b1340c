/** Derivatives of kernels that move values without computing anything. */
import * as tf from '@tensorflow/tfjs-core';
import { ofInput, sumTo } from './shared';

function concatGradients(dy: tf.Tensor, parts: readonly tf.Tensor[], axis: number) {
  const at = tf.util.parseAxisParam(axis, dy.shape)[0];
  let next = 0;
  return parts.map((part) => {
    const begin = dy.shape.map((_, i) => (i === at ? next : 0));
    next += part.shape[at];
    return () => tf.slice(dy, begin, part.shape);
  });
}

/** Zeros around dy, where the slice left something out. */
function sliceGradient(dy: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const [begin, size] = tf.slice_util.parseSliceParams(
    x,
    attributes['begin'] as number[],
    attributes['size'] as number[],
  );
  const around = begin.map((start, i): [number, number] => [start, x.shape[i] - start - size[i]]);
  return tf.pad(dy, around);
}

/** The sum over all copies: [c₀·e₀, c₁·e₁, …] → [c₀, e₀, c₁, e₁, …] → [e₀, e₁, …]. */
function tileGradient(dy: tf.Tensor, x: tf.Tensor, { reps }: tf.NamedAttrMap): tf.Tensor {
  const copies = reps as number[];
  const apart = x.shape.flatMap((extent, i) => [copies[i], extent]);
  return tf.sum(
    tf.reshape(dy, apart),
    x.shape.map((_, i) => 2 * i),
  );
}

/** Rows of a table by their numbers: each row gets the sum over the places that took it. */
function gatherGradient(
  dy: tf.Tensor,
  [table, indices]: readonly tf.Tensor[],
  axis: number,
): tf.Tensor {
  if (axis !== 0 || table.shape.length > 2) {
    throw new Error('The derivative of a gather is known for the rows of a matrix or a vector.');
  }
  const places = tf.oneHot(tf.reshape(indices, [indices.size]), table.shape[0]);
  const taken = tf.reshape<tf.Rank.R2>(dy, [indices.size, table.size / table.shape[0]]);
  return tf.reshape(
    tf.matMul(tf.cast(places, 'float32') as tf.Tensor2D, taken, true, false),
    table.shape,
  );
}

export const layoutGradients: readonly tf.GradConfig[] = [
  { kernelName: 'Identity', gradFunc: (dy) => ({ x: () => tf.clone(dy as tf.Tensor) }) },
  ofInput('Reshape', (dy, x) => tf.reshape(dy, x.shape)),
  {
    kernelName: 'ExpandDims',
    inputsToSave: ['input'],
    gradFunc: (dy, [input]) => ({ input: () => tf.reshape(dy as tf.Tensor, input.shape) }),
  },
  {
    kernelName: 'Transpose',
    gradFunc: (dy, _saved, attributes) => ({
      x: () => {
        const permutation = attributes['perm'] as number[];
        const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
        return tf.transpose(dy as tf.Tensor, inverse);
      },
    }),
  },
  {
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, parts, { axis }) =>
      Object.fromEntries(
        concatGradients(dy as tf.Tensor, parts, axis as number).map((part, i) => [String(i), part]),
      ),
  },
  ofInput('Slice', sliceGradient),
  ofInput('PadV2', (dy, x, { paddings }) =>
    tf.slice(
      dy,
      (paddings as [number, number][]).map(([before]) => before),
      x.shape,
    ),
  ),
  ofInput('Tile', tileGradient),
  {
    kernelName: 'Select',
    inputsToSave: ['condition', 't', 'e'],
    gradFunc: (dy, [condition, t, e]) => ({
      condition: () => tf.zeros(condition.shape),
      t: () => sumTo(tf.mul(dy as tf.Tensor, tf.cast(condition, 'float32')), t.shape),
      e: () =>
        sumTo(tf.mul(dy as tf.Tensor, tf.cast(tf.logicalNot(condition), 'float32')), e.shape),
    }),
  },
  {
    kernelName: 'GatherV2',
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, { axis }) => ({
      x: () => gatherGradient(dy as tf.Tensor, saved, axis as number),
      indices: () => tf.zeros(saved[1].shape),
    }),
  },
];
