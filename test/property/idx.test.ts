import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DataFileError, DataFormatError } from '../../src/dataFiles/errors';
import { IDX_IMAGES, parseIdx, parseIdxHeader } from '../../src/dataFiles/idx';
import { readImageFile, readImageHeader, readLabelFile } from '../../src/dataFiles/idxFile';

const uint32 = fc.oneof(fc.constantFrom(0, 1, 2, 28, 0xffffffff), fc.nat(0xffffffff));
const magic = fc.oneof(fc.constant(0x803), fc.constantFrom(0x801, 0xd03, 0x03080000), uint32);

function encode(numbers: readonly number[], pixels: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4 * numbers.length + pixels.length);
  numbers.forEach((number, i) => bytes.writeUInt32BE(number, 4 * i));
  bytes.set(pixels, 4 * numbers.length);
  return bytes;
}

/** Files that hold what their header says. */
const validFile = fc
  .tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 6 }),
  )
  .chain(([count, height, width]) => {
    const size = count * height * width;
    return fc.uint8Array({ minLength: size, maxLength: size }).map((pixels) => ({
      count,
      height,
      width,
      pixels,
      bytes: encode([0x803, count, height, width], pixels),
    }));
  });

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .tuple(magic, uint32, uint32, uint32, fc.uint8Array({ maxLength: 64 }))
    .map(([first, count, height, width, pixels]) => encode([first, count, height, width], pixels)),
  fc.tuple(validFile, fc.nat(100)).map(([{ bytes }, length]) => bytes.slice(0, length)),
);

describe('the IDX parser', () => {
  it('gives back every file, without copying it', () => {
    fc.assert(
      fc.property(validFile, ({ bytes, pixels, count, height, width }) => {
        const { header, values } = parseIdx(bytes, IDX_IMAGES);
        expect(header.extents).toEqual([count, height, width]);
        expect([...values]).toEqual([...pixels]);
        expect(values.buffer).toBe(bytes.buffer);
      }),
    );
  });

  it('throws nothing but its own error, and gives no more pixels than there are bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const checks = [
          () => expect(parseIdxHeader(bytes, IDX_IMAGES).extents[0]).toBeGreaterThan(0),
          () => {
            const { values } = parseIdx(bytes, IDX_IMAGES);
            expect(values).toHaveLength(bytes.length - 16);
            expect(values.buffer).toBe(bytes.buffer);
          },
        ];
        for (const check of checks) {
          try {
            check();
          } catch (error) {
            expect(error).toBeInstanceOf(DataFormatError);
            expect((error as Error).message).not.toMatch(/undefined|NaN/);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('reading an image file', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gan-idx-')), 'file');
  afterAll(() => fs.rmSync(path.dirname(file), { recursive: true }));

  /** Whole, cut off or damaged gzip data. */
  const gzipped = fc
    .tuple(anyBytes, fc.option(fc.nat(80)), fc.option(fc.tuple(fc.nat(80), fc.nat(255))))
    .map(([bytes, cut, damage]) => {
      const packed = Uint8Array.from(gzipSync(bytes));
      if (damage !== null && damage[0] < packed.length) packed[damage[0]] = damage[1];
      return cut === null ? packed : packed.slice(0, cut);
    });

  it('fails with nothing but its own error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyBytes, gzipped), async (bytes) => {
        fs.writeFileSync(file, bytes);
        for (const read of [readImageHeader, readImageFile, readLabelFile]) {
          try {
            await read(file);
          } catch (error) {
            expect(error).toBeInstanceOf(DataFileError);
            expect((error as Error).message).not.toMatch(/undefined|NaN|internal/);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of a gzip bomb stops at what the header promises', async () => {
    // 300 MB of zeros behind the header of one small image.
    const bomb = gzipSync(
      Buffer.concat([encode([0x803, 1, 2, 2], new Uint8Array()), Buffer.alloc(3e8)]),
    );
    fs.writeFileSync(file, bomb);
    const before = process.memoryUsage().arrayBuffers;
    await expect(readImageFile(file)).rejects.toThrow(/1 images? of 2×2, but more data follows/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5e7);
  });
});
