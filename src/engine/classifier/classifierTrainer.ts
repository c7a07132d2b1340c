/**
 * Trains a classifier with what trains GANs: its program is recorded and runs on ONNX Runtime, its parameters move in
 * the memory of the kernels.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { sizeOf } from '../../config/networkShape';
import type { OptimizerConfig } from '../../config/optimizerSchema';
import { capture } from '../capture/capture';
import { createSession, tensorsOver, type OnnxRuntime } from '../executors/session';
import { fusedUpdate, type PlayerArrays } from '../executors/fusedUpdate';
import { gradientName, RECORDED_ROWS, type TensorInput } from '../executors/graphs';
import { Allocator } from '../executors/playerMemory';
import type { KernelModule, Kernels } from '../kernels';
import { registerGradients } from '../program/gradients';
import { initialize } from '../program/initializers';
import type { Network } from '../program/network';
import { optimizerScalars, slotNames } from '../program/optimizers';
import { fillLayerDraw } from '../random/layerDraws';
import { createStreams, type Streams } from '../random/streams';
import type { NamedTensor } from '../trainer';
import { classifierGradients } from './crossEntropy';

export interface ClassifierParts {
  /** Maps samples to one logit a class; keeps no statistics and is told no classes. */
  readonly network: Network;
  readonly batchSize: number;
  readonly optimizer: OptimizerConfig;
  /** Of its initial parameters and of its dropout. */
  readonly seed: number;
  readonly kernels: KernelModule;
  readonly runtime: OnnxRuntime;
  /** CPU threads of one operator. */
  readonly threads: number;
}

/** Rows that are classified at once: bounds the memory. */
const FORWARD_ROWS = 1000;

const drawName = (index: number): string => `draw/${index}`;

function drawSpecs({ network, batchSize }: ClassifierParts): TensorInput[] {
  return network.draws.map(({ shape }, index) => ({
    name: drawName(index),
    shape: [batchSize, ...shape],
  }));
}

/** Inputs of the update apart from the parameters. */
function minibatchSpecs(parts: ClassifierParts): TensorInput[] {
  const { network, batchSize } = parts;
  return [
    { name: 'samples', shape: [batchSize, network.inputSize] },
    { name: 'targets', shape: [batchSize, network.outputSize] },
    ...drawSpecs(parts),
  ];
}

function requirePlain({ statistics, mixesRows, classes }: Network): void {
  if (statistics.length > 0 || mixesRows || classes !== undefined) {
    throw new Error('A classifier has no layers with statistics, and is told no classes.');
  }
}

interface ClassifierMemory extends PlayerArrays {
  readonly parameterArrays: readonly Float32Array[];
  readonly gradientArrays: readonly Float32Array[];
  readonly inputs: readonly Float32Array[];
  readonly loss: Float32Array;
}

/** Only counts the bytes where the allocator has no kernels. */
function layOut(
  parts: ClassifierParts,
  allocator: Allocator,
  kernels: Kernels | undefined,
): ClassifierMemory {
  const { network, optimizer } = parts;
  const view = (pointer: number, size: number): Float32Array =>
    kernels === undefined
      ? new Float32Array(0)
      : new Float32Array(kernels.memory.buffer, pointer, size);
  /** One array after the other without holes but for their padding: one pass moves them all. */
  const block = (): { pointer: number; arrays: Float32Array[]; bytes: number } => {
    const before = allocator.bytes;
    const pointers = network.parameters.map(({ shape }) => allocator.reserve(sizeOf(shape)));
    const arrays = pointers.map((pointer, i) => view(pointer, sizeOf(network.parameters[i].shape)));
    return { pointer: pointers[0], arrays, bytes: allocator.bytes - before };
  };
  const parameters = block();
  const slots = slotNames(optimizer).map(() => block());
  const gradients = block();
  const array = (size: number): Float32Array => view(allocator.reserve(size), size);
  return {
    count: parameters.bytes / Float32Array.BYTES_PER_ELEMENT,
    parameters: parameters.pointer,
    slots: slots.map(({ pointer }) => pointer),
    gradients: gradients.pointer,
    parameterArrays: parameters.arrays,
    gradientArrays: gradients.arrays,
    inputs: minibatchSpecs(parts).map(({ shape }) => array(sizeOf(shape))),
    loss: array(1),
  };
}

/** One update: loss and gradients. */
function updateSession(parts: ClassifierParts): Promise<InferenceSession> {
  const { network } = parts;
  const graph = capture([...minibatchSpecs(parts), ...network.parameters], (tensors) => {
    const { loss, gradients } = classifierGradients(
      network,
      network.parameters.map(({ name }) => tensors[name]),
      {
        samples: tensors['samples'],
        targets: tensors['targets'],
        draws: drawSpecs(parts).map(({ name }) => tensors[name]),
      },
    );
    const named = network.parameters.map(({ name }, i) => [gradientName(name), gradients[i]]);
    return { loss, ...(Object.fromEntries(named) as Record<string, typeof loss>) };
  });
  return createSession(graph, { graphName: 'classifierUpdate' }, { ...parts, provider: 'cpu' });
}

function forwardSession(parts: ClassifierParts): Promise<InferenceSession> {
  const { network } = parts;
  const input = { name: 'input', shape: [RECORDED_ROWS, network.inputSize] };
  const graph = capture([input, ...network.parameters], (tensors) => ({
    output: network.apply(tensors['input'], {
      parameters: network.parameters.map(({ name }) => tensors[name]),
      statistics: [],
    }),
  }));
  const options = { graphName: 'classifier', freeRows: ['input', 'output'] };
  return createSession(graph, options, { ...parts, provider: 'cpu' });
}

export class ClassifierTrainer {
  /** Samples of the next update, [batchSize, input size]. */
  readonly samples: Float32Array;
  private readonly targets: Float32Array;
  private updates = 0;

  private constructor(
    private readonly parts: ClassifierParts,
    private readonly kernels: Kernels,
    private readonly streams: Streams,
    private readonly memory: ClassifierMemory,
    private readonly sessions: Readonly<Record<'update' | 'forward', InferenceSession>>,
  ) {
    [this.samples, this.targets] = memory.inputs;
    parts.network.parameters.forEach((parameter, index) =>
      initialize(parameter, streams, 'initDiscriminator', index, memory.parameterArrays[index]),
    );
  }

  /** @throws Error when the network keeps statistics or is told classes */
  static async create(parts: ClassifierParts): Promise<ClassifierTrainer> {
    requirePlain(parts.network);
    registerGradients();
    const counted = new Allocator();
    layOut(parts, counted, undefined);
    const kernels = parts.kernels.instantiate(counted.bytes);
    const memory = layOut(parts, new Allocator(kernels), kernels);
    const sessions = { update: await updateSession(parts), forward: await forwardSession(parts) };
    const streams = createStreams(parts.seed, kernels);
    return new ClassifierTrainer(parts, kernels, streams, memory, sessions);
  }

  /**
   * One update on `samples`, which the caller has filled.
   *
   * @param labels [batchSize], the class of each row
   * @param learningRate the one in force, which may differ from the optimizer's
   * @returns the cross-entropy before the update, nats
   */
  async update(labels: ArrayLike<number>, learningRate: number): Promise<number> {
    const { network, optimizer } = this.parts;
    this.targets.fill(0);
    for (let row = 0; row < labels.length; row += 1) {
      this.targets[row * network.outputSize + labels[row]] = 1;
    }
    this.draw();
    const { inputs, parameterArrays, gradientArrays, loss } = this.memory;
    const gradientSpecs = network.parameters.map(({ name, shape }) => ({
      name: gradientName(name),
      shape,
    }));
    await this.sessions.update.run(
      {
        ...this.tensors(minibatchSpecs(this.parts), inputs),
        ...this.tensors(network.parameters, parameterArrays),
      },
      {
        ...this.tensors([{ name: 'loss', shape: [] }], [loss]),
        ...this.tensors(gradientSpecs, gradientArrays),
      },
    );
    this.updates += 1;
    const scalars = optimizerScalars(optimizer, learningRate, this.updates);
    fusedUpdate(this.kernels.exports, this.memory, scalars);
    return loss[0];
  }

  private draw(): void {
    const { draws } = this.parts.network;
    draws.forEach((of, i) => {
      const target = this.memory.inputs[2 + i];
      const index = this.updates * draws.length + i;
      fillLayerDraw(this.streams, 'drawsDiscriminator', index, of, target);
    });
  }

  private tensors(
    specs: readonly TensorInput[],
    arrays: readonly Float32Array[],
  ): Record<string, Tensor> {
    return tensorsOver(this.parts.runtime, specs, arrays);
  }

  /** Logits [rows, classes] of samples [rows, input size], dropout off. */
  async logits(samples: Float32Array): Promise<Float32Array> {
    const { network, runtime } = this.parts;
    const { inputSize, outputSize } = network;
    const rows = samples.length / inputSize;
    const result = new Float32Array(rows * outputSize);
    const parameters = this.tensors(network.parameters, this.memory.parameterArrays);
    for (let from = 0; from < rows; from += FORWARD_ROWS) {
      const count = Math.min(FORWARD_ROWS, rows - from);
      const part = samples.subarray(from * inputSize, (from + count) * inputSize);
      const input = new runtime.Tensor('float32', part, [count, inputSize]);
      const { output } = await this.sessions.forward.run({ ...parameters, input });
      result.set(output.data as Float32Array, from * outputSize);
    }
    return result;
  }

  /** Copies of the parameters, by their names in the network. */
  parameters(): NamedTensor[] {
    return this.parts.network.parameters.map(({ name, shape }, i) => ({
      name,
      shape,
      data: this.memory.parameterArrays[i].slice(),
    }));
  }

  async dispose(): Promise<void> {
    await this.sessions.update.release();
    await this.sessions.forward.release();
  }
}
