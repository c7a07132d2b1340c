import { ONNX_TYPE, type Graph, type Node, type Value } from './capture/graph';
import { writeOnnxModel } from './capture/onnxModel';

/** Names of what goes into a model and comes out, all with a free first extent. */
export interface NetworkEnds {
  readonly input: string;
  /** Of the classes of the rows, for a network that is told them. */
  readonly classes: string;
  readonly output: string;
}

/** Classes as whole numbers, which is what everybody has, where the graph computes with float32. */
function wholeClasses(value: Value): { readonly given: Value; readonly cast: Node } {
  const given: Value = { ...value, type: 'int64' };
  const attributes = { to: { int: ONNX_TYPE.float32 } };
  return {
    given,
    cast: { operator: 'Cast', inputs: [given], attributes, output: value, outputIndex: 0 },
  };
}

/**
 * A network as an ONNX model that carries its parameters.
 * @param graph as `captureNetwork` makes it
 * @param parameters values by name of the graph input they replace
 */
export function exportNetwork(
  graph: Graph,
  graphName: string,
  ends: NetworkEnds,
  parameters: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const constants = new Map<Value, Value>();
  for (const { name, value } of graph.inputs) {
    const data = parameters.get(name);
    if (data !== undefined) constants.set(value, { ...value, data });
  }
  const resolve = (value: Value): Value => constants.get(value) ?? value;
  const classes = graph.inputs.find(({ name }) => name === 'classes');
  const told = classes && wholeClasses(classes.value);
  const { value: input } = graph.inputs.find(({ name }) => name === 'input')!;
  const exported: Graph = {
    inputs: [
      { name: ends.input, value: input },
      ...(told ? [{ name: ends.classes, value: told.given }] : []),
    ],
    nodes: [
      ...(told ? [told.cast] : []),
      ...graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(resolve) })),
    ],
    outputs: graph.outputs.map(({ value }) => ({ name: ends.output, value: resolve(value) })),
  };
  return writeOnnxModel(exported, {
    graphName,
    freeRows: [ends.input, ends.classes, ends.output],
  });
}
