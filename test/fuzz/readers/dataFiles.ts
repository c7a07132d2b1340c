/** Readers of the data files that a config names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encode as encodePng } from 'fast-png';
import { type DataConfig, ganConfigSchema } from '../../../src/config/ganConfig';
import { DataFieldError } from '../../../src/config/sampleShape';
import { readCifar } from '../../../src/dataFiles/cifar';
import { dataHeaderReader } from '../../../src/dataFiles/dataHeader';
import { DataFileError, DataFormatError } from '../../../src/dataFiles/errors';
import { readImageFile, readLabelFile } from '../../../src/dataFiles/idxFile';
import { decodePng } from '../../../src/dataFiles/images/png';
import { readPngHeader } from '../../../src/dataFiles/images/pngChunks';
import { readPointFile } from '../../../src/dataFiles/pointFile';
import { zipArchive } from '../../helpers/zipArchive';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutateBytes';
import { mutateText } from '../mutateText';
import { outcomeOf, type Outcome, type Reader } from '../reader';

const dataSchema = ganConfigSchema.shape.data;

function idx(extents: readonly number[], values: number): Buffer {
  const header = Buffer.alloc(4 + 4 * extents.length);
  header.writeUInt32BE(0x0800 + extents.length);
  extents.forEach((extent, i) => header.writeUInt32BE(extent, 4 + 4 * i));
  return Buffer.concat([header, Buffer.alloc(values, 7)]);
}

function npy(type: string, shape: string, values: Uint8Array, version = 1): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  const length = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0, ...length]);
  return Buffer.concat([start, header, values]);
}

/** Reads the header, as while a config is written, then the whole file, as when training starts. */
async function readBoth(
  data: DataConfig,
  folder: string,
  read: (configPath: string) => Promise<unknown>,
): Promise<Outcome> {
  const configPath = join(folder, 'a.gan.json');
  const named = 'data.bin';
  const ofHeader = await outcomeOf(() => dataHeaderReader(configPath)(data), DataFieldError, named);
  const ofFile = await outcomeOf(() => read(configPath), DataFileError, named);
  return ofFile.accepted ? ofHeader : ofFile;
}

function fileReader(
  name: string,
  seeds: readonly Uint8Array[],
  data: DataConfig,
  read: (configPath: string) => Promise<unknown>,
): Reader {
  return {
    name,
    family: 'data files',
    make: (dice) => mutateBytes(dice, seeds),
    read: async (input, folder) => {
      writeFileSync(join(folder, 'data.bin'), input);
      return readBoth(data, folder, read);
    },
  };
}

function packed(seed: Buffer): readonly Uint8Array[] {
  return [seed, gzipSync(seed), gzipSync(Buffer.concat([seed, seed]))];
}

const idxImages = fileReader(
  'IDX images',
  packed(idx([3, 4, 5], 60)),
  dataSchema.parse({ source: 'idx', images: 'data.bin' }),
  (configPath) => readImageFile(join(configPath, '..', 'data.bin')),
);

const labelSeeds = packed(idx([9], 9));
const idxLabels: Reader = {
  name: 'IDX labels',
  family: 'data files',
  make: (dice) => mutateBytes(dice, labelSeeds),
  read: (input, folder) => {
    const path = join(folder, 'data.bin');
    writeFileSync(path, input);
    return outcomeOf(() => readLabelFile(path), DataFileError, 'data.bin');
  },
};

function cifarReader(source: 'cifar10' | 'cifar100', labels: number): Reader {
  const data = dataSchema.parse({ source, files: ['data.bin'] });
  const record = Buffer.concat([Buffer.alloc(labels, 3), Buffer.alloc(3072, 100)]);
  const seeds = [record, Buffer.concat([record, record, record])];
  return fileReader(source, seeds, data, (configPath) =>
    readCifar(data as Extract<DataConfig, { source: 'cifar10' }>, configPath),
  );
}

const tables = [
  'x,y\n1,2\n3,4\n',
  '1\t2\n3\t4\n',
  '1 2\r\n3e-4 -4\r\n',
  '# a\n"1";"2"\n3;4\n',
  '5\n6',
];
const floats = Buffer.from(Float32Array.from([1, 2, 3, 4, 5, 6]).buffer);
const doubles = Buffer.from(Float64Array.from([1, 2, 3, 4, 5, 6]).buffer);
const arrays = [
  npy('<f4', '3, 2', floats),
  npy('>f8', '6,', doubles),
  npy('|u1', '2, 3', Buffer.from([1, 2, 3, 4, 5, 6]), 2),
  npy('<i8', '6', doubles),
];
const archives = [
  zipArchive([{ name: 'a.npy', bytes: arrays[0]! }]),
  zipArchive([
    { name: 'a.npy', bytes: arrays[0]! },
    { name: 'points.npy', bytes: arrays[1]! },
    { name: 'b/notes.txt', bytes: Buffer.from('x') },
  ]),
];

function pointsReader(name: string, options: object, make: (dice: Dice) => Uint8Array): Reader {
  const data = dataSchema.parse({ source: 'points', file: 'data.bin', ...options });
  const points = data as Extract<DataConfig, { source: 'points' }>;
  return {
    ...fileReader(name, [], data, (configPath) => readPointFile(points, configPath)),
    make,
  };
}

const pixels = Uint8Array.from({ length: 48 }, (_, i) => 5 * i);
const pictures = [
  encodePng({ width: 4, height: 4, data: pixels, channels: 3, depth: 8 }),
  encodePng({ width: 6, height: 4, data: pixels.subarray(0, 24), channels: 1, depth: 8 }),
  encodePng({ width: 4, height: 3, data: pixels, channels: 4, depth: 8, text: { Title: 'a' } }),
];
const pngReader: Reader = {
  name: 'PNG image',
  family: 'data files',
  make: (dice) => mutateBytes(dice, pictures),
  read: (input) =>
    outcomeOf(() => {
      const bytes = Buffer.from(input);
      const { width, height } = readPngHeader(bytes);
      const image = decodePng(bytes);
      if (image.width !== width || image.height !== height) throw new Error('another size');
    }, DataFormatError),
};

export const dataFileReaders = [
  pngReader,
  idxImages,
  idxLabels,
  cifarReader('cifar10', 1),
  cifarReader('cifar100', 2),
  pointsReader('table of points', {}, (dice) => Buffer.from(mutateText(dice, tables))),
  pointsReader('table of points, gzipped', { columns: [2, 1] }, (dice) => {
    const table = gzipSync(Buffer.from(mutateText(dice, tables)));
    return dice.chance(0.5) ? mutateBytes(dice, [table]) : table;
  }),
  pointsReader('npy', {}, (dice) => mutateBytes(dice, arrays)),
  pointsReader('npz', { array: 'a' }, (dice) => mutateBytes(dice, archives)),
];
