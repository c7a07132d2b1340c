import { describe, expect, it } from 'vitest';
import { createStreams, type StreamName } from '../../../src/engine/random/streams';
import { testKernels } from './testKernels';

const kernels = testKernels(2 ** 22);
const streams = createStreams(2014, kernels);
const N = 1_000_000;

function normals(stream: StreamName, index: number, count: number): Float32Array {
  const target = new Float32Array(count);
  streams.fillNormal(stream, index, target);
  return target;
}

function uniforms(stream: StreamName, index: number, count: number): Float32Array {
  const target = new Float32Array(count);
  streams.fillUniform(stream, index, target);
  return target;
}

function mean(values: ArrayLike<number>, of: (value: number) => number = (value) => value): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += of(values[i]!);
  return sum / values.length;
}

/** Kolmogorov–Smirnov distance between the sample and a continuous distribution function. */
function ksDistance(values: Float32Array, cdf: (value: number) => number): number {
  const sorted = Float32Array.from(values).sort();
  let distance = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    const expected = cdf(sorted[i]!);
    distance = Math.max(distance, expected - i / sorted.length, (i + 1) / sorted.length - expected);
  }
  return distance;
}

/** √(−½ ln(α/2)) / √n: a right sample exceeds it with probability α = 1e-6 (asymptotic). */
const ksLimit = (n: number) => Math.sqrt(-0.5 * Math.log(0.5e-6)) / Math.sqrt(n);
/** Five standard errors: exceeded with probability 6e-7. */
const within = (value: number, expected: number, variance: number) =>
  expect(Math.abs(value - expected)).toBeLessThan(5 * Math.sqrt(variance / N));

/** Φ by the series Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/15 + …); exact to double precision for |z| < 7. */
function normalCdf(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; k < 200; k += 1) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

describe('uniform numbers', () => {
  const values = uniforms('evaluation', 0, N);

  it('have the moments of U(0, 1)', () => {
    within(mean(values), 1 / 2, 1 / 12);
    // Var u² = 1/5 − 1/9.
    within(
      mean(values, (u) => u * u),
      1 / 3,
      1 / 5 - 1 / 9,
    );
    within(
      mean(values, (u) => u ** 3),
      1 / 4,
      1 / 7 - 1 / 16,
    );
  });

  it('are distributed as U(0, 1)', () => {
    expect(ksDistance(values, (u) => u)).toBeLessThan(ksLimit(N));
  });

  it('never reach 0 or 1, and are odd multiples of 2⁻²⁴', () => {
    expect(values.every((u) => u > 0 && u < 1 && (u * 2 ** 24) % 2 === 1)).toBe(true);
    // The largest and smallest word there can be.
    const largest = Math.fround((2 ** 23 - 1 + 0.5) * 2 ** -23);
    expect(largest).toBeLessThan(1);
    expect(largest).toBe(1 - 2 ** -24);
  });

  it('follow from the words: ((word >>> 9) + ½)·2⁻²³', () => {
    kernels.exports.fillWords(kernels.firstFreeByte, 100, 2014, 9, 0, 0, 0);
    const words = new Uint32Array(kernels.memory.buffer, kernels.firstFreeByte, 100);
    expect([...words].map((word) => ((word >>> 9) + 0.5) * 2 ** -23)).toEqual([
      ...values.subarray(0, 100),
    ]);
  });

  it('are scaled to U(low, high)', () => {
    const target = new Float32Array(N);
    const bound = Math.sqrt(3);
    streams.fillUniform('evaluation', 0, target, -bound, bound);
    within(mean(target), 0, 1);
    // Var x² = E x⁴ − 1 = 9/5 − 1.
    within(
      mean(target, (x) => x * x),
      1,
      4 / 5,
    );
    expect(target.every((x) => Math.abs(x) <= Math.fround(bound))).toBe(true);
  });
});

describe('normal numbers', () => {
  const values = normals('evaluation', 1, N);

  it('have the moments of N(0, 1)', () => {
    within(mean(values), 0, 1);
    within(
      mean(values, (z) => z * z),
      1,
      2,
    );
    within(
      mean(values, (z) => z ** 3),
      0,
      15,
    );
    within(
      mean(values, (z) => z ** 4),
      3,
      96,
    );
  });

  it('are distributed as N(0, 1)', () => {
    expect(ksDistance(values, normalCdf)).toBeLessThan(ksLimit(N));
  });

  it('have the tails of N(0, 1)', () => {
    const tail = 2 * (1 - normalCdf(4));
    within(
      mean(values, (z) => (Math.abs(z) > 4 ? 1 : 0)),
      tail,
      tail,
    );
  });

  it('are the Box–Muller transform of the words, to float32', () => {
    const count = 100_000;
    const words = new Uint32Array(kernels.memory.buffer, kernels.firstFreeByte, count);
    kernels.exports.fillWords(kernels.firstFreeByte, count, 2014, 9, 0, 1, 0);
    let worst = 0;
    for (let i = 0; i < count; i += 2) {
      const u = Math.fround(Math.fround(words[i]!) * 2 ** -32 + 2 ** -33);
      const radius = Math.sqrt(-2 * Math.log(u));
      const angle = 2 * Math.PI * words[i + 1]! * 2 ** -32;
      worst = Math.max(
        worst,
        Math.abs(values[i]! - radius * Math.cos(angle)) / Math.max(radius, 1e-3),
        Math.abs(values[i + 1]! - radius * Math.sin(angle)) / Math.max(radius, 1e-3),
      );
    }
    // A handful of float32 roundings, each 2⁻²⁴ relative.
    expect(worst).toBeLessThan(8 * 2 ** -24);
  });

  it('have uncorrelated neighbours', () => {
    for (const lag of [1, 2, 3, 4, 16]) {
      let sum = 0;
      for (let i = lag; i < N; i += 1) sum += values[i]! * values[i - lag]!;
      within(sum / N, 0, 1);
    }
  });
});

describe('streams', () => {
  it('give the same numbers whatever was drawn before', () => {
    const expected = normals('latentGenerator', 41, 37);
    normals('latentGenerator', 42, 5);
    uniforms('data', 41, 1000);
    streams.permutation('shuffle', 0, 100);
    expect(normals('latentGenerator', 41, 37)).toEqual(expected);
  });

  it('give the same numbers in the kernels’ memory as outside, across pieces of the scratch area', () => {
    const count = kernels.scratch.bytes / 4 + 1003;
    const inside = new Float32Array(kernels.memory.buffer, kernels.firstFreeByte, count);
    const outside = new Float32Array(count);
    streams.fillNormal('data', 5, inside);
    streams.fillNormal('data', 5, outside);
    expect(outside).toEqual(Float32Array.from(inside));
    streams.fillUniform('data', 5, inside, -1, 3);
    streams.fillUniform('data', 5, outside, -1, 3);
    expect(outside).toEqual(Float32Array.from(inside));
    streams.fillDropoutMask('data', 5, 0.3, inside);
    streams.fillDropoutMask('data', 5, 0.3, outside);
    expect(outside).toEqual(Float32Array.from(inside));
  });

  it('make a longer draw begin like a shorter one', () => {
    expect(normals('data', 0, 1000).subarray(0, 77)).toEqual(normals('data', 0, 77));
  });

  it('differ by name, index and seed, and are uncorrelated', () => {
    const reference = normals('latentDiscriminator', 7, N);
    const others = [
      normals('latentGenerator', 7, N),
      normals('latentDiscriminator', 8, N),
      normals('latentDiscriminator', 7 + 2 ** 32, N),
      (() => {
        const target = new Float32Array(N);
        createStreams(2015, kernels).fillNormal('latentDiscriminator', 7, target);
        return target;
      })(),
    ];
    for (const other of others) {
      let sum = 0;
      for (let i = 0; i < N; i += 1) sum += reference[i]! * other[i]!;
      within(sum / N, 0, 1);
    }
  });

  it('refuse a seed or index that is not one', () => {
    expect(() => createStreams(-1, kernels)).toThrow(/seed/);
    expect(() => createStreams(2 ** 32, kernels)).toThrow(/seed/);
    expect(() => createStreams(1.5, kernels)).toThrow(/seed/);
    expect(() => normals('data', -1, 4)).toThrow(/index/);
    expect(() => normals('data', 2 ** 53, 4)).toThrow(/index/);
  });
});

describe('the numbers of a seed', () => {
  /** FNV-1a over the bytes. */
  const hash = (values: Float32Array) =>
    new Uint8Array(values.buffer).reduce(
      (state, byte) => Math.imul(state ^ byte, 0x01000193) >>> 0,
      0x811c9dc5,
    );

  // Checkpoints draw on from these streams: other numbers on some machine, or in some version, would be another run.
  it('are the same to the last bit on every machine and in every version', () => {
    const mask = new Float32Array(10_000);
    streams.fillDropoutMask('drawsGenerator', 5, 0.3, mask);
    expect({
      normal: hash(normals('latentGenerator', 5, 10_000)),
      uniform: hash(uniforms('initGenerator', 5, 10_000)),
      mask: hash(mask),
      order: hash(Float32Array.from(streams.permutation('shuffle', 5, 10_000))),
    }).toMatchInlineSnapshot(`
      {
        "mask": 3783491013,
        "normal": 4185557484,
        "order": 598208380,
        "uniform": 238397438,
      }
    `);
  });
});

describe('dropout masks', () => {
  it('drop the given share and scale the rest', () => {
    const mask = new Float32Array(N);
    streams.fillDropoutMask('drawsDiscriminator', 3, 0.2, mask);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.8)]));
    within(
      mean(mask, (value) => (value === 0 ? 1 : 0)),
      0.2,
      0.2 * 0.8,
    );
  });

  it('keep everything at rate 0', () => {
    const mask = new Float32Array(1000);
    streams.fillDropoutMask('drawsDiscriminator', 3, 0, mask);
    expect(mask.every((value) => value === 1)).toBe(true);
  });

  it.each([1, -0.1, NaN])('refuse rate %d', (rate) => {
    expect(() => streams.fillDropoutMask('drawsGenerator', 0, rate, new Float32Array(4))).toThrow(
      RangeError,
    );
  });
});

describe('permutations', () => {
  it('hold every number once', () => {
    const order = streams.permutation('shuffle', 0, 60_000);
    expect(Uint32Array.from(order).sort()).toEqual(
      Uint32Array.from({ length: 60_000 }, (_, i) => i),
    );
    expect(streams.permutation('shuffle', 0, 60_000)).toEqual(order);
    expect(streams.permutation('shuffle', 1, 60_000)).not.toEqual(order);
  });

  it('come equally often', () => {
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (let i = 0; i < draws; i += 1) {
      const name = streams.permutation('shuffle', i, 4).join('');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce(
      (sum, count) => sum + (count - 1000) ** 2 / 1000,
      0,
    );
    // Quantile 1 − 1e-6 of χ² with 23 degrees of freedom.
    expect(chiSquare).toBeLessThan(70.55);
  });

  it.each([0, 1])('of %i numbers are trivial', (n) => {
    expect([...streams.permutation('shuffle', 0, n)]).toEqual(n === 0 ? [] : [0]);
  });
});
