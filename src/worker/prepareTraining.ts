/** Loads what a training needs before anything of it becomes visible: data, device, trainer. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkOutputRange } from '../config/dataChecks';
import type { GanConfig } from '../config/ganConfig';
import { type CreatedTrainer, createTrainer } from '../engine/createTrainer';
import type { DataFiles } from '../engine/data/createDataSet';
import type { DataSet } from '../engine/data/dataSet';
import { lintCount, lintImages } from '../engine/data/lint';
import type { Streams } from '../engine/random/streams';
import { extremes } from '../engine/statistics';
import { memoryNow } from '../runs/machineMemory';
import { findDeviceModules } from './deviceModules';
import { type HeldOutData, openHeldOut } from './evaluation/heldOutData';
import { type Comparison, openComparison } from './evaluation/openComparison';
import { evaluationSeed } from './evaluation/realSamples';
import { openRunData, openStreams, type RunData } from './runData';
import type { Surroundings } from './surroundings';

export interface PreparedTraining extends CreatedTrainer, RunData, Comparison {
  /** What is odd about the data: whole sentences. */
  readonly dataWarnings: readonly string[];
  /** Real samples that training never draws; undefined where it draws all that there are. */
  readonly heldOut: HeldOutData | undefined;
  /** The random numbers of the run, for whoever only looks. */
  readonly streams: Streams;
}

/**
 * Times the devices with real steps. Whoever only looks at a checkpoint needs less: see `openCheckpoint`.
 *
 * @param configPath paths in the config are relative to its folder
 * @throws Error with a message for the user: unreadable data, layers that do not fit, too little memory, no device
 */
export async function prepareTraining(
  config: GanConfig,
  configPath: string,
  { tellStatus, tensorflowFolders }: Surroundings,
): Promise<PreparedTraining> {
  const run = await openRunData(config, configPath, tellStatus, memoryNow());
  const { data, files, kernels } = run;
  const dataWarnings = findOddities(config, files, data);
  tellStatus('Trying devices');
  const modules = await findDeviceModules(tensorflowFolders);
  const now = (): number => performance.now();
  const takeTurn = (): Promise<void> => nextTurn();
  const created = await createTrainer({ config, data, kernels, modules, now, takeTurn });
  const comparison = await openComparison(config, run, modules);
  const heldOut = openHeldOut(config, files, {
    training: () => openStreams(config, kernels),
    evaluation: () => openStreams(config, kernels, evaluationSeed(config.training.seed)),
  });
  const streams = openStreams(config, kernels);
  return { ...run, ...created, ...comparison, dataWarnings, heldOut, streams };
}

/** What is odd about the data, by what they are and by what the generator can make. */
function findOddities(config: GanConfig, { images, points }: DataFiles, data: DataSet): string[] {
  const found = [...(images?.warnings ?? []), ...data.warnings];
  if (images !== undefined) {
    const subset = 'subset' in config.data ? config.data.subset : undefined;
    found.push(...lintImages(images, subset));
    const { augmentation } = config.discriminator;
    if (data.count !== undefined && augmentation.length === 0) found.push(...lintCount(data.count));
  }
  if (config.data.source === 'points' && !config.data.standardize && points !== undefined) {
    const range = extremes(points.values);
    const problems = checkOutputRange(config.generator, config.data, range);
    found.push(...problems.map(({ message }) => message));
  }
  return found;
}
