import { createGraphBuilder, type Graph, type Node, type Value } from './graph';
import type { LoweringOptions } from './kernels/kernelDefinition';
import { optimize } from './passes';
import { record, type Recording, type TensorProgram } from './recording';

/** Replaces each kernel call by the ONNX operators that compute it. */
function lower({ inputs, calls, outputs }: Recording, options: LoweringOptions): Graph {
  const nodes: Node[] = [];
  const builder = createGraphBuilder(nodes);
  const lowered = new Map<Value, Value>();
  const resolve = (value: Value): Value => lowered.get(value) ?? value;
  for (const { kernel, inputs: operands, attributes, output } of calls) {
    const resolved = Object.fromEntries(
      Object.entries(operands).map(([name, value]) => [name, resolve(value)]),
    );
    lowered.set(output, kernel.lower(builder, resolved, attributes, output, options));
  }
  return {
    inputs,
    nodes,
    outputs: outputs.map(({ name, value }) => ({ name, value: resolve(value) })),
  };
}

/**
 * Records a TensorFlow.js program and lowers it to a graph of ONNX operators.
 * @param inputs names and shapes of what the program gets, all float32
 * @throws CaptureError naming the kernel that has no lowering
 */
export function capture(
  inputs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  program: TensorProgram,
  options: LoweringOptions = {},
): Graph {
  const graph = lower(record(inputs, program), options);
  optimize(graph, options);
  return graph;
}
