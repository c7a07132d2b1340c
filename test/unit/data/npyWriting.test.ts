import { describe, expect, it } from 'vitest';
import { parseNpy, parseNpyHeader } from '../../../src/dataFiles/npy';
import { encodeNpy } from '../../../src/dataFiles/npyWriting';

describe('a NumPy file', () => {
  it('is what numpy.save writes', () => {
    // numpy.save(file, numpy.array([1.5, -2], numpy.float32)) of NumPy 2.4.
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
    const expected = Buffer.concat([
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
      Buffer.from(`${header.padEnd(117)}\n`),
      Buffer.from([0x00, 0x00, 0xc0, 0x3f, 0x00, 0x00, 0x00, 0xc0]),
    ]);
    expect(Buffer.from(encodeNpy(Float32Array.of(1.5, -2), [2]))).toEqual(expected);
  });

  it('has the values of images and points, which begin at a multiple of 64 bytes', () => {
    const values = Float32Array.from({ length: 24 }, (_, i) => i / 7);
    const images = parseNpyHeader(encodeNpy(values, [2, 3, 2, 2]));
    expect(images).toMatchObject({ type: '<f4', fortranOrder: false, shape: [2, 3, 2, 2] });
    expect(images.bytes % 64).toBe(0);
    expect(parseNpy(encodeNpy(values, [12, 2]))).toEqual({ count: 12, dimensions: 2, values });
  });

  it('has no shape that its values do not fill', () => {
    expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow('5 values');
  });
});
