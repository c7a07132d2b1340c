/**
 * Every layer, loss, optimizer and update order on every backend that is here, against float64: losses, gradients by
 * central differences, and parameters after a few updates.
 */
import { describe, expect, it } from 'vitest';
import {
  ganConfigSchema,
  type GanConfig,
  type GanConfigInput,
} from '../../../../src/config/ganConfig';
import type { Executor } from '../../../../src/engine/executors/executor';
import { createGanProgram, type GanProgram } from '../../../../src/engine/program/ganProgram';
import type { ProgramName } from '../../../../src/engine/program/gradientProgram';
import { optimizerScalars } from '../../../../src/engine/program/optimizers';
import { stateSpecs } from '../../../../src/engine/program/state';
import { createStreams } from '../../../../src/engine/random/streams';
import { testKernels } from '../../random/testKernels';
import {
  centralDifferences,
  discriminatorLoss,
  generatorLoss,
  type Player,
  type ReferenceInputs,
  type ReferenceParameters,
  type Rows,
} from '../referenceGan';
import { euclideanNorm, ReferenceOptimizer } from '../referenceOptimizer';
import { BACKENDS, largestDifference, relativeError, type MakeExecutor } from '../testGan';

const BATCH = 5;
const SAMPLE = 2;
const LATENT = 3;
const UPDATES = 3;

type Layers = GanConfigInput['generator']['layers'];

const hidden: Readonly<Record<string, Layers>> = {
  'dense linear': [{ type: 'dense', units: 4 }],
  'dense relu': [{ type: 'dense', units: 4, activation: 'relu' }],
  'dense leakyRelu': [{ type: 'dense', units: 4, activation: 'leakyRelu', negativeSlope: 0.3 }],
  'dense leakyRelu 0': [{ type: 'dense', units: 4, activation: 'leakyRelu', negativeSlope: 0 }],
  'dense elu': [{ type: 'dense', units: 4, activation: 'elu' }],
  'dense tanh': [{ type: 'dense', units: 4, activation: 'tanh' }],
  'dense sigmoid': [{ type: 'dense', units: 4, activation: 'sigmoid' }],
  'dense softplus': [{ type: 'dense', units: 4, activation: 'softplus' }],
  'two maxout': [
    { type: 'maxout', units: 3, pieces: 2 },
    { type: 'maxout', units: 2, pieces: 3 },
  ],
  'dropout around dense': [
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 6, activation: 'tanh' },
    { type: 'dropout', rate: 0.5 },
    { type: 'dropout', rate: 0 },
  ],
  'activation alone': [
    { type: 'activation', activation: 'tanh' },
    { type: 'dense', units: 4 },
    { type: 'activation', activation: 'leakyRelu', negativeSlope: 0.1 },
  ],
};

const losses: Readonly<Record<string, GanConfigInput['loss']>> = {
  nonSaturating: { name: 'nonSaturating' },
  'minimax, halved': { name: 'minimax', discriminatorScale: 0.5 },
};

const trainings: Readonly<Record<string, GanConfigInput['training']>> = {
  Adam: {
    generatorOptimizer: { name: 'adam', learningRate: 0.01 },
    discriminatorOptimizer: { name: 'adam', learningRate: 0.02, beta1: 0.9, epsilon: 1e-3 },
  },
  momentum: {
    generatorOptimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.5 },
    discriminatorOptimizer: { name: 'sgd', learningRate: 0.1 },
  },
};

/** Optimizers that need no other layers to be tried with. */
const optimizers: Readonly<Record<string, Partial<GanConfigInput>>> = {
  'AdamW, clipped by the norm': {
    training: {
      generatorOptimizer: {
        name: 'adamW',
        learningRate: 0.01,
        weightDecay: 0.5,
        gradientClipping: { name: 'norm', maximum: 0.05 },
      },
      discriminatorOptimizer: {
        name: 'adam',
        weightDecay: 0.1,
        gradientClipping: { name: 'value', maximum: 0.02 },
      },
    },
  },
  'Nesterov momentum, clipped': {
    training: {
      generatorOptimizer: {
        name: 'sgd',
        momentum: 0.5,
        nesterov: true,
        gradientClipping: { name: 'norm', maximum: 0.05 },
      },
      discriminatorOptimizer: {
        name: 'sgd',
        momentum: 0.9,
        nesterov: true,
        weightDecay: 0.1,
        gradientClipping: { name: 'value', maximum: 0.02 },
      },
    },
  },
  'RMSProp, weights clipped': {
    regularizers: { weightClipping: 0.3 },
    training: {
      generatorOptimizer: { name: 'rmsProp', learningRate: 0.001 },
      discriminatorOptimizer: {
        name: 'rmsProp',
        learningRate: 0.001,
        decay: 0.9,
        epsilon: 1e-3,
        momentum: 0.5,
      },
    },
  },
};

const games = Object.entries(losses).flatMap(([lossName, loss]) =>
  Object.entries(trainings).map(
    ([name, training]) => [`${lossName}, ${name}`, { loss, training }] as const,
  ),
);

function configOf(layers: Layers, game: Partial<GanConfigInput>, simultaneous: boolean): GanConfig {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: {
      latent: { dimension: LATENT },
      layers: [...layers, { type: 'dense', units: SAMPLE }],
    },
    discriminator: { layers: [...layers, { type: 'dense', units: 1 }] },
    ...game,
    training: {
      batchSize: BATCH,
      updateOrder: simultaneous ? 'simultaneous' : 'alternating',
      ...game.training,
    },
  });
}

function rowsOf(values: Float32Array, [rows = 0, columns = 0]: readonly number[]): Rows {
  return Array.from({ length: rows }, (_, r) => [
    ...values.subarray(r * columns, (r + 1) * columns),
  ]);
}

/** Draws the inputs of one update into the executor, and gives them to the reference. */
function drawInputs(
  program: GanProgram,
  executor: Executor,
  name: ProgramName,
  index: number,
): ReferenceInputs {
  const streams = createStreams(7, testKernels());
  const inputs = executor.inputs(name);
  const drawn = program.programs
    .find((candidate) => candidate.name === name)!
    .inputs.map(({ name: input, shape, source }, i) => {
      const target = inputs[input]!;
      const draw = 100 * index + i;
      if (source.kind === 'draw' && source.of.kind === 'dropout') {
        streams.fillDropoutMask(source.stream, draw, source.of.rate, target);
      } else streams.fillNormal('evaluation', draw + (name === 'generator' ? 50 : 0), target);
      return { input, rows: rowsOf(target, shape) };
    });
  const named = (prefix: string): Rows[] =>
    drawn.filter(({ input }) => input.startsWith(prefix)).map(({ rows }) => rows);
  return {
    real: named('real')[0] ?? [],
    latents: named('latents')[0]!,
    generatorMasks: named('generatorDraw'),
    discriminatorMasks: named('discriminatorDraw'),
  };
}

/** Random parameters, the same in the executor and in the reference. */
function drawParameters(program: GanProgram, executor: Executor): ReferenceParameters {
  const streams = createStreams(3, testKernels());
  const parameters: ReferenceParameters = { generator: [], discriminator: [] };
  stateSpecs(program).forEach((spec, i) => {
    const values = new Float32Array(spec.shape.reduce((a, b) => a * b, 1));
    if (spec.role.kind === 'parameter') {
      streams.fillUniform('evaluation', i, values, -0.9, 0.9);
      parameters[spec.player].push([...values]);
    }
    executor.write(spec, values);
  });
  return parameters;
}

interface Expected {
  readonly loss: number;
  readonly gradients: number[][];
}

function expected(
  config: GanConfig,
  parameters: ReferenceParameters,
  player: Player,
  inputs: ReferenceInputs,
): Expected {
  const loss = (own: ReferenceParameters): number =>
    player === 'discriminator'
      ? discriminatorLoss(config, own, inputs)
      : generatorLoss(config, own, inputs);
  return { loss: loss(parameters), gradients: centralDifferences(parameters, player, loss) };
}

function weightLimit(config: GanConfig, player: Player): number | undefined {
  return player === 'discriminator' ? config.regularizers.weightClipping : undefined;
}

function references(config: GanConfig, program: GanProgram) {
  const of = (player: Player): ReferenceOptimizer[] =>
    program.networks[player].parameters.map(
      () =>
        new ReferenceOptimizer(config.training[`${player}Optimizer`], {
          weightLimit: weightLimit(config, player),
        }),
    );
  return { generator: of('generator'), discriminator: of('discriminator') };
}

/** The rows of the masks that the generator's gradient sees in a simultaneous update: the fake ones. */
function fakeRows(inputs: ReferenceInputs): ReferenceInputs {
  return { ...inputs, discriminatorMasks: inputs.discriminatorMasks.map((m) => m.slice(BATCH)) };
}

async function compare(config: GanConfig, makeExecutor: MakeExecutor): Promise<void> {
  const program = createGanProgram(config, [SAMPLE]);
  const executor = await makeExecutor(program);
  const reference = references(config, program);
  const parameters = drawParameters(program, executor);
  const { generatorOptimizer, discriminatorOptimizer } = config.training;
  for (let update = 1; update <= UPDATES; update++) {
    for (const { name, players } of program.programs) {
      const inputs = drawInputs(program, executor, name, update);
      const wanted = players.map((player) => {
        const own = name === 'simultaneous' && player === 'generator' ? fakeRows(inputs) : inputs;
        return { player, ...expected(config, parameters, player, own) };
      });
      // With the simultaneous program the discriminator's own program has moved it once already.
      const count =
        program.programs[1]!.name === 'simultaneous'
          ? 2 * update - (name === 'discriminator' ? 1 : 0)
          : update;
      await executor.update(name, {
        generator: optimizerScalars(generatorOptimizer, generatorOptimizer.learningRate, update),
        discriminator: optimizerScalars(
          discriminatorOptimizer,
          discriminatorOptimizer.learningRate,
          count,
          weightLimit(config, 'discriminator'),
        ),
      });
      for (const { player, loss, gradients } of wanted) {
        expect(
          relativeError(executor.outputs(name)[`${player}Loss`]![0]!, loss),
          `${player} loss`,
        ).toBeLessThan(1e-5);
        const norm = euclideanNorm(gradients.flat());
        expect(relativeError(executor.squaredGradientNorm(player), norm ** 2)).toBeLessThan(1e-4);
        gradients.forEach((gradient, i) => {
          const what = `gradient of ${player}/${program.networks[player].parameters[i]!.name}`;
          expect(largestDifference(executor.gradients(player)[i]!, gradient), what).toBeLessThan(
            2e-5,
          );
          parameters[player][i] = reference[player][i]!.update(
            parameters[player][i]!,
            gradient,
            norm,
          );
        });
      }
    }
  }
  for (const spec of stateSpecs(program).filter(({ role }) => role.kind === 'parameter')) {
    const wanted = parameters[spec.player][spec.index]!;
    expect(largestDifference(executor.read(spec), wanted), spec.name).toBeLessThan(1e-4);
  }
  await executor.dispose();
}

describe.each(Object.entries(BACKENDS))('%s', (_backend, makeExecutor) => {
  it.each(Object.entries(optimizers))('%s', async (_optimizers, parts) => {
    await compare(configOf(hidden['dense tanh']!, parts, false), makeExecutor);
  });
  describe.each(games)('%s', (_game, game) => {
    it.each(Object.entries(hidden))('%s', async (_layers, layers) => {
      await compare(configOf(layers, game, false), makeExecutor);
    });
    it('dropout and maxout, simultaneous', async () => {
      const layers = [...hidden['dropout around dense']!, ...hidden['two maxout']!];
      await compare(configOf(layers, game, true), makeExecutor);
    });
  });
});
