import { describe, expect, it } from 'vitest';
import { testKernels } from './testKernels';

const kernels = testKernels();
const { exports, memory, firstFreeByte } = kernels;

function words(count: number): string[] {
  return [...new Uint32Array(memory.buffer, firstFreeByte, count)].map((word) =>
    word.toString(16).padStart(8, '0'),
  );
}

/** Philox4x32-10 written down from the paper with big integers, to check the SIMD lanes against. */
function philox(key: [number, number], counter: number[]): number[] {
  const mask = 0xffffffffn;
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  for (let round = 0; round < 10; round += 1) {
    const p0 = c0 * 0xd2511f53n;
    const p1 = c2 * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

describe('Philox4x32-10', () => {
  // Random123 distribution, file kat_vectors.
  it.each([
    {
      key: [0, 0],
      counter: [0, 0, 0, 0],
      expected: ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
    },
    {
      key: [0xffffffff, 0xffffffff],
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      expected: ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
    },
    {
      key: [0xa4093822, 0x299f31d0],
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      expected: ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    },
  ])('gives the published words for counter $counter', ({ key, counter, expected }) => {
    exports.philoxBlock(
      firstFreeByte,
      key[0]!,
      key[1]!,
      counter[0]!,
      counter[1]!,
      counter[2]!,
      counter[3]!,
    );
    expect(words(4)).toEqual(expected);
  });

  it('numbers the words of a fill by block, then by word', () => {
    const count = 43;
    const firstBlock = 0xfffffffe; // The block number wraps inside this fill.
    exports.fillWords(firstFreeByte, count, 7, 3, firstBlock, 11, 5);
    const expected = Array.from({ length: 11 }, (_, i) =>
      philox([7, 3], [(firstBlock + i) % 2 ** 32, 11, 5, 0]),
    ).flat();
    expect([...new Uint32Array(memory.buffer, firstFreeByte, count)]).toEqual(
      expected.slice(0, count),
    );
  });

  it.each([1, 3, 15, 16, 17, 31])('writes exactly %i numbers', (count) => {
    const view = new Uint32Array(memory.buffer, firstFreeByte, 64).fill(0xdeadbeef);
    exports.fillWords(firstFreeByte + 4, count, 1, 2, 0, 0, 0);
    expect(view[0]).toBe(0xdeadbeef);
    expect([...view.subarray(1 + count)].every((word) => word === 0xdeadbeef)).toBe(true);
    expect(view[count]).not.toBe(0xdeadbeef);
  });
});
