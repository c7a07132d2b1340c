/** The data of a run, as whoever opens it needs them: to train, or only to look. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkConfig } from '../config/checks';
import { formatCount } from '../config/formatCount';
import type { GanConfig } from '../config/ganConfig';
import type { MachineMemory } from '../config/memoryChecks';
import { isImageData } from '../config/sampleShape';
import { createDataSet, type DataFiles, imageUse } from '../engine/data/createDataSet';
import type { DataSet } from '../engine/data/dataSet';
import type { ImageSet, ImageUse } from '../engine/data/images';
import { compileKernels, type KernelModule } from '../engine/kernels';
import { createStreams, type Streams } from '../engine/random/streams';
import { userImageCacheFolder } from '../runs/userFolders';
import { readDataFiles } from './readDataFiles';
import { DENSITY_SAMPLES } from './sampleGrid';
import type { TellStatus } from './surroundings';

/** The bundle lies in `dist/`, beside the kernels; what is shipped as it is, in `media/`. */
const KERNELS_PATH = join(__dirname, 'kernels.wasm');
export const MEDIA_DIRECTORY = join(__dirname, '..', 'media');
const DECODE_THREAD_PATH = join(__dirname, 'decodeThread.js');

const PROGRESS_MS = 250;

/** What a run trains on. */
export interface ImagesInUse {
  /** With pixels in shared memory. */
  readonly set: ImageSet;
  readonly use: ImageUse;
}

export interface RunData {
  readonly kernels: KernelModule;
  readonly files: DataFiles;
  readonly data: DataSet;
  /** The same data, for pictures of a density in minibatches of `DENSITY_SAMPLES`. */
  readonly evaluationData: DataSet;
  /** What the run trains on, if that is images. */
  readonly images: ImagesInUse | undefined;
}

export async function loadKernels(): Promise<KernelModule> {
  return compileKernels(await readFile(KERNELS_PATH));
}

/** Tells of so many of so many, not too often. */
function progressTeller(tellStatus: TellStatus): (done: number, total: number) => void {
  let last = -Infinity;
  return (done, total) => {
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    tellStatus(`Reading ${formatCount(done)} of ${formatCount(total)} images`, true);
  };
}

/**
 * @param configPath paths in the config are relative to its folder
 * @param machine where it would train; undefined for whoever only looks
 * @throws Error with a message for the user: unreadable data, layers that do not fit, too little memory to train
 */
export async function openRunData(
  config: GanConfig,
  configPath: string,
  tellStatus: TellStatus,
  machine?: MachineMemory,
): Promise<RunData> {
  tellStatus('Reading the data');
  const kernels = await loadKernels();
  const files = await readDataFiles(config.data, configPath, MEDIA_DIRECTORY, {
    threadPath: DECODE_THREAD_PATH,
    onProgress: progressTeller(tellStatus),
    cache: { folder: userImageCacheFolder },
  });
  requireFittingLayers(config, files, machine);
  const data = openData(config, config.training.batchSize, files, kernels);
  // Pictures of points show many; a grid of images has a minibatch at most.
  const evaluationData = !isImageData(config.data)
    ? openData(config, DENSITY_SAMPLES, files, kernels)
    : data;
  return { kernels, files, data, evaluationData, images: imagesInUse(config, files) };
}

function imagesInUse({ data }: GanConfig, { images }: DataFiles): ImagesInUse | undefined {
  if (images === undefined || !isImageData(data)) return undefined;
  return { set: images, use: imageUse(data) };
}

export function openData(
  config: GanConfig,
  batchSize: number,
  files: DataFiles,
  kernels: KernelModule,
  seed = config.training.seed,
): DataSet {
  return createDataSet(config.data, openStreams(config, kernels, seed), batchSize, files);
}

/** The random numbers of a run. */
export function openStreams(
  config: GanConfig,
  kernels: KernelModule,
  seed = config.training.seed,
): Streams {
  return createStreams(seed, kernels.instantiate(0));
}

/** A config is checked before a run is made of it; the files may have become others since. */
function requireFittingLayers(
  config: GanConfig,
  { images, points }: DataFiles,
  machine: MachineMemory | undefined,
): void {
  const found = images ?? points;
  const header = found && {
    name: found.name,
    count: found.count,
    classes: images?.labels?.names.length,
    sampleShape:
      'pixels' in found ? [found.channels, found.height, found.width] : [found.dimensions],
  };
  const errors = checkConfig(config, header, machine).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
}
