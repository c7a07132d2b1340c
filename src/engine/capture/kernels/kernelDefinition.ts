import type { GraphBuilder, Value, ValueType } from '../graph';

/** Inputs of a kernel call by name; kernels with a list have the names "0", "1", … */
export type KernelInputs<T> = Readonly<Record<string, T>>;
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** What a TensorFlow.js kernel returns, and the ONNX operators that compute it. */
export interface KernelDefinition {
  infer(inputs: KernelInputs<ValueType>, attributes: KernelAttributes): ValueType;
  lower(
    builder: GraphBuilder,
    inputs: KernelInputs<Value>,
    attributes: KernelAttributes,
    output: ValueType,
  ): Value;
}

/** By the name of the kernel; where it has several results, a definition for each. */
export type KernelTable = Readonly<Record<string, KernelDefinition | readonly KernelDefinition[]>>;
