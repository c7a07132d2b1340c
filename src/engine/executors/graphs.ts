/** Networks as graphs, with their tensors as inputs: what executors on ONNX Runtime and the export share. */
import { sizeOf } from '../../config/networkShape';
import type * as tf from '@tensorflow/tfjs-core';
import { capture } from '../capture/capture';
import type { Graph } from '../capture/graph';
import type { GanProgram } from '../program/ganProgram';
import type { GameTensors, NetworkTensors } from '../program/gradientProgram';
import { PLAYERS, type Player } from '../program/player';
import { stateSpecs, type StateSpec } from '../program/state';
import type { NetworkName } from '../trainer';

/** Rows used while a network with a free number of rows is recorded. */
export const RECORDED_ROWS = 2;

export function playerOf(network: NetworkName): Player {
  return network === 'discriminator' ? 'discriminator' : 'generator';
}

/** A tensor of a network as a graph input. */
export interface TensorInput {
  /** Such as "generator/0/weights". */
  readonly name: string;
  readonly shape: readonly number[];
}

/** Name of the graph output that is the gradient of a parameter. */
export function gradientName(parameter: string): string {
  return `gradient/${parameter}`;
}

/** Name of the graph output that is what becomes of a tensor of the state. */
export function nextName(state: string): string {
  return `next/${state}`;
}

function inputsOf(player: Player, tensors: readonly TensorInput[]): TensorInput[] {
  return tensors.map(({ name, shape }) => ({ name: `${player}/${name}`, shape }));
}

export function parameterInputs(program: GanProgram, player: Player): TensorInput[] {
  return inputsOf(player, program.networks[player].parameters);
}

export function statisticInputs(program: GanProgram, player: Player): TensorInput[] {
  return inputsOf(player, program.networks[player].statistics);
}

/** Parameters and statistics of both players. */
export function networkInputs(program: GanProgram): TensorInput[] {
  return PLAYERS.flatMap((player) => [
    ...parameterInputs(program, player),
    ...statisticInputs(program, player),
  ]);
}

/** Tensors of a player out of named ones. */
function networkTensors(
  program: GanProgram,
  player: Player,
  tensors: Readonly<Record<string, tf.Tensor>>,
): NetworkTensors {
  const pick = (inputs: readonly TensorInput[]): tf.Tensor[] =>
    inputs.map(({ name }) => tensors[name]);
  return {
    parameters: pick(parameterInputs(program, player)),
    statistics: pick(statisticInputs(program, player)),
  };
}

/** The tensors of both players out of named ones. */
export function gameTensors(
  program: GanProgram,
  tensors: Readonly<Record<string, tf.Tensor>>,
): GameTensors {
  return {
    generator: networkTensors(program, 'generator', tensors),
    discriminator: networkTensors(program, 'discriminator', tensors),
  };
}

/**
 * A network out of training: inputs are `input`, [rows, input size], `classes`, [rows], if it is told them, its
 * parameters and its statistics; output is `output`, [rows, output size].
 */
export function captureNetwork(program: GanProgram, player: Player): Graph {
  const network = program.networks[player];
  const inputs = [
    { name: 'input', shape: [RECORDED_ROWS, network.inputSize] },
    ...(network.classes === undefined ? [] : [{ name: 'classes', shape: [RECORDED_ROWS] }]),
    ...parameterInputs(program, player),
    ...statisticInputs(program, player),
  ];
  return capture(inputs, (tensors) => ({
    output: network.apply(tensors['input'], {
      ...networkTensors(program, player, tensors),
      classes: tensors['classes'],
    }),
  }));
}

/** A tensor of the state that a network is computed with. */
export interface NetworkSpec {
  readonly spec: StateSpec;
  /** Name of the input of `captureNetwork`. */
  readonly input: string;
}

/** Parameters, or their moving averages, and statistics of one network; nothing where the GAN has no such network. */
export function networkSpecs(program: GanProgram, network: NetworkName): NetworkSpec[] {
  const player = playerOf(network);
  const kind = network === 'generatorEma' ? 'average' : 'parameter';
  const [parameters, statistics] = [
    parameterInputs(program, player),
    statisticInputs(program, player),
  ];
  return stateSpecs(program)
    .filter((spec) => spec.player === player && [kind, 'statistic'].includes(spec.role.kind))
    .map((spec) => {
      const own = spec.role.kind === 'statistic' ? statistics : parameters;
      return { spec, input: own[spec.index].name };
    });
}

/** New arrays for tensors, by name. */
export function arraysFor(specs: readonly TensorInput[]): Record<string, Float32Array> {
  return Object.fromEntries(
    specs.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]),
  );
}
