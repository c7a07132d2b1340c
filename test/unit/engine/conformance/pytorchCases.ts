/**
 * Every layer, loss and regularizer on every backend that is here against PyTorch in float64: losses, gradients (second
 * order where a penalty has one) and statistics. test/fixtures/networks/pytorch.py made the numbers.
 */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ganConfigSchema, type GanConfig } from '../../../../src/config/ganConfig';
import { sizeOf } from '../../../../src/config/networkShape';
import type { Executor } from '../../../../src/engine/executors/executor';
import { createGanProgram, type GanProgram } from '../../../../src/engine/program/ganProgram';
import type { GradientProgram } from '../../../../src/engine/program/gradientProgram';
import { optimizerScalars } from '../../../../src/engine/program/optimizers';
import { PLAYERS, type Player } from '../../../../src/engine/program/player';
import { stateSpecs } from '../../../../src/engine/program/state';
import { BACKENDS, largestDifference, relativeError } from '../testGan';

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

const fixture = path.resolve(import.meta.dirname, '../../../fixtures/networks/pytorch.json');
const { cases } = JSON.parse(fs.readFileSync(fixture, 'utf8')) as {
  readonly cases: Readonly<Record<string, Case>>;
};

function configOf({ config, batchSize }: Case): GanConfig {
  const { latent, generator, discriminator, packing, loss, regularizers, updateOrder } = config;
  const told = config.conditioning;
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: latent }, conditioning: told?.generator, layers: generator },
    discriminator: { layers: discriminator, conditioning: told?.discriminator, packing },
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
    expect(given?.shape, spec.name).toEqual(spec.shape);
    executor.write(spec, Float32Array.from(given!.data));
  }
}

function check(
  program: GanProgram,
  executor: Executor,
  gradients: GradientProgram,
  player: Player,
  solution: Solution,
): void {
  const outputs = executor.outputs(gradients.name);
  expect(relativeError(outputs[`${player}Loss`]![0]!, solution.loss), 'loss').toBeLessThan(1e-5);
  if (player === 'discriminator') {
    const penalty = outputs['discriminatorPenalty']?.[0] ?? 0;
    expect(relativeError(penalty, solution.penalty), 'penalty').toBeLessThan(1e-5);
  }
  const { parameters } = program.networks[player];
  parameters.forEach(({ name }, i) => {
    const found = executor.gradients(player)[i]!;
    const scale = Math.max(1, ...solution.gradients[name]!.map(Math.abs));
    const difference = largestDifference(found, solution.gradients[name]!) / scale;
    expect(difference, `gradient of ${player}/${name}`).toBeLessThan(2e-5);
  });
  for (const spec of stateSpecs(program)) {
    if (spec.player !== player || spec.role.kind !== 'statistic') continue;
    const wanted = solution.statistics[spec.name.replace(`${player}/`, '')]!;
    expect(largestDifference(executor.read(spec), wanted), spec.name).toBeLessThan(1e-5);
  }
}

describe.each(Object.entries(BACKENDS))('%s', (_backend, makeExecutor) => {
  it.each(Object.entries(cases))('%s', async (_name, given) => {
    const config = configOf(given);
    const program = createGanProgram(config, given.config.dataShape, CLASSES);
    const executor = await makeExecutor(program);
    for (const gradients of program.programs) {
      write(program, executor, given);
      const inputs = executor.inputs(gradients.name);
      for (const { name } of gradients.inputs) inputs[name]!.set(given.inputs[name]!);
      const { generatorOptimizer } = config.training;
      const scalars = optimizerScalars(generatorOptimizer, 0, 1);
      await executor.update(gradients.name, { generator: scalars, discriminator: scalars });
      for (const player of PLAYERS.filter((one) => gradients.players.includes(one))) {
        check(program, executor, gradients, player, given[player]);
      }
    }
    await executor.dispose();
  });
});
