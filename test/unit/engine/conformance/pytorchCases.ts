/**
 * Every layer, loss, regularizer and conditioning against PyTorch in float64: losses, gradients (second order where a
 * penalty has one) and statistics. test/fixtures/networks/pytorch.py made the numbers.
 */
import fs from 'node:fs';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import { ganConfigSchema, type GanConfig } from '../../../../src/config/ganConfig';
import { sizeOf } from '../../../../src/config/networkShape';
import type { Executor } from '../../../../src/engine/executors/executor';
import { createGanProgram, type GanProgram } from '../../../../src/engine/program/ganProgram';
import type { GradientProgram } from '../../../../src/engine/program/gradientProgram';
import { optimizerScalars } from '../../../../src/engine/program/optimizers';
import { PLAYERS, type Player } from '../../../../src/engine/program/player';
import { stateSpecs } from '../../../../src/engine/program/state';
import type { MakeExecutor } from '../testGan';
import { ErrorMeter, type ConformanceCase, type Errors } from './conformanceCase';

/** Of the cases whose networks are told them. */
const CLASSES = 3;

interface Tensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Solution {
  readonly loss: number;
  readonly penalty: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly statistics: Readonly<Record<string, readonly number[]>>;
}

interface Case {
  readonly config: {
    readonly dataShape: readonly number[];
    readonly latent: number;
    readonly generator: unknown;
    readonly discriminator: unknown;
    readonly packing?: number;
    readonly augmentation?: readonly string[];
    readonly conditioning?: Readonly<Record<Player, unknown>>;
    readonly loss?: unknown;
    readonly regularizers?: unknown;
    readonly updateOrder?: string;
  };
  readonly batchSize: number;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly tensors: Readonly<Record<Player, Readonly<Record<string, Tensor>>>>;
  readonly discriminator: Solution;
  readonly generator: Solution;
}

const fixture = inRoot('test/fixtures/networks/pytorch.json');
const { cases } = JSON.parse(fs.readFileSync(fixture, 'utf8')) as {
  readonly cases: Readonly<Record<string, Case>>;
};

function configOf({ config, batchSize }: Case): GanConfig {
  const { latent, generator, loss, regularizers, updateOrder } = config;
  const { discriminator, packing, augmentation, conditioning: told } = config;
  return ganConfigSchema.parse({
    // What is augmented are images.
    data: { source: augmentation === undefined ? 'ring' : 'digits' },
    generator: { latent: { dimension: latent }, conditioning: told?.generator, layers: generator },
    discriminator: {
      layers: discriminator,
      conditioning: told?.discriminator,
      packing,
      augmentation,
    },
    loss,
    regularizers,
    training: {
      batchSize,
      updateOrder,
      generatorOptimizer: { name: 'sgd', learningRate: 0 },
      discriminatorOptimizer: { name: 'sgd', learningRate: 0 },
    },
  });
}

/** The state of the fixture. */
function write(program: GanProgram, executor: Executor, { tensors }: Case): void {
  for (const spec of stateSpecs(program)) {
    const size = sizeOf(spec.shape);
    if (spec.role.kind === 'slot') {
      executor.write(spec, new Float32Array(size));
      continue;
    }
    const given = tensors[spec.player][spec.name.replace(`${spec.player}/`, '')];
    if (given?.shape.join() !== spec.shape.join()) {
      throw new Error(`PyTorch has no ${spec.name} of the same shape.`);
    }
    executor.write(spec, Float32Array.from(given.data));
  }
}

function compare(
  program: GanProgram,
  executor: Executor,
  gradients: GradientProgram,
  player: Player,
  solution: Solution,
  meter: ErrorMeter,
): void {
  const outputs = executor.outputs(gradients.name);
  meter.compare('forward', `${player} loss`, outputs[`${player}Loss`]!, [solution.loss]);
  if (player === 'discriminator') {
    meter.compare('forward', 'penalty', outputs['discriminatorPenalty'] ?? [0], [solution.penalty]);
  }
  program.networks[player].parameters.forEach(({ name }, i) => {
    const found = executor.gradients(player)[i]!;
    meter.compare('gradient', `gradient of ${player}/${name}`, found, solution.gradients[name]!);
  });
  for (const spec of stateSpecs(program)) {
    if (spec.player !== player || spec.role.kind !== 'statistic') continue;
    const wanted = solution.statistics[spec.name.replace(`${player}/`, '')]!;
    meter.compare('state', spec.name, executor.read(spec), wanted);
  }
}

async function measure(
  given: Case,
  config: GanConfig,
  makeExecutor: MakeExecutor,
): Promise<Errors> {
  const program = createGanProgram(config, given.config.dataShape, CLASSES);
  const executor = await makeExecutor(program);
  const meter = new ErrorMeter();
  for (const gradients of program.programs) {
    write(program, executor, given);
    const inputs = executor.inputs(gradients.name);
    for (const { name } of gradients.inputs) {
      // A generator's update judges half as many rows: it gets the first draws.
      inputs[name]!.set(given.inputs[name]!.slice(0, inputs[name]!.length));
    }
    const scalars = optimizerScalars(config.training.generatorOptimizer, 0, 1);
    await executor.update(gradients.name, { generator: scalars, discriminator: scalars });
    await executor.settle();
    await executor.settleGradients();
    for (const player of PLAYERS.filter((one) => gradients.players.includes(one))) {
      compare(program, executor, gradients, player, given[player], meter);
    }
  }
  await executor.dispose();
  return meter.errors;
}

export const pytorchCases: readonly ConformanceCase[] = Object.entries(cases).map(
  ([name, given]) => {
    const config = configOf(given);
    return {
      name,
      config,
      reference: 'PyTorch, float64',
      updates: false,
      measure: (makeExecutor) => measure(given, config, makeExecutor),
    };
  },
);
