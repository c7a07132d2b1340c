/** Readers of images, as a folder of them, an archive or a cache holds them. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { dataSchema } from '../../../src/config/dataSchema';
import { DataFieldError } from '../../../src/config/sampleShape';
import { DataFileError, DataFormatError } from '../../../src/dataFiles/errors';
import {
  type ImageFolderConfig,
  readImageFolderHeader,
} from '../../../src/dataFiles/images/imageFolder';
import { loadJpegDecoder } from '../../../src/dataFiles/images/jpeg';
import { type ImageFile, withImageListing } from '../../../src/dataFiles/images/listImages';
import { throughPixelCache } from '../../../src/dataFiles/images/pixelCache';
import { type ImagePreparation, prepareImage } from '../../../src/dataFiles/images/prepareImage';
import { zipArchive } from '../../helpers/zipArchive';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutateBytes';
import { mutateText } from '../mutateText';
import { ACCEPTED, outcomeOf, type Reader } from '../reader';

const fixtures = inRoot('test/fixtures/images');
const pictures = (ending: string): Buffer[] =>
  readdirSync(fixtures)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(fixtures, name)));

const jpegs = pictures('.jpg');
const pngs = pictures('.png');
const [firstPng = Buffer.alloc(0)] = pngs;

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Whole but for what it says of its size: few bytes that claim, or unpack to, many. */
function dishonestPng(dice: Dice): Buffer {
  const extents = [0, 1, 31, 8192, 65_535, 2 ** 31 - 1, 2 ** 32 - 1];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(dice.pick(extents));
  header.writeUInt32BE(dice.pick(extents), 4);
  header.set([dice.pick([1, 8, 16]), dice.pick([0, 2, 3, 4, 6]), 0, 0, dice.below(2)], 8);
  const pixels = Buffer.alloc(dice.pick([0, 100, 100_000, 4_000_000]), dice.below(3));
  return Buffer.concat([
    firstPng.subarray(0, 8),
    pngChunk('IHDR', header),
    ...(dice.chance(0.5) ? [pngChunk('PLTE', dice.bytes(9))] : []),
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

const decoder = loadJpegDecoder();
const preparation: ImagePreparation = {
  width: 7,
  height: 5,
  channels: 3,
  resizes: true,
  fit: 'pad',
  filter: 'lanczos',
  background: [0, 0, 0],
};

function preparedReader(name: string, make: Reader['make']): Reader {
  return {
    name,
    family: 'images',
    make,
    read: async (input) => {
      const decodeJpeg = await decoder;
      return outcomeOf(() => {
        const pixels = prepareImage(Buffer.from(input), preparation, decodeJpeg);
        if (pixels.length !== 3 * 5 * 7) throw new Error('another size');
      }, DataFormatError);
    },
  };
}

function configOf(fields: object): ImageFolderConfig {
  return dataSchema.parse({
    source: 'imageFolder',
    channels: 'grey',
    ...fields,
  }) as ImageFolderConfig;
}

/** Reads every file that is listed. */
async function readAll(path: string): Promise<void> {
  await withImageListing(path, async ({ files }) => {
    for (const file of files) await outcomeOf(() => file.read(), DataFormatError);
  });
}

const NAMES = [
  ...['a.png', 'cats/b.jpg', 'dogs/c.JPEG', '../d.png', '/e.png', 'C:\\f.png', 'g\\..\\h.png'],
  ...['.hidden/i.png', '__MACOSX/j.png', 'k\0.png', '\u202e.png', `${'l/'.repeat(300)}m.png`],
];

/** The helper counts the letters of names, a reader their bytes. */
function inAscii(name: string): string {
  return Buffer.from(name, 'latin1').toString('ascii');
}

function makeArchive(dice: Dice): Uint8Array {
  const members = Array.from({ length: dice.below(5) }, () => ({
    name: dice.chance(0.7) ? dice.pick(NAMES) : mutateText(dice, NAMES),
    bytes: dice.chance(0.3) ? dishonestPng(dice) : dice.pick([...pngs, ...jpegs]),
    ...(dice.chance(0.2) ? { claimedBytes: dice.pick([0, 1, 2 ** 26, 2 ** 32 - 1]) } : {}),
  }));
  const archive = zipArchive(
    members.map(({ name, ...member }) => ({ ...member, name: inAscii(name.slice(0, 1000)) })),
  );
  return dice.chance(0.5) ? archive : mutateBytes(dice, [archive]);
}

const archiveReader: Reader = {
  name: 'archive of images',
  family: 'images',
  make: makeArchive,
  read: async (input, folder) => {
    const [path, configPath] = [join(folder, 'data.zip'), join(folder, 'a.gan.json')];
    writeFileSync(path, input);
    const config = configOf({ path: 'data.zip' });
    const files = await outcomeOf(() => readAll(path), DataFileError, 'data.zip');
    const header = () => readImageFolderHeader(config, configPath);
    const ofHeader = await outcomeOf(header, DataFieldError);
    return files.accepted ? ofHeader : files;
  },
};

const lists = ['a.png\nb.jpg\n', './a.png\r\ncats/c.png', '\ufeffc.png', 'a.png\na.png\n', 'x.png'];

const listReader: Reader = {
  name: 'list of images',
  family: 'images',
  make: (dice) => Buffer.from(mutateText(dice, lists)),
  read: (input, folder) => {
    mkdirSync(join(folder, 'images/cats'), { recursive: true });
    for (const name of ['a.png', 'b.jpg', 'cats/c.png']) {
      writeFileSync(join(folder, 'images', name), firstPng);
    }
    writeFileSync(join(folder, 'list.txt'), input);
    const config = configOf({ path: 'images', list: 'list.txt' });
    const header = () => readImageFolderHeader(config, join(folder, 'a.gan.json'));
    return outcomeOf(header, DataFieldError, 'list.txt');
  },
};

const kept = Uint8Array.from({ length: 105 }, (_, i) => i);
const keptFiles: readonly ImageFile[] = [
  { path: 'a.png', read: () => Promise.resolve(firstPng), stamp: () => Promise.resolve('1') },
];

/** Whatever stands in the cache: the pixels are those of the images. */
const cacheReader: Reader = {
  name: 'kept pixels',
  family: 'images',
  make: (dice) => mutateBytes(dice, [kept, Buffer.concat([Buffer.from('GAN pixels 1\n'), kept])]),
  read: async (input, folder) => {
    const options = { folder: join(folder, 'cache'), worthwhileMs: 0 };
    const decode = () => Promise.resolve({ pixels: kept, problems: new Map<number, string>() });
    const read = () => throughPixelCache(options, '/images', keptFiles, preparation, decode);
    await read();
    const [name = ''] = readdirSync(options.folder);
    const path = join(options.folder, name);
    const whole = readFileSync(path);
    // Over what was kept, so that the length is right now and then.
    whole.set(input.subarray(0, whole.length));
    writeFileSync(path, input.length % 2 === 0 ? input : whole);
    const { pixels } = await read();
    if (!Buffer.from(pixels).equals(kept)) throw new Error('other pixels');
    return ACCEPTED;
  },
};

export const imageReaders = [
  preparedReader('JPEG image', (dice) => mutateBytes(dice, jpegs)),
  preparedReader('PNG image, resized', (dice) =>
    dice.chance(0.2) ? dishonestPng(dice) : mutateBytes(dice, pngs),
  ),
  archiveReader,
  listReader,
  cacheReader,
];
