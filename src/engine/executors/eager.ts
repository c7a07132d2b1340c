/** Runs a program operation by operation on a TensorFlow.js backend: the reference, and the way to CUDA. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { GanProgram } from '../program/ganProgram';
import {
  programNamed,
  type GradientProgram,
  type NetworkTensors,
  type ProgramName,
  type ProgramResult,
} from '../program/gradientProgram';
import { registerGradients } from '../program/gradients';
import { gradientScale, sumOfSquares, updateAverage, updateParameter } from '../program/optimizers';
import { PLAYERS, type Player } from '../program/player';
import { stateSpecs, type StateSpec } from '../program/state';
import { switchBackend } from '../program/switchBackend';
import type { NetworkName, UpdateSize } from '../trainer';
import { exactNorm } from './divergence';
import type { Executor, ForwardPass, Scalars } from './executor';
import { arraysFor, playerOf } from './graphs';
import { registerTensorflowKernels, TENSORFLOW_BACKEND } from './tensorflowKernels/register';

interface PlayerTensors {
  parameters: tf.Tensor[];
  /** Per parameter, in the order of the optimizer's slots. */
  slots: tf.Tensor[][];
  averages: tf.Tensor[];
  statistics: tf.Tensor[];
  gradients: tf.Tensor[];
  squaredGradientNorm: number;
  updateSize: UpdateSize | undefined;
}

/** Input and output arrays of one program. */
interface ProgramArrays {
  readonly program: GradientProgram;
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

class EagerExecutor implements Executor {
  private readonly programs: ReadonlyMap<ProgramName, ProgramArrays>;
  private readonly players: Record<Player, PlayerTensors>;

  /** The backend must be registered with TensorFlow.js, and active. */
  constructor(
    private readonly program: GanProgram,
    private readonly backend: string,
  ) {
    this.programs = new Map(
      program.programs.map((gradients) => [
        gradients.name,
        {
          program: gradients,
          inputs: arraysFor(gradients.inputs),
          outputs: arraysFor(gradients.outputs),
        },
      ]),
    );
    const empty = (): PlayerTensors => ({
      parameters: [],
      slots: [],
      averages: [],
      statistics: [],
      gradients: [],
      squaredGradientNorm: 0,
      updateSize: undefined,
    });
    this.players = { generator: empty(), discriminator: empty() };
    for (const spec of stateSpecs(program)) this.place(spec, tf.zeros([...spec.shape]));
  }

  private arrays(name: ProgramName): ProgramArrays {
    return programNamed(this.programs, name);
  }

  inputs(program: ProgramName): Readonly<Record<string, Float32Array>> {
    return this.arrays(program).inputs;
  }

  outputs(program: ProgramName): Readonly<Record<string, Float32Array>> {
    return this.arrays(program).outputs;
  }

  /** Runs a program at the current point; to be called within a tidy. */
  private compute({ program, inputs }: ProgramArrays): ProgramResult {
    const tensors = Object.fromEntries(
      program.inputs.map(({ name, shape }) => [
        name,
        // A copy: the JavaScript backend would otherwise keep working on the caller's array.
        tf.tensor(inputs[name].slice(), [...shape]),
      ]),
    );
    return program.run(this.players, tensors);
  }

  async recompute(name: ProgramName): Promise<Readonly<Record<string, Float32Array>>> {
    switchBackend(this.backend);
    const tensors = tf.tidy(() => ({ ...this.compute(this.arrays(name)).outputs }));
    const values: Record<string, Float32Array> = {};
    for (const [output, tensor] of Object.entries(tensors)) {
      values[output] = (await tensor.data<'float32'>()).slice();
      tensor.dispose();
    }
    return values;
  }

  async update(name: ProgramName, scalars: Scalars, measured = false): Promise<void> {
    switchBackend(this.backend);
    const arrays = this.arrays(name);
    const { program, outputs } = arrays;
    const computed = tf.tidy(() => {
      const result = this.compute(arrays);
      return {
        outputs: { ...result.outputs },
        gradients: { ...result.gradients } as TensorMap,
        statistics: { ...result.statistics } as TensorMap,
      };
    });
    for (const [output, tensor] of Object.entries(computed.outputs)) {
      outputs[output].set(await tensor.data<'float32'>());
      tensor.dispose();
    }
    for (const player of program.players) {
      const before = measured ? this.players[player].parameters.map((one) => tf.clone(one)) : [];
      await this.updatePlayer(player, computed.gradients[player]!, scalars);
      this.players[player].updateSize = measured ? await this.sizeSince(player, before) : undefined;
      tf.dispose(this.players[player].statistics);
      this.players[player].statistics = computed.statistics[player]!;
    }
  }

  private async updatePlayer(
    player: Player,
    gradients: tf.Tensor[],
    scalars: Scalars,
  ): Promise<void> {
    switchBackend(this.backend);
    const state = this.players[player];
    tf.dispose(state.gradients);
    state.gradients = gradients;
    const norm = tf.tidy(() => sumOfSquares(gradients));
    state.squaredGradientNorm = (await norm.data<'float32'>())[0];
    norm.dispose();
    switchBackend(this.backend);
    const settings = scalars[player]!;
    const scale = gradientScale(settings, () => this.exactSquaredNorm(player));
    state.parameters.forEach((parameter, i) => {
      const slots = state.slots[i];
      const { parameter: moved, slots: next } = tf.tidy(() => {
        const update = updateParameter(parameter, gradients[i], slots, settings, scale);
        return { parameter: update.parameter, slots: [...update.slots] };
      });
      tf.dispose([parameter, ...slots]);
      state.parameters[i] = moved;
      state.slots[i] = next;
    });
  }

  /** How far the player is from the parameters it had before, which are disposed. */
  private async sizeSince(player: Player, before: readonly tf.Tensor[]): Promise<UpdateSize> {
    switchBackend(this.backend);
    const { parameters } = this.players[player];
    const squares = tf.tidy(() => {
      const changes = before.map((old, i) => tf.sub(parameters[i], old));
      return tf.stack([sumOfSquares(changes), sumOfSquares(before)]);
    });
    tf.dispose([...before]);
    const [update, size] = await squares.data<'float32'>();
    squares.dispose();
    return { update: Math.sqrt(update), parameters: Math.sqrt(size) };
  }

  updateSize(player: Player): UpdateSize | undefined {
    return this.players[player].updateSize;
  }

  /** Where float32 overflowed, from the gradients themselves. */
  private exactSquaredNorm(player: Player): number {
    const { squaredGradientNorm } = this.players[player];
    if (Number.isFinite(squaredGradientNorm)) return squaredGradientNorm;
    return exactNorm(this.gradients(player)) ** 2;
  }

  squaredGradientNorm(player: Player): number {
    return this.players[player].squaredGradientNorm;
  }

  gradients(player: Player): readonly Float32Array[] {
    return this.players[player].gradients.map((gradient) => gradient.dataSync<'float32'>());
  }

  async averageGenerator(decay: number): Promise<void> {
    switchBackend(this.backend);
    const { averages, parameters } = this.players.generator;
    averages.forEach((average, i) => {
      averages[i] = tf.tidy(() => updateAverage(average, parameters[i], decay, 1 - decay));
      average.dispose();
    });
  }

  async forward(
    network: NetworkName,
    { rows, input, classes, target }: ForwardPass,
  ): Promise<void> {
    const player = playerOf(network);
    const net = this.program.networks[player];
    const { inputSize } = net;
    const { parameters, averages, statistics } = this.players[player];
    const tensors: NetworkTensors = {
      parameters: network === 'generatorEma' ? averages : parameters,
      statistics,
    };
    switchBackend(this.backend);
    const output = tf.tidy(() =>
      net.apply(tf.tensor2d(input.slice(), [rows, inputSize]), {
        ...tensors,
        ...(classes && { classes: tf.tensor1d(classes.slice()) }),
      }),
    );
    target.set(await output.data<'float32'>());
    output.dispose();
  }

  async settle(): Promise<void> {}

  async settleGradients(): Promise<void> {}

  /** Where the tensor of a spec is held: an array and an index into it. */
  private locate({ player, index, role }: StateSpec): [tf.Tensor[], number] {
    const state = this.players[player];
    switch (role.kind) {
      case 'parameter':
        return [state.parameters, index];
      case 'slot':
        state.slots[index] ??= [];
        return [state.slots[index], role.slot];
      case 'average':
        return [state.averages, index];
      case 'statistic':
        return [state.statistics, index];
    }
  }

  private place(spec: StateSpec, tensor: tf.Tensor): void {
    const [tensors, at] = this.locate(spec);
    if (at < tensors.length) tensors[at].dispose();
    tensors[at] = tensor;
  }

  read(spec: StateSpec): Float32Array {
    const [tensors, index] = this.locate(spec);
    return tensors[index].dataSync<'float32'>().slice();
  }

  write(spec: StateSpec, values: Float32Array): void {
    switchBackend(this.backend);
    this.place(spec, tf.tensor(values.slice(), [...spec.shape]));
  }

  async dispose(): Promise<void> {
    for (const player of PLAYERS) {
      const { parameters, slots, averages, statistics, gradients } = this.players[player];
      tf.dispose([parameters, slots, averages, statistics, gradients]);
    }
  }
}

type TensorMap = Partial<Record<Player, tf.Tensor[]>>;

/** Naming the class, not just importing the module, keeps the backend in the bundle: it says it has no side effects. */
function registerJavaScriptBackend(): void {
  if ((tf.findBackendFactory('cpu') as unknown) !== null) return;
  tf.registerBackend('cpu', () => new MathBackendCPU(), 1);
}

/** @param backend a registered TensorFlow.js backend: "tensorflow", or "cpu", plain JavaScript, which is always there */
export async function createEagerExecutor(program: GanProgram, backend: string): Promise<Executor> {
  registerJavaScriptBackend();
  // Otherwise TensorFlow.js prints an advertisement for its Node.js package.
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) {
    throw new Error(`The TensorFlow.js backend "${backend}" does not start.`);
  }
  return new EagerExecutor(program, backend);
}

/** On TensorFlow itself. The process must have loaded @tensorflow/tfjs-node or @tensorflow/tfjs-node-gpu. */
export async function createTensorflowExecutor(program: GanProgram): Promise<Executor> {
  // Loading it has put its own derivatives in the place of these.
  registerGradients();
  registerTensorflowKernels();
  return createEagerExecutor(program, TENSORFLOW_BACKEND);
}
