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
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string };
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Node {
  /** Operator of the default ONNX domain. */
  operator: string;
  inputs: Value[];
  attributes: Attributes;
  output: Value;
  /** Which of the operator's results `output` is; the others have no use. */
  readonly outputIndex: number;
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
    outputIndex?: number,
  ): Value;
  cast(x: Value, type: ElementType): Value;
  /** One value everywhere. */
  filled(value: number, type: ValueType): Value;
  /** A float32 scalar. */
  scalar(value: number): Value;
  /** A vector of int64, as ONNX wants shapes and axes. */
  integers(values: readonly number[]): Value;
}

/** The numbers that ONNX has for element types (TensorProto.DataType). */
export const ONNX_TYPE: Readonly<Record<ElementType, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
};

export function constantOf(values: readonly number[], { shape, type }: ValueType): Value {
  switch (type) {
    case 'float32':
      return { shape, type, data: Float32Array.from(values) };
    case 'int32':
      return { shape, type, data: Int32Array.from(values) };
    case 'int64':
      return { shape, type, data: BigInt64Array.from(values, BigInt) };
    case 'bool':
      return { shape, type, data: Uint8Array.from(values) };
  }
}

export function createGraphBuilder(nodes: Node[]): GraphBuilder {
  const node: GraphBuilder['node'] = (
    operator,
    inputs,
    { shape, type },
    attributes = {},
    outputIndex = 0,
  ) => {
    const output: Value = { shape, type };
    nodes.push({ operator, inputs: [...inputs], attributes, output, outputIndex });
    return output;
  };
  const integers = (values: readonly number[]): Value =>
    constantOf(values, { shape: [values.length], type: 'int64' });
  return {
    node,
    integers,
    scalar: (value) => constantOf([value], { shape: [], type: 'float32' }),
    cast: (x, type) =>
      x.type === type
        ? x
        : node('Cast', [x], { shape: x.shape, type }, { to: { int: ONNX_TYPE[type] } }),
    filled: (value, { shape, type }) => {
      const one = constantOf([value], { shape: [], type });
      return shape.length === 0 ? one : node('Expand', [one, integers(shape)], { shape, type });
    },
  };
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, i) => extent === b[i]);
}
