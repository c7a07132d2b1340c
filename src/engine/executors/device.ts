/**
 * Runs a program on a GPU that keeps parameters, optimizer slots, statistics and gradients: each update is one graph,
 * whose results are inputs of the next. Of the tensors of the networks nothing comes back before it is asked for.
 */
import type { InferenceSession } from 'onnxruntime-common';
import { sizeOf } from '../../config/networkShape';
import type { GanProgram } from '../program/ganProgram';
import { programNamed, type GradientProgram, type ProgramName } from '../program/gradientProgram';
import type { Player } from '../program/player';
import { stateSpecs, type StateSpec } from '../program/state';
import type { NetworkName, UpdateSize } from '../trainer';
import { DeviceTensors } from './deviceState';
import type { Executor, ForwardPass, Scalars } from './executor';
import {
  arraysFor,
  gradientName,
  networkInputs,
  nextName,
  parameterInputs,
  type TensorInput,
} from './graphs';
import { NetworkSessions } from './networkSessions';
import { createSession, tensorsOver, type SessionOptions, type Tensors } from './session';
import {
  averagePairs,
  beforeName,
  captureAverage,
  captureOutputs,
  captureSizes,
  captureUpdate,
  DECAY_INPUTS,
  REPORT,
  reportParts,
  scalarValues,
  SIZES,
  squaredNormIn,
  updatedSpecs,
  updateInputs,
} from './updateGraph';

type Arrays = Readonly<Record<string, Float32Array>>;

/** What becomes of a tensor that stays on the device, and the output of the graph that it is. */
interface Placed {
  readonly name: string;
  readonly output: string;
}

/** A program with the names of all that goes in and out of its graphs. */
interface DeviceProgram {
  readonly program: GradientProgram;
  readonly inputs: Arrays;
  readonly outputs: Arrays;
  /** Tensors over `inputs`. */
  readonly feeds: Tensors;
  /** Tensors of the state that an update takes. */
  readonly stateInputs: readonly string[];
  readonly nextState: readonly Placed[];
  readonly gradients: Readonly<Partial<Record<Player, readonly Placed[]>>>;
  readonly report: readonly { readonly name: string; readonly size: number }[];
  /** Made with the first update, whose scalars it needs. */
  session?: InferenceSession;
  /** Made when the outputs are first wanted without an update. */
  outputSession?: InferenceSession;
}

function deviceProgram(
  gan: GanProgram,
  program: GradientProgram,
  { runtime }: SessionOptions,
): DeviceProgram {
  const inputs = arraysFor(program.inputs);
  const arrays = program.inputs.map(({ name }) => inputs[name]);
  const gradientsOf = (player: Player): Placed[] =>
    parameterInputs(gan, player).map(({ name }) => ({ name, output: gradientName(name) }));
  return {
    ...{ program, inputs, outputs: arraysFor(program.outputs) },
    feeds: tensorsOver(runtime, program.inputs, arrays),
    stateInputs: updateInputs(gan, program).map(({ name }) => name),
    nextState: updatedSpecs(gan, program.players).map(({ name }) => ({
      name,
      output: nextName(name),
    })),
    gradients: Object.fromEntries(program.players.map((player) => [player, gradientsOf(player)])),
    report: reportParts(program),
  };
}

/** The parts of a report by name, as views. */
function reportOf({ report }: DeviceProgram, values: Float32Array): Arrays {
  const parts: Record<string, Float32Array> = {};
  let start = 0;
  for (const { name, size } of report) {
    parts[name] = values.subarray(start, start + size);
    start += size;
  }
  return parts;
}

class DeviceExecutor implements Executor {
  private readonly state: DeviceTensors;
  private readonly gradientTensors: Readonly<Record<Player, DeviceTensors>>;
  private readonly programs: ReadonlyMap<ProgramName, DeviceProgram>;
  private readonly networks: NetworkSessions;
  private readonly averages: readonly (Placed & { readonly parameter: string })[];
  private averageSession: InferenceSession | undefined;
  private readonly sizeSessions = new Map<Player, InferenceSession>();
  private readonly parameters: Readonly<Record<Player, readonly TensorInput[]>>;
  private readonly networkInputs: readonly string[];
  private readonly squaredNorms = new Map<Player, number>();
  private readonly sizes = new Map<Player, UpdateSize>();

  constructor(
    private readonly program: GanProgram,
    private readonly options: SessionOptions,
  ) {
    const specs = stateSpecs(program);
    this.state = new DeviceTensors(specs, options);
    for (const spec of specs) this.write(spec, new Float32Array(sizeOf(spec.shape)));
    this.parameters = {
      generator: parameterInputs(program, 'generator'),
      discriminator: parameterInputs(program, 'discriminator'),
    };
    this.gradientTensors = {
      generator: new DeviceTensors(this.parameters.generator, options),
      discriminator: new DeviceTensors(this.parameters.discriminator, options),
    };
    this.networkInputs = networkInputs(program).map(({ name }) => name);
    this.programs = new Map(
      program.programs.map((gradients) => [
        gradients.name,
        deviceProgram(program, gradients, options),
      ]),
    );
    this.networks = new NetworkSessions(program, options);
    this.averages = averagePairs(program).map(({ average: { name }, parameter }) => ({
      ...{ name, output: nextName(name), parameter: parameter.name },
    }));
  }

  private named(name: ProgramName): DeviceProgram {
    return programNamed(this.programs, name);
  }

  inputs(program: ProgramName): Arrays {
    return this.named(program).inputs;
  }

  outputs(program: ProgramName): Arrays {
    return this.named(program).outputs;
  }

  private scalar(value: number): Tensors[string] {
    return new this.options.runtime.Tensor('float32', Float32Array.of(value), []);
  }

  private async sessionOf(compiled: DeviceProgram, scalars: Scalars): Promise<InferenceSession> {
    const { program } = compiled;
    compiled.session ??= await createSession(
      captureUpdate(this.program, program, scalars),
      { graphName: program.name },
      this.options,
      [REPORT],
    );
    return compiled.session;
  }

  private scalarFeeds(players: readonly Player[], scalars: Scalars): Tensors {
    const values = [...scalarValues(this.program, players, scalars)];
    return Object.fromEntries(values.map(([input, value]) => [input, this.scalar(value)]));
  }

  async update(name: ProgramName, scalars: Scalars, measured = false): Promise<void> {
    const compiled = this.named(name);
    const { program, outputs, nextState, gradients } = compiled;
    const session = await this.sessionOf(compiled, scalars);
    const results = await session.run({
      ...compiled.feeds,
      ...this.state.feeds(compiled.stateInputs),
      ...this.scalarFeeds(program.players, scalars),
    });
    const report = reportOf(compiled, results[REPORT].data as Float32Array);
    for (const output of Object.keys(outputs)) outputs[output].set(report[output]);
    for (const player of program.players) {
      this.sizes.delete(player);
      if (measured) this.sizes.set(player, await this.sizeOf(player, results));
    }
    for (const { name: spec, output } of nextState) this.state.place(spec, results[output]);
    for (const player of program.players) {
      for (const { name: parameter, output } of gradients[player]!) {
        this.gradientTensors[player].place(parameter, results[output]);
      }
      const squaredNorm = squaredNormIn(report, player);
      this.squaredNorms.set(player, squaredNorm);
      // Somebody will look for the one that is to blame.
      if (!Number.isFinite(squaredNorm)) await this.gradientTensors[player].settle();
    }
  }

  /** Of an update whose results have not been placed yet. */
  private async sizeOf(player: Player, results: Tensors): Promise<UpdateSize> {
    let session = this.sizeSessions.get(player);
    if (session === undefined) {
      const graph = captureSizes(this.program, player);
      session = await createSession(graph, { graphName: 'sizes' }, this.options);
      this.sizeSessions.set(player, session);
    }
    const feeds: Tensors = {};
    for (const { name } of this.parameters[player]) {
      feeds[name] = results[nextName(name)];
      feeds[beforeName(name)] = this.state.tensor(name);
    }
    const { [SIZES]: squares } = await session.run(feeds);
    const [update, parameters] = squares.data as Float32Array;
    return { update: Math.sqrt(update), parameters: Math.sqrt(parameters) };
  }

  async recompute(name: ProgramName): Promise<Arrays> {
    const compiled = this.named(name);
    compiled.outputSession ??= await createSession(
      captureOutputs(this.program, compiled.program),
      { graphName: `${name}Outputs` },
      this.options,
    );
    const results = await compiled.outputSession.run({
      ...compiled.feeds,
      ...this.state.feeds(this.networkInputs),
    });
    return Object.fromEntries(
      Object.keys(compiled.outputs).map((output) => [output, results[output].data as Float32Array]),
    );
  }

  squaredGradientNorm(player: Player): number {
    return this.squaredNorms.get(player) ?? 0;
  }

  updateSize(player: Player): UpdateSize | undefined {
    return this.sizes.get(player);
  }

  gradients(player: Player): readonly Float32Array[] {
    return this.parameters[player].map(({ name }) => this.gradientTensors[player].read(name));
  }

  async averageGenerator(decay: number): Promise<void> {
    this.averageSession ??= await createSession(
      captureAverage(this.program),
      { graphName: 'average' },
      this.options,
      [],
    );
    const names = this.averages.flatMap(({ name, parameter }) => [name, parameter]);
    const [kept, rest] = DECAY_INPUTS;
    const results = await this.averageSession.run({
      ...this.state.feeds(names),
      [kept]: this.scalar(decay),
      [rest]: this.scalar(1 - decay),
    });
    for (const { name, output } of this.averages) this.state.place(name, results[output]);
  }

  async forward(network: NetworkName, pass: ForwardPass): Promise<void> {
    const tensors = this.state.networkFeeds(this.networks.specs(network));
    await this.networks.run(network, tensors, pass);
  }

  async settle(): Promise<void> {
    await this.state.settle();
  }

  async settleGradients(): Promise<void> {
    for (const { program } of this.programs.values()) {
      for (const player of program.players) await this.gradientTensors[player].settle();
    }
  }

  read({ name }: StateSpec): Float32Array {
    return this.state.read(name).slice();
  }

  write(spec: StateSpec, values: Float32Array): void {
    this.state.write(spec, values);
  }

  async dispose(): Promise<void> {
    await this.state.dispose();
    for (const tensors of Object.values(this.gradientTensors)) await tensors.dispose();
    const programs = [...this.programs.values()];
    const sessions = programs.flatMap((compiled) => [compiled.session, compiled.outputSession]);
    const others = [this.averageSession, ...this.sizeSessions.values()];
    for (const session of [...sessions, ...others]) await session?.release();
    await this.networks.release();
  }
}

/** For providers whose sessions share buffers on the device: WebGPU's do. */
export function createDeviceExecutor(program: GanProgram, options: SessionOptions): Executor {
  return new DeviceExecutor(program, options);
}
