import type { GanConfig } from '../config/ganConfig';
import type { DeviceChoice, LossEquilibrium } from '../protocol/runModel';
import type { DataSet } from './data/dataSet';
import type { DeviceModules } from './executors/candidates';
import { chooseDevice } from './executors/chooseDevice';
import { compiledMemoryBytes } from './executors/compiled';
import { createExecutor } from './executors/createExecutor';
import type { Executor } from './executors/executor';
import { createGanTrainer } from './ganTrainer';
import type { KernelModule } from './kernels';
import { createGanProgram } from './program/ganProgram';
import { lossEquilibrium } from './program/equilibrium';
import { createStreams } from './random/streams';
import type { Trainer } from './trainer';

export interface TrainerOptions {
  /** Its layers fit the data: `checkConfig` finds no error. */
  readonly config: GanConfig;
  /** Must draw its minibatches from streams of the config's seed. */
  readonly data: DataSet;
  readonly kernels: KernelModule;
  /** What this machine can train on. */
  readonly modules: DeviceModules;
  /** Milliseconds of a steady clock, to time devices and players with. */
  readonly now: () => number;
  /** Called between the parts of a long computation that is no step, so that others get a turn. */
  readonly takeTurn?: () => Promise<void>;
}

export interface CreatedTrainer {
  readonly trainer: Trainer;
  readonly device: DeviceChoice;
  readonly equilibrium: LossEquilibrium;
}

/**
 * Builds the GAN of a config, picks the device and gives a trainer at step 0, its parameters initialised from the seed.
 * @throws Error when no device can run the program
 */
export async function createTrainer(options: TrainerOptions): Promise<CreatedTrainer> {
  const { config, data, modules, now, takeTurn } = options;
  const program = createGanProgram(config, data.sampleShape, data.classes?.count);
  const kernels = options.kernels.instantiate(compiledMemoryBytes(program));
  const streams = createStreams(config.training.seed, kernels);
  const train = (executor: Executor): Trainer =>
    createGanTrainer({ program, data, streams, executor, now, takeTurn });
  const { candidate, choice } = await chooseDevice({ program, kernels, modules, now, train });
  return {
    trainer: train(await createExecutor(candidate.backend, program, kernels)),
    device: choice,
    equilibrium: lossEquilibrium(config.loss),
  };
}
