import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { DataFormatError } from '../../../src/dataFiles/errors';
import { readPointFile } from '../../../src/dataFiles/pointFile';
import { withZip } from '../../../src/dataFiles/zip';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-zip-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'a.npz');

interface Member {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the archive says instead of the truth. */
  readonly claimedBytes?: number;
  readonly flags?: number;
}

/** A zip archive as APPNOTE.TXT 4.3 lays it out: local headers with deflated data, central directory, its end. */
function zip(members: readonly Member[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, claimedBytes = bytes.length, flags = 0 } of members) {
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedBytes, 18);
    common.writeUInt16LE(name.length, 22);
    const start = Buffer.alloc(14);
    start.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x00'), common, start, Buffer.from(name));
    local.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed);
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...central, end]);
}

function npy(...values: readonly number[]): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length}, 1), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, header, Buffer.from(Float32Array.from(values).buffer)]);
}

function readPoints(members: readonly Member[], array?: string) {
  fs.writeFileSync(file, zip(members));
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
    const whole = zip([a, b]);
    for (let length = 0; length < whole.length; length += 7) {
      fs.writeFileSync(file, whole.subarray(0, length));
      const reading = withZip(file, (entries) => Promise.all(entries.map((one) => one.read())));
      await expect(reading).rejects.toBeInstanceOf(DataFormatError);
    }
  });
});
