import type { DataConfig } from '../../config/ganConfig';
import type { ImageDataConfig } from '../../config/sampleShape';
import type { Streams } from '../random/streams';
import type { DataSet } from './dataSet';
import { createGaussianData, createGridData, createRingData } from './densities';
import { createImageData, type ImageSet, type ImageUse } from './images';

/** What the config's data section names and somebody else has read. */
export interface DataFiles {
  /** For the sources of images. */
  readonly images?: ImageSet;
}

/** @throws Error when the source needs images and `files` has none. */
export function createDataSet(
  config: DataConfig,
  streams: Streams,
  batchSize: number,
  files: DataFiles,
): DataSet {
  switch (config.source) {
    case 'digits':
    case 'idx':
    case 'cifar10':
    case 'cifar100':
      if (files.images === undefined) {
        throw new Error(`The data source ${config.source} needs its images.`);
      }
      return createImageData(files.images, imageUse(config), streams, batchSize);
    case 'gaussian':
      return createGaussianData(config, streams, batchSize);
    case 'ring':
      return createRingData(config, streams, batchSize);
    case 'grid':
      return createGridData(config, streams, batchSize);
  }
}

function imageUse(config: ImageDataConfig): ImageUse {
  return {
    pixelRange: config.pixelRange,
    horizontalFlip: 'horizontalFlip' in config && config.horizontalFlip,
  };
}
