/**
 * CIFAR-10 and CIFAR-100 in their binary versions (cs.toronto.edu/~kriz/cifar.html): records without a header, one or two
 * labels of a byte each, then the red, green and blue planes of a 32×32 image.
 */
import { dirname, join } from 'node:path';
import { formatCount } from '../config/formatCount';
import type { DataConfig } from '../config/ganConfig';
import { DataFileError, DataFormatError } from './errors';
import { MAX_BYTES, readBytes, resolveFromConfig, shortName, withFile } from './openFile';

export type CifarConfig = Extract<DataConfig, { source: 'cifar10' | 'cifar100' }>;

const SIDE = 32;
const CHANNELS = 3;
const IMAGE_BYTES = CHANNELS * SIDE * SIDE;
/** A list of class names is short. */
const MAX_NAMES_BYTES = 2 ** 16;

interface Layout {
  readonly labels: number;
  /** Which of the labels of a record is the class. */
  readonly label: number;
  readonly classes: number;
  /** A file beside the data with one name a line. */
  readonly namesFile: string;
}

function layoutOf(config: CifarConfig): Layout {
  if (config.source === 'cifar10') {
    return { labels: 1, label: 0, classes: 10, namesFile: 'batches.meta.txt' };
  }
  return config.classes === 'coarse'
    ? { labels: 2, label: 0, classes: 20, namesFile: 'coarse_label_names.txt' }
    : { labels: 2, label: 1, classes: 100, namesFile: 'fine_label_names.txt' };
}

function recordsIn(fileBytes: number, { labels }: Layout): number {
  const record = labels + IMAGE_BYTES;
  if (fileBytes === 0 || fileBytes % record !== 0) {
    throw new DataFormatError(
      `It has ${formatCount(fileBytes)} bytes, which is no multiple of the ${formatCount(record)} bytes of a record: it is cut off, ` +
        `compressed or something else. Use the files of the binary version, extracted.`,
    );
  }
  return fileBytes / record;
}

/** What the sizes of the files say. */
export interface CifarHeader {
  readonly name: string;
  readonly count: number;
}

/** @throws DataFileError */
export async function readCifarHeader(
  config: CifarConfig,
  configPath: string,
): Promise<CifarHeader> {
  const layout = layoutOf(config);
  let count = 0;
  for (const file of config.files) {
    count += await withFile(resolveFromConfig(configPath, file), (_, bytes) =>
      Promise.resolve(recordsIn(bytes, layout)),
    );
  }
  if (count * IMAGE_BYTES > MAX_BYTES) {
    throw new DataFileError(
      `The files hold ${formatCount(count)} images; at most ${MAX_BYTES / 2 ** 20} MiB of pixels are read. Use fewer files.`,
    );
  }
  const [first = ''] = config.files;
  const path = resolveFromConfig(configPath, first);
  return { name: config.files.length === 1 ? shortName(path) : shortName(dirname(path)), count };
}

async function readNames(folder: string, { classes, namesFile }: Layout): Promise<string[]> {
  const numbers = Array.from({ length: classes }, (_, i) => String(i));
  try {
    return await withFile(join(folder, namesFile), async (file, bytes) => {
      const text = (await readBytes(file, Math.min(bytes, MAX_NAMES_BYTES))).toString('utf8');
      const names = text.split(/\r?\n/).filter((line) => line.trim() !== '');
      return names.length === classes ? names : numbers;
    });
  } catch {
    // The names are a courtesy: without the file, classes are called by their numbers.
    return numbers;
  }
}

export interface CifarImages extends CifarHeader {
  readonly channels: 3;
  readonly height: 32;
  readonly width: 32;
  /** [count, 3, 32, 32] */
  readonly pixels: Uint8Array;
  readonly labels: { readonly values: Uint16Array; readonly names: readonly string[] };
}

/** @throws DataFileError */
export async function readCifar(config: CifarConfig, configPath: string): Promise<CifarImages> {
  const layout = layoutOf(config);
  const { name, count } = await readCifarHeader(config, configPath);
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const values = new Uint16Array(count);
  let image = 0;
  for (const path of config.files.map((file) => resolveFromConfig(configPath, file))) {
    await withFile(path, async (file, fileBytes) => {
      const records = Math.min(recordsIn(fileBytes, layout), count - image);
      const bytes = await readBytes(file, fileBytes);
      copyRecords(bytes, layout, { first: image, records, pixels, values });
      image += records;
    });
  }
  if (image < count) throw new DataFileError(`${name} has changed while it was read. Start again.`);
  const [first = ''] = config.files;
  const names = await readNames(dirname(resolveFromConfig(configPath, first)), layout);
  return {
    ...{ name, count, channels: CHANNELS, height: SIDE, width: SIDE, pixels },
    labels: { values, names },
  };
}

interface Destination {
  readonly first: number;
  readonly records: number;
  readonly pixels: Uint8Array;
  readonly values: Uint16Array;
}

function copyRecords(
  bytes: Uint8Array,
  { labels, label, classes }: Layout,
  { first, records, pixels, values }: Destination,
): void {
  const recordBytes = labels + IMAGE_BYTES;
  for (let i = 0; i < records; i += 1) {
    const start = i * recordBytes;
    const value = bytes[start + label] ?? classes;
    if (value >= classes) {
      throw new DataFormatError(
        `Image ${formatCount(i + 1)} has the label ${value}; labels go from 0 to ${classes - 1}. It is of another kind: CIFAR-10 and CIFAR-100 have records of different lengths.`,
      );
    }
    values[first + i] = value;
    pixels.set(bytes.subarray(start + labels, start + recordBytes), (first + i) * IMAGE_BYTES);
  }
}
