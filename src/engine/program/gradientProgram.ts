/** What an executor runs: one kind of update as a pure function. Everything random comes in as an input. */
import type * as tf from '@tensorflow/tfjs-core';
import type { StreamName } from '../random/streams';
import type { LayerDraw, LayerTensors } from './layers/layer';
import type { Player } from './player';

/** Where the values of an input come from. */
export type InputSource =
  | { readonly kind: 'minibatch' }
  | { readonly kind: 'latents'; readonly stream: StreamName }
  /** Classes of the minibatch, as numbers from 0. */
  | { readonly kind: 'labels' }
  /** Classes drawn with the shares they have in the data. */
  | { readonly kind: 'classes'; readonly stream: StreamName }
  /** Draw number `draw` of the `draws` that one update makes from this stream. */
  | {
      readonly kind: 'draw';
      readonly stream: StreamName;
      readonly of: LayerDraw;
      readonly draw: number;
      readonly draws: number;
    };

export interface ProgramInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly source: InputSource;
}

export type ProgramName = 'discriminator' | 'generator' | 'simultaneous';

/** What a program computes. Entries of a player that it does not update are absent. */
export interface ProgramResult {
  /** By name, see `GradientProgram.outputs`. */
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
  /** In the order of the network's parameters. */
  readonly gradients: Readonly<Partial<Record<Player, readonly tf.Tensor[]>>>;
  /** What the network's statistics become, in their order. */
  readonly statistics: Readonly<Partial<Record<Player, readonly tf.Tensor[]>>>;
}

/** Parameters and statistics of one network. */
export type NetworkTensors = Omit<LayerTensors, 'draws' | 'classes'>;

/** Those of both. */
export type GameTensors = Readonly<Record<Player, NetworkTensors>>;

export type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Losses and gradients of one kind of update. */
export interface GradientProgram {
  readonly name: ProgramName;
  readonly inputs: readonly ProgramInput[];
  /** The players whose parameters get a gradient, and are updated, and whose statistics move. */
  readonly players: readonly Player[];
  /**
   * `discriminatorLoss` and `generatorLoss`, [], without regularizers; `discriminatorPenalty`, [], what regularizers
   * add to the discriminator's; `realLogits` and `fakeLogits`, [outputs of D, 1], of the discriminator's minibatch;
   * `generatorLogits`, [outputs of D, 1].
   */
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  run(tensors: GameTensors, inputs: Inputs): ProgramResult;
}

/** @throws Error when a run has no such program: its update order needs another */
export function programNamed<T>(programs: ReadonlyMap<ProgramName, T>, name: ProgramName): T {
  const found = programs.get(name);
  if (found === undefined) throw new Error(`This run has no ${name} program.`);
  return found;
}
