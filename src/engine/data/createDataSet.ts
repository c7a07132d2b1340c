import type { DataConfig } from '../../config/ganConfig';
import type { Streams } from '../random/streams';
import type { DataSet } from './dataSet';
import { createGaussianData, createGridData, createRingData } from './densities';
import { createImageData, type ImageSet } from './images';

/** What the config's data section names and somebody else has read. */
export interface DataFiles {
  /** For the sources `digits` and `idx`. */
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
      if (files.images === undefined) {
        throw new Error(`The data source ${config.source} needs its images.`);
      }
      return createImageData(files.images, config.pixelRange, streams, batchSize);
    case 'gaussian':
      return createGaussianData(config, streams, batchSize);
    case 'ring':
      return createRingData(config, streams, batchSize);
    case 'grid':
      return createGridData(config, streams, batchSize);
  }
}
