/**
 * A whole update as a graph, the optimizer included, for devices that keep the state: what goes in and out of it in
 * every step is a minibatch, a few numbers and the losses.
 */
import * as tf from '@tensorflow/tfjs-core';
import { capture } from '../capture/capture';
import type { Graph } from '../capture/graph';
import type { GanProgram } from '../program/ganProgram';
import type { GradientProgram } from '../program/gradientProgram';
import {
  gradientScaleOf,
  updateAverage,
  updateParameter,
  type OptimizerScalars,
} from '../program/optimizers';
import { PLAYERS, type Player } from '../program/player';
import { stateSpecs, type StateSpec } from '../program/state';
import type { Scalars } from './executor';
import { gameTensors, parameterInputs, statisticInputs, type TensorInput } from './graphs';

/** The numbers of an update that change from one to the next; the others are constants of the graph. */
const CHANGING = {
  adam: ['stepSize', 'secondMomentScale', 'kept'],
  sgd: ['learningRate', 'momentum'],
  rmsProp: ['learningRate', 'momentum'],
} as const satisfies Record<OptimizerScalars['name'], readonly string[]>;

export const MEASURES = ['squaredGradient', 'squaredUpdate', 'squaredParameters'] as const;
export type Measure = (typeof MEASURES)[number];

/** Names of what the graph answers beside the outputs of the program. */
export const graphOutputs = {
  gradient: (parameter: string) => `gradient/${parameter}`,
  next: (state: string) => `next/${state}`,
  measure: (measure: Measure, player: Player) => `${measure}/${player}`,
};

function scalarName(player: Player, key: string): string {
  return `${player}/scalar/${key}`;
}

/** The changing numbers by the names of their inputs. */
export function scalarValues(players: readonly Player[], scalars: Scalars): Map<string, number> {
  return new Map(
    players.flatMap((player) => {
      const own = scalars[player]!;
      return CHANGING[own.name].map((key): [string, number] => [
        scalarName(player, key),
        (own as unknown as Readonly<Record<string, number>>)[key],
      ]);
    }),
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
  const networks = PLAYERS.flatMap((player) => [
    ...parameterInputs(program, player),
    ...statisticInputs(program, player),
  ]);
  const slots = updatedSpecs(program, players).filter(({ role }) => role.kind === 'slot');
  return [...networks, ...slots];
}

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** The scalars of a player with what changes as graph inputs. */
function symbolicScalars(
  player: Player,
  scalars: OptimizerScalars,
  tensors: Tensors,
): OptimizerScalars<tf.Tensor | number> {
  const changing = CHANGING[scalars.name].map((key) => [key, tensors[scalarName(player, key)]]);
  return { ...scalars, ...Object.fromEntries(changing) } as OptimizerScalars<tf.Tensor | number>;
}

function sumOfSquares(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor))));
}

/** What becomes of the parameters and slots of a player. */
function moved(
  program: GanProgram,
  player: Player,
  gradients: readonly tf.Tensor[],
  scalars: OptimizerScalars,
  tensors: Tensors,
): Record<string, tf.Tensor> {
  const symbolic = symbolicScalars(player, scalars, tensors);
  const squaredGradient = sumOfSquares(gradients);
  const scale = gradientScaleOf(scalars, squaredGradient);
  const specs = updatedSpecs(program, [player]);
  const named: Record<string, tf.Tensor> = {};
  const [before, changes]: [tf.Tensor[], tf.Tensor[]] = [[], []];
  gradients.forEach((gradient, index) => {
    const own = specs.filter((spec) => spec.index === index && spec.role.kind !== 'statistic');
    const [parameter, ...slots] = own;
    const now = tensors[parameter.name];
    const update = updateParameter(
      now,
      gradient,
      slots.map(({ name }) => tensors[name]),
      symbolic,
      scale,
    );
    named[graphOutputs.gradient(parameter.name)] = gradient;
    named[graphOutputs.next(parameter.name)] = update.parameter;
    slots.forEach(({ name }, i) => (named[graphOutputs.next(name)] = update.slots[i]));
    before.push(now);
    changes.push(tf.sub(update.parameter, now));
  });
  const measures = {
    squaredGradient,
    squaredUpdate: sumOfSquares(changes),
    squaredParameters: sumOfSquares(before),
  };
  for (const measure of MEASURES) named[graphOutputs.measure(measure, player)] = measures[measure];
  return named;
}

/**
 * Losses, gradients and what the state becomes.
 *
 * @param scalars of any update of the run: what does not change is taken from them
 */
export function captureUpdate(
  program: GanProgram,
  gradients: GradientProgram,
  scalars: Scalars,
): Graph {
  const { players } = gradients;
  const numbers = [...scalarValues(players, scalars).keys()].map((name) => ({ name, shape: [] }));
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
        named[graphOutputs.next(name)] = result.statistics[player]![i];
      });
    }
    return named;
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
        graphOutputs.next(average.name),
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
    Object.fromEntries(
      inputs.map(({ name }) => [graphOutputs.next(name), tf.clone(tensors[name])]),
    ),
  );
}
