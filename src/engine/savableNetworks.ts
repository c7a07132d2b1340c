/** The networks of a GAN as they leave it: their parameters, and ONNX models that carry them. */
import type { GanConfig } from '../config/ganConfig';
import { captureNetwork, networkSpecs, playerOf, type NetworkSpec } from './executors/graphs';
import { exportNetwork, type NetworkEnds } from './exportNetwork';
import { createGanProgram, type GanProgram } from './program/ganProgram';
import type { Player } from './program/player';
import { hasAverage, stateSpecs, stateValues, type StateSpec } from './program/state';
import type { NamedTensor, NetworkName, SavableNetworks, TrainingState } from './trainer';

/** Names of the inputs and of the output of an ONNX model. */
export const NETWORK_ENDS: Readonly<Record<Player, NetworkEnds>> = {
  generator: { input: 'latent', classes: 'class', output: 'sample' },
  discriminator: { input: 'sample', classes: 'class', output: 'logit' },
};

/** Values of one tensor of the state, now. */
type Read = (spec: StateSpec) => Float32Array;

export function networkNames(program: GanProgram): readonly NetworkName[] {
  return hasAverage(program)
    ? ['generator', 'generatorEma', 'discriminator']
    : ['generator', 'discriminator'];
}

/** The network whose samples are shown and measured: the moving average, where there is one. */
export function sampledNetwork(networks: readonly NetworkName[]): 'generator' | 'generatorEma' {
  return networks.includes('generatorEma') ? 'generatorEma' : 'generator';
}

/** @throws Error when the GAN of the program has no such network */
export function checkNetwork(program: GanProgram, network: NetworkName): void {
  if (networkNames(program).includes(network)) return;
  throw new Error(
    `This run has no ${network}: set \`training.generatorEmaDecay\` above 0 to keep a moving average.`,
  );
}

function weightSpecs(program: GanProgram, network: NetworkName): NetworkSpec[] {
  checkNetwork(program, network);
  return networkSpecs(program, network);
}

/** Parameters and statistics of one network. */
export function networkWeights(
  program: GanProgram,
  network: NetworkName,
  read: Read,
): readonly NamedTensor[] {
  return weightSpecs(program, network).map(({ spec }) => ({
    name: spec.name,
    shape: spec.shape,
    data: read(spec),
  }));
}

/** One network as an ONNX model with a free number of rows, dropout off. */
export function networkOnnx(program: GanProgram, network: NetworkName, read: Read): Uint8Array {
  const player = playerOf(network);
  const tensors = weightSpecs(program, network).map(({ spec, input }): [string, Float32Array] => [
    input,
    read(spec),
  ]);
  const graph = captureNetwork(program, player);
  return exportNetwork(graph, network, NETWORK_ENDS[player], new Map(tensors));
}

/**
 * The networks of a saved state: needs neither data nor a device.
 *
 * @param sampleShape shape of one sample of the data
 * @param classCount number of classes that the networks are told; absent if they are not
 * @throws Error naming the tensor when the state does not fit the config
 */
export function networksOfState(
  config: GanConfig,
  sampleShape: readonly number[],
  state: TrainingState,
  classCount?: number,
): SavableNetworks {
  const program = createGanProgram(config, sampleShape, classCount);
  const values = stateValues(stateSpecs(program), state);
  const read: Read = ({ name }) => values.get(name)!;
  return {
    step: state.counters.step,
    networks: networkNames(program),
    weights: (network) => networkWeights(program, network, read),
    exportOnnx: (network) => networkOnnx(program, network, read),
  };
}
