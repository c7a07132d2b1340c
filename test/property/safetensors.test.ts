import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/runs/safetensors';

const tensor = fc
  .record({
    name: fc.string({ maxLength: 20 }).filter((name) => name !== '__metadata__'),
    shape: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
  })
  .chain(({ name, shape }) => {
    const length = shape.reduce((all, size) => all * size, 1);
    return fc
      .float32Array({ minLength: length, maxLength: length })
      .map((data) => ({ name, shape, data }));
  });
const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
const metadata = fc.dictionary(fc.string({ maxLength: 10 }), fc.string({ maxLength: 10 }), {
  noNullPrototype: true,
});

/** A file with any header and values. */
function fileOf(header: string, values: number): Uint8Array {
  const json = Buffer.from(header);
  const file = Buffer.alloc(8 + json.length + values);
  file.writeBigUInt64LE(BigInt(json.length));
  json.copy(file, 8);
  return file;
}

describe('safetensors', () => {
  test('gives back every bit of names, shapes, values and metadata', () => {
    fc.assert(
      fc.property(tensors, metadata, (content, notes) => {
        const decoded = decodeSafetensors(encodeSafetensors(content, notes));
        expect(new Map(Object.entries(decoded.metadata))).toEqual(new Map(Object.entries(notes)));
        const byName = new Map(decoded.tensors.map((other) => [other.name, other]));
        expect(byName.size).toBe(content.length);
        for (const { name, shape, data } of content) {
          const other = byName.get(name);
          expect(other?.shape).toEqual(shape);
          expect(Buffer.from(other!.data.buffer)).toEqual(
            Buffer.from(data.buffer, data.byteOffset, data.byteLength),
          );
        }
      }),
    );
  });

  test('starts its values at a multiple of eight', () => {
    fc.assert(
      fc.property(tensors, (content) => {
        const file = Buffer.from(encodeSafetensors(content));
        expect(file.readBigUInt64LE() % 8n).toBe(0n);
        expect(file[8]).toBe(0x7b);
      }),
    );
  });

  test('refuses a file cut anywhere or with a byte too many', () => {
    const file = encodeSafetensors([
      { name: 'a', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
      { name: 'b', shape: [], data: Float32Array.of(5) },
    ]);
    for (let size = 0; size < file.length; size++) {
      expect(() => decodeSafetensors(file.subarray(0, size))).toThrow('not an intact safetensors');
    }
    expect(() => decodeSafetensors(Buffer.concat([file, new Uint8Array(1)]))).toThrow('left over');
  });

  test('reads or refuses any bytes, and never anything but those', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (bytes, json) => {
        for (const file of [bytes, fileOf(json, 8)]) {
          try {
            decodeSafetensors(file);
          } catch (error) {
            expect((error as Error).message).toContain('not an intact safetensors file');
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['a header longer than the file', Buffer.from([255, 255, 0, 0, 0, 0, 0, 0, 123, 125])],
    ['a header of 2^63 bytes', Buffer.from([0, 0, 0, 0, 0, 0, 0, 128, 123, 125])],
    ['a list as header', fileOf('[]', 0)],
    ['blanks before the header', fileOf(' {}', 0)],
    ['another type', fileOf('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', 8)],
    ['a shape of other size', fileOf('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}', 8)],
    ['a negative size', fileOf('{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}', 8)],
    ['a half size', fileOf('{"a":{"dtype":"F32","shape":[0.5,4],"data_offsets":[0,8]}}', 8)],
    [
      'an overflowing shape',
      fileOf(`{"a":{"dtype":"F32","shape":[${2 ** 52},${2 ** 52},0],"data_offsets":[0,8]}}`, 8),
    ],
    ['offsets outside', fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}', 8)],
    ['offsets reversed', fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}', 8)],
    ['a hole', fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8)],
    [
      'an overlap',
      fileOf(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
    ],
    ['metadata that is no text', fileOf('{"__metadata__":{"a":1}}', 0)],
  ])('refuses %s', (_, file) => {
    expect(() => decodeSafetensors(file)).toThrow('not an intact safetensors file');
  });
});
