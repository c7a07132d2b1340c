import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { DataFileError } from '../../../src/dataFiles/errors';
import {
  readImageFile,
  readImageHeader,
  distinctLabels,
  readLabelFile,
} from '../../../src/dataFiles/idxFile';
import { resolveFromConfig } from '../../../src/dataFiles/openFile';
import { sharedData } from './sharedData';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-images-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

/** An IDX file with the header given, and pixels 0, 1, 2, … */
function idx(count: number, height: number, width: number, pixels: number, magic = 0x803): Buffer {
  const bytes = Buffer.alloc(16 + pixels);
  [magic, count, height, width].forEach((number, i) => bytes.writeUInt32BE(number, 4 * i));
  for (let i = 0; i < pixels; i += 1) bytes[16 + i] = i % 256;
  return bytes;
}

async function problemOf(file: string): Promise<string> {
  for (const read of [readImageHeader, readImageFile]) {
    const error: unknown = await read(file).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error !== undefined) expect(error).toBeInstanceOf(DataFileError);
    if (read === readImageFile) return (error as Error).message;
  }
  return '';
}

describe('an IDX image file', () => {
  it.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzipped', (bytes: Buffer) => gzipSync(bytes)],
  ])('is read %s, whatever its name', async (name, pack) => {
    const file = write(`${name}-without-extension`, pack(idx(3, 4, 5, 60)));
    expect(await readImageHeader(file)).toEqual({ count: 3, height: 4, width: 5 });
    const images = await readImageFile(file);
    expect(images).toMatchObject({ count: 3, height: 4, width: 5 });
    expect([...images.pixels]).toEqual(Array.from({ length: 60 }, (_, i) => i));
  });

  it('has its path taken from the folder of the config', () => {
    expect(resolveFromConfig('/project/mnist.gan.json', '../data/x.gz')).toBe('/data/x.gz');
    expect(resolveFromConfig('/project/mnist.gan.json', '/data/x.gz')).toBe('/data/x.gz');
  });
});

describe('a message about an unusable file', () => {
  it.each([
    {
      name: 'labels',
      bytes: idx(7, 0, 0, 0, 0x801),
      says: ['0x00000801', 'a label file', '`images-idx3`', '0x00000803'],
    },
    {
      name: 'floats',
      bytes: idx(1, 1, 1, 4, 0xd03),
      says: ['0x00000d03', '32-bit floats in 3 dimensions'],
    },
    { name: 'colour', bytes: idx(1, 1, 1, 4, 0x804), says: ['unsigned bytes in 4 dimensions'] },
    {
      name: 'cut',
      bytes: idx(3, 4, 5, 59),
      says: ['3 images of 4×5', '76 bytes', '75', 'cut off'],
    },
    { name: 'long', bytes: idx(3, 4, 5, 61), says: ['76 bytes', '77', 'damaged'] },
    { name: 'cut-header', bytes: idx(3, 4, 5, 0).subarray(0, 9), says: ['9 of 16 bytes'] },
    { name: 'empty', bytes: Buffer.alloc(0), says: ['0 bytes'] },
    { name: 'no-images', bytes: idx(0, 28, 28, 0), says: ['0 images of 28×28'] },
    {
      name: 'absurd',
      bytes: idx(0xffffffff, 0xffffffff, 0xffffffff, 0),
      says: ['4,294,967,295 images', '1024 MiB'],
    },
    {
      name: 'archive.zip',
      bytes: Buffer.from('PK\x03\x04aaaaaaaaaaaaaaa'),
      says: ['a zip archive'],
    },
    { name: 'page', bytes: Buffer.from('<!doctype html><p>404'), says: ['an HTML or XML page'] },
    {
      name: 'twice.gz',
      bytes: gzipSync(gzipSync(idx(1, 1, 1, 1))),
      says: ['gzip data inside gzip data'],
    },
    {
      name: 'long.gz',
      bytes: gzipSync(idx(3, 4, 5, 61)),
      says: ['3 images of 4×5', 'more data follows'],
    },
    { name: 'short.gz', bytes: gzipSync(idx(3, 4, 5, 59)), says: ['76 bytes', '75', 'cut off'] },
    {
      name: 'a.png',
      bytes: fs.readFileSync(inRoot('media/data/README.md')),
      says: ['no IDX file'],
    },
  ])('says what $name is', async ({ name, bytes, says }) => {
    const message = await problemOf(write(name, bytes));
    expect(message).toContain(name);
    for (const text of says) expect(message).toContain(text);
  });

  it('tells a truncated and a damaged gzip file', async () => {
    const bytes = idx(100, 28, 28, 78_400);
    // Hard to compress, so that the damage is far from the header.
    for (let i = 16; i < bytes.length; i += 1) bytes[i] = Math.imul(i * i, 0x9e3779b1) >>> 24;
    const packed = gzipSync(bytes);
    expect(packed.length).toBeGreaterThan(20_000);
    expect(await problemOf(write('cut.gz', packed.subarray(0, packed.length >> 1)))).toMatch(
      /cut\.gz is cut off: its gzip data ends too early/,
    );
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 5000, 5100);
    expect(await problemOf(write('damaged.gz', damaged))).toMatch(/damaged/);
  });

  it('tells a missing file from a folder', async () => {
    expect(await problemOf(path.join(folder, 'nothing.gz'))).toMatch(
      /There is no file .*nothing\.gz/,
    );
    expect(await problemOf(folder)).toMatch(/is a folder/);
  });

  const labels = sharedData('mnist/train-labels-idx1-ubyte.gz');
  it.skipIf(labels === undefined)('names the real MNIST labels', async () => {
    expect(await problemOf(labels!)).toMatch(
      /mnist\/train-labels-idx1-ubyte\.gz .*0x00000801, which is a label file/,
    );
  });
});

describe('an IDX label file', () => {
  const bytes = Buffer.from([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]);

  it('is read plain and gzipped', async () => {
    for (const file of [write('l', bytes), write('l.gz', gzipSync(bytes))]) {
      const labels = await readLabelFile(file);
      expect([...labels]).toEqual([7, 0, 9]);
      expect(distinctLabels(labels)).toEqual([0, 7, 9]);
    }
  });

  it('is told from an image file and a cut one', async () => {
    await expect(readLabelFile(write('images', idx(1, 1, 1, 1)))).rejects.toThrow(
      /images cannot be used\. It begins with 0x00000803, which is an image file\./,
    );
    await expect(readLabelFile(write('cut', bytes.subarray(0, 9)))).rejects.toThrow(
      /says 3 labels, which makes 11 bytes, but it has 9/,
    );
  });

  // The histogram that everybody counts in the 60,000 training labels of MNIST.
  const mnist = sharedData('mnist/train-labels-idx1-ubyte.gz');
  it.skipIf(mnist === undefined)('has the known histogram for MNIST', async () => {
    const histogram = new Array<number>(10).fill(0);
    for (const label of await readLabelFile(mnist!)) histogram[label]! += 1;
    expect(histogram).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });
});
