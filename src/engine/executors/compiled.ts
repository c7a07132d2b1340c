/**
 * Runs a program compiled: its losses and gradients are an ONNX graph that writes into the kernels' memory, where
 * fused kernels update parameters and optimizer slots in place. Nothing stays allocated from step to step.
 */
import type { InferenceSession } from 'onnxruntime-common';
import { capture } from '../capture/capture';
import type { Graph } from '../capture/graph';
import type { LoweringOptions } from '../capture/kernels/kernelDefinition';
import type { Kernels } from '../kernels';
import { sizeOf } from '../../config/networkShape';
import type { GanProgram } from '../program/ganProgram';
import { programNamed, type GradientProgram, type ProgramName } from '../program/gradientProgram';
import { PLAYERS, type Player } from '../program/player';
import type { StateSpec } from '../program/state';
import type { NetworkName, UpdateSize } from '../trainer';
import type { Executor, ForwardPass, Scalars } from './executor';
import {
  gameTensors,
  gradientName,
  networkInputs,
  nextName,
  parameterInputs,
  statisticInputs,
  type TensorInput,
} from './graphs';
import { letGo } from './letGo';
import { NetworkSessions } from './networkSessions';
import { Allocator, PlayerMemory, reservePlayer } from './playerMemory';
import { createSession, tensorsOver, type SessionOptions, type Tensors } from './session';

export interface CompiledOptions extends SessionOptions {
  readonly kernels: Kernels;
}

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
  private readonly networks: NetworkSessions;
  /** Of each network, over the memory. */
  private readonly networkTensors = new Map<NetworkName, Tensors>();

  constructor(
    program: GanProgram,
    private readonly options: CompiledOptions,
    private readonly memory: Readonly<Record<Player, PlayerMemory>>,
    private readonly programs: ReadonlyMap<ProgramName, CompiledProgram>,
  ) {
    this.networks = new NetworkSessions(program, options);
  }

  private compiled(name: ProgramName): CompiledProgram {
    return programNamed(this.programs, name);
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

  async forward(network: NetworkName, pass: ForwardPass): Promise<void> {
    await this.networks.run(network, this.tensorsOf(network), pass);
  }

  private tensorsOf(network: NetworkName): Tensors {
    const known = this.networkTensors.get(network);
    if (known !== undefined) return known;
    const specs = this.networks.specs(network);
    const tensors = tensorsOver(
      this.options.runtime,
      specs.map(({ spec, input }) => ({ name: input, shape: spec.shape })),
      specs.map(({ spec }) => this.memory[spec.player].array(spec)),
    );
    this.networkTensors.set(network, tensors);
    return tensors;
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
    for (const { session } of this.programs.values()) await session.release();
    await this.networks.release();
  }
}

/** ONNX Runtime writes into the arrays that are to be fetched, and answers with copies of them. */
function copiesOf(results: Tensors, fetches: Tensors): Float32Array[] {
  return Object.entries(fetches).flatMap(([name, { data }]) => {
    const copy = results[name].data as Float32Array;
    return copy.buffer === (data as Float32Array).buffer ? [] : [copy];
  });
}

function renamed(inputs: readonly TensorInput[], rename: (name: string) => string): TensorInput[] {
  return inputs.map(({ name, shape }) => ({ name: rename(name), shape }));
}

/**
 * What pays on CPUs. Convolutions in fewer multiplications, as time over that of ONNX Runtime's convolution, forward and
 * both gradients, one core, images of 8×8 to 32×32, minibatches of 8 to 128: 0.49 with 256 and 512 channels, 0.56 with
 * 128 and 256, 0.7 with 64 and 128, 0.88 with 32 and 64, 0.95 to 1.02 with 16 and 32; 1.14 with a single image of 8×8
 * outputs. Gradients of filters of 3×3 as products of patches, of 1 to 128 filters on 16 to 128 channels: 0.2 to 0.7 of
 * the time of a convolution; 1.2 with 3 channels. Gradients of images by the turned filter: 0.8 from 64 to 64 channels,
 * 0.2 from 1 to 32.
 */
const CPU_LOWERING: LoweringOptions = {
  minimalFiltering: { channels: 32, positions: 256 },
  patchProducts: { channels: 8, belowPlaces: 16 },
  turnedFilters: true,
  resizing: true,
  steepSteps: true,
};

/** The gradient program: inputs are its own and all tensors of the networks. */
export function captureGradients(
  program: GanProgram,
  gradients: GradientProgram,
  options: LoweringOptions = {},
): Graph {
  return capture(
    [...gradients.inputs, ...networkInputs(program)],
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
  const executor = new CompiledExecutor(program, options, memory, programs);
  try {
    for (const gradients of program.programs) {
      const compiled = await compileProgram(program, gradients, memory, allocator, options);
      programs.set(gradients.name, compiled);
    }
    return executor;
  } catch (error) {
    // Another device takes its place: what is compiled already would stay as long as the process.
    await executor.dispose();
    throw error;
  }
}
