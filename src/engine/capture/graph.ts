/**
 * A recorded program as a graph of ONNX operators: small, mutable while the passes of `passes.ts` work on it.
 * A value is known by its identity; the writer gives it a name.
 */

export type ElementType = 'float32' | 'int32' | 'int64' | 'bool';

export type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export interface ValueType {
  readonly shape: readonly number[];
  readonly type: ElementType;
}

export interface Value extends ValueType {
  /** Set for constants: row-major; booleans are bytes. */
  readonly data?: ConstantData;
}

export type AttributeValue =
  { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Node {
  /** Operator of the default ONNX domain. */
  operator: string;
  inputs: Value[];
  attributes: Attributes;
  output: Value;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

export interface Graph {
  readonly inputs: readonly NamedValue[];
  /** In an order in which they can be computed. */
  nodes: Node[];
  outputs: NamedValue[];
}

/** Adds nodes to a graph, as the lowering of a kernel sees it. */
export interface GraphBuilder {
  node(
    operator: string,
    inputs: readonly Value[],
    output: ValueType,
    attributes?: Attributes,
  ): Value;
  /** A float32 scalar. */
  scalar(value: number): Value;
  /** A vector of int64, as ONNX wants shapes and axes. */
  integers(values: readonly number[]): Value;
  constant(data: ConstantData, type: ValueType): Value;
}

export function createGraphBuilder(nodes: Node[]): GraphBuilder {
  const constant = (data: ConstantData, { shape, type }: ValueType): Value => ({
    shape,
    type,
    data,
  });
  return {
    node(operator, inputs, { shape, type }, attributes = {}) {
      const output: Value = { shape, type };
      nodes.push({ operator, inputs: [...inputs], attributes, output });
      return output;
    },
    scalar: (value) => constant(Float32Array.of(value), { shape: [], type: 'float32' }),
    integers: (values) =>
      constant(BigInt64Array.from(values, BigInt), { shape: [values.length], type: 'int64' }),
    constant,
  };
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}
