/** The device of a config for whoever only looks: the first that computes the networks, without timing any. */
import type { GanProgram } from '../program/ganProgram';
import { PLAYERS } from '../program/player';
import {
  candidatesFor,
  DEVICE_LABELS,
  FALLBACKS,
  type Candidate,
  type DeviceModules,
  type DeviceName,
} from './candidates';
import { createNetworkExecutor } from './createExecutor';
import { messageOf } from './deviceErrors';
import type { NetworkExecutor } from './executor';

export interface OpenedDevice {
  readonly executor: NetworkExecutor;
  /** Where another device than the config asks for had to be taken: whole sentences. */
  readonly fallback: string | undefined;
}

/** One row goes through each network: what a device cannot do shows, and what it compiles is compiled. */
async function tryNetworks(executor: NetworkExecutor, { networks }: GanProgram): Promise<void> {
  for (const player of PLAYERS) {
    const { inputSize, outputSize, classes } = networks[player];
    await executor.forward(player, {
      rows: 1,
      input: new Float32Array(inputSize),
      classes: classes === undefined ? undefined : new Float32Array(1),
      target: new Float32Array(outputSize),
    });
  }
}

async function openCandidate(
  { backend }: Candidate,
  program: GanProgram,
  load: (executor: NetworkExecutor) => void,
): Promise<NetworkExecutor> {
  const executor = await createNetworkExecutor(backend, program);
  try {
    load(executor);
    await tryNetworks(executor, program);
    return executor;
  } catch (error) {
    await executor.dispose();
    throw error;
  }
}

/**
 * @param load writes the tensors of all networks
 * @throws Error when neither the device of the config nor one that stands in for it can compute the networks
 */
export async function openOnDevice(
  program: GanProgram,
  modules: DeviceModules,
  load: (executor: NetworkExecutor) => void,
): Promise<OpenedDevice> {
  const { config } = program;
  const asked: DeviceName = config.device === 'auto' ? 'onnxruntime-cpu' : config.device;
  const obstacles: string[] = [];
  for (const device of [asked, ...FALLBACKS[asked]]) {
    const wanted = { threads: config.threads, asked: device === asked };
    const found = await candidatesFor(device, modules, wanted);
    if ('note' in found) {
      obstacles.push(`${found.label}: ${found.note}`);
      continue;
    }
    // With most threads where several numbers of them could be tried.
    const candidate = found[found.length - 1];
    try {
      const executor = await openCandidate(candidate, program, load);
      const instead = `The networks are computed on ${candidate.label} instead of ${DEVICE_LABELS[asked]}. ${obstacles[0]}`;
      return { executor, fallback: device === asked ? undefined : instead };
    } catch (error) {
      obstacles.push(`${candidate.label}: ${messageOf(error)}`);
    }
  }
  throw new Error(`No device can compute the networks of this run. ${obstacles.join(' ')}`);
}
