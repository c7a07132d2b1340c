import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataFormatError } from '../../../src/dataFiles/errors';
import { readPointFile } from '../../../src/dataFiles/pointFile';
import { withZip } from '../../../src/dataFiles/zip';
import { zipArchive, type ZipMember } from '../../helpers/zipArchive';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-zip-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'a.npz');

function npy(...values: readonly number[]): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length}, 1), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, header, Buffer.from(Float32Array.from(values).buffer)]);
}

function readPoints(members: readonly ZipMember[], array?: string) {
  fs.writeFileSync(file, zipArchive(members));
  const options = array === undefined ? {} : { array };
  return readPointFile({ source: 'points', file, standardize: false, ...options }, file);
}

describe('npz files', () => {
  const [a, b] = [
    { name: 'a.npy', bytes: npy(1, 2) },
    { name: 'b.npy', bytes: npy(3) },
  ];

  it('give their only array, or the one that is named', async () => {
    expect([...(await readPoints([a])).values]).toEqual([1, 2]);
    expect([...(await readPoints([a, b], 'b')).values]).toEqual([3]);
    await expect(readPoints([a, b])).rejects.toThrow(/the arrays `a`, `b`\. Name one/);
    await expect(readPoints([a], 'c')).rejects.toThrow(/the arrays `a`/);
  });

  it.each([
    ['leaves its folder', { name: '../a.npy', bytes: npy(1) }, /cannot be used.*relative path/],
    ['is absolute', { name: '/a.npy', bytes: npy(1) }, /cannot be used.*absolute path/],
    ['is encrypted', { ...a, flags: 1 }, /cannot be used/],
    ['is larger than it says', { ...a, claimedBytes: 20 }, /cannot be used/],
    ['is smaller than it says', { ...a, claimedBytes: 200 }, /cannot be used/],
    ['promises a gigabyte', { ...a, claimedBytes: 2 ** 30 }, /unpacks from .* to 1,073,741,824/],
  ])('with a file that %s are refused', async (_, member, message) => {
    await expect(readPoints([member])).rejects.toThrow(message);
  });

  it('cut off anywhere or damaged are refused with a message, or read', async () => {
    const whole = zipArchive([a, b]);
    for (let length = 0; length < whole.length; length += 7) {
      fs.writeFileSync(file, whole.subarray(0, length));
      const reading = withZip(file, (entries) => Promise.all(entries.map((one) => one.read())));
      await expect(reading).rejects.toBeInstanceOf(DataFormatError);
    }
  });
});
