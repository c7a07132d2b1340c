/** Loads what a run needs before anything of it becomes visible: data, kernels, device, trainer. */
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { join } from 'node:path';
import { checkConfig } from '../config/checks';
import { checkOutputRange } from '../config/dataChecks';
import type { GanConfig } from '../config/ganConfig';
import { isImageData } from '../config/sampleShape';
import { type CreatedTrainer, createTrainer } from '../engine/createTrainer';
import { createDataSet, type DataFiles, imageUse } from '../engine/data/createDataSet';
import type { DataSet } from '../engine/data/dataSet';
import type { OnnxRuntime } from '../engine/executors/session';
import { lintImages } from '../engine/data/lint';
import { compileKernels, type KernelModule } from '../engine/kernels';
import { createStreams, type Streams } from '../engine/random/streams';
import { memoryNow } from '../runs/machineMemory';
import { userImageCacheFolder } from '../runs/userFolders';
import { readDataFiles } from './dataFiles';
import { findDeviceModules } from './deviceModules';
import { type HeldOutData, openHeldOut } from './evaluation/heldOutData';
import { type DigitClassifier, openDigitClassifier } from './evaluation/openDigitModel';
import { comparedSamples, evaluationSeed } from './evaluation/realSamples';
import type { ComparedData } from './evaluation/startSampleMetrics';
import { DENSITY_SAMPLES } from './evaluator';
import type { ImagesInUse } from './inspection/neighbourClient';

/** The bundle lies in `dist/`, beside the kernels; what is shipped as it is, in `media/`. */
const KERNELS_PATH = join(__dirname, 'kernels.wasm');
export const MEDIA_DIRECTORY = join(__dirname, '..', 'media');
const DECODE_THREAD_PATH = join(__dirname, 'decodeThread.js');

const PROGRESS_MS = 250;

/** What whoever started this process has to do with a training that begins. */
export interface Surroundings {
  readonly tellStatus: TellStatus;
  /** Where @tensorflow/tfjs-node(-gpu) may be installed, best first. */
  readonly tensorflowFolders: readonly string[];
}

export interface PreparedTraining extends CreatedTrainer {
  readonly data: DataSet;
  /** What is odd about the data: whole sentences. */
  readonly dataWarnings: readonly string[];
  /** The same data, for pictures of a density in minibatches of `DENSITY_SAMPLES`. */
  readonly evaluationData: DataSet;
  /** What the run trains on, if that is images. */
  readonly images?: ImagesInUse;
  readonly digits: DigitClassifier;
  /** Real samples for the metrics; undefined where there are too few to compare. */
  readonly compared?: ComparedData;
  /** Real samples that training never draws; undefined where it draws all that there are. */
  readonly heldOut?: HeldOutData | undefined;
  /** The random numbers of the run, for whoever only looks. */
  readonly streams: Streams;
  readonly resources: Resources;
}

/** What data sets and networks are made of. */
export interface Resources {
  readonly files: DataFiles;
  readonly kernels: KernelModule;
  /** Absent where it cannot be loaded. */
  readonly runtime: OnnxRuntime | undefined;
}

/**
 * Hears what is being done, one clause each; `passing` ones say how far it has come, a few a second.
 */
export type TellStatus = (message: string, passing?: boolean) => void;

/** Tells of so many of so many, not too often. */
function progressTeller(tellStatus: TellStatus): (done: number, total: number) => void {
  let last = -Infinity;
  const number = (value: number) => value.toLocaleString('en-US');
  return (done, total) => {
    const now = performance.now();
    if (now - last < PROGRESS_MS) return;
    last = now;
    tellStatus(`Reading ${number(done)} of ${number(total)} images`, true);
  };
}

/**
 * @param configPath paths in the config are relative to its folder
 * @throws Error with a message for the user: unreadable data, layers that do not fit, no device
 */
export async function prepareTraining(
  config: GanConfig,
  configPath: string,
  { tellStatus, tensorflowFolders }: Surroundings,
): Promise<PreparedTraining> {
  tellStatus('Reading the data');
  const kernels = compileKernels(await readFile(KERNELS_PATH));
  const files = await readDataFiles(config.data, configPath, MEDIA_DIRECTORY, {
    threadPath: DECODE_THREAD_PATH,
    onProgress: progressTeller(tellStatus),
    cache: { folder: userImageCacheFolder },
  });
  requireFittingLayers(config, files);
  const data = openData(config, config.training.batchSize, files, kernels);
  // Pictures of points show many; a grid of images has a minibatch at most.
  const evaluationData = !isImageData(config.data)
    ? openData(config, DENSITY_SAMPLES, files, kernels)
    : data;
  const dataWarnings = findOddities(config, files, data);
  tellStatus('Trying devices');
  const modules = await findDeviceModules(tensorflowFolders);
  const now = (): number => performance.now();
  const takeTurn = (): Promise<void> => nextTurn();
  const created = await createTrainer({ config, data, kernels, modules, now, takeTurn });
  const digits = await openDigitClassifier(data, modules.onnxRuntime, MEDIA_DIRECTORY);
  const compared = openCompared(config, data.count, files, kernels, digits);
  const streams = openStreams(config, kernels);
  const heldOut = openHeldOut(config, files, {
    training: () => openStreams(config, kernels),
    evaluation: () => openStreams(config, kernels, evaluationSeed(config.training.seed)),
  });
  const runtime = 'missing' in modules.onnxRuntime ? undefined : modules.onnxRuntime;
  const images = imagesInUse(config, files);
  return {
    ...{
      ...created,
      data,
      dataWarnings,
      evaluationData,
      images,
      digits,
      compared,
      heldOut,
      streams,
    },
    resources: { files, kernels, runtime },
  };
}

function imagesInUse({ data }: GanConfig, { images }: DataFiles): ImagesInUse | undefined {
  if (images === undefined || !isImageData(data)) return undefined;
  return { set: images, use: imageUse(data) };
}

/** What is odd about the data, by what they are and by what the generator can make. */
function findOddities(config: GanConfig, { images, points }: DataFiles, data: DataSet): string[] {
  const found = [...(images?.warnings ?? []), ...data.warnings];
  if (images !== undefined) {
    const subset = 'subset' in config.data ? config.data.subset : undefined;
    found.push(...lintImages(images, subset));
  }
  if (config.data.source === 'points' && !config.data.standardize && points !== undefined) {
    const range = extremes(points.values);
    const problems = checkOutputRange(config.generator, config.data, range);
    found.push(...problems.map(({ message }) => message));
  }
  return found;
}

function extremes(values: Float32Array): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function openCompared(
  config: GanConfig,
  dataCount: number | undefined,
  files: DataFiles,
  kernels: KernelModule,
  digits: DigitClassifier,
): ComparedData | undefined {
  const samples = comparedSamples(config.evaluation.metricSamples, dataCount);
  if (samples === undefined) return undefined;
  const seed = evaluationSeed(config.training.seed);
  const data = openData(config, 2 * samples, files, kernels, seed);
  return { data, samples, digits: 'missing' in digits ? undefined : digits };
}

function openData(
  config: GanConfig,
  batchSize: number,
  files: DataFiles,
  kernels: KernelModule,
  seed = config.training.seed,
): DataSet {
  return createDataSet(config.data, openStreams(config, kernels, seed), batchSize, files);
}

function openStreams(
  config: GanConfig,
  kernels: KernelModule,
  seed = config.training.seed,
): Streams {
  return createStreams(seed, kernels.instantiate(0));
}

/** A config is checked before a run is made of it; the files may have become others since. */
function requireFittingLayers(config: GanConfig, { images, points }: DataFiles): void {
  const found = images ?? points;
  const header = found && {
    name: found.name,
    count: found.count,
    classes: images?.labels?.names.length,
    sampleShape:
      'pixels' in found ? [found.channels, found.height, found.width] : [found.dimensions],
  };
  const errors = checkConfig(config, header, memoryNow()).filter(
    ({ severity }) => severity === 'error',
  );
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
}
