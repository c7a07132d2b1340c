/** Matrix products. */
import { CaptureError } from '../captureError';
import type { ValueType } from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';

function productShape(a: ValueType, b: ValueType, attributes: KernelAttributes): number[] {
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    throw new CaptureError(
      'BatchMatMul',
      `it multiplies shapes [${a.shape.join(', ')}] and [${b.shape.join(', ')}], and only matrices are supported.`,
    );
  }
  const rows = attributes['transposeA'] === true ? a.shape[1] : a.shape[0];
  const columns = attributes['transposeB'] === true ? b.shape[0] : b.shape[1];
  return [rows, columns];
}

/** [m, k] · [k, n] → [m, n], either operand transposed on request. */
const matMul: KernelDefinition = {
  infer: ({ a, b }, attributes) => ({ shape: productShape(a, b, attributes), type: a.type }),
  lower: (builder, { a, b }, { transposeA, transposeB }, output) =>
    builder.node('Gemm', [a, b], output, {
      transA: { int: transposeA === true ? 1 : 0 },
      transB: { int: transposeB === true ? 1 : 0 },
    }),
};

export const matrixKernels: KernelTable = { BatchMatMul: matMul };
