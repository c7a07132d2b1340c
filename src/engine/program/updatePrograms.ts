/** The updates of Algorithm 1 as pure functions: losses and gradients of the discriminator's, the generator's and both. */
import * as tf from '@tensorflow/tfjs-core';
import type { StreamName } from '../random/streams';
import {
  drawInputs,
  drawsOf,
  fakeClasses,
  generate,
  judgeBoth,
  judgedRows,
  pack,
  packingOf,
  realClasses,
  type Game,
} from './game';
import type {
  GameTensors,
  GradientProgram,
  Inputs,
  NetworkTensors,
  ProgramInput,
  ProgramResult,
} from './gradientProgram';
import { discriminatorLoss, generatorLoss } from './losses';
import { gradientPenalty, slopePenalty, type Critic } from './regularizers';

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

/**
 * Classes of the real samples, and of the generated ones. Points between a real and a generated sample are of the class
 * that both have, so that a penalty there needs them to be the same (Gulrajani et al. 2017, `gan_cifar_resnet.py`).
 */
function classInputs({ discriminator, batchSize, config }: Game): ProgramInput[] {
  if (discriminator.classes === undefined) return [];
  const shared = config.regularizers.gradientPenalty?.points === 'interpolated';
  return [
    { name: 'realClasses', shape: [batchSize], source: { kind: 'labels' } },
    ...(shared ? [] : [drawnClasses(batchSize, 'classesDiscriminator')]),
  ];
}

function drawnClasses(batchSize: number, stream: StreamName): ProgramInput {
  return { name: 'classes', shape: [batchSize], source: { kind: 'classes', stream } };
}

/** Inputs of the discriminator's gradient: real and fake samples have draws of their own. */
function discriminatorInputs(game: Game): ProgramInput[] {
  const { generator, discriminator, batchSize, config } = game;
  const sampleSize = discriminator.inputSize / packingOf(game);
  const penalty = config.regularizers.gradientPenalty;
  const uniform = (name: string, columns: number, draw: number): ProgramInput => ({
    name,
    shape: [judgedRows(game), columns],
    source: {
      kind: 'draw',
      stream: 'penalty',
      of: { kind: 'uniform', shape: [columns] },
      draw,
      draws: 2,
    },
  });
  return [
    { name: 'real', shape: [batchSize, sampleSize], source: { kind: 'minibatch' } },
    {
      name: 'latents',
      shape: [batchSize, generator.inputSize],
      source: { kind: 'latents', stream: 'latentDiscriminator' },
    },
    ...classInputs(game),
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
  /** With the draws and classes that the same rows had in the loss. */
  const critic = (from: number, classes: tf.Tensor | undefined): Critic => {
    const draws = drawsOf(discriminator, inputs, { from, count: rows });
    return (samples) => discriminator.train(samples, { ...own, draws, classes }).output;
  };
  const [onReal, onFake] = [critic(0, realClasses(inputs)), critic(rows, fakeClasses(inputs))];
  const terms: tf.Scalar[] = [];
  if (interpolation !== undefined) {
    const samples = {
      ...packed,
      mix: inputs['mix'] as tf.Tensor2D,
      ...('perturbation' in inputs && { perturbation: inputs['perturbation'] as tf.Tensor2D }),
    };
    terms.push(gradientPenalty(onReal, samples, interpolation));
  }
  if (r1 !== undefined) terms.push(slopePenalty(onReal, packed.real, r1));
  if (r2 !== undefined) terms.push(slopePenalty(onFake, packed.fake, r2));
  return tf.addN(terms);
}

function hasPenalty({ config }: Game): boolean {
  const { gradientPenalty: interpolation, r1, r2 } = config.regularizers;
  return interpolation !== undefined || r1 !== undefined || r2 !== undefined;
}

function discriminatorGradients(game: Game, tensors: GameTensors, inputs: Inputs): ProgramResult {
  const { config } = game;
  const real = inputs['real'] as tf.Tensor2D;
  const fake = generate(game, tensors.generator, inputs).output;
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
    const samples = generate(game, own, inputs);
    const packed = pack(game, samples.output);
    const told = { draws, classes: fakeClasses(inputs) };
    const { output } = discriminator.train(packed, { ...tensors.discriminator, ...told });
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

export function discriminatorProgram(game: Game): GradientProgram {
  return {
    name: 'discriminator',
    inputs: discriminatorInputs(game),
    players: ['discriminator'],
    outputs: discriminatorOutputs(game),
    run: (tensors, inputs) => discriminatorGradients(game, tensors, inputs),
  };
}

export function generatorProgram(game: Game): GradientProgram {
  const { generator, discriminator, batchSize } = game;
  return {
    name: 'generator',
    inputs: [
      {
        name: 'latents',
        shape: [batchSize, generator.inputSize],
        source: { kind: 'latents', stream: 'latentGenerator' },
      },
      ...(generator.classes === undefined ? [] : [drawnClasses(batchSize, 'classesGenerator')]),
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
export function simultaneousProgram(game: Game): GradientProgram {
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
