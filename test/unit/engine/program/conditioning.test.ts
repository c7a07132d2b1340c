/** Gradients of whole programs whose networks are told classes, penalties among them, against central differences. */
import './float64';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfigInput } from '../../../../src/config/ganConfig';
import { createGanProgram, type GanProgram } from '../../../../src/engine/program/ganProgram';
import type {
  GameTensors,
  GradientProgram,
  Inputs,
} from '../../../../src/engine/program/gradientProgram';
import type { Player } from '../../../../src/engine/program/player';
import { expectDifferences, irregular } from './derivatives';

const CLASSES = 3;
const BATCH = 3;

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const embedding = { dimension: 2 };
const games: Readonly<Record<string, Partial<GanConfigInput['discriminator']>>> = {
  'one-hot channels': { conditioning: { name: 'concatenation' } },
  'embedded channels': { conditioning: { name: 'concatenation', embedding } },
  'embedding beside values': {
    conditioning: { name: 'concatenation', embedding },
    layers: [
      { type: 'dense', units: 3, activation: 'tanh' },
      { type: 'dense', units: 1 },
    ],
  },
  projection: { conditioning: { name: 'projection' } },
};

function programOf(discriminator: Partial<GanConfigInput['discriminator']>): GanProgram {
  const config = ganConfigSchema.parse({
    data: { source: 'digits' },
    generator: {
      latent: { dimension: 2 },
      conditioning: { name: 'concatenation', embedding },
      layers: [
        { type: 'dense', units: 9, activation: 'tanh' },
        { type: 'reshape', shape: [1, 3, 3] },
      ],
    },
    discriminator: {
      layers: [
        { type: 'conv2d', filters: 2, kernelSize: 3, stride: 2, activation: 'softplus' },
        { type: 'dense', units: 1 },
      ],
      ...discriminator,
    },
    regularizers: { gradientPenalty: {}, r1: {}, r2: {} },
    training: { batchSize: BATCH },
  } satisfies GanConfigInput);
  return createGanProgram(config, [1, 3, 3], CLASSES);
}

function inputsOf({ inputs }: GradientProgram): Inputs {
  return Object.fromEntries(
    inputs.map(({ name, shape, source }, i) => {
      switch (source.kind) {
        case 'labels':
          return [name, tf.tensor1d([0, 2, 1])];
        case 'classes':
          return [name, tf.tensor1d([2, 2, 0])];
        default:
          return [name, tf.abs(irregular(shape, i))];
      }
    }),
  );
}

function parametersOf({ networks }: GanProgram, player: Player): tf.Tensor[] {
  return networks[player].parameters.map(({ shape }, i) => irregular(shape, i + 5));
}

function check(program: GanProgram, gradients: GradientProgram, player: Player): void {
  const inputs = inputsOf(gradients);
  const tensors: GameTensors = {
    generator: { parameters: parametersOf(program, 'generator'), statistics: [] },
    discriminator: { parameters: parametersOf(program, 'discriminator'), statistics: [] },
  };
  const loss = (...parameters: tf.Tensor[]): tf.Tensor => {
    const { outputs } = gradients.run(
      { ...tensors, [player]: { parameters, statistics: [] } },
      inputs,
    );
    const penalty = player === 'discriminator' ? outputs['discriminatorPenalty'] : undefined;
    const own = outputs[`${player}Loss`]!;
    return penalty === undefined ? own : tf.add(own, penalty);
  };
  const found = gradients.run(tensors, inputs).gradients[player]!;
  expectDifferences(loss, tensors[player].parameters, found);
}

it.each(Object.entries(games))('%s', (_game, discriminator) => {
  const program = programOf(discriminator);
  expect(program.networks.discriminator.classes).toBe(CLASSES);
  for (const gradients of program.programs) {
    for (const player of gradients.players) check(program, gradients, player);
  }
});
