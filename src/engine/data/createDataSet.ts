import type { DataConfig } from '../../config/ganConfig';
import type { ImageDataConfig } from '../../config/sampleShape';
import type { Streams } from '../random/streams';
import { densityShape } from '../theory/densityShapes';
import type { DataSet } from './dataSet';
import { createDensityData } from './densities';
import { describeDensity } from './describeDensity';
import { createImageData, type ImageSet, type ImageUse } from './images';
import { createPointData, type PointSet } from './points';

/** What the config's data section names and somebody else has read. */
export interface DataFiles {
  /** For the sources of images. */
  readonly images?: ImageSet;
  /** For the source `points`. */
  readonly points?: PointSet;
}

/** @throws Error when the source needs files and `files` has none. */
export function createDataSet(
  config: DataConfig,
  streams: Streams,
  batchSize: number,
  files: DataFiles,
): DataSet {
  const shape = densityShape(config);
  if (shape !== undefined) {
    return createDensityData(shape, describeDensity(config), streams, batchSize);
  }
  if (config.source === 'points') {
    if (files.points !== undefined) {
      return createPointData(files.points, config.standardize, streams, batchSize);
    }
  } else if ('pixelRange' in config && files.images !== undefined) {
    return createImageData(files.images, imageUse(config), streams, batchSize);
  }
  throw new Error(`The data source ${config.source} needs its files.`);
}

/** What the data section says about images. */
export function imageUse(config: ImageDataConfig): ImageUse {
  return { horizontalFlip: false, ...config };
}
