/** What this machine can do at most, and what a step asks of it. */
import * as tf from '@tensorflow/tfjs-core';
import * as onnxRuntime from 'onnxruntime-node';
import { capture } from '../../src/engine/capture/capture';
import type { Graph, Node } from '../../src/engine/capture/graph';
import { writeOnnxModel } from '../../src/engine/capture/onnxModel';
import { captureGradients } from '../../src/engine/executors/compiled';
import type { GanProgram } from '../../src/engine/program/ganProgram';
import { sizeOf } from '../../src/config/networkShape';

const SIDE = 1024;
const TRIES = 15;

/** Floating-point operations a second of the best of a few products of 1024×1024 matrices, in ONNX Runtime. */
export async function gemmPeak(threads: number): Promise<number> {
  const shape = [SIDE, SIDE];
  const graph = capture(
    [
      { name: 'a', shape },
      { name: 'b', shape },
    ],
    ({ a, b }) => ({ product: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D) }),
  );
  const model = writeOnnxModel(graph, { graphName: 'product' });
  const session = await onnxRuntime.InferenceSession.create(model, {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
  });
  const tensor = () =>
    new onnxRuntime.Tensor('float32', new Float32Array(SIDE * SIDE).fill(0.5), shape);
  const [feeds, fetches] = [{ a: tensor(), b: tensor() }, { product: tensor() }];
  let best = Infinity;
  for (let i = 0; i < TRIES; i += 1) {
    const start = performance.now();
    await session.run(feeds, fetches);
    best = Math.min(best, performance.now() - start);
  }
  await session.release();
  return (2 * SIDE ** 3) / (best / 1000);
}

/** Bytes a second, read and written, of the best of a few copies of 128 MiB. */
export function memoryBandwidth(): number {
  const bytes = 2 ** 27;
  const [from, to] = [new Uint8Array(bytes).fill(1), new Uint8Array(bytes)];
  let best = Infinity;
  for (let i = 0; i < TRIES; i += 1) {
    const start = performance.now();
    to.set(from);
    best = Math.min(best, performance.now() - start);
  }
  return (2 * bytes) / (best / 1000);
}

/** Multiplications and additions of a node that multiplies matrices, convolutions among them; 0 for all others. */
function productOperations({ operator, inputs, output, attributes }: Node): number {
  const [a, b] = inputs;
  switch (operator) {
    case 'MatMul':
      return 2 * sizeOf(output.shape) * a!.shape.at(-1)!;
    case 'Gemm': {
      const transposed = attributes['transA'] as { readonly int: number } | undefined;
      return 2 * sizeOf(output.shape) * a!.shape[transposed?.int === 1 ? 0 : 1]!;
    }
    case 'Conv':
      return 2 * sizeOf(output.shape) * sizeOf(b!.shape.slice(1));
    case 'ConvTranspose':
      return 2 * sizeOf(a!.shape) * sizeOf(b!.shape.slice(1));
    default:
      return 0;
  }
}

/** Floating-point operations of the products and convolutions of one step, k = 1. */
export function stepOperations(program: GanProgram): number {
  const graphs: Graph[] = program.programs.map((one) => captureGradients(program, one));
  return graphs
    .flatMap(({ nodes }) => nodes)
    .reduce((total, node) => total + productOperations(node), 0);
}
