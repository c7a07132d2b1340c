import type { ConstantData, Graph, Node, Value } from './graph';

/** The graph with inputs replaced by constants: values by the name of the input. Nodes are new, values are shared. */
export function embedConstants(graph: Graph, values: ReadonlyMap<string, ConstantData>): Graph {
  const constants = new Map<Value, Value>();
  for (const { name, value } of graph.inputs) {
    const data = values.get(name);
    if (data !== undefined) constants.set(value, { ...value, data });
  }
  const resolve = (value: Value): Value => constants.get(value) ?? value;
  return {
    inputs: graph.inputs.filter(({ value }) => !constants.has(value)),
    nodes: graph.nodes.map((node): Node => ({ ...node, inputs: node.inputs.map(resolve) })),
    outputs: graph.outputs.map(({ name, value }) => ({ name, value: resolve(value) })),
  };
}
