/** What the compiled executor and the export share: networks as graphs, with their parameters as inputs. */
import type * as tf from '@tensorflow/tfjs-core';
import { capture } from '../capture/capture';
import type { Graph } from '../capture/graph';
import type { GanProgram, Parameters } from '../program/ganProgram';
import type { Player } from '../program/player';
import type { NetworkName } from '../trainer';

/** Rows used while a network with a free number of rows is recorded. */
const RECORDED_ROWS = 2;

export function playerOf(network: NetworkName): Player {
  return network === 'discriminator' ? 'discriminator' : 'generator';
}

/** Names and shapes of a player's parameters as graph inputs, such as "generator/0/weights". */
export function parameterInputs(
  program: GanProgram,
  player: Player,
): { readonly name: string; readonly shape: readonly number[] }[] {
  return program.networks[player].parameters.map(({ name, shape }) => ({
    name: `${player}/${name}`,
    shape,
  }));
}

/** The parameters of both players out of named tensors. */
export function splitParameters(
  program: GanProgram,
  tensors: Readonly<Record<string, tf.Tensor>>,
): Parameters {
  const of = (player: Player): tf.Tensor[] =>
    parameterInputs(program, player).map(({ name }) => tensors[name]);
  return { generator: of('generator'), discriminator: of('discriminator') };
}

/** A network without dropout: inputs are `input`, [rows, input size], and its parameters; output is `output`. */
export function captureNetwork(program: GanProgram, player: Player): Graph {
  const network = program.networks[player];
  const parameters = parameterInputs(program, player);
  const inputs = [{ name: 'input', shape: [RECORDED_ROWS, network.inputSize] }, ...parameters];
  return capture(inputs, (tensors) => ({
    output: network.apply(
      parameters.map(({ name }) => tensors[name]),
      tensors['input'] as tf.Tensor2D,
    ),
  }));
}
