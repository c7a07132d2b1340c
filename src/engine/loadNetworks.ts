import type { GanConfig } from '../config/ganConfig';
import type { LiveSettings } from '../protocol/liveSettings';
import type { UpdatePlace } from '../protocol/updates';
import type { Classes } from './data/dataSet';
import type { DeviceModules } from './executors/candidates';
import type { NetworkExecutor } from './executors/executor';
import { networkSpecs } from './executors/graphs';
import { openOnDevice } from './executors/openOnDevice';
import type { KernelModule } from './kernels';
import { NetworkCalls } from './networkCalls';
import { nextPlace } from './nextPlace';
import { createGanProgram, type GanProgram } from './program/ganProgram';
import { stateSpecs, stateValues, type StateSpec } from './program/state';
import { createStreams } from './random/streams';
import { networkNames } from './savableNetworks';
import type { LoadedNetworks, NetworkName, TrainingState } from './trainer';

export interface LoadOptions {
  readonly config: GanConfig;
  /** Of the data. */
  readonly sampleShape: readonly number[];
  /** Of the data; undefined without labels. */
  readonly classes: Classes | undefined;
  readonly state: TrainingState;
  readonly kernels: KernelModule;
  /** What this machine can compute on. */
  readonly modules: DeviceModules;
  /** Called between the parts of a long computation, so that others get a turn. */
  readonly takeTurn?: () => Promise<void>;
}

export interface Loaded {
  readonly networks: LoadedNetworks;
  /** Where another device than the config asks for had to be taken: whole sentences. */
  readonly fallback: string | undefined;
}

class CheckpointNetworks extends NetworkCalls implements LoadedNetworks {
  readonly networks: readonly NetworkName[];

  constructor(
    private readonly program: GanProgram,
    readonly step: number,
    private readonly executor: NetworkExecutor,
    options: LoadOptions,
  ) {
    const { config, kernels, classes, takeTurn } = options;
    const streams = createStreams(config.training.seed, kernels.instantiate(0));
    super({ program, executor, streams, classes, takeTurn });
    this.networks = networkNames(program);
  }

  nextUpdate(settings: LiveSettings): UpdatePlace {
    return nextPlace(this.program, { step: this.step, updatesDone: 0 }, settings);
  }

  async dispose(): Promise<void> {
    await this.executor.dispose();
  }
}

/**
 * The networks of a saved state on the device of the config, to look at: no device is timed, nothing is compiled that
 * trains, and no memory is taken for it.
 *
 * @throws Error naming the tensor when the state does not fit the config, or when no device can compute the networks
 */
export async function loadNetworks(options: LoadOptions): Promise<Loaded> {
  const { config, sampleShape, classes, state, modules } = options;
  const program = createGanProgram(config, sampleShape, classes?.count);
  const values = stateValues(stateSpecs(program), state);
  const specs = new Map<string, StateSpec>();
  for (const network of networkNames(program)) {
    for (const { spec } of networkSpecs(program, network)) specs.set(spec.name, spec);
  }
  const { executor, fallback } = await openOnDevice(program, modules, (opened) => {
    for (const [name, spec] of specs) opened.write(spec, values.get(name)!);
  });
  return {
    networks: new CheckpointNetworks(program, state.counters.step, executor, options),
    fallback,
  };
}
