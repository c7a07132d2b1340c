/**
 * The GAN of a config as pure functions: losses and gradients of the discriminator's, the generator's and the
 * simultaneous update. Everything random comes in as an input.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GanConfig } from '../../config/ganConfig';
import type { StreamName } from '../random/streams';
import { registerGradients } from './gradients';
import { discriminatorLoss, generatorLoss } from './losses';
import { createNetwork, sizeOf, type Network } from './network';
import type { Player } from './player';

/** Where the values of an input come from. */
export type InputSource =
  | { readonly kind: 'minibatch' }
  | { readonly kind: 'latents'; readonly stream: StreamName }
  /** Mask number `mask` of the `masks` that one update draws. */
  | {
      readonly kind: 'dropout';
      readonly stream: StreamName;
      readonly rate: number;
      readonly mask: number;
      readonly masks: number;
    };

export interface ProgramInput {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
  readonly source: InputSource;
}

export type ProgramName = 'discriminator' | 'generator' | 'simultaneous';

/** What a program computes. Loss and logits of one player are absent when it computes the other's only. */
export interface ProgramResult {
  /** By name, see `GradientProgram.outputs`. */
  readonly outputs: Readonly<Record<string, tf.Tensor>>;
  /** In the order of the network's parameters. */
  readonly gradients: Readonly<Partial<Record<Player, readonly tf.Tensor[]>>>;
}

export type Parameters = Readonly<Record<Player, readonly tf.Tensor[]>>;

/** Losses and gradients of one kind of update. */
export interface GradientProgram {
  readonly name: ProgramName;
  readonly inputs: readonly ProgramInput[];
  /** The players whose parameters get a gradient, and are updated. */
  readonly players: readonly Player[];
  /**
   * `discriminatorLoss` and `generatorLoss`, [], nats; `logits`, [2·batchSize, 1], of the discriminator's minibatch,
   * the real samples first; `generatorLogits`, [batchSize, 1].
   */
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  run(parameters: Parameters, inputs: Readonly<Record<string, tf.Tensor2D>>): ProgramResult;
}

export interface GanProgram {
  readonly config: GanConfig;
  readonly batchSize: number;
  readonly networks: Readonly<Record<Player, Network>>;
  /** Only those that the config's update order needs. */
  readonly programs: readonly GradientProgram[];
}

type Inputs = Readonly<Record<string, tf.Tensor2D>>;

/** Gradient of a loss with respect to `parameters`, keeping the logits it was computed from. */
function lossGradients(
  parameters: readonly tf.Tensor[],
  logitsOf: (parameters: readonly tf.Tensor[]) => tf.Tensor2D,
  lossOf: (logits: tf.Tensor2D) => tf.Scalar,
): { loss: tf.Tensor; logits: tf.Tensor; gradients: tf.Tensor[] } {
  let kept: tf.Tensor2D | undefined;
  const { value, grads } = tf.valueAndGrads((...own: tf.Tensor[]) => {
    kept = tf.keep(logitsOf(own));
    return lossOf(kept);
  })([...parameters]);
  // `keep` exempts the logits from the tidy of valueAndGrads; a clone puts them back under the caller's.
  const logits = tf.clone(kept as unknown as tf.Tensor);
  (kept as unknown as tf.Tensor).dispose();
  return { loss: value, logits, gradients: grads };
}

/** The dropout masks of both networks for one update, drawn anew for each row. */
function maskInputs(
  stream: StreamName,
  { generator, discriminator, batchSize }: Game,
  discriminatorRows: number,
): ProgramInput[] {
  const passes = [
    { network: generator, rows: batchSize },
    { network: discriminator, rows: discriminatorRows },
  ].flatMap(({ network, rows }) =>
    network.dropouts.map((dropout) => ({ player: network.player, rows, ...dropout })),
  );
  return passes.map(({ player, rows, layerIndex, size, rate }, mask) => ({
    name: `${player}Mask${layerIndex}`,
    shape: [rows, size],
    source: { kind: 'dropout', stream, rate, mask, masks: passes.length },
  }));
}

function masksOf(network: Network, inputs: Inputs): tf.Tensor2D[] {
  return network.dropouts.map(({ layerIndex }) => inputs[`${network.player}Mask${layerIndex}`]);
}

interface Game {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly batchSize: number;
  readonly loss: GanConfig['loss'];
}

const DISCRIMINATOR_OUTPUTS = ['discriminatorLoss', 'logits'];
const GENERATOR_OUTPUTS = ['generatorLoss', 'generatorLogits'];

function outputSpecs(names: readonly string[], batchSize: number): GradientProgram['outputs'] {
  const rows: Readonly<Record<string, number>> = {
    logits: 2 * batchSize,
    generatorLogits: batchSize,
  };
  return names.map((name) => ({ name, shape: name in rows ? [rows[name], 1] : [] }));
}

/** Inputs of the discriminator's gradient: real and fake rows pass through it together, with masks of their own. */
function discriminatorInputs(game: Game): ProgramInput[] {
  const { generator, discriminator, batchSize } = game;
  return [
    {
      name: 'real',
      shape: [batchSize, discriminator.inputSize],
      source: { kind: 'minibatch' },
    },
    {
      name: 'latents',
      shape: [batchSize, generator.inputSize],
      source: { kind: 'latents', stream: 'latentDiscriminator' },
    },
    ...maskInputs('dropoutDiscriminator', game, 2 * batchSize),
  ];
}

function discriminatorGradients(game: Game, parameters: Parameters, inputs: Inputs): ProgramResult {
  const { generator, discriminator } = game;
  const fake = generator.apply(parameters.generator, inputs['latents'], masksOf(generator, inputs));
  const samples = tf.concat([inputs['real'], fake], 0);
  const { loss, logits, gradients } = lossGradients(
    parameters.discriminator,
    (own) => discriminator.apply(own, samples, masksOf(discriminator, inputs)),
    (own) => discriminatorLoss(own, game.loss.discriminatorScale),
  );
  return {
    outputs: { discriminatorLoss: loss, logits },
    gradients: { discriminator: gradients },
  };
}

/** The gradient goes through the discriminator with its dropout on, as in the released code of the paper. */
function generatorGradients(
  game: Game,
  parameters: Parameters,
  latents: tf.Tensor2D,
  generatorMasks: readonly tf.Tensor2D[],
  discriminatorMasks: readonly tf.Tensor2D[],
): ProgramResult {
  const { generator, discriminator } = game;
  const { loss, logits, gradients } = lossGradients(
    parameters.generator,
    (own) =>
      discriminator.apply(
        parameters.discriminator,
        generator.apply(own, latents, generatorMasks),
        discriminatorMasks,
      ),
    (own) => generatorLoss(own, game.loss.name),
  );
  return {
    outputs: { generatorLoss: loss, generatorLogits: logits },
    gradients: { generator: gradients },
  };
}

function discriminatorProgram(game: Game): GradientProgram {
  return {
    name: 'discriminator',
    inputs: discriminatorInputs(game),
    players: ['discriminator'],
    outputs: outputSpecs(DISCRIMINATOR_OUTPUTS, game.batchSize),
    run: (parameters, inputs) => discriminatorGradients(game, parameters, inputs),
  };
}

function generatorProgram(game: Game): GradientProgram {
  const { generator, discriminator, batchSize } = game;
  return {
    name: 'generator',
    inputs: [
      {
        name: 'latents',
        shape: [batchSize, generator.inputSize],
        source: { kind: 'latents', stream: 'latentGenerator' },
      },
      ...maskInputs('dropoutGenerator', game, batchSize),
    ],
    players: ['generator'],
    outputs: outputSpecs(GENERATOR_OUTPUTS, batchSize),
    run: (parameters, inputs) =>
      generatorGradients(
        game,
        parameters,
        inputs['latents'],
        masksOf(generator, inputs),
        masksOf(discriminator, inputs),
      ),
  };
}

/**
 * Both gradients at the same point, from one minibatch and one fake batch, as in the released code of Goodfellow et
 * al. 2014 (goodfeli/adversarial, `get_gradients`): the generator sees the masks of the fake rows.
 */
function simultaneousProgram(game: Game): GradientProgram {
  const { generator, discriminator, batchSize } = game;
  return {
    name: 'simultaneous',
    inputs: discriminatorInputs(game),
    players: ['discriminator', 'generator'],
    outputs: outputSpecs([...DISCRIMINATOR_OUTPUTS, ...GENERATOR_OUTPUTS], batchSize),
    run: (parameters, inputs) => {
      const ofDiscriminator = discriminatorGradients(game, parameters, inputs);
      const fakeMasks = masksOf(discriminator, inputs).map((mask) =>
        tf.slice2d(mask, [batchSize, 0], [batchSize, mask.shape[1]]),
      );
      const ofGenerator = generatorGradients(
        game,
        parameters,
        inputs['latents'],
        masksOf(generator, inputs),
        fakeMasks,
      );
      return {
        outputs: { ...ofDiscriminator.outputs, ...ofGenerator.outputs },
        gradients: { ...ofDiscriminator.gradients, ...ofGenerator.gradients },
      };
    },
  };
}

/** @param sampleSize values per sample of the data */
export function createGanProgram(config: GanConfig, sampleSize: number): GanProgram {
  registerGradients();
  const { batchSize, updateOrder } = config.training;
  const { latent, layers } = config.generator;
  const generator = createNetwork('generator', layers, latent.dimension);
  const discriminator = createNetwork('discriminator', config.discriminator.layers, sampleSize);
  const game: Game = { generator, discriminator, batchSize, loss: config.loss };
  const last = updateOrder === 'simultaneous' ? simultaneousProgram(game) : generatorProgram(game);
  return {
    config,
    batchSize,
    networks: { generator, discriminator },
    programs: [discriminatorProgram(game), last],
  };
}

/** Number of trainable values of a network. */
export function parameterCount(network: Network): number {
  return network.parameters.reduce((total, { shape }) => total + sizeOf(shape), 0);
}
