/**
 * A whole update as a graph, the optimizer included, for devices that keep the state: what goes in and out of it in
 * every step is a minibatch, a few numbers and the losses.
 */
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../../config/networkShape';
import { capture } from '../capture/capture';
import type { Graph } from '../capture/graph';
import type { GanProgram } from '../program/ganProgram';
import type { GradientProgram } from '../program/gradientProgram';
import {
  gradientScaleOf,
  sumOfSquares,
  updateAverage,
  updateParameter,
  type OptimizerScalars,
} from '../program/optimizers';
import type { Player } from '../program/player';
import { optimizerOf, stateSpecs, type StateSpec } from '../program/state';
import type { Scalars } from './executor';
import {
  gameTensors,
  gradientName,
  networkInputs,
  nextName,
  parameterInputs,
  statisticInputs,
  type TensorInput,
} from './graphs';

/** The numbers of an update that may change from one to the next: inputs of the graph. */
const CHANGING = {
  adam: [
    ...(['stepSize', 'beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2'] as const),
    ...(['secondMomentScale', 'epsilon', 'kept'] as const),
  ],
  sgd: ['learningRate', 'momentum'],
  rmsProp: ['learningRate', 'decay', 'oneMinusDecay', 'epsilon', 'momentum'],
} as const satisfies Record<OptimizerScalars['name'], readonly string[]>;

/** Name of the output that has all that an update brings back: see `reportParts`. */
export const REPORT = 'report';
/** Name of the output of `captureSizes`. */
export const SIZES = 'sizes';

/** A number of the report on an update, or several: what the program answers, then squared gradient norms. */
interface ReportPart {
  readonly name: string;
  readonly size: number;
}

function squaredNormName(player: Player): string {
  return `squaredNorm/${player}`;
}

/** What the report consists of, in this order. */
export function reportParts({ outputs, players }: GradientProgram): ReportPart[] {
  return [
    ...outputs.map(({ name, shape }) => ({ name, size: sizeOf(shape) })),
    ...players.map((player) => ({ name: squaredNormName(player), size: 1 })),
  ];
}

/** Squared gradient norms out of a report by the names of its parts. */
export function squaredNormIn(
  report: Readonly<Record<string, Float32Array>>,
  player: Player,
): number {
  return report[squaredNormName(player)][0];
}

function scalarName(player: Player, key: string): string {
  return `${player}/scalar/${key}`;
}

/** Weight decay of 0 may be one that was changed to 0: whether there is any, the config says. */
function addsDecay(program: GanProgram, player: Player): boolean {
  const { name, weightDecay } = optimizerOf(program, player);
  return name !== 'adamW' && weightDecay !== 0;
}

function changingOf(
  program: GanProgram,
  player: Player,
  scalars: OptimizerScalars,
): Record<string, number> {
  const { weightDecay, gradientClipping, weightLimit } = scalars;
  const own = scalars as unknown as Readonly<Record<string, number>>;
  return {
    ...Object.fromEntries(CHANGING[scalars.name].map((key) => [key, own[key]])),
    ...(addsDecay(program, player) && { weightDecay }),
    ...(gradientClipping && { gradientMaximum: gradientClipping.maximum }),
    ...(weightLimit !== undefined && { weightLimit }),
  };
}

/** The changing numbers by the names of their inputs. */
export function scalarValues(
  program: GanProgram,
  players: readonly Player[],
  scalars: Scalars,
): Map<string, number> {
  return new Map(
    players.flatMap((player) =>
      Object.entries(changingOf(program, player, scalars[player]!)).map(
        ([key, value]): [string, number] => [scalarName(player, key), value],
      ),
    ),
  );
}

/** State tensors that an update of these players reads or changes, but for the moving average. */
export function updatedSpecs(program: GanProgram, players: readonly Player[]): StateSpec[] {
  return stateSpecs(program).filter(
    ({ player, role }) => role.kind !== 'average' && players.includes(player),
  );
}

/** Every state tensor that the graph of an update gets. */
export function updateInputs(program: GanProgram, { players }: GradientProgram): TensorInput[] {
  const slots = updatedSpecs(program, players).filter(({ role }) => role.kind === 'slot');
  return [...networkInputs(program), ...slots];
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** The scalars of a player with what changes as graph inputs. */
function symbolicScalars(
  program: GanProgram,
  player: Player,
  scalars: OptimizerScalars,
  tensors: Tensors,
): OptimizerScalars<tf.Tensor | number> {
  const { gradientMaximum, ...changing } = Object.fromEntries(
    Object.keys(changingOf(program, player, scalars)).map((key) => [
      key,
      tensors[scalarName(player, key)],
    ]),
  );
  const clipping = scalars.gradientClipping;
  return {
    ...scalars,
    weightDecay: 0,
    ...changing,
    ...(clipping && { gradientClipping: { ...clipping, maximum: gradientMaximum } }),
  };
}

/** What becomes of the parameters and slots of a player, and the squared norm of its gradient. */
function moved(
  program: GanProgram,
  player: Player,
  gradients: readonly tf.Tensor[],
  scalars: OptimizerScalars,
  tensors: Tensors,
): Record<string, tf.Tensor> {
  const symbolic = symbolicScalars(program, player, scalars, tensors);
  const squaredGradient = sumOfSquares(gradients);
  const scale = gradientScaleOf(symbolic, squaredGradient);
  const specs = updatedSpecs(program, [player]);
  const named: Record<string, tf.Tensor> = { [squaredNormName(player)]: squaredGradient };
  gradients.forEach((gradient, index) => {
    const own = specs.filter((spec) => spec.index === index && spec.role.kind !== 'statistic');
    const [parameter, ...slots] = own;
    const update = updateParameter(
      tensors[parameter.name],
      gradient,
      slots.map(({ name }) => tensors[name]),
      symbolic,
      scale,
    );
    named[gradientName(parameter.name)] = gradient;
    named[nextName(parameter.name)] = update.parameter;
    slots.forEach(({ name }, i) => (named[nextName(name)] = update.slots[i]));
  });
  return named;
}

/**
 * A report, gradients and what the state becomes. All that is brought back is one tensor: each would be waited for.
 *
 * @param scalars of any update of the run: which terms an update has is taken from them
 */
export function captureUpdate(
  program: GanProgram,
  gradients: GradientProgram,
  scalars: Scalars,
): Graph {
  const { players } = gradients;
  const numbers = [...scalarValues(program, players, scalars).keys()].map((name) => ({
    name,
    shape: [],
  }));
  const inputs = [...gradients.inputs, ...updateInputs(program, gradients), ...numbers];
  return capture(inputs, (tensors) => {
    const result = gradients.run(gameTensors(program, tensors), tensors);
    const named: Record<string, tf.Tensor> = { ...result.outputs };
    for (const player of players) {
      Object.assign(
        named,
        moved(program, player, result.gradients[player]!, scalars[player]!, tensors),
      );
      statisticInputs(program, player).forEach(({ name }, i) => {
        named[nextName(name)] = result.statistics[player]![i];
      });
    }
    const parts = reportParts(gradients).map(({ name, size }) => tf.reshape(named[name], [size]));
    const reported = new Set(reportParts(gradients).map(({ name }) => name));
    const placed = Object.entries(named).filter(([name]) => !reported.has(name));
    return { [REPORT]: tf.concat(parts), ...Object.fromEntries(placed) };
  });
}

/** What a program answers, with the inputs of `captureUpdate` but the optimizer's. */
export function captureOutputs(program: GanProgram, gradients: GradientProgram): Graph {
  return capture([...gradients.inputs, ...networkInputs(program)], (tensors) => ({
    ...gradients.run(gameTensors(program, tensors), tensors).outputs,
  }));
}

/** Name of an input of `captureSizes`: a parameter before the update, whose name is that of the parameter after it. */
export function beforeName(parameter: string): string {
  return `before/${parameter}`;
}

/** How far a player has moved: [‖Δθ‖², ‖θ‖²], θ before. */
export function captureSizes(program: GanProgram, player: Player): Graph {
  const after = parameterInputs(program, player);
  const before = after.map(({ name, shape }) => ({ name: beforeName(name), shape }));
  return capture([...after, ...before], (tensors) => {
    const old = before.map(({ name }) => tensors[name]);
    const changes = after.map(({ name }, i) => tf.sub(tensors[name], old[i]));
    const sums = [changes, old].map((of) => tf.reshape(sumOfSquares(of), [1]));
    return { [SIZES]: tf.concat(sums) };
  });
}

/** Inputs of the graph of the moving average beside the tensors. */
export const DECAY_INPUTS = ['decay', 'oneMinusDecay'] as const;

/** The parameter that each average follows. */
export function averagePairs(program: GanProgram): { average: StateSpec; parameter: StateSpec }[] {
  const specs = stateSpecs(program).filter(({ player }) => player === 'generator');
  return specs
    .filter(({ role }) => role.kind === 'average')
    .map((average) => ({
      average,
      parameter: specs.find(
        ({ role, index }) => role.kind === 'parameter' && index === average.index,
      )!,
    }));
}

export function captureAverage(program: GanProgram): Graph {
  const pairs = averagePairs(program);
  const numbers = DECAY_INPUTS.map((name) => ({ name, shape: [] }));
  const inputs = [...pairs.flatMap(({ average, parameter }) => [average, parameter]), ...numbers];
  return capture(inputs, (tensors) =>
    Object.fromEntries(
      pairs.map(({ average, parameter }) => [
        nextName(average.name),
        updateAverage(
          tensors[average.name],
          tensors[parameter.name],
          tensors['decay'],
          tensors['oneMinusDecay'],
        ),
      ]),
    ),
  );
}

/** Passes tensors through: the way from the device to here. */
export function captureCopies(inputs: readonly TensorInput[]): Graph {
  return capture(inputs, (tensors) =>
    Object.fromEntries(inputs.map(({ name }) => [nextName(name), tf.clone(tensors[name])])),
  );
}
