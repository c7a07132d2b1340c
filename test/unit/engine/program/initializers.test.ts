import { describe, expect, it } from 'vitest';
import type { InitializerConfig } from '../../../../src/config/ganConfig';
import { initialize, marginalBias } from '../../../../src/engine/program/initializers';
import { createStreams } from '../../../../src/engine/random/streams';
import { testKernels } from '../../random/testKernels';

const COUNT = 100_000;

function drawn(initializer: InitializerConfig): Float32Array {
  const values = new Float32Array(COUNT);
  const streams = createStreams(1, testKernels());
  const tensor = { initializer, fanIn: 200, fanOut: 100, shape: [COUNT] };
  initialize(tensor, streams, 'initGenerator', 3, values);
  return values;
}

function moments(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / COUNT;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / COUNT;
  const largest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return { mean, deviation: Math.sqrt(variance), largest };
}

describe('initialize', () => {
  // Standard deviations: √(2 / (200 + 100)), √(2 / 200), √(1 / 200), the given one, and range / √3.
  it.each<[InitializerConfig, number, number]>([
    [{ name: 'glorotUniform' }, 0.0816497, 0.1414214],
    [{ name: 'glorotNormal' }, 0.0816497, Infinity],
    [{ name: 'heNormal' }, 0.1, Infinity],
    [{ name: 'heUniform' }, 0.1, 0.1732051],
    [{ name: 'lecunNormal' }, 0.0707107, Infinity],
    [{ name: 'normal', mean: 0, standardDeviation: 0.02 }, 0.02, Infinity],
    [{ name: 'uniform', range: 0.05 }, 0.0288675, 0.05],
  ])('%j', (initializer, deviation, limit) => {
    const found = moments(drawn(initializer));
    // Four standard errors.
    expect(Math.abs(found.mean)).toBeLessThan((4 * deviation) / Math.sqrt(COUNT));
    expect(found.deviation / deviation).toBeCloseTo(1, 1.9);
    expect(found.largest).toBeLessThanOrEqual(limit * (1 + 1e-6));
  });

  it('fills with a constant', () => {
    expect(new Set(drawn({ name: 'constant', value: -16 }))).toEqual(new Set([-16]));
  });

  it('a bias from the mean image is its logit, clipped at 1e-7 as in pylearn2', () => {
    const bias = new Float32Array(4);
    marginalBias([0, 0.5, 0.75, 1], bias);
    // log(1e-7 / (1 − 1e-7)), log 1, log 3.
    [-16.118096, 0, 1.0986123, 16.118096].forEach((value, i) =>
      expect(bias[i]).toBeCloseTo(value, 5),
    );
    expect(() => marginalBias([0.5], bias)).toThrow('4 biases for 1 values');
  });

  it('normal numbers have the mean asked for', () => {
    const found = moments(drawn({ name: 'normal', mean: 1, standardDeviation: 0.02 }));
    expect(found.mean).toBeCloseTo(1, 3);
  });

  it.each([
    [6, 40],
    [40, 6],
    [12, 12],
  ])('orthogonal: %d×%d has orthonormal rows or columns, times the gain', (rows, columns) => {
    const values = new Float32Array(rows * columns);
    const initializer = { name: 'orthogonal', gain: 1.4 } as const;
    const tensor = { initializer, fanIn: rows, fanOut: columns, shape: [rows, columns] };
    initialize(tensor, createStreams(1, testKernels()), 'initGenerator', 0, values);
    const wide = rows <= columns;
    const [count, length] = wide ? [rows, columns] : [columns, rows];
    const entry = (i: number, j: number): number =>
      values[wide ? i * columns + j : j * columns + i]!;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let j = 0; j < length; j++) product += entry(a, j) * entry(b, j);
        expect(product).toBeCloseTo(a === b ? 1.4 ** 2 : 0, 5);
      }
    }
  });
});
