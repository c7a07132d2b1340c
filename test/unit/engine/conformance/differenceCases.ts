/**
 * Losses against formulas in float64, gradients against central differences, and what a few updates make of the
 * parameters against optimizers written after the papers.
 */
import type { GanConfig } from '../../../../src/config/ganConfig';
import { sizeOf } from '../../../../src/config/networkShape';
import type { Executor } from '../../../../src/engine/executors/executor';
import { createGanProgram, type GanProgram } from '../../../../src/engine/program/ganProgram';
import type { GradientProgram } from '../../../../src/engine/program/gradientProgram';
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
import type { MakeExecutor } from '../testGan';
import { ErrorMeter, once, type ConformanceCase, type Errors } from './conformanceCase';
import { BATCH, differenceConfigs, SAMPLE } from './differenceConfigs';

const UPDATES = 3;

type Arrays = Readonly<Record<string, Float32Array>>;

function drawInputs({ name, inputs }: GradientProgram, update: number): Arrays {
  const streams = createStreams(7, testKernels());
  return Object.fromEntries(
    inputs.map(({ name: input, shape, source }, i) => {
      const target = new Float32Array(sizeOf(shape));
      const draw = 100 * update + i;
      if (source.kind === 'draw' && source.of.kind === 'dropout') {
        streams.fillDropoutMask(source.stream, draw, source.of.rate, target);
      } else streams.fillNormal('evaluation', draw + (name === 'generator' ? 50 : 0), target);
      return [input, target];
    }),
  );
}

function rowsOf(values: Float32Array, [rows = 0, columns = 0]: readonly number[]): Rows {
  return Array.from({ length: rows }, (_, r) => [
    ...values.subarray(r * columns, (r + 1) * columns),
  ]);
}

/** The inputs as the reference takes them. */
function referenceInputs({ inputs }: GradientProgram, arrays: Arrays): ReferenceInputs {
  const named = (prefix: string): Rows[] =>
    inputs
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, shape }) => rowsOf(arrays[name]!, shape));
  return {
    real: named('real')[0] ?? [],
    latents: named('latents')[0]!,
    generatorDraws: named('generatorDraw'),
    discriminatorDraws: named('discriminatorDraw'),
  };
}

/** The rows of the draws that the generator's gradient sees in a simultaneous update: the fake ones. */
function fakeRows(inputs: ReferenceInputs): ReferenceInputs {
  return { ...inputs, discriminatorDraws: inputs.discriminatorDraws.map((m) => m.slice(BATCH)) };
}

interface Wanted {
  readonly player: Player;
  readonly loss: number;
  readonly gradients: readonly (readonly number[])[];
}

/** One run of a program. */
interface Update {
  readonly program: GradientProgram;
  readonly inputs: Arrays;
  /** Number of the update of each player, from 1. */
  readonly counts: Readonly<Record<Player, number>>;
  readonly wanted: readonly Wanted[];
}

interface Trajectory {
  readonly program: GanProgram;
  readonly start: ReferenceParameters;
  readonly updates: readonly Update[];
  readonly end: ReferenceParameters;
}

/** Random parameters that float32 holds exactly. */
function drawParameters(program: GanProgram): ReferenceParameters {
  const streams = createStreams(3, testKernels());
  const parameters: ReferenceParameters = { generator: [], discriminator: [] };
  stateSpecs(program).forEach((spec, i) => {
    if (spec.role.kind !== 'parameter') return;
    const values = new Float32Array(sizeOf(spec.shape));
    streams.fillUniform('evaluation', i, values, -0.9, 0.9);
    parameters[spec.player].push([...values]);
  });
  return parameters;
}

function wantedOf(
  config: GanConfig,
  parameters: ReferenceParameters,
  player: Player,
  inputs: ReferenceInputs,
): Wanted {
  const loss = (own: ReferenceParameters): number =>
    player === 'discriminator'
      ? discriminatorLoss(config, own, inputs)
      : generatorLoss(config, own, inputs);
  return {
    player,
    loss: loss(parameters),
    gradients: centralDifferences(parameters, player, loss),
  };
}

function weightLimit(config: GanConfig, player: Player): number | undefined {
  return player === 'discriminator' ? config.regularizers.weightClipping : undefined;
}

function optimizersOf(config: GanConfig, program: GanProgram) {
  const of = (player: Player): ReferenceOptimizer[] =>
    program.networks[player].parameters.map(
      () =>
        new ReferenceOptimizer(config.training[`${player}Optimizer`], {
          weightLimit: weightLimit(config, player),
        }),
    );
  return { generator: of('generator'), discriminator: of('discriminator') };
}

/** What the reference makes of a few updates. */
function trajectoryOf(config: GanConfig): Trajectory {
  const program = createGanProgram(config, [SAMPLE]);
  const optimizers = optimizersOf(config, program);
  const start = drawParameters(program);
  const parameters = structuredClone(start);
  const counts = { generator: 0, discriminator: 0 };
  const updates: Update[] = [];
  for (let update = 1; update <= UPDATES; update++) {
    for (const gradients of program.programs) {
      const inputs = drawInputs(gradients, update);
      const all = referenceInputs(gradients, inputs);
      const wanted = gradients.players.map((player) => {
        const own =
          gradients.name === 'simultaneous' && player === 'generator' ? fakeRows(all) : all;
        return wantedOf(config, parameters, player, own);
      });
      for (const { player, gradients: found } of wanted) {
        counts[player] += 1;
        const norm = euclideanNorm(found.flat());
        found.forEach((gradient, i) => {
          const optimizer = optimizers[player][i]!;
          parameters[player][i] = optimizer.update(parameters[player][i]!, gradient, norm);
        });
      }
      updates.push({ program: gradients, inputs, counts: { ...counts }, wanted });
    }
  }
  return { program, start, updates, end: parameters };
}

async function run(
  config: GanConfig,
  executor: Executor,
  { program, inputs, counts }: Update,
): Promise<void> {
  const given = executor.inputs(program.name);
  for (const [name, values] of Object.entries(inputs)) given[name]!.set(values);
  const scalars = (player: Player) => {
    const optimizer = config.training[`${player}Optimizer`];
    const { learningRate } = optimizer;
    return optimizerScalars(optimizer, learningRate, counts[player], weightLimit(config, player));
  };
  await executor.update(program.name, {
    generator: scalars('generator'),
    discriminator: scalars('discriminator'),
  });
}

async function measure(
  config: GanConfig,
  { program, start, updates, end }: Trajectory,
  makeExecutor: MakeExecutor,
): Promise<Errors> {
  const executor = await makeExecutor(program);
  const meter = new ErrorMeter();
  for (const spec of stateSpecs(program)) {
    const isParameter = spec.role.kind === 'parameter';
    const zeros = new Float32Array(sizeOf(spec.shape));
    executor.write(spec, isParameter ? Float32Array.from(start[spec.player][spec.index]!) : zeros);
  }
  for (const update of updates) {
    await run(config, executor, update);
    await executor.settleGradients();
    const outputs = executor.outputs(update.program.name);
    for (const { player, loss, gradients } of update.wanted) {
      meter.compare('forward', `${player} loss`, outputs[`${player}Loss`]!, [loss]);
      const norm = Math.sqrt(executor.squaredGradientNorm(player));
      const wantedNorm = euclideanNorm(gradients.flat());
      meter.compare('gradient', `norm of the gradient of ${player}`, [norm], [wantedNorm]);
      program.networks[player].parameters.forEach(({ name }, i) => {
        const found = executor.gradients(player)[i]!;
        meter.compare('gradient', `gradient of ${player}/${name}`, found, gradients[i]!);
      });
    }
  }
  await executor.settle();
  for (const spec of stateSpecs(program).filter(({ role }) => role.kind === 'parameter')) {
    meter.compare('state', spec.name, executor.read(spec), end[spec.player][spec.index]!);
  }
  await executor.dispose();
  return meter.errors;
}

export const differenceCases: readonly ConformanceCase[] = Object.entries(differenceConfigs).map(
  ([name, config]) => {
    const trajectory = once(() => trajectoryOf(config));
    return {
      name,
      config,
      reference: 'central differences, float64',
      updates: true,
      measure: (makeExecutor) => measure(config, trajectory(), makeExecutor),
    };
  },
);
