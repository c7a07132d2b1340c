/** Rewrites of a graph that keep what it computes. */
import { expandLate } from './broadcastPasses';
import type { LoweringOptions } from './kernels/kernelDefinition';
import { constantOf, sameShape, type Graph, type Node, type Value } from './graph';

/** Makes every use of a key of the map a use of its value. */
function replaceValues(graph: Graph, replacements: ReadonlyMap<Value, Value>): void {
  if (replacements.size === 0) return;
  const resolve = (value: Value): Value => {
    let current = value;
    for (let next = replacements.get(current); next !== undefined;) {
      current = next;
      next = replacements.get(current);
    }
    return current;
  };
  for (const node of graph.nodes) node.inputs = node.inputs.map(resolve);
  graph.outputs = graph.outputs.map(({ name, value }) => ({ name, value: resolve(value) }));
}

function producers(graph: Graph): Map<Value, Node> {
  return new Map(graph.nodes.map((node) => [node.output, node]));
}

/** How often each value is used, graph outputs included. */
function useCounts(graph: Graph): Map<Value, number> {
  const counts = new Map<Value, number>();
  const used = [
    ...graph.nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ value }) => value),
  ];
  for (const value of used) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Drops nodes whose result nothing uses. */
export function removeDeadNodes(graph: Graph): void {
  const needed = new Set(graph.outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node.output)) continue;
    kept.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  graph.nodes = kept.reverse();
}

const MAX_SHARED_CONSTANT = 4096;

/** Makes equal constants one value. Long ones are left alone: comparing them costs more than it saves. */
export function shareConstants(graph: Graph): void {
  const known = new Map<string, Value>();
  const replacements = new Map<Value, Value>();
  for (const value of useCounts(graph).keys()) {
    const { data, type, shape } = value;
    if (data === undefined || data.length > MAX_SHARED_CONSTANT) continue;
    const key = `${type}[${shape.join()}]:${data.join()}`;
    const first = known.get(key);
    if (first === undefined) known.set(key, value);
    else replacements.set(value, first);
  }
  replaceValues(graph, replacements);
}

/** Computes equal expressions once. Expects equal constants to be one value already. */
export function shareExpressions(graph: Graph): void {
  const numbers = new Map<Value, number>();
  const numberOf = (value: Value): number => {
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  };
  const known = new Map<string, Value>();
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => numberOf(replacements.get(input) ?? input));
    const key = `${node.operator}.${node.outputIndex}(${inputs.join()})${JSON.stringify(node.attributes)}`;
    const first = known.get(key);
    if (first === undefined) known.set(key, node.output);
    else replacements.set(node.output, first);
  }
  replaceValues(graph, replacements);
}

/** A reshape of a reshape is one reshape; one that ends where it began is none. */
export function mergeReshapes(graph: Graph): void {
  const producer = producers(graph);
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.operator !== 'Reshape') continue;
    const inner = producer.get(node.inputs[0]);
    if (inner?.operator !== 'Reshape') continue;
    const [source] = inner.inputs;
    node.inputs[0] = source;
    if (sameShape(source.shape, node.output.shape)) replacements.set(node.output, source);
  }
  replaceValues(graph, replacements);
}

/** Axes of the input in the order in which they are axes of the output. */
function permutationOf({ attributes }: Node): readonly number[] {
  return (attributes['perm'] as { readonly ints: readonly number[] }).ints;
}

function isAll(value: Value, number: number): boolean {
  return value.data instanceof Float32Array && value.data.every((item) => item === number);
}

/** What leaves the other operand as it is, by operator. Commutative ones may have it on the left too. */
const NEUTRAL: Readonly<Record<string, { readonly number: number; readonly commutes: boolean }>> = {
  Add: { number: 0, commutes: true },
  Sub: { number: 0, commutes: false },
  Mul: { number: 1, commutes: true },
  Div: { number: 1, commutes: false },
};

/** x·1, x/1, x + 0 and x − 0 are x, where broadcasting the number does not widen x. */
export function removeNeutralOperands(graph: Graph): void {
  const replacements = new Map<Value, Value>();
  for (const { operator, inputs, output } of graph.nodes) {
    if (!(operator in NEUTRAL)) continue;
    const { number, commutes } = NEUTRAL[operator];
    const [a, b] = inputs;
    if (isAll(b, number) && sameShape(a.shape, output.shape)) replacements.set(output, a);
    else if (commutes && isAll(a, number) && sameShape(b.shape, output.shape)) {
      replacements.set(output, b);
    }
  }
  replaceValues(graph, replacements);
}

/** A transposition of a transposition is one; one that leaves the axes as they were is none. */
export function mergeTransposes(graph: Graph): void {
  const producer = producers(graph);
  const replacements = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.operator !== 'Transpose') continue;
    const inner = producer.get(node.inputs[0]);
    if (inner?.operator === 'Transpose') {
      const first = permutationOf(inner);
      node.inputs[0] = inner.inputs[0];
      node.attributes = { perm: { ints: permutationOf(node).map((axis) => first[axis]) } };
    }
    if (permutationOf(node).every((axis, i) => axis === i)) {
      replacements.set(node.output, node.inputs[0]);
    }
  }
  replaceValues(graph, replacements);
}

/** A·B + c becomes one Gemm where c is a row of the product and the product has no other use. */
export function fuseBias(graph: Graph): void {
  const producer = producers(graph);
  const uses = useCounts(graph);
  const isProduct = (value: Value): boolean => {
    const node = producer.get(value);
    return node?.operator === 'Gemm' && node.inputs.length === 2 && uses.get(value) === 1;
  };
  for (const node of graph.nodes) {
    if (node.operator !== 'Add' || node.output.shape.length !== 2) continue;
    const [a, b] = isProduct(node.inputs[0]) ? node.inputs : node.inputs.toReversed();
    if (!isProduct(a) || !sameShape(b.shape, [node.output.shape[1]])) continue;
    const gemm = producer.get(a)!;
    node.operator = 'Gemm';
    node.attributes = gemm.attributes;
    node.inputs = [...gemm.inputs, b];
  }
}

/** A convolution plus one number for each channel takes that as its bias, where nothing else uses it without. */
export function fuseChannelBias(graph: Graph): void {
  const producer = producers(graph);
  const uses = useCounts(graph);
  const isConvolution = (value: Value): boolean => {
    const node = producer.get(value);
    const convolves = node?.operator === 'Conv' || node?.operator === 'ConvTranspose';
    return convolves && node.inputs.length === 2 && uses.get(value) === 1;
  };
  for (const node of graph.nodes) {
    if (node.operator !== 'Add') continue;
    const [a, b] = isConvolution(node.inputs[0]) ? node.inputs : node.inputs.toReversed();
    const channels = node.output.shape[1];
    const reshaping = producer.get(b);
    if (!isConvolution(a) || reshaping?.operator !== 'Reshape') continue;
    const [bias] = reshaping.inputs;
    if (!sameShape(b.shape, [1, channels, 1, 1]) || !sameShape(bias.shape, [channels])) continue;
    const convolution = producer.get(a)!;
    node.operator = convolution.operator;
    node.attributes = convolution.attributes;
    node.inputs = [...convolution.inputs, bias];
  }
}

/** dy · (c ? 1 : 0) is c ? dy : 0, one pass less. */
export function selectInsteadOfMask(graph: Graph): void {
  const producer = producers(graph);
  for (const node of graph.nodes) {
    if (node.operator !== 'Mul') continue;
    const [dy, mask] = node.inputs;
    const cast = producer.get(mask);
    if (cast?.operator !== 'Cast' || cast.inputs[0].type !== 'bool') continue;
    node.operator = 'Where';
    node.inputs = [cast.inputs[0], dy, { shape: [], type: 'float32', data: Float32Array.of(0) }];
  }
}

/** Height and width of each pixel of an image that is repeated in `node`, which joins what was repeated. */
function repetition(node: Node, producer: ReadonlyMap<Value, Node>) {
  const repeated = producer.get(node.inputs[0]);
  const apart = repeated?.operator === 'Expand' ? producer.get(repeated.inputs[0]) : undefined;
  const image = apart?.operator === 'Reshape' ? apart.inputs[0] : undefined;
  if (repeated === undefined || apart === undefined || image?.shape.length !== 4) return undefined;
  const [rows, channels, height, width] = image.shape;
  const [down, across] = [repeated.output.shape[3], repeated.output.shape[5]];
  const isRepetition =
    sameShape(apart.output.shape, [rows, channels, height, 1, width, 1]) &&
    sameShape(repeated.output.shape, [rows, channels, height, down, width, across]) &&
    sameShape(node.output.shape, [rows, channels, height * down, width * across]);
  return isRepetition ? { image, factors: [down, across] } : undefined;
}

/**
 * Pixels that are repeated along both axes, as a program writes it: an image [rows, channels, height, 1, width, 1],
 * expanded. `Resize` does the same.
 */
export function resizeInsteadOfExpanding(graph: Graph): void {
  const producer = producers(graph);
  for (const node of graph.nodes) {
    if (node.operator !== 'Reshape') continue;
    const found = repetition(node, producer);
    if (found === undefined) continue;
    const floats = (values: readonly number[]): Value =>
      constantOf(values, { shape: [values.length], type: 'float32' });
    node.operator = 'Resize';
    // The region of interest is for another mode.
    node.inputs = [found.image, floats([]), floats([1, 1, ...found.factors])];
    node.attributes = {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' },
    };
  }
}

/** All of the above that the options allow, in an order in which each finds what the one before it prepared. */
export function optimize(graph: Graph, { resizing }: LoweringOptions): void {
  removeDeadNodes(graph);
  expandLate(graph);
  removeNeutralOperands(graph);
  if (resizing) resizeInsteadOfExpanding(graph);
  mergeReshapes(graph);
  mergeTransposes(graph);
  shareConstants(graph);
  shareExpressions(graph);
  selectInsteadOfMask(graph);
  fuseBias(graph);
  fuseChannelBias(graph);
  shareConstants(graph);
  removeDeadNodes(graph);
}
