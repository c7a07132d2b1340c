/** What the beginning of the data files says: cheap enough to be asked while a config is written. */
import { formatCount } from '../config/formatCount';
import type { DataConfig } from '../config/ganConfig';
import { DataFieldError, onlyClassesOf, type DataHeader } from '../config/sampleShape';
import { readCifarHeader } from './cifar';
import { DataFileError } from './errors';
import { distinctLabels, readImageHeader, readLabelFile } from './idxFile';
import { readImageFolderHeader } from './images/imageFolder';
import { resolveFromConfig, shortName } from './openFile';
import { readPointHeader } from './pointFile';

/** Blames a field of the data section for what goes wrong with its file. */
export async function blaming<Result>(
  field: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    throw new DataFieldError(field, error.message, { cause: error });
  }
}

/** There must be a label for every image. */
export function requireEqualCounts(images: number, labels: number): void {
  if (images === labels) return;
  throw new DataFileError(
    `There are ${formatCount(labels)} labels for ${formatCount(images)} images. Give the label file that belongs to the image file.`,
  );
}

async function idxHeader(
  data: Extract<DataConfig, { source: 'idx' }>,
  configPath: string,
): Promise<DataHeader> {
  const { images, labels } = data;
  const path = resolveFromConfig(configPath, images);
  const { count, height, width } = await blaming(['images'], () => readImageHeader(path));
  const header = { name: shortName(path), count, sampleShape: [1, height, width] };
  if (labels === undefined) return header;
  // A byte for each image: little beside the images, and only all of them say how many classes there are.
  const values = await blaming(['labels'], () =>
    readLabelFile(resolveFromConfig(configPath, labels)),
  );
  await blaming(['labels'], async () => requireEqualCounts(count, values.length));
  const used = new Set(onlyClassesOf(data) ?? distinctLabels(values).map(String));
  const usedImages = values.reduce((sum, label) => sum + Number(used.has(String(label))), 0);
  return { ...header, count: usedImages, classes: used.size };
}

/**
 * Answers what the beginning of the files says that a data section names; undefined where it names none.
 *
 * @param configPath absolute path of the config file: paths in it are relative to its folder
 */
export function dataHeaderReader(
  configPath: string,
): (data: DataConfig) => Promise<DataHeader | undefined> {
  return async (data) => {
    switch (data.source) {
      case 'idx':
        return idxHeader(data, configPath);
      case 'cifar10':
      case 'cifar100': {
        const header = await blaming(['files'], () => readCifarHeader(data, configPath));
        return { ...header, sampleShape: [3, 32, 32] };
      }
      case 'imageFolder':
        return readImageFolderHeader(data, configPath);
      case 'points':
        return blaming(['file'], () => readPointHeader(data, configPath));
      default:
        return undefined;
    }
  };
}
