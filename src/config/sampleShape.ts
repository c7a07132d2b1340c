/** The shape of one sample, as far as the config and the beginning of its data files tell. */
import type { DataConfig } from './ganConfig';

/** What the beginning of the data files says. */
export interface DataHeader {
  /** For messages, such as "mnist/train-images-idx3-ubyte.gz". */
  readonly name: string;
  /** Number of samples. */
  readonly count: number;
  /** [channels, height, width] of images, [n] of points. */
  readonly sampleShape: readonly number[];
}

const DIGITS: DataHeader = {
  name: 'the built-in digits',
  count: 1797,
  sampleShape: [1, 8, 8],
};

/** The header of data that lie in files; undefined where it is not known or where samples are drawn from a density. */
export function headerOf(data: DataConfig, header: DataHeader | undefined): DataHeader | undefined {
  if (data.source === 'digits') return DIGITS;
  return data.source === 'idx' ? header : undefined;
}

/**
 * Shape of one sample: [channels, height, width] of images, channels first as the networks take them; [n] of points.
 *
 * @param header what the data files say; without it the shape of data in files is unknown
 */
export function sampleShapeOf(
  data: DataConfig,
  header?: DataHeader,
): readonly number[] | undefined {
  switch (data.source) {
    case 'digits':
    case 'idx':
      return headerOf(data, header)?.sampleShape;
    case 'gaussian':
      return [1];
    case 'ring':
    case 'grid':
      return [2];
  }
}
