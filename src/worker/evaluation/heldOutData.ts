/** Real samples to find over-fitting with: those that a run trains on beside those that it never does. */
import { formatCount } from '../../config/formatCount';
import type { GanConfig } from '../../config/ganConfig';
import { createDataSet, type DataFiles } from '../../engine/data/createDataSet';
import type { DataSet } from '../../engine/data/dataSet';
import { unusedImages } from '../../engine/data/unusedImages';
import type { Streams } from '../../engine/random/streams';

/** Samples of each kind, in whole minibatches: means of that many probabilities are known to 0.02 or better. */
const SAMPLES = 512;
/** Of fewer the mean says nothing. */
const FEWEST = 16;

export interface HeldOutData {
  /** What training draws, in its own minibatches. */
  readonly trained: DataSet;
  readonly batchSize: number;
  /** What it never draws, in minibatches of `heldOutBatchSize`. */
  readonly heldOut: DataSet;
  readonly heldOutBatchSize: number;
  /** Minibatches of held-out samples. */
  readonly heldOutBatches: number;
  /** Such as "512 of the 10,000 images that training leaves out". */
  readonly description: string;
}

/** Random numbers of the run and of its evaluations, each call anew. */
export interface HeldOutStreams {
  readonly training: () => Streams;
  readonly evaluation: () => Streams;
}

/** Undefined where a run trains on all samples that there are. */
export function openHeldOut(
  config: GanConfig,
  files: DataFiles,
  streams: HeldOutStreams,
): HeldOutData | undefined {
  const { batchSize } = config.training;
  const open = (from: Streams, size: number, of: DataFiles, data = config.data) =>
    createDataSet(data, from, size, of);
  const trained = open(streams.training(), batchSize, files);
  const batches = Math.ceil(SAMPLES / batchSize);
  if (trained.count === undefined) {
    return {
      ...{ trained, batchSize },
      heldOut: open(streams.evaluation(), batchSize, files),
      heldOutBatchSize: batchSize,
      heldOutBatches: batches,
      description: `${formatCount(batches * batchSize)} samples drawn afresh`,
    };
  }
  const subset = 'subset' in config.data ? config.data.subset : undefined;
  const { images } = files;
  if (images === undefined || subset === undefined) return undefined;
  const unused = unusedImages(images, { subset }, batches * batchSize);
  if (unused === undefined || unused.count < FEWEST) return undefined;
  const { packing } = config.discriminator;
  const size = Math.min(batchSize, Math.floor(unused.count / packing) * packing);
  const heldOutBatches = Math.floor(unused.count / size);
  const data = { ...config.data, subset: undefined } as GanConfig['data'];
  const left = images.count - trained.count;
  return {
    ...{ trained, batchSize, heldOutBatches },
    heldOut: open(streams.evaluation(), size, { ...files, images: unused }, data),
    heldOutBatchSize: size,
    description: `${formatCount(heldOutBatches * size)} of the ${formatCount(left)} images that training leaves out`,
  };
}
