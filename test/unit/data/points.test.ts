import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { DataFileError } from '../../../src/dataFiles/errors';
import {
  readPointFile,
  readPointHeader,
  type PointsConfig,
} from '../../../src/dataFiles/pointFile';
import { createPointData } from '../../../src/engine/data/points';
import { createStreams } from '../../../src/engine/random/streams';
import { testKernels } from '../random/testKernels';
import { sharedData } from './sharedData';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-points-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const configPath = path.join(folder, 'a.gan.json');

/** What training reads, and what is looked at while the config is written. */
function readings(file: string, bytes: string | Uint8Array, options: Partial<PointsConfig> = {}) {
  fs.writeFileSync(path.join(folder, file), bytes);
  const config: PointsConfig = { source: 'points', file, standardize: false, ...options };
  return [readPointFile(config, configPath), readPointHeader(config, configPath)] as const;
}

const read = (...file: Parameters<typeof readings>) => Promise.all(readings(...file));

/** An array as numpy.save writes it, header padded to 64 bytes. */
function npy(type: string, shape: string, body: Buffer, fortran = 'False'): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;
  const header = `${text.padEnd(117)}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(header),
    body,
  ]);
}

describe('points in text', () => {
  it.each([
    ['commas.csv', '1,2\n3,-4.5e0\n'],
    ['names.csv', '\u00ef\u00bb\u00bfx,"y"\r\n1,2\r\n"3",-4.5\r\n'],
    ['tabs.tsv', '# made by hand\nx\ty\n1\t2\n3\t-4.5'],
    ['spaces.txt', '  1   2\n\n 3 -4.5\n'],
    ['semicolons.csv', '1;2\n3;-4.5\n'],
  ])('%s', async (file, text) => {
    const [points, header] = await read(file, Buffer.from(text, 'latin1'));
    expect(points).toMatchObject({ count: 2, dimensions: 2 });
    expect([...points.values]).toEqual([1, 2, 3, -4.5]);
    expect(header).toMatchObject({ count: 2, sampleShape: [2] });
  });

  it('gzipped, some of the columns', async () => {
    const [points] = await read('z.csv.gz', gzipSync('a,b,c\n1,2,3\n4,5,6\n'), { columns: [3, 1] });
    expect([...points.values]).toEqual([3, 1, 6, 4]);
  });

  it('of many lines, counted from the beginning while the config is written', async () => {
    const lines = 200_000;
    const [points, header] = await read('many.csv', '0.125,1.0000\n'.repeat(lines));
    expect(points.count).toBe(lines);
    expect(header).toMatchObject({ count: lines, sampleShape: [2] });
  });

  it.each([
    ['1,2\n3\n', /Line 2 has 1 values, the lines before it 2/],
    ['1,2\n3,x\n', /Line 2, column 2 holds "x", which is no finite number/],
    ['1,2\n3,\n', /column 2 holds ""/],
    ['1,2\n3,1e39\n', /column 2 holds "1e39"/],
    ['1,2\nnan,1\n', /column 1 holds "nan"/],
    ['a,b\n', /no line of numbers/],
    ['', /no line of numbers/],
    ['1'.repeat(2 ** 20 + 1), /Line 1 has more than 1,048,576 bytes/],
  ])('that is none is refused: %#', async (text, message) => {
    for (const outcome of await Promise.allSettled(readings('bad.csv', text))) {
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
      expect(reason).toBeInstanceOf(DataFileError);
      expect(String(reason)).toMatch(message);
      expect(String(reason)).toMatch(/bad\.csv cannot be used/);
    }
  });

  const digits = sharedData('digits/digits.csv.gz');
  it.skipIf(digits === undefined)('the real digits have the published mean', async () => {
    const columns = Array.from({ length: 64 }, (_, i) => i + 1);
    const config: PointsConfig = { source: 'points', file: digits!, columns, standardize: false };
    const points = await readPointFile(config, configPath);
    expect(points).toMatchObject({ count: 1797, dimensions: 64 });
    // load_digits().data.mean() of scikit-learn: 4.884165.
    const mean = points.values.reduce((sum, value) => sum + value, 0) / points.values.length;
    expect(mean).toBeCloseTo(4.884165, 5);
  });
});

describe('points in NumPy files', () => {
  const doubles = Buffer.from(Float64Array.of(1.5, 2, 3, -4).buffer);

  it.each([
    ['<f8', '2, 2', doubles, 'False', [1.5, 2, 3, -4]],
    ['<f8', '2, 2', doubles, 'True', [1.5, 3, 2, -4]],
    ['<f4', '4,', Buffer.from(Float32Array.of(1, 2, 3, 4).buffer), 'False', [1, 2, 3, 4]],
    ['>i2', '1, 2', Buffer.from([1, 0, 255, 255]), 'False', [256, -1]],
    ['|u1', '1, 2', Buffer.from([1, 200]), 'False', [1, 200]],
    ['<i8', '1, 1', Buffer.from(BigInt64Array.of(-7n).buffer), 'False', [-7]],
  ] as const)('%s (%s)', async (type, shape, body, fortran, values) => {
    const [points] = await read('a.npy', npy(type, shape, body, fortran));
    expect([...points.values]).toEqual(values);
  });

  it.each([
    [npy('<f8', '2, 2', doubles.subarray(1)), /promises 160 bytes, but it has 159/],
    [npy('<f8', '99999999999, 99999999999', doubles), /at most 268,435,456 values/],
    [npy('<f8', '2, 2, 1', doubles), /shape \(2, 2, 1\)/],
    [npy('<c16', '2,', doubles), /NumPy type <c16/],
    [npy('|O', '2,', doubles), /NumPy type \|O/],
    [npy('<f8', '0, 2', doubles), /shape \(0, 2\)/],
    [
      npy('<f8', '1,', Buffer.from(Float64Array.of(NaN).buffer)),
      /Value 1 of point 1 is not a number/,
    ],
    [npy('<f8', '2, 2', doubles).subarray(0, 40), /cut off or damaged/],
  ])('that cannot be used are refused: %#', async (bytes, message) => {
    await expect(read('bad.npy', bytes)).rejects.toThrow(message);
  });
});

describe('points as data', () => {
  const streams = createStreams(1, testKernels());
  const values = Float32Array.from({ length: 300 }, (_, i) =>
    i % 3 === 0 ? 1e6 + i : i % 3 === 1 ? i * 100 : 5,
  );
  const points = { name: 'p', count: 100, dimensions: 3, values };

  it('are standardised by their own mean and deviation, and warned about otherwise', () => {
    const data = createPointData(points, true, streams, 100);
    const target = new Float32Array(300);
    data.fillMinibatch(0, target);
    for (const column of [0, 1]) {
      const numbers = [...target].filter((_, i) => i % 3 === column);
      const mean = numbers.reduce((a, b) => a + b) / 100;
      expect(mean).toBeCloseTo(0, 5);
      expect(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / 100).toBeCloseTo(1, 5);
    }
    expect(data.description).toContain('standardised: mean 1000000, 14950, 5');
    expect(data.warnings).toEqual([
      expect.stringContaining('Column 3 of the points hold one value'),
    ]);
    const plain = createPointData(points, false, streams, 200);
    expect(plain.warnings).toEqual([
      expect.stringContaining('100 points, a minibatch 200'),
      expect.stringContaining('Column 3'),
      expect.stringMatching(
        /deviation of column 1 \(86\.6\), 2 \(8660\) is far from 1.*standardize/,
      ),
    ]);
  });
});
