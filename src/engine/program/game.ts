/** The two networks in training: one pass through each, with what is drawn for it. */
import * as tf from '@tensorflow/tfjs-core';
import type { GanConfig } from '../../config/ganConfig';
import type { StreamName } from '../random/streams';
import type { Inputs, NetworkTensors, ProgramInput } from './gradientProgram';
import type { Network } from './network';

export interface Game {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly batchSize: number;
  readonly config: GanConfig;
}

/** Samples that the discriminator judges together. */
export function packingOf({ config }: Game): number {
  return config.discriminator.packing;
}

/** Number of the discriminator's outputs for one minibatch. */
export function judgedRows(game: Game): number {
  return game.batchSize / packingOf(game);
}

/** [samples, values] → [samples / packing, packing · values]: samples side by side, as channels. */
export function pack(game: Game, samples: tf.Tensor2D): tf.Tensor2D {
  const packing = packingOf(game);
  if (packing === 1) return samples;
  const [rows, values] = samples.shape;
  return tf.reshape(samples, [rows / packing, packing * values]);
}

function drawName(network: Network, index: number): string {
  return `${network.player}Draw${index}`;
}

/** What both networks draw in one update. */
export function drawInputs(
  stream: StreamName,
  { generator, discriminator, batchSize }: Game,
  judged: number,
): ProgramInput[] {
  const wanted = [
    { network: generator, rows: batchSize },
    { network: discriminator, rows: judged },
  ].flatMap(({ network, rows }) =>
    network.draws.map((of, index) => ({ name: drawName(network, index), rows, of })),
  );
  return wanted.map(({ name, rows, of }, draw) => ({
    name,
    shape: [rows, ...of.shape],
    source: { kind: 'draw', stream, of, draw, draws: wanted.length },
  }));
}

/** The draws of a network among the inputs; a part of the rows on request. */
export function drawsOf(
  network: Network,
  inputs: Inputs,
  rows?: { readonly from: number; readonly count: number },
): tf.Tensor[] {
  return network.draws.map((_, index) => {
    const drawn = inputs[drawName(network, index)];
    if (rows === undefined) return drawn;
    const rest = drawn.shape.slice(1);
    return tf.slice(drawn, [rows.from, ...rest.map(() => 0)], [rows.count, ...rest]);
  });
}

/** Samples of the generator, [batchSize, values], of the classes that were drawn for them. */
export function generate(
  { generator }: Game,
  own: NetworkTensors,
  inputs: Inputs,
): ReturnType<Network['train']> {
  const draws = drawsOf(generator, inputs);
  return generator.train(inputs['latents'], { ...own, draws, classes: fakeClasses(inputs) });
}

/** [batchSize], or nothing where networks are told no classes. */
export function realClasses(inputs: Inputs): tf.Tensor | undefined {
  return inputs['realClasses'];
}

/** Those of the real samples where none are drawn. */
export function fakeClasses(inputs: Inputs): tf.Tensor | undefined {
  return inputs['classes'] ?? inputs['realClasses'];
}

export interface Judgement {
  /** [judged rows, 1] each. */
  readonly real: tf.Tensor2D;
  readonly fake: tf.Tensor2D;
  readonly statistics: readonly tf.Tensor[];
}

/**
 * Outputs for real and generated samples: together in one pass where rows do not see each other, else one after the
 * other, so that statistics are those of one kind of samples.
 */
export function judgeBoth(
  game: Game,
  own: NetworkTensors,
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  inputs: Inputs,
): Judgement {
  const { discriminator } = game;
  const rows = judgedRows(game);
  const ofReal = realClasses(inputs);
  const ofFake = fakeClasses(inputs);
  if (!discriminator.mixesRows) {
    const samples = tf.concat([pack(game, real), pack(game, fake)], 0);
    const draws = drawsOf(discriminator, inputs);
    const classes = ofReal && ofFake && tf.concat([ofReal, ofFake], 0);
    const { output, statistics } = discriminator.train(samples, { ...own, draws, classes });
    return {
      real: tf.slice(output, [0, 0], [rows, 1]),
      fake: tf.slice(output, [rows, 0], [rows, 1]),
      statistics,
    };
  }
  const first = discriminator.train(pack(game, real), {
    ...own,
    draws: drawsOf(discriminator, inputs, { from: 0, count: rows }),
    classes: ofReal,
  });
  const second = discriminator.train(pack(game, fake), {
    parameters: own.parameters,
    statistics: first.statistics,
    draws: drawsOf(discriminator, inputs, { from: rows, count: rows }),
    classes: ofFake,
  });
  return { real: first.output, fake: second.output, statistics: second.statistics };
}
