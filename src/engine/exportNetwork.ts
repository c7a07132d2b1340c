import { embedConstants } from './capture/embedConstants';
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
  const { inputs, nodes, outputs } = embedConstants(graph, parameters);
  const classes = inputs.find(({ name }) => name === 'classes');
  const told = classes && wholeClasses(classes.value);
  const { value: input } = inputs.find(({ name }) => name === 'input')!;
  const exported: Graph = {
    inputs: [
      { name: ends.input, value: input },
      ...(told ? [{ name: ends.classes, value: told.given }] : []),
    ],
    nodes: [...(told ? [told.cast] : []), ...nodes],
    outputs: outputs.map(({ value }) => ({ name: ends.output, value })),
  };
  return writeOnnxModel(exported, {
    graphName,
    freeRows: [ends.input, ends.classes, ends.output],
  });
}
