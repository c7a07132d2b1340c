import fs from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { DataFormatError } from '../../../src/dataFiles/errors';
import { exifOrientation } from '../../../src/dataFiles/images/exif';
import { fitImage, type Fit } from '../../../src/dataFiles/images/fit';
import { type DecodeJpeg, loadJpegDecoder } from '../../../src/dataFiles/images/jpeg';
import { readImageExtent } from '../../../src/dataFiles/images/imageHeader';
import { type ImagePreparation, prepareImage } from '../../../src/dataFiles/images/prepareImage';
import { onGround, type Colour, type Raster } from '../../../src/dataFiles/images/raster';
import { resize, type ResizeFilter } from '../../../src/dataFiles/images/resize';

interface PillowResults {
  readonly files: Readonly<Record<string, { width: number; height: number; rgb: string }>>;
  readonly grey: string;
  readonly sizes: readonly (Pick<Fit, 'fit' | 'filter' | 'width' | 'height'> & { rgb: string })[];
}

const folder = inRoot('test/fixtures/images');
const fixture = (name: string) => fs.readFileSync(`${folder}/${name}`);
const pillow = JSON.parse(fixture('pillow.json').toString()) as PillowResults;
const white: Colour = [255, 255, 255];

let decodeJpeg: DecodeJpeg;
beforeAll(async () => {
  decodeJpeg = await loadJpegDecoder();
});

const asItIs = (width: number, height: number, channels: 1 | 3 = 3): ImagePreparation => ({
  ...{ width, height, channels, resizes: false },
  ...{ fit: 'crop', filter: 'bicubic', background: white },
});

/** [3, height, width] of [height, width, 3]. */
function planes(rgb: string): number[] {
  const bytes = Buffer.from(rgb, 'base64');
  return [0, 1, 2].flatMap((c) => [...bytes.filter((_, i) => i % 3 === c)]);
}

describe('the pixels of Pillow', () => {
  it.each(Object.entries(pillow.files).filter(([name]) => name !== 'cmyk.jpg'))(
    'are those of %s',
    (name, { width, height, rgb }) => {
      const bytes = fixture(name);
      expect(readImageExtent(bytes)).toEqual({ width, height });
      expect([...prepareImage(bytes, asItIs(width, height), decodeJpeg)]).toEqual(planes(rgb));
    },
  );

  it('are those in grey', () => {
    const grey = prepareImage(fixture('rgb.png'), asItIs(31, 20, 1), decodeJpeg);
    expect([...grey]).toEqual([...Buffer.from(pillow.grey, 'base64')]);
  });

  const [source] = [pillow.files['rgb.png']!];
  const image: Raster = {
    ...{ width: 31, height: 20, channels: 3 },
    data: Buffer.from(source.rgb, 'base64'),
  };
  it.each(pillow.sizes)('are those of $filter, $fit, $width × $height', ({ rgb, ...fit }) => {
    const { data } = fitImage(image, { ...fit, background: [10, 20, 30] });
    expect([...data]).toEqual([...Buffer.from(rgb, 'base64')]);
  });
});

describe('resizing in closed form', () => {
  const filters: readonly ResizeFilter[] = ['nearest', 'box', 'bilinear', 'bicubic', 'lanczos'];
  it.each(filters)('%s keeps an even image as it is', (filter) => {
    const image: Raster = { width: 7, height: 5, channels: 1, data: new Uint8Array(35).fill(201) };
    expect(new Set(resize(image, 3, 11, filter).data)).toEqual(new Set([201]));
  });

  it('takes the mean of each block with a box', () => {
    const data = Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150);
    const image: Raster = { width: 4, height: 4, channels: 1, data };
    expect([...resize(image, 2, 2, 'box').data]).toEqual([25, 45, 105, 125]);
  });

  it('puts colours under transparency in proportion', () => {
    const image: Raster = { width: 1, height: 1, channels: 4, data: Uint8Array.of(200, 0, 0, 51) };
    // A fifth of the colour, four fifths of the ground.
    expect([...onGround(image, 3, [0, 100, 255]).data]).toEqual([40, 80, 204]);
  });
});

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function png(width: number, height: number, pixels: Uint8Array, kind = [8, 0, 0, 0, 0]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(kind, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...[chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))],
  ]);
}

describe('hostile images', () => {
  const refused = (bytes: Buffer) => {
    let problem: unknown;
    try {
      prepareImage(bytes, asItIs(31, 20), decodeJpeg);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(DataFormatError);
    return (problem as DataFormatError).message;
  };

  it.each(['rgba.png', 'palette.png', 'rgb420.jpg', 'progressive.jpg'])(
    '%s, cut off anywhere, is refused',
    (name) => {
      const whole = fixture(name);
      for (let length = 0; length < whole.length; length += 5) refused(whole.subarray(0, length));
    },
  );

  it.each(['rgba.png', 'paletteTransparent.png', 'rgb420.jpg', 'orientation6.jpg'])(
    '%s with any byte changed is refused or read, and the next image is read as ever',
    (name) => {
      const whole = fixture(name);
      for (let at = 0; at < whole.length; at += 3) {
        const damaged = Buffer.from(whole);
        damaged[at]! ^= 0x5a;
        try {
          prepareImage(damaged, asItIs(31, 20), decodeJpeg);
        } catch (error) {
          expect(error).toBeInstanceOf(DataFormatError);
        }
      }
      const { width, height, rgb } = pillow.files['rgb420.jpg']!;
      const again = prepareImage(fixture('rgb420.jpg'), asItIs(width, height), decodeJpeg);
      expect([...again]).toEqual(planes(rgb));
    },
  );

  it('are refused for a wrong checksum', () => {
    const damaged = Buffer.from(fixture('rgb.png'));
    damaged[30]! ^= 1;
    expect(refused(damaged)).toMatch(/CRC|checksum/i);
  });

  it.each([
    [
      'huge',
      png(2 ** 31 - 1, 2 ** 31 - 1, Buffer.alloc(1)),
      /2,147,483,647×2,147,483,647 pixels; at most/,
    ],
    ['without pixels', png(0, 5, Buffer.alloc(5)), /says 0×5/],
    ['a bomb', png(2, 2, Buffer.alloc(2 ** 26)), /damaged, or more than its header says/],
    ['too short', png(2, 2, Buffer.alloc(5)), /fewer pixels/],
    ['of no kind', png(2, 2, Buffer.alloc(6), [3, 0, 0, 0, 0]), /does not exist/],
    ['without the colours it uses', png(1, 1, Buffer.of(0, 9), [8, 3, 0, 0, 0]), /palette/],
    ['text', Buffer.from('<svg/>'), /neither a PNG nor a JPEG/],
    ['empty', Buffer.alloc(0), /empty/],
    ['in CMYK', fixture('cmyk.jpg'), /CMYK/],
    ['of another size', fixture('orientation6.png'), /31×20, the first image 20×31/],
  ])('are refused when they are %s', (_, bytes, message) => {
    expect(refused(bytes)).toMatch(message);
  });

  it('never ask for more than eight ways to turn', () => {
    const block = (count: number, value: number) => {
      const bytes = Buffer.alloc(26);
      bytes.write('II*\0');
      bytes.writeUInt32LE(8, 4);
      bytes.writeUInt16LE(count, 8);
      bytes.writeUInt16LE(0x0112, 10);
      bytes.writeUInt16LE(3, 12);
      bytes.writeUInt16LE(value, 18);
      return bytes;
    };
    expect(exifOrientation(block(1, 6))).toBe(6);
    expect(exifOrientation(block(65535, 8))).toBe(8);
    for (const bytes of [block(1, 9), block(1, 0), block(0, 6), block(1, 6).subarray(0, 20)]) {
      expect(exifOrientation(bytes)).toBe(1);
    }
    expect(exifOrientation(Buffer.alloc(3))).toBe(1);
  });
});
