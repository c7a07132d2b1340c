import type { DataConfig } from '../config/ganConfig';
import { digitsPath, readImageFile, resolveFromConfig, shortName } from '../dataFiles/imageFile';
import type { DataFiles } from '../engine/data/createDataSet';

/** The byte that stands for white. */
const IDX_WHITE = 255;
const DIGITS_WHITE = 16;

/**
 * Reads what the data section names.
 *
 * @param configPath absolute path of the config file: paths in it are relative to its folder
 * @param mediaDirectory the extension's `media` folder, which holds the built-in digits
 * @throws ImageFileError, with a message for the user about `data.images`
 */
export async function readDataFiles(
  data: DataConfig,
  configPath: string,
  mediaDirectory: string,
): Promise<DataFiles> {
  switch (data.source) {
    case 'digits': {
      const images = await readImageFile(digitsPath(mediaDirectory));
      return { images: { ...images, name: 'Handwritten digits', white: DIGITS_WHITE } };
    }
    case 'idx': {
      const path = resolveFromConfig(configPath, data.images);
      const images = await readImageFile(path);
      return { images: { ...images, name: shortName(path), white: IDX_WHITE } };
    }
    case 'gaussian':
    case 'ring':
    case 'grid':
      return {};
  }
}
