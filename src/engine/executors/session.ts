/** Graphs as sessions of ONNX Runtime. */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Graph } from '../capture/graph';
import { laterResults, writeOnnxModel, type ModelOptions } from '../capture/onnxModel';
import type { TensorInput } from './graphs';

/** The part of onnxruntime-node (or -web) that is needed: the caller has the module. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
}

/** Names of ONNX Runtime's execution providers. */
export type ProviderName = 'cpu' | 'cuda' | 'dml' | 'coreml' | 'webgpu';

export interface SessionOptions {
  readonly runtime: OnnxRuntime;
  readonly provider: ProviderName;
  /** CPU threads of one operator. */
  readonly threads: number;
}

export type Tensors = Record<string, Tensor>;

type Provider = NonNullable<InferenceSession.SessionOptions['executionProviders']>[number];

/** Places of maxima are the only later results, and WebGPU's max pooling does not give them. */
function providerOf(graph: Graph, { provider }: SessionOptions): Provider {
  const forceCpuNodeNames = [...laterResults(graph).keys()];
  return provider === 'webgpu' && forceCpuNodeNames.length > 0
    ? { name: 'webgpu', forceCpuNodeNames }
    : provider;
}

/**
 * @param wanted outputs that are wanted here; the others stay on the device. All are without it. A session with such
 * places must be asked for all of its outputs: onnxruntime-node 1.30 keeps those of earlier runs bound, and once other
 * ones are asked for fails with "Output count mismatch"
 */
export function createSession(
  graph: Graph,
  modelOptions: ModelOptions,
  options: SessionOptions,
  wanted?: readonly string[],
): Promise<InferenceSession> {
  return options.runtime.InferenceSession.create(writeOnnxModel(graph, modelOptions), {
    executionProviders: [providerOf(graph, options)],
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    // Threads that wait for work by spinning take twice the processor time, and all cores from a busy machine.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    // DirectML refuses to plan all memory ahead. On CPUs that takes half as much again for a step of DCGAN, and no step
    // is faster for it.
    enableMemPattern: options.provider !== 'dml' && options.provider !== 'cpu',
    graphOptimizationLevel: 'all',
    // Errors only: warnings about providers would go to the terminal.
    logSeverityLevel: 3,
    ...(wanted && { preferredOutputLocation: locationsOf(graph, wanted) }),
  });
}

function locationsOf(
  { outputs }: Graph,
  wanted: readonly string[],
): Record<string, Tensor.DataLocation> {
  return Object.fromEntries(
    outputs.map(({ name }) => [name, wanted.includes(name) ? 'cpu' : 'gpu-buffer']),
  );
}

/** Tensors that are views of the arrays. */
export function tensorsOver(
  { Tensor }: OnnxRuntime,
  specs: readonly TensorInput[],
  arrays: readonly Float32Array[],
): Tensors {
  return Object.fromEntries(
    specs.map(({ name, shape }, i) => [name, new Tensor('float32', arrays[i], [...shape])]),
  );
}
