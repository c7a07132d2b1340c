/**
 * Runs a program on a GPU that keeps parameters, optimizer slots, statistics and gradients: each update is one graph,
 * whose results are inputs of the next. Of the tensors of the networks nothing comes back before it is asked for.
 */
import type { InferenceSession } from 'onnxruntime-common';
import { sizeOf } from '../../config/networkShape';
import type { GanProgram } from '../program/ganProgram';
import type { GradientProgram, ProgramName } from '../program/gradientProgram';
import type { Player } from '../program/player';
import { stateSpecs, type StateSpec } from '../program/state';
import type { NetworkName, UpdateSize } from '../trainer';
import { createSession, tensorsOver, type DeviceOptions } from './compiled';
import { DeviceTensors, type Tensors } from './deviceState';
import type { Executor, Scalars } from './executor';
import { arraysFor, captureNetwork, parameterInputs, playerOf, statisticInputs } from './graphs';
import {
  averagePairs,
  captureAverage,
  captureUpdate,
  DECAY_INPUTS,
  graphOutputs,
  MEASURES,
  scalarValues,
  updatedSpecs,
  updateInputs,
  type Measure,
} from './updateGraph';

type Arrays = Readonly<Record<string, Float32Array>>;

interface DeviceProgram {
  readonly program: GradientProgram;
  readonly inputs: Arrays;
  readonly outputs: Arrays;
  /** Tensors over `inputs`. */
  readonly feeds: Tensors;
  /** Made with the first update, whose scalars it needs. */
  session?: InferenceSession;
  /** Of the last update. */
  scalars: Tensors;
}

class DeviceExecutor implements Executor {
  private readonly specs: readonly StateSpec[];
  private readonly state: DeviceTensors;
  private readonly gradientTensors: Readonly<Record<Player, DeviceTensors>>;
  private readonly programs: ReadonlyMap<ProgramName, DeviceProgram>;
  private readonly forwardSessions = new Map<Player, InferenceSession>();
  private averageSession: InferenceSession | undefined;
  private readonly squaredNorms = new Map<Player, number>();
  private readonly sizes = new Map<Player, UpdateSize>();

  constructor(
    private readonly program: GanProgram,
    private readonly options: DeviceOptions,
  ) {
    this.specs = stateSpecs(program);
    this.state = new DeviceTensors(this.specs, options);
    for (const spec of this.specs) this.write(spec, new Float32Array(sizeOf(spec.shape)));
    const gradientsOf = (player: Player): DeviceTensors =>
      new DeviceTensors(parameterInputs(program, player), options);
    this.gradientTensors = {
      generator: gradientsOf('generator'),
      discriminator: gradientsOf('discriminator'),
    };
    this.programs = new Map(
      program.programs.map((gradients) => {
        const inputs = arraysFor(gradients.inputs);
        const arrays = gradients.inputs.map(({ name }) => inputs[name]);
        const feeds = tensorsOver(options.runtime, gradients.inputs, arrays);
        const outputs = arraysFor(gradients.outputs);
        return [gradients.name, { program: gradients, inputs, outputs, feeds, scalars: {} }];
      }),
    );
  }

  private named(name: ProgramName): DeviceProgram {
    const found = this.programs.get(name);
    if (found === undefined) throw new Error(`This run has no ${name} program.`);
    return found;
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
      [
        ...program.outputs.map(({ name }) => name),
        ...program.players.flatMap((player) =>
          MEASURES.map((measure) => graphOutputs.measure(measure, player)),
        ),
      ],
    );
    return compiled.session;
  }

  private feeds({ program, feeds, scalars }: DeviceProgram): Tensors {
    const names = updateInputs(this.program, program).map(({ name }) => name);
    return { ...feeds, ...this.state.feeds(names), ...scalars };
  }

  async update(name: ProgramName, scalars: Scalars, measured = false): Promise<void> {
    const compiled = this.named(name);
    const { program, outputs } = compiled;
    const session = await this.sessionOf(compiled, scalars);
    const values = scalarValues(program.players, scalars);
    compiled.scalars = Object.fromEntries(
      [...values].map(([input, value]) => [input, this.scalar(value)]),
    );
    const results = await session.run(this.feeds(compiled));
    for (const output of Object.keys(outputs)) {
      outputs[output].set(results[output].data as Float32Array);
    }
    for (const { name: spec } of updatedSpecs(this.program, program.players)) {
      this.state.place(spec, results[graphOutputs.next(spec)]);
    }
    for (const player of program.players) await this.keepMeasures(player, results, measured);
  }

  private async keepMeasures(player: Player, results: Tensors, measured: boolean): Promise<void> {
    const value = (measure: Measure): number =>
      (results[graphOutputs.measure(measure, player)].data as Float32Array)[0];
    this.squaredNorms.set(player, value('squaredGradient'));
    this.sizes.delete(player);
    if (measured) {
      const [update, parameters] = [value('squaredUpdate'), value('squaredParameters')];
      this.sizes.set(player, { update: Math.sqrt(update), parameters: Math.sqrt(parameters) });
    }
    const gradients = this.gradientTensors[player];
    for (const { name } of parameterInputs(this.program, player)) {
      gradients.place(name, results[graphOutputs.gradient(name)]);
    }
    // Somebody will look for the one that is to blame.
    if (!Number.isFinite(value('squaredGradient'))) await gradients.settle();
  }

  async recompute(name: ProgramName): Promise<Arrays> {
    const compiled = this.named(name);
    const names = compiled.program.outputs.map((output) => output.name);
    const results = await compiled.session!.run(this.feeds(compiled), names);
    return Object.fromEntries(
      names.map((output) => [output, (results[output].data as Float32Array).slice()]),
    );
  }

  squaredGradientNorm(player: Player): number {
    return this.squaredNorms.get(player) ?? 0;
  }

  updateSize(player: Player): UpdateSize | undefined {
    return this.sizes.get(player);
  }

  gradients(player: Player): readonly Float32Array[] {
    return parameterInputs(this.program, player).map(({ name }) =>
      this.gradientTensors[player].read(name),
    );
  }

  async averageGenerator(decay: number): Promise<void> {
    const pairs = averagePairs(this.program);
    this.averageSession ??= await createSession(
      captureAverage(this.program),
      { graphName: 'average' },
      this.options,
      [],
    );
    const names = pairs.flatMap(({ average, parameter }) => [average.name, parameter.name]);
    const [kept, rest] = DECAY_INPUTS;
    const results = await this.averageSession.run({
      ...this.state.feeds(names),
      [kept]: this.scalar(decay),
      [rest]: this.scalar(1 - decay),
    });
    for (const { average } of pairs) {
      this.state.place(average.name, results[graphOutputs.next(average.name)]);
    }
  }

  async forward(
    network: NetworkName,
    input: Float32Array,
    rows: number,
    classes?: Float32Array,
  ): Promise<Float32Array> {
    const player = playerOf(network);
    const { Tensor } = this.options.runtime;
    const session = await this.forwardSession(player);
    const kind = network === 'generatorEma' ? 'average' : 'parameter';
    const parameters: Tensors = {};
    for (const spec of this.specs) {
      if (spec.player !== player || spec.role.kind !== kind) continue;
      const { name } = parameterInputs(this.program, player)[spec.index];
      Object.assign(
        parameters,
        this.state.feeds([spec.name], () => name),
      );
    }
    const statistics = statisticInputs(this.program, player).map(({ name }) => name);
    const { output } = await session.run({
      ...parameters,
      ...this.state.feeds(statistics),
      input: new Tensor('float32', input, [rows, this.program.networks[player].inputSize]),
      ...(classes && { classes: new Tensor('float32', classes, [rows]) }),
    });
    return output.data as Float32Array;
  }

  private async forwardSession(player: Player): Promise<InferenceSession> {
    const known = this.forwardSessions.get(player);
    if (known !== undefined) return known;
    const freeRows = ['input', 'classes', 'output'];
    const graph = captureNetwork(this.program, player);
    const session = await createSession(graph, { graphName: player, freeRows }, this.options);
    this.forwardSessions.set(player, session);
    return session;
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
    const updates = [...this.programs.values()].map(({ session }) => session);
    const sessions = [...updates, this.averageSession, ...this.forwardSessions.values()];
    for (const session of sessions) await session?.release();
    this.forwardSessions.clear();
  }
}

/** For providers whose sessions share buffers on the device: WebGPU's do. */
export function createDeviceExecutor(program: GanProgram, options: DeviceOptions): Executor {
  return new DeviceExecutor(program, options);
}
