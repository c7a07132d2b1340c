/**
 * What the training process asks of the engine: Algorithm 1, an iteration or an update at a time, on some executor.
 */
import { formatCount } from '../config/formatCount';
import type { LiveSettings } from '../protocol/liveSettings';
import type { PlayerUpdate, UpdatePlace } from '../protocol/updates';
import type { Player } from './program/player';

/** How far one update moved the parameters of a player. Update-to-weight ratio: `update / parameters`. */
export interface UpdateSize {
  /** ‖Δθ‖, Euclidean, over all parameters of the player: what really changed, clipping and weight decay included. */
  readonly update: number;
  /** ‖θ‖ before the update. */
  readonly parameters: number;
}

/** What one step (k discriminator updates, then one generator update) came to. */
export interface StepResult {
  /** Discriminator loss of the last discriminator minibatch, nats, with `loss.discriminatorScale`. */
  readonly discriminatorLoss: number;
  /** Generator loss, nats, of the loss in use. */
  readonly generatorLoss: number;
  /** Euclidean norm of the gradient of the last discriminator update, before any clipping. */
  readonly discriminatorGradientNorm: number;
  readonly generatorGradientNorm: number;
  /** Rates of this step: the settings times the factors of their schedules. */
  readonly discriminatorLearningRate: number;
  readonly generatorLearningRate: number;
  /** Of the last update of each player; undefined unless the step was asked to be measured. */
  readonly discriminatorUpdate?: UpdateSize | undefined;
  readonly generatorUpdate?: UpdateSize | undefined;
  /** What regularizers add to the loss of the last discriminator minibatch; undefined without any that adds. */
  readonly discriminatorPenalty?: number | undefined;
  /**
   * Milliseconds that the updates of each player took, their minibatches and latents included: of the k updates of the
   * discriminator together. Undefined where both players are updated at once, and without a clock.
   */
  readonly discriminatorTime?: number | undefined;
  readonly generatorTime?: number | undefined;
  /** Logits of the last discriminator minibatch, [batchSize / packing]; overwritten by the next step. */
  readonly realLogits: Float32Array;
  readonly fakeLogits: Float32Array;
  /** Logits that the generator's gradient went through, [batchSize / packing]; overwritten by the next step. */
  readonly generatorLogits: Float32Array;
}

/** One update of Algorithm 1, and what it changed. */
export interface WatchedUpdate {
  readonly place: UpdatePlace;
  /** Of the players that it moved. */
  readonly players: Readonly<Partial<Record<Player, PlayerUpdate>>>;
  /** What the step came to, if this update ended it. */
  readonly step?: StepResult;
}

/** A quantity of the run became NaN or infinite. */
export class DivergenceError extends Error {
  constructor(
    /** First quantity found not finite, such as "gradient of discriminator/0/weights". */
    readonly quantity: string,
    /** Step (counted from 1) in which it was found. */
    readonly step: number,
  ) {
    super(`${quantity} is not a finite number at step ${formatCount(step)}`);
    this.name = 'DivergenceError';
  }
}

export type NetworkName = 'generator' | 'generatorEma' | 'discriminator';

export interface NamedTensor {
  /** Such as "generator/0/weights" or "discriminator/2/bias/secondMoment". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Everything a run needs to go on bit for bit: parameters, optimizer slots, moving average and counters. */
export interface TrainingState {
  readonly tensors: readonly NamedTensor[];
  readonly counters: {
    /** Generator updates done. */
    readonly step: number;
    readonly discriminatorUpdates: number;
  };
}

interface NetworksOfStep {
  /** Generator updates done. */
  readonly step: number;
  /** Networks that exist: `generatorEma` only with `training.generatorEmaDecay` > 0. */
  readonly networks: readonly NetworkName[];
}

/** The networks of one GAN at some step. */
export interface SavableNetworks extends NetworksOfStep {
  /** Parameters of one network, for safetensors. */
  weights(network: NetworkName): readonly NamedTensor[];
  /**
   * One network as an ONNX model with a free batch dimension: input `latent` or `sample`, and `class` if the networks
   * are told classes, output `sample` or `logit`, dropout off.
   */
  exportOnnx(network: NetworkName): Uint8Array;
}

/** The networks of one GAN at some step, on a device. Methods must not overlap: await each before the next. */
export interface LoadedNetworks extends NetworksOfStep {
  /**
   * Samples [count, sampleSize] from latents [count, latentDimension], dropout off. Any count.
   * @param classes [count], numbers from 0, for networks that are told them. Default: drawn with the shares of the data,
   * the same at each call
   */
  generate(
    network: 'generator' | 'generatorEma',
    latents: Float32Array,
    classes?: Float32Array,
  ): Promise<Float32Array>;
  /**
   * Logits [count] of samples [count, sampleSize], dropout off. Any count.
   * @param classes [count], numbers from 0: of the samples, which networks that are told classes must be given
   */
  discriminate(samples: Float32Array, classes?: Float32Array): Promise<Float32Array>;
  /** The `samples.count` fixed latents, [count, latentDimension]: a pure function of the seed. */
  fixedLatents(count: number): Float32Array;
  /** Latents to measure the generator with, [count, latentDimension]: a pure function of the seed and `index`. */
  evaluationLatents(count: number, index: number): Float32Array;
  /** The update of Algorithm 1 that comes next. */
  nextUpdate(settings: LiveSettings): UpdatePlace;
  dispose(): Promise<void>;
}

/** Trains one GAN. Methods must not overlap: await each before the next. */
export interface Trainer extends SavableNetworks, LoadedNetworks {
  /** Minibatches that the discriminator has been trained on, numbered from 0. */
  readonly discriminatorUpdates: number;
  /** Number of trainable values of each network. */
  readonly parameters: { readonly generator: number; readonly discriminator: number };
  /**
   * One iteration of Algorithm 1, or what is left of it. Throws DivergenceError; the state is then no longer usable.
   * However an iteration is divided into calls, it computes the same bits.
   * @param measured whether the sizes of its updates are wanted: a few percent of a step; the numbers stay the same
   */
  iterate(settings: LiveSettings, measured?: boolean): Promise<StepResult>;
  /** Updates done of the iteration in progress; 0 between two iterations. */
  readonly updatesDone: number;
  /**
   * The next update of Algorithm 1, measured, and what it changed, which costs another pass over its minibatch.
   * Settings must not change within an iteration. Throws DivergenceError, as `iterate`.
   */
  watchedUpdate(settings: LiveSettings): Promise<WatchedUpdate>;
  /** Brings here what `saveState`, `weights` and `exportOnnx` answer, where it lies on a device: to be called before. */
  settle(): Promise<void>;
  /** Between two iterations only: throws an Error within one. */
  saveState(): TrainingState;
  /** Throws an Error naming the tensor when names or shapes do not fit this config. */
  loadState(state: TrainingState): void;
}
