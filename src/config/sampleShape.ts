/** The shape of one sample, as far as the config and the beginning of its data files tell. */
import type { DataConfig } from './ganConfig';
import type { ConfigPath } from './sourceDocument';

/** Ring, grid, spiral, Swiss roll and moons. */
const PLANE = [2];

/** What the beginning of the data files says. */
export interface DataHeader {
  /** For messages, such as "mnist/train-images-idx3-ubyte.gz". */
  readonly name: string;
  /** Number of samples. */
  readonly count: number;
  /** [channels, height, width] of images, [n] of points. */
  readonly sampleShape: readonly number[];
  /** Number of classes; absent where the data has no labels. */
  readonly classes?: number;
}

const DIGITS: DataHeader = {
  name: 'the built-in digits',
  count: 1797,
  sampleShape: [1, 8, 8],
  classes: 10,
};

/** A file of the data cannot be used. The message is fit for the user: what, why, what to do. */
export class DataFieldError extends Error {
  /** @param field where the file is named, inside the data section */
  constructor(
    readonly field: ConfigPath,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DataFieldError';
  }
}

/** Data of images; all of them have a `pixelRange`. */
export type ImageDataConfig = Extract<DataConfig, { pixelRange: unknown }>;

export function isImageData(data: DataConfig): data is ImageDataConfig {
  return 'pixelRange' in data;
}

/** Whether samples are drawn from a density in closed form, so that there are as many as one wants. */
function isDensity(data: DataConfig): boolean {
  return !isImageData(data) && data.source !== 'points';
}

/** The header of data that lie in files; undefined where it is not known or where samples are drawn from a density. */
export function headerOf(data: DataConfig, header: DataHeader | undefined): DataHeader | undefined {
  if (data.source === 'digits') return DIGITS;
  return isDensity(data) ? undefined : header;
}

/** [channels, height, width] of images from a folder; undefined where their files decide. */
function imageShape({
  channels,
  size,
}: Extract<DataConfig, { source: 'imageFolder' }>): readonly number[] | undefined {
  if (size === undefined) return undefined;
  const [height = 1, width = height] = typeof size === 'number' ? [size] : size;
  return [channels === 'rgb' ? 3 : 1, height, width];
}

/**
 * Shape of one sample: [channels, height, width] of images, channels first as the networks take them; [n] of points.
 *
 * @param header what the data files say; without it the shape of data in files may be unknown
 */
export function sampleShapeOf(
  data: DataConfig,
  header?: DataHeader,
): readonly number[] | undefined {
  switch (data.source) {
    case 'digits':
    case 'idx':
      return headerOf(data, header)?.sampleShape;
    case 'points':
      return data.columns ? [data.columns.length] : header?.sampleShape;
    case 'cifar10':
    case 'cifar100':
      return [3, 32, 32];
    case 'imageFolder':
      return imageShape(data) ?? header?.sampleShape;
    case 'gaussian':
      return [1];
    case 'mixture':
      return data.components[0] && [data.components[0].centre.length];
    default:
      return PLANE;
  }
}

/** The classes that alone are used, each once; undefined where all are. */
export function onlyClassesOf(data: DataConfig): readonly string[] | undefined {
  if (!('onlyClasses' in data) || data.onlyClasses === undefined) return undefined;
  return [...new Set(data.onlyClasses.map(String))];
}

/**
 * Number of classes that the samples have: 0 where there are no labels, undefined where only the files know.
 *
 * @param header what the data files say
 */
export function classCountOf(data: DataConfig, header?: DataHeader): number | undefined {
  if (!isImageData(data) || (data.source === 'idx' && data.labels === undefined)) return 0;
  const only = onlyClassesOf(data);
  if (only !== undefined) return only.length;
  if (data.source === 'cifar10') return 10;
  if (data.source === 'cifar100') return data.classes === 'fine' ? 100 : 20;
  const found = headerOf(data, header);
  return found && (found.classes ?? 0);
}
