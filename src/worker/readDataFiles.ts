import { join } from 'node:path';
import { checkSubset } from '../config/dataChecks';
import type { DataConfig } from '../config/ganConfig';
import { DataFieldError, onlyClassesOf } from '../config/sampleShape';
import { readCifar } from '../dataFiles/cifar';
import { blaming, requireEqualCounts } from '../dataFiles/dataHeader';
import { digitsPaths, distinctLabels, readImageFile, readLabelFile } from '../dataFiles/idxFile';
import { readImageFolder, type ReadingOptions } from '../dataFiles/images/imageFolder';
import { resolveFromConfig, shortName } from '../dataFiles/openFile';
import { readPointFile } from '../dataFiles/pointFile';
import { ClassSelectionError, imagesOfClasses } from '../engine/data/classSelection';
import type { DataFiles } from '../engine/data/createDataSet';
import type { ImageSet, Labels } from '../engine/data/images';

/** The byte that stands for white. */
const WHITE = 255;
const DIGITS_WHITE = 16;

/** The threads that decode images lie beside this program. */
const DEFAULT_READING: ReadingOptions = {
  threadPath: join(__dirname, 'decodeThread.js'),
  onProgress: () => undefined,
};

/** Classes that are called by their labels. */
function numberedLabels(bytes: Uint8Array): Labels {
  const labels = distinctLabels(bytes);
  const classOf = new Uint16Array(256);
  labels.forEach((label, place) => (classOf[label] = place));
  return {
    values: Uint16Array.from(bytes, (label) => classOf[label] ?? 0),
    names: labels.map(String),
  };
}

async function readIdx(
  { images, labels }: Extract<DataConfig, { source: 'idx' }>,
  configPath: string,
): Promise<ImageSet> {
  const path = resolveFromConfig(configPath, images);
  const read = await blaming(['images'], () => readImageFile(path));
  const set = { ...read, channels: 1, name: shortName(path), white: WHITE };
  if (labels === undefined) return set;
  const values = await blaming(['labels'], async () => {
    const bytes = await readLabelFile(resolveFromConfig(configPath, labels));
    requireEqualCounts(read.count, bytes.length);
    return bytes;
  });
  return { ...set, labels: numberedLabels(values) };
}

/** In memory that threads can share: what they are given is not copied, and a set may be large. */
function sharedBytes(count: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(count));
}

function allImages(images: ImageSet): ImageSet {
  const pixels = sharedBytes(images.pixels.length);
  pixels.set(images.pixels);
  return { ...images, pixels };
}

function chosenImages(images: ImageSet, only: readonly string[]): ImageSet {
  try {
    return imagesOfClasses(images, only, sharedBytes);
  } catch (error) {
    if (!(error instanceof ClassSelectionError)) throw error;
    throw new DataFieldError(['onlyClasses', error.place], error.message, { cause: error });
  }
}

/** Before the files are read it is not known how many images of some classes there are. */
function requireSubset(data: DataConfig, { name, count }: ImageSet): void {
  const [problem] = checkSubset(data, { name, count });
  if (problem !== undefined) throw new DataFieldError(problem.path.slice(1), problem.message);
}

/**
 * Reads what the data section names. The pixels of images lie in shared memory.
 *
 * @param configPath absolute path of the config file: paths in it are relative to its folder
 * @param mediaDirectory the extension's `media` folder, which holds the built-in digits
 * @param reading for images that are decoded one by one
 * @throws DataFieldError with a message for the user
 */
export async function readDataFiles(
  data: DataConfig,
  configPath: string,
  mediaDirectory: string,
  reading = DEFAULT_READING,
): Promise<DataFiles> {
  const files = await readFiles(data, configPath, mediaDirectory, reading);
  if (files.images === undefined) return files;
  const only = onlyClassesOf(data);
  const images = only === undefined ? allImages(files.images) : chosenImages(files.images, only);
  requireSubset(data, images);
  return { images };
}

async function readFiles(
  data: DataConfig,
  configPath: string,
  mediaDirectory: string,
  reading: ReadingOptions,
): Promise<DataFiles> {
  switch (data.source) {
    case 'digits': {
      const paths = digitsPaths(mediaDirectory);
      const images = await readImageFile(paths.images);
      const labels = numberedLabels(await readLabelFile(paths.labels));
      const known = { channels: 1, name: 'Handwritten digits', white: DIGITS_WHITE };
      return { images: { ...images, ...known, labels } };
    }
    case 'idx':
      return { images: await readIdx(data, configPath) };
    case 'cifar10':
    case 'cifar100': {
      const images = await blaming(['files'], () => readCifar(data, configPath));
      return { images: { ...images, white: WHITE } };
    }
    case 'imageFolder':
      return { images: { ...(await readImageFolder(data, configPath, reading)), white: WHITE } };
    case 'points':
      return { points: await blaming(['file'], () => readPointFile(data, configPath)) };
    default:
      return {};
  }
}
