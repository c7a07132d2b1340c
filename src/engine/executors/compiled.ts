/**
 * Runs a program compiled: its losses and gradients are an ONNX graph that writes into the kernels' memory, where
 * fused kernels update parameters and optimizer slots in place. Nothing stays allocated from step to step.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { capture } from '../capture/capture';
import type { Graph } from '../capture/graph';
import type { LoweringOptions } from '../capture/kernels/kernelDefinition';
import { laterResults, writeOnnxModel, type ModelOptions } from '../capture/onnxModel';
import type { Kernels } from '../kernels';
import { sizeOf } from '../../config/networkShape';
import type { GanProgram } from '../program/ganProgram';
import type { GradientProgram, ProgramName } from '../program/gradientProgram';
import { PLAYERS, type Player } from '../program/player';
import type { StateSpec } from '../program/state';
import type { NetworkName, UpdateSize } from '../trainer';
import type { Executor, Scalars } from './executor';
import {
  captureNetwork,
  gameTensors,
  parameterInputs,
  playerOf,
  statisticInputs,
  type TensorInput,
} from './graphs';
import { letGo } from './letGo';
import { Allocator, PlayerMemory, reservePlayer } from './playerMemory';

/** The part of onnxruntime-node (or -web) that is needed: the caller has the module. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
}

/** Names of ONNX Runtime's execution providers. */
export type ProviderName = 'cpu' | 'cuda' | 'dml' | 'coreml' | 'webgpu';

export interface CompiledOptions {
  readonly runtime: OnnxRuntime;
  readonly kernels: Kernels;
  readonly provider: ProviderName;
  /** CPU threads of one operator. */
  readonly threads: number;
}

/** What an executor needs that has its state elsewhere. */
export type DeviceOptions = Omit<CompiledOptions, 'kernels'>;

type Tensors = Record<string, Tensor>;

/** One gradient program, ready to run. */
interface CompiledProgram {
  readonly program: GradientProgram;
  readonly session: InferenceSession;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly outputs: Readonly<Record<string, Float32Array>>;
  readonly feeds: Tensors;
  readonly fetches: Tensors;
}

/** Bytes of kernel memory that a compiled executor of this program takes. */
export function compiledMemoryBytes(program: GanProgram): number {
  const allocator = new Allocator();
  for (const player of PLAYERS) reservePlayer(allocator, program, player);
  for (const { inputs, outputs } of program.programs) {
    for (const { shape } of [...inputs, ...outputs]) allocator.reserve(sizeOf(shape));
  }
  return allocator.bytes;
}

class CompiledExecutor implements Executor {
  private readonly forwardSessions = new Map<Player, InferenceSession>();

  constructor(
    private readonly program: GanProgram,
    private readonly options: CompiledOptions,
    private readonly memory: Readonly<Record<Player, PlayerMemory>>,
    private readonly programs: ReadonlyMap<ProgramName, CompiledProgram>,
  ) {}

  private compiled(name: ProgramName): CompiledProgram {
    const compiled = this.programs.get(name);
    if (compiled === undefined) throw new Error(`This run has no ${name} program.`);
    return compiled;
  }

  inputs(program: ProgramName): Readonly<Record<string, Float32Array>> {
    return this.compiled(program).inputs;
  }

  outputs(program: ProgramName): Readonly<Record<string, Float32Array>> {
    return this.compiled(program).outputs;
  }

  async update(name: ProgramName, scalars: Scalars, measured = false): Promise<void> {
    const { session, feeds, fetches, program } = this.compiled(name);
    letGo(copiesOf(await session.run(feeds, fetches), fetches));
    for (const player of program.players) {
      this.memory[player].update(scalars[player]!, measured);
      this.memory[player].moveStatistics();
    }
  }

  async recompute(name: ProgramName): Promise<Readonly<Record<string, Float32Array>>> {
    const { session, feeds, program } = this.compiled(name);
    // Not into the arrays of `update`: only by name.
    const results = await session.run(
      feeds,
      program.outputs.map((output) => output.name),
    );
    return Object.fromEntries(
      program.outputs.map((output) => [output.name, results[output.name].data as Float32Array]),
    );
  }

  squaredGradientNorm(player: Player): number {
    return this.memory[player].squaredGradientNorm;
  }

  updateSize(player: Player): UpdateSize | undefined {
    return this.memory[player].updateSize;
  }

  gradients(player: Player): readonly Float32Array[] {
    return this.memory[player].gradients;
  }

  async averageGenerator(decay: number): Promise<void> {
    this.memory.generator.moveAverage(decay);
  }

  async forward(
    network: NetworkName,
    input: Float32Array,
    rows: number,
    classes?: Float32Array,
  ): Promise<Float32Array> {
    const player = playerOf(network);
    const { inputSize } = this.program.networks[player];
    const { Tensor } = this.options.runtime;
    const session = await this.forwardSession(player);
    const { parameters, averages, statistics } = this.memory[player];
    const arrays = network === 'generatorEma' ? averages : parameters;
    const { output } = await session.run({
      ...this.tensors(parameterInputs(this.program, player), arrays),
      ...this.tensors(statisticInputs(this.program, player), statistics),
      input: new Tensor('float32', input, [rows, inputSize]),
      ...(classes && { classes: new Tensor('float32', classes, [rows]) }),
    });
    return output.data as Float32Array;
  }

  private async forwardSession(player: Player): Promise<InferenceSession> {
    const known = this.forwardSessions.get(player);
    if (known !== undefined) return known;
    const graph = captureNetwork(this.program, player);
    const freeRows = ['input', 'classes', 'output'];
    const session = await createSession(graph, { graphName: player, freeRows }, this.options);
    this.forwardSessions.set(player, session);
    return session;
  }

  private tensors(specs: readonly TensorInput[], arrays: readonly Float32Array[]): Tensors {
    return tensorsOver(this.options.runtime, specs, arrays);
  }

  async settle(): Promise<void> {}

  async settleGradients(): Promise<void> {}

  read(spec: StateSpec): Float32Array {
    return this.memory[spec.player].array(spec).slice();
  }

  write(spec: StateSpec, values: Float32Array): void {
    this.memory[spec.player].array(spec).set(values);
  }

  async dispose(): Promise<void> {
    const sessions = [...this.programs.values()].map(({ session }) => session);
    for (const session of [...sessions, ...this.forwardSessions.values()]) await session.release();
    this.forwardSessions.clear();
  }
}

/** ONNX Runtime writes into the arrays that are to be fetched, and answers with copies of them. */
function copiesOf(results: Tensors, fetches: Tensors): Float32Array[] {
  return Object.entries(fetches).flatMap(([name, { data }]) => {
    const copy = results[name].data as Float32Array;
    return copy.buffer === (data as Float32Array).buffer ? [] : [copy];
  });
}

type Provider = NonNullable<InferenceSession.SessionOptions['executionProviders']>[number];

/** Places of maxima are the only later results, and WebGPU's max pooling does not give them. */
function providerOf(graph: Graph, { provider }: DeviceOptions): Provider {
  const forceCpuNodeNames = [...laterResults(graph).keys()];
  return provider === 'webgpu' && forceCpuNodeNames.length > 0
    ? { name: 'webgpu', forceCpuNodeNames }
    : provider;
}

/** @param wanted outputs that are wanted here; the others stay on the device. All are without it. */
export function createSession(
  graph: Graph,
  modelOptions: ModelOptions,
  options: DeviceOptions,
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

/** Names of the graph outputs that carry what becomes of a tensor of the network. */
function gradientName(parameter: string): string {
  return `gradient/${parameter}`;
}

function nextName(statistic: string): string {
  return `next/${statistic}`;
}

function renamed(inputs: readonly TensorInput[], rename: (name: string) => string): TensorInput[] {
  return inputs.map(({ name, shape }) => ({ name: rename(name), shape }));
}

/**
 * What pays on CPUs. Convolutions in fewer multiplications, as time over that of ONNX Runtime's convolution, forward and
 * both gradients, one core, images of 8×8 to 32×32, minibatches of 8 to 128: 0.49 with 256 and 512 channels, 0.56 with
 * 128 and 256, 0.7 with 64 and 128, 0.88 with 32 and 64, 0.95 to 1.02 with 16 and 32; 1.14 with a single image of 8×8
 * outputs.
 */
const CPU_LOWERING: LoweringOptions = {
  minimalFiltering: { channels: 32, positions: 256 },
  steepSteps: true,
};

/** The gradient program: inputs are its own and all tensors of the networks. */
export function captureGradients(
  program: GanProgram,
  gradients: GradientProgram,
  options: LoweringOptions = {},
): Graph {
  const networkInputs = PLAYERS.flatMap((player) => [
    ...parameterInputs(program, player),
    ...statisticInputs(program, player),
  ]);
  return capture(
    [...gradients.inputs, ...networkInputs],
    (tensors) => {
      const result = gradients.run(gameTensors(program, tensors), tensors);
      const named = { ...result.outputs };
      for (const player of gradients.players) {
        parameterInputs(program, player).forEach(({ name }, i) => {
          named[gradientName(name)] = result.gradients[player]![i];
        });
        statisticInputs(program, player).forEach(({ name }, i) => {
          named[nextName(name)] = result.statistics[player]![i];
        });
      }
      return named;
    },
    options,
  );
}

async function compileProgram(
  program: GanProgram,
  gradients: GradientProgram,
  memory: Readonly<Record<Player, PlayerMemory>>,
  allocator: Allocator,
  options: CompiledOptions,
): Promise<CompiledProgram> {
  const { runtime } = options;
  const inputs = gradients.inputs.map(({ shape }) => allocator.array(sizeOf(shape)));
  const outputs = gradients.outputs.map(({ shape }) => allocator.array(sizeOf(shape)));
  const feeds = tensorsOver(runtime, gradients.inputs, inputs);
  for (const player of PLAYERS) {
    const { parameters, statistics } = memory[player];
    Object.assign(
      feeds,
      tensorsOver(runtime, parameterInputs(program, player), parameters),
      tensorsOver(runtime, statisticInputs(program, player), statistics),
    );
  }
  const fetches = tensorsOver(runtime, gradients.outputs, outputs);
  for (const player of gradients.players) {
    const gradientSpecs = renamed(parameterInputs(program, player), gradientName);
    const nextSpecs = renamed(statisticInputs(program, player), nextName);
    Object.assign(
      fetches,
      tensorsOver(runtime, gradientSpecs, memory[player].gradients),
      tensorsOver(runtime, nextSpecs, memory[player].nextStatistics),
    );
  }
  const named = (
    specs: readonly { readonly name: string }[],
    arrays: readonly Float32Array[],
  ): Record<string, Float32Array> =>
    Object.fromEntries(specs.map(({ name }, i) => [name, arrays[i]]));
  const graph = captureGradients(
    program,
    gradients,
    options.provider === 'cpu' ? CPU_LOWERING : {},
  );
  return {
    program: gradients,
    session: await createSession(graph, { graphName: gradients.name }, options),
    inputs: named(gradients.inputs, inputs),
    outputs: named(gradients.outputs, outputs),
    feeds,
    fetches,
  };
}

/**
 * @param options `kernels` must have `compiledMemoryBytes(program)` bytes free; an executor made earlier over the
 * same kernels is overwritten
 * @throws CaptureError when the program uses a kernel that has no lowering
 */
export async function createCompiledExecutor(
  program: GanProgram,
  options: CompiledOptions,
): Promise<Executor> {
  const allocator = new Allocator(options.kernels);
  const memory = {
    generator: new PlayerMemory(options.kernels, allocator, program, 'generator'),
    discriminator: new PlayerMemory(options.kernels, allocator, program, 'discriminator'),
  };
  const programs = new Map<ProgramName, CompiledProgram>();
  for (const gradients of program.programs) {
    programs.set(
      gradients.name,
      await compileProgram(program, gradients, memory, allocator, options),
    );
  }
  return new CompiledExecutor(program, options, memory, programs);
}
