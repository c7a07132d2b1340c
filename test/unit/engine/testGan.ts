/** Programs and trainers for the tests of the engine, on the real kernels and the real ONNX Runtime. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as onnxRuntime from 'onnxruntime-node';
import {
  type GanConfig,
  type GanConfigInput,
  ganConfigSchema,
} from '../../../src/config/ganConfig';
import { createDataSet } from '../../../src/engine/data/createDataSet';
import type { DataSet } from '../../../src/engine/data/dataSet';
import {
  compiledMemoryBytes,
  createCompiledExecutor,
} from '../../../src/engine/executors/compiled';
import { createDeviceExecutor } from '../../../src/engine/executors/device';
import { createEagerExecutor, createTensorflowExecutor } from '../../../src/engine/executors/eager';
import type { Executor } from '../../../src/engine/executors/executor';
import type { OnnxRuntime } from '../../../src/engine/executors/session';
import { createGanTrainer } from '../../../src/engine/ganTrainer';
import { createGanProgram, type GanProgram } from '../../../src/engine/program/ganProgram';
import { createStreams } from '../../../src/engine/random/streams';
import type { Trainer } from '../../../src/engine/trainer';
import { testKernels } from '../random/testKernels';

export const runtime = onnxRuntime as unknown as OnnxRuntime;

export type ConfigParts = Partial<GanConfigInput>;

/** A small multilayer perceptron on eight Gaussians on a ring, with the given sections replaced. */
export function ganConfig(parts: ConfigParts = {}): GanConfig {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: {
      latent: { dimension: 3 },
      layers: [
        { type: 'dense', units: 16, activation: 'relu' },
        { type: 'dense', units: 2 },
      ],
    },
    discriminator: {
      layers: [
        { type: 'dense', units: 16, activation: 'leakyRelu' },
        { type: 'dense', units: 1 },
      ],
    },
    training: { batchSize: 8 },
    ...parts,
  });
}

export function ringData(config: GanConfig): DataSet {
  const streams = createStreams(config.training.seed, testKernels(0));
  return createDataSet(config.data, streams, config.training.batchSize, {});
}

/** Makes an executor of a program, one for each backend that is here. */
export type MakeExecutor = (program: GanProgram) => Promise<Executor>;

function compiled(provider: 'cpu' | 'webgpu', threads: number): MakeExecutor {
  return async (program) => {
    const kernels = testKernels(compiledMemoryBytes(program));
    return createCompiledExecutor(program, { runtime, kernels, provider, threads });
  };
}

export const compiledExecutor = compiled('cpu', 1);
export const eagerExecutor: MakeExecutor = (program) => createEagerExecutor(program, 'cpu');

const tensorflowPath = process.env['GAN_TENSORFLOW_PATH'];

/** The eager executor on TensorFlow's own kernels. */
const tensorflowExecutor: MakeExecutor = async (program) => {
  const folder = path.resolve(tensorflowPath!, 'node_modules/@tensorflow/tfjs-node');
  // Not from this file: in a bundle it has no address.
  createRequire(folder)(folder);
  return createTensorflowExecutor(program);
};

/** Backends that the environment has to name. */
export const NAMED_BACKENDS: Readonly<Record<string, MakeExecutor>> = {
  // Where the environment names a Vulkan driver: SwiftShader needs no GPU, but minutes.
  ...(process.env['VK_DRIVER_FILES'] === undefined
    ? {}
    : {
        'ONNX Runtime, WebGPU': async (program) =>
          createDeviceExecutor(program, { runtime, provider: 'webgpu', threads: 1 }),
      }),
  // Where the environment names a folder that has it, see scripts/tensorflow.mjs.
  ...(tensorflowPath === undefined ? {} : { TensorFlow: tensorflowExecutor }),
};

export const BACKENDS: Readonly<Record<string, MakeExecutor>> = {
  'ONNX Runtime, CPU': compiledExecutor,
  'ONNX Runtime, CPU, 2 threads': compiled('cpu', 2),
  'TensorFlow.js, JavaScript': eagerExecutor,
  ...NAMED_BACKENDS,
};

export async function trainer(
  config: GanConfig,
  makeExecutor: MakeExecutor = compiledExecutor,
  data = ringData(config),
): Promise<Trainer> {
  const program = createGanProgram(config, data.sampleShape, data.classes?.count);
  const streams = createStreams(config.training.seed, testKernels(0));
  const executor = await makeExecutor(program);
  return createGanTrainer({ program, data, streams, executor });
}

/** |a − b| relative to the larger of |b| and 1. */
export function relativeError(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(b));
}

/** The largest difference between two arrays of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`Lengths differ: ${a.length} and ${b.length}.`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
