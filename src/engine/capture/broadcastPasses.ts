/** Rewrites that leave values small until something needs them at full size. */
import { broadcast_util as broadcast } from '@tensorflow/tfjs-core';
import { constantOf, sameShape, type Graph, type Node, type Value } from './graph';

/** Operators that work element by element and repeat the smaller operands themselves. */
const BROADCASTING: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Sum', 'Where'],
  ...['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'And', 'Or', 'Not', 'Cast'],
]);

const MOVING: ReadonlySet<string> = new Set(['Reshape', 'Transpose', 'Slice', 'Expand']);

function broadcastShape(values: readonly Value[]): number[] {
  return values.reduce<number[]>(
    (shape, value) => broadcast.assertAndGetBroadcastShape(shape, [...value.shape]),
    [],
  );
}

/** The one number that a constant of several elements has everywhere, as a scalar. */
function uniformScalar({ data, type }: Value): Value | undefined {
  if (data === undefined || data instanceof BigInt64Array || data.length < 2) return undefined;
  const first = data[0];
  return data.every((item) => item === first)
    ? constantOf([first], { shape: [], type })
    : undefined;
}

/** Repeats a value up to a shape; axes on which nothing changes are not named, for graphs with any number of rows. */
function expansion(source: Value, output: Value): Node {
  const missing = output.shape.length - source.shape.length;
  const target = output.shape.map((extent, axis) =>
    source.shape[axis - missing] === extent ? 1 : extent,
  );
  const shape = constantOf(target, { shape: [target.length], type: 'int64' });
  return { operator: 'Expand', inputs: [source, shape], attributes: {}, output, outputIndex: 0 };
}

/**
 * Moves repetition from operands to results: x·1, with ones of a larger shape, is x, repeated; dy, repeated, times x
 * is dy·x, where x has the larger shape anyway.
 */
export function expandLate(graph: Graph): void {
  const sources = new Map<Value, Value>();
  const narrow = (value: Value): Value => sources.get(value) ?? uniformScalar(value) ?? value;
  graph.nodes = graph.nodes.flatMap((node): Node[] => {
    const [first] = node.inputs;
    const source = sources.get(first);
    if (MOVING.has(node.operator) && source?.shape.length === 0) {
      sources.set(node.output, source);
      return [expansion(source, node.output)];
    }
    if (node.operator === 'Expand') sources.set(node.output, first);
    if (!BROADCASTING.has(node.operator)) return [node];
    const inputs = node.inputs.map(narrow);
    const shape = broadcastShape(inputs);
    if (sameShape(shape, node.output.shape)) return [{ ...node, inputs }];
    const small: Value = { shape, type: node.output.type };
    sources.set(node.output, small);
    return [{ ...node, inputs, output: small }, expansion(small, node.output)];
  });
}
