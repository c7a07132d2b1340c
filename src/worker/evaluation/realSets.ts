/** The real samples of a run for what is measured once: those it trained on, and those it never saw. */
import { formatCount } from '../../config/formatCount';
import type { GanConfig } from '../../config/ganConfig';
import { createDataSet, type DataFiles } from '../../engine/data/createDataSet';
import { unusedImages } from '../../engine/data/unusedImages';
import { sampleSet, type SampleSet } from '../../engine/metrics/sampleSet';
import type { Streams } from '../../engine/random/streams';

/** Values of samples of one kind that are held at once; of a larger set a part is looked at. */
export const MOST_VALUES = 64_000_000;
/** Samples that are held out at most: as many as MNIST has test images. */
const MOST_HELD_OUT = 10_000;
/** Samples that choose the σ of the Parzen estimate, as in the paper. */
export const PARZEN_VALIDATION = 1000;

export interface RealSets {
  /** In a random order; undefined where samples are drawn from a density, so that there is nothing to copy. */
  readonly training: SampleSet | undefined;
  /** Training samples that there are, where they are finite. */
  readonly trainingCount: number | undefined;
  /** Undefined where a run trains on all that there is. */
  readonly heldOut: SampleSet | undefined;
  /**
   * Samples to choose by that are neither trained on nor among the held-out ones: where a run leaves images out and a
   * user names others to test with, as in the paper.
   */
  readonly validation?: SampleSet | undefined;
  /** What the held-out ones are, such as "10,000 images that training leaves out". */
  readonly heldOutName: string;
}

/**
 * @param streams of the evaluation
 * @param test images to hold out that a user named, in place of those that training leaves out
 */
export function openRealSets(
  config: GanConfig,
  files: DataFiles,
  streams: Streams,
  test: DataFiles | undefined,
): RealSets {
  const draw = (data: GanConfig['data'], of: DataFiles, wanted?: number): SampleSet => {
    const { count = wanted ?? MOST_HELD_OUT, sampleSize } = createDataSet(data, streams, 1, of);
    const rows = Math.min(count, wanted ?? count, Math.floor(MOST_VALUES / sampleSize));
    const values = new Float32Array(rows * sampleSize);
    createDataSet(data, streams, rows, of).fillMinibatch(0, values);
    return sampleSet(values, sampleSize);
  };
  const { count: trainingCount } = createDataSet(config.data, streams, 1, files);
  const whole = { ...config.data, subset: undefined } as GanConfig['data'];
  const held = (of: DataFiles, name: (count: string) => string) => {
    const heldOut = draw(whole, of, MOST_HELD_OUT);
    return { heldOut, heldOutName: name(formatCount(heldOut.count)) };
  };
  if (trainingCount === undefined) {
    const heldOut = draw(config.data, files);
    const heldOutName = `${formatCount(heldOut.count)} samples drawn afresh`;
    return { training: undefined, trainingCount, heldOut, heldOutName };
  }
  const training = draw(config.data, files);
  const subset = 'subset' in config.data ? config.data.subset : undefined;
  const unused = files.images && unusedImages(files.images, { subset }, MOST_HELD_OUT);
  if (test !== undefined) {
    const validation = unused && draw(whole, { images: unused }, PARZEN_VALIDATION);
    const found = held(test, (count) => `${count} images of the test file`);
    return { training, trainingCount, validation, ...found };
  }
  if (unused === undefined) {
    return { training, trainingCount, heldOut: undefined, heldOutName: '' };
  }
  return {
    ...{ training, trainingCount },
    ...held({ images: unused }, (count) => `${count} images that training leaves out`),
  };
}
