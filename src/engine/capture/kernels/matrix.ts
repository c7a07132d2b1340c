/** Matrix products. */
import { CaptureError } from '../captureError';
import { sameShape, type GraphBuilder, type Value, type ValueType } from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';

function productShape(a: ValueType, b: ValueType, attributes: KernelAttributes): number[] {
  const batch = a.shape.slice(0, -2);
  if (!sameShape(batch, b.shape.slice(0, -2))) {
    throw new CaptureError(
      'BatchMatMul',
      `it multiplies shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}], and both need the same number of matrices.`,
    );
  }
  const rows = a.shape.at(attributes['transposeA'] === true ? -1 : -2)!;
  const columns = b.shape.at(attributes['transposeB'] === true ? -2 : -1)!;
  return [...batch, rows, columns];
}

/** With the last two axes exchanged. */
function transposed(builder: GraphBuilder, x: Value): Value {
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  const type = { shape: perm.map((axis) => x.shape[axis]), type: x.type };
  return builder.node('Transpose', [x], type, { perm: { ints: perm } });
}

/** [m, k] · [k, n] → [m, n], or a batch of such products; either operand transposed on request. */
const matMul: KernelDefinition = {
  infer: ({ a, b }, attributes) => ({ shape: productShape(a, b, attributes), type: a.type }),
  lower: (builder, { a, b }, { transposeA, transposeB }, output) => {
    if (a.shape.length === 2) {
      return builder.node('Gemm', [a, b], output, {
        transA: { int: transposeA === true ? 1 : 0 },
        transB: { int: transposeB === true ? 1 : 0 },
      });
    }
    const left = transposeA === true ? transposed(builder, a) : a;
    const right = transposeB === true ? transposed(builder, b) : b;
    return builder.node('MatMul', [left, right], output);
  },
};

export const matrixKernels: KernelTable = { BatchMatMul: matMul };
