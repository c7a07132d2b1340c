/**
 * The GAN of a config as pure functions: losses and gradients of the discriminator's, the generator's and the
 * simultaneous update.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GanConfig } from '../../config/ganConfig';
import { sizeOf, type Shape } from '../../config/networkShape';
import {
  drawInputs,
  drawsOf,
  generate,
  judgeBoth,
  judgedRows,
  pack,
  packingOf,
  type Game,
} from './game';
import { registerGradients } from './gradients';
import type {
  GameTensors,
  GradientProgram,
  Inputs,
  NetworkTensors,
  ProgramInput,
  ProgramResult,
} from './gradientProgram';
import { discriminatorLoss, generatorLoss } from './losses';
import { createNetwork, type Network } from './network';
import type { Player } from './player';
import { gradientPenalty, slopePenalty, type Critic } from './regularizers';

export interface GanProgram {
  readonly config: GanConfig;
  readonly batchSize: number;
  readonly networks: Readonly<Record<Player, Network>>;
  /** Only those that the config's update order needs. */
  readonly programs: readonly GradientProgram[];
}

/** Gradients of `loss` with respect to `parameters`, and the tensors by name that it was computed from. */
function lossGradients<Name extends string>(
  parameters: readonly tf.Tensor[],
  compute: (parameters: readonly tf.Tensor[]) => {
    readonly loss: tf.Scalar;
    readonly kept: Readonly<Record<Name, readonly tf.Tensor[]>>;
  },
): { readonly kept: Record<Name, tf.Tensor[]>; readonly gradients: tf.Tensor[] } {
  let inner: Readonly<Record<Name, readonly tf.Tensor[]>> | undefined;
  const { value, grads } = tf.valueAndGrads((...own: tf.Tensor[]) => {
    const { loss, kept } = compute(own);
    inner = kept;
    for (const tensors of Object.values<readonly tf.Tensor[]>(kept)) tensors.forEach(tf.keep);
    return loss;
  })([...parameters]);
  const entries = Object.entries<readonly tf.Tensor[]>(inner!);
  // `keep` exempts tensors from the tidy of valueAndGrads; clones put them back under the caller's.
  const copies = entries.map(([name, tensors]) => [
    name,
    tensors.map((tensor) => tf.clone(tensor)),
  ]);
  for (const tensor of new Set([value, ...entries.flatMap(([, tensors]) => tensors)])) {
    tensor.dispose();
  }
  return { kept: Object.fromEntries(copies) as Record<Name, tf.Tensor[]>, gradients: grads };
}

/** Inputs of the discriminator's gradient: real and fake samples have draws of their own. */
function discriminatorInputs(game: Game): ProgramInput[] {
  const { generator, discriminator, batchSize, config } = game;
  const sampleSize = discriminator.inputSize / packingOf(game);
  const penalty = config.regularizers.gradientPenalty;
  const uniform = (name: string, columns: number, draw: number): ProgramInput => ({
    name,
    shape: [judgedRows(game), columns],
    source: { kind: 'draw', stream: 'penalty', of: { kind: 'uniform' }, draw, draws: 2 },
  });
  return [
    { name: 'real', shape: [batchSize, sampleSize], source: { kind: 'minibatch' } },
    {
      name: 'latents',
      shape: [batchSize, generator.inputSize],
      source: { kind: 'latents', stream: 'latentDiscriminator' },
    },
    ...drawInputs('drawsDiscriminator', game, 2 * judgedRows(game)),
    ...(penalty === undefined ? [] : [uniform('mix', 1, 0)]),
    ...(penalty?.points === 'aroundReal'
      ? [uniform('perturbation', discriminator.inputSize, 1)]
      : []),
  ];
}

/** What the regularizers of the config add to the discriminator loss; there is one: see `hasPenalty`. */
function penaltyOf(
  game: Game,
  own: NetworkTensors,
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  inputs: Inputs,
): tf.Scalar {
  const { discriminator, config } = game;
  const { gradientPenalty: interpolation, r1, r2 } = config.regularizers;
  const rows = judgedRows(game);
  const packed = { real: pack(game, real), fake: pack(game, fake) };
  /** With the draws that the same rows had in the loss. */
  const critic =
    (from: number): Critic =>
    (samples) =>
      discriminator.train(samples, {
        ...own,
        draws: drawsOf(discriminator, inputs, { from, count: rows }),
      }).output;
  const terms: tf.Scalar[] = [];
  if (interpolation !== undefined) {
    const samples = {
      ...packed,
      mix: inputs['mix'] as tf.Tensor2D,
      ...('perturbation' in inputs && { perturbation: inputs['perturbation'] as tf.Tensor2D }),
    };
    terms.push(gradientPenalty(critic(0), samples, interpolation));
  }
  if (r1 !== undefined) terms.push(slopePenalty(critic(0), packed.real, r1));
  if (r2 !== undefined) terms.push(slopePenalty(critic(rows), packed.fake, r2));
  return tf.addN(terms);
}

function hasPenalty({ config }: Game): boolean {
  const { gradientPenalty: interpolation, r1, r2 } = config.regularizers;
  return interpolation !== undefined || r1 !== undefined || r2 !== undefined;
}

function discriminatorGradients(game: Game, tensors: GameTensors, inputs: Inputs): ProgramResult {
  const { config } = game;
  const real = inputs['real'] as tf.Tensor2D;
  const fake = generate(game, tensors.generator, inputs['latents'], inputs).output;
  const { kept, gradients } = lossGradients(tensors.discriminator.parameters, (parameters) => {
    const own = { ...tensors.discriminator, parameters };
    const judged = judgeBoth(game, own, real, fake, inputs);
    const loss = discriminatorLoss(judged.real, judged.fake, config.loss);
    const penalty = hasPenalty(game) ? [penaltyOf(game, own, real, fake, inputs)] : [];
    return {
      loss: penalty.length === 0 ? loss : tf.add(loss, penalty[0]),
      kept: {
        loss: [loss],
        penalty,
        logits: [judged.real, judged.fake],
        statistics: judged.statistics,
      },
    };
  });
  const [realLogits, fakeLogits] = kept.logits;
  return {
    outputs: {
      discriminatorLoss: kept.loss[0],
      ...(kept.penalty.length > 0 && { discriminatorPenalty: kept.penalty[0] }),
      realLogits,
      fakeLogits,
    },
    gradients: { discriminator: gradients },
    statistics: { discriminator: kept.statistics },
  };
}

/**
 * The gradient goes through the discriminator as it is in training, its dropout on, as in the released code of the
 * paper. Its statistics move in its own updates only.
 * @param draws of the discriminator
 */
function generatorGradients(
  game: Game,
  tensors: GameTensors,
  inputs: Inputs,
  draws: readonly tf.Tensor[],
): ProgramResult {
  const { discriminator, config } = game;
  const { kept, gradients } = lossGradients(tensors.generator.parameters, (parameters) => {
    const own = { ...tensors.generator, parameters };
    const samples = generate(game, own, inputs['latents'], inputs);
    const packed = pack(game, samples.output);
    const { output } = discriminator.train(packed, { ...tensors.discriminator, draws });
    const loss = generatorLoss(output, config.loss);
    return { loss, kept: { loss: [loss], logits: [output], statistics: samples.statistics } };
  });
  return {
    outputs: { generatorLoss: kept.loss[0], generatorLogits: kept.logits[0] },
    gradients: { generator: gradients },
    statistics: { generator: kept.statistics },
  };
}

type OutputSpecs = GradientProgram['outputs'];

function discriminatorOutputs(game: Game): OutputSpecs {
  const shape = [judgedRows(game), 1];
  return [
    { name: 'discriminatorLoss', shape: [] },
    ...(hasPenalty(game) ? [{ name: 'discriminatorPenalty', shape: [] }] : []),
    { name: 'realLogits', shape },
    { name: 'fakeLogits', shape },
  ];
}

function generatorOutputs(game: Game): OutputSpecs {
  return [
    { name: 'generatorLoss', shape: [] },
    { name: 'generatorLogits', shape: [judgedRows(game), 1] },
  ];
}

function discriminatorProgram(game: Game): GradientProgram {
  return {
    name: 'discriminator',
    inputs: discriminatorInputs(game),
    players: ['discriminator'],
    outputs: discriminatorOutputs(game),
    run: (tensors, inputs) => discriminatorGradients(game, tensors, inputs),
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
      ...drawInputs('drawsGenerator', game, judgedRows(game)),
    ],
    players: ['generator'],
    outputs: generatorOutputs(game),
    run: (tensors, inputs) =>
      generatorGradients(game, tensors, inputs, drawsOf(discriminator, inputs)),
  };
}

/**
 * Both gradients at the same point, from one minibatch and one fake batch, as in the released code of Goodfellow et
 * al. 2014 (goodfeli/adversarial, `get_gradients`): the generator sees what was drawn for the fake rows.
 */
function simultaneousProgram(game: Game): GradientProgram {
  const rows = judgedRows(game);
  return {
    name: 'simultaneous',
    inputs: discriminatorInputs(game),
    players: ['discriminator', 'generator'],
    outputs: [...discriminatorOutputs(game), ...generatorOutputs(game)],
    run: (tensors, inputs) => {
      const fakeDraws = drawsOf(game.discriminator, inputs, { from: rows, count: rows });
      const ofDiscriminator = discriminatorGradients(game, tensors, inputs);
      const ofGenerator = generatorGradients(game, tensors, inputs, fakeDraws);
      return {
        outputs: { ...ofDiscriminator.outputs, ...ofGenerator.outputs },
        gradients: { ...ofDiscriminator.gradients, ...ofGenerator.gradients },
        statistics: { ...ofDiscriminator.statistics, ...ofGenerator.statistics },
      };
    },
  };
}

/** `packing` samples as one: as many times the values, or the channels. */
function packedShape([first, ...pixels]: Shape, packing: number): Shape {
  return [first * packing, ...pixels];
}

/** @param sampleShape of the data */
export function createGanProgram(config: GanConfig, sampleShape: Shape): GanProgram {
  registerGradients();
  const { batchSize, updateOrder } = config.training;
  const { latent, layers } = config.generator;
  const { packing } = config.discriminator;
  const generator = createNetwork('generator', layers, [latent.dimension]);
  const discriminator = createNetwork(
    'discriminator',
    config.discriminator.layers,
    packedShape(sampleShape, packing),
  );
  const game: Game = { generator, discriminator, batchSize, config };
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
