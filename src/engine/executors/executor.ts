import type { ProgramName } from '../program/gradientProgram';
import type { OptimizerScalars } from '../program/optimizers';
import type { Player } from '../program/player';
import type { StateSpec } from '../program/state';
import type { NetworkName, UpdateSize } from '../trainer';

/** Rows that go through a network. */
export interface ForwardPass {
  readonly rows: number;
  /** [rows, input size] */
  readonly input: Float32Array;
  /** [rows], for a network that is told them. */
  readonly classes?: Float32Array | undefined;
  /** [rows, output size], filled. */
  readonly target: Float32Array;
}

/** Computes with the networks of one GAN program, out of training. */
export interface NetworkExecutor {
  /** Dropout off. */
  forward(network: NetworkName, pass: ForwardPass): Promise<void>;
  /** Copies the values of a tensor; `forward` needs those of its network, see `networkSpecs`. */
  write(spec: StateSpec, values: Float32Array): void;
  dispose(): Promise<void>;
}

/**
 * Holds the state of one GAN program and runs its updates. The caller writes everything random into `inputs`, so two
 * executors of the same program, given the same inputs, compute the same up to float32 rounding.
 */
export interface Executor extends NetworkExecutor {
  /** Arrays that `update` reads, by name, row-major; the same arrays for the executor's whole life. */
  inputs(program: ProgramName): Readonly<Record<string, Float32Array>>;
  /** What the last `update` of this program came to, by name; overwritten by the next. */
  outputs(program: ProgramName): Readonly<Record<string, Float32Array>>;
  /**
   * Losses and gradients at the current point, then one update of each player of the program.
   * @param measured whether `updateSize` is wanted: parameters and slots become the same, bit for bit
   */
  update(program: ProgramName, scalars: Scalars, measured?: boolean): Promise<void>;
  /** Of the player's last update; undefined unless it was measured. */
  updateSize(player: Player): UpdateSize | undefined;
  /**
   * What the program computes now with the inputs of its last `update`, by name: new arrays, and nothing is changed,
   * neither the state nor what `outputs`, `gradients` and the like answer.
   */
  recompute(program: ProgramName): Promise<Readonly<Record<string, Float32Array>>>;
  /** Sum of the squared gradients of the player's last update. */
  squaredGradientNorm(player: Player): number;
  /** Gradients of the player's last update, in the order of its parameters; valid until its next. */
  gradients(player: Player): readonly Float32Array[];
  /** Moves the generator's average: decay·average + (1 − decay)·θ. */
  averageGenerator(decay: number): Promise<void>;
  /** Brings here what `read` answers, where the state lies on a device. */
  settle(): Promise<void>;
  /** The same for `gradients`, which are there without it when a norm is not finite. */
  settleGradients(): Promise<void>;
  /** A copy of one tensor of the state, which is settled. */
  read(spec: StateSpec): Float32Array;
}

/** Settings of the update of each player that the program updates. */
export type Scalars = Readonly<Partial<Record<Player, OptimizerScalars>>>;
