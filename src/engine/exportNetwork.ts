import type { Graph, Value } from './capture/graph';
import { writeOnnxModel } from './capture/onnxModel';

/**
 * A network as an ONNX model that carries its parameters.
 * @param graph as `captureNetwork` makes it
 * @param ends names of its input and output, with a free first extent
 * @param parameters values by name of the graph input they replace
 */
export function exportNetwork(
  graph: Graph,
  graphName: string,
  ends: { readonly input: string; readonly output: string },
  parameters: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const constants = new Map<Value, Value>();
  for (const { name, value } of graph.inputs) {
    const data = parameters.get(name);
    if (data !== undefined) constants.set(value, { ...value, data });
  }
  const resolve = (value: Value): Value => constants.get(value) ?? value;
  const exported: Graph = {
    inputs: graph.inputs
      .filter(({ value }) => !constants.has(value))
      .map(({ value }) => ({ name: ends.input, value })),
    nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(resolve) })),
    outputs: graph.outputs.map(({ value }) => ({ name: ends.output, value: resolve(value) })),
  };
  return writeOnnxModel(exported, { graphName, freeRows: [ends.input, ends.output] });
}
