import { describe, expect, it } from 'vitest';
import type { InitializerConfig } from '../../../../src/config/ganConfig';
import { initialize } from '../../../../src/engine/program/initializers';
import { createStreams } from '../../../../src/engine/random/streams';
import { testKernels } from '../../random/testKernels';

const COUNT = 100_000;

function drawn(initializer: InitializerConfig): Float32Array {
  const values = new Float32Array(COUNT);
  const streams = createStreams(1, testKernels());
  initialize({ initializer, fanIn: 200, fanOut: 100 }, streams, 'initGenerator', 3, values);
  return values;
}

function moments(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / COUNT;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / COUNT;
  const largest = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return { mean, deviation: Math.sqrt(variance), largest };
}

describe('initialize', () => {
  // Standard deviations: √(2 / (200 + 100)), √(2 / 200), the given one, and range / √3.
  it.each<[InitializerConfig, number, number]>([
    [{ name: 'glorotUniform' }, 0.0816497, 0.1414214],
    [{ name: 'heNormal' }, 0.1, Infinity],
    [{ name: 'normal', standardDeviation: 0.02 }, 0.02, Infinity],
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
});
