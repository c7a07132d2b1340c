import * as onnxRuntime from 'onnxruntime-node';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../../scripts/lib/paths.mjs';
import type { OnnxRuntime } from '../../../../src/engine/executors/session';
import { compileKernels } from '../../../../src/engine/kernels';
import {
  classifierTwoSampleTest,
  type TwoSampleTest,
} from '../../../../src/engine/metrics/classifierTwoSample';
import { pairDistances } from '../../../../src/engine/metrics/distances';
import { relativeDiversity } from '../../../../src/engine/metrics/diversity';
import { normalTail } from '../../../../src/engine/metrics/normalTail';
import type { SampleSet } from '../../../../src/engine/metrics/sampleSet';
import { meanAndError, normalSet, testStreams } from './reference';

const streams = testStreams(1);
const kernels = compileKernels(readFileSync(inRoot('dist', 'kernels.wasm')));
const runtime = onnxRuntime as unknown as OnnxRuntime;

const testOf = (real: SampleSet, fake: SampleSet) =>
  classifierTwoSampleTest(real, fake, { kernels, runtime, streams, threads: 1, seed: 5 });

describe('the classifier two-sample test', () => {
  it('comes near to ½ + ½ total variation of N(0, 1) and N(1, 1)', async () => {
    const shape = { count: 4000, dimensions: 1 };
    const test = await testOf(normalSet(streams, 0, shape), normalSet(streams, 1, shape, [1]));
    expect(test.heldOut).toBe(4000);
    const error = Math.sqrt((0.6915 * 0.3085) / test.heldOut);
    // No classifier beats the best one; one that has learned is not far below.
    expect(test.accuracy).toBeLessThan(0.6915 + 4 * error);
    expect(test.accuracy).toBeGreaterThan(0.6915 - 4 * error - 0.01);
    expect(test.pValue).toBeLessThan(1e-20);
  });

  // Accuracies of `c2st` of the package sbi on 1,000 + 1,000 points of 20 dimensions.
  it.each([
    ['a shift of 1.5', new Array<number>(20).fill(1.5), 1, 0.9995],
    ['twice the deviation', [], 2, 0.951],
  ])('sees %s in 20 dimensions', async (_name, mean, deviation, published) => {
    const shape = { count: 1000, dimensions: 20 };
    const real = normalSet(streams, 2, shape);
    const { accuracy } = await testOf(real, normalSet(streams, 3, shape, mean, deviation));
    const error = Math.sqrt((published * (1 - published)) / 1000);
    // sbi trains longer, on more of the samples.
    expect(accuracy).toBeGreaterThan(published - 4 * error - 0.03);
  });

  it('does not see what is not there', async () => {
    const shape = { count: 1000, dimensions: 20 };
    for (let i = 0; i < 3; i += 1) {
      const sets = [normalSet(streams, 4 + 2 * i, shape), normalSet(streams, 5 + 2 * i, shape)];
      const { accuracy, pValue } = await testOf(sets[0]!, sets[1]!);
      // N(½, 1 / (4 · 1000)).
      expect(Math.abs(accuracy - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 1000));
      expect(pValue).toBeGreaterThan(1e-4);
    }
  });

  describe('of 200 held-out samples, ten times', () => {
    const shape = { count: 200, dimensions: 1 };
    const repeats = 10;
    const repeated = async (shift: number) => {
      const found: TwoSampleTest[] = [];
      for (let i = 0; i < repeats; i += 1) {
        const real = normalSet(streams, 40 + 2 * i, shape);
        found.push(await testOf(real, normalSet(streams, 41 + 2 * i, shape, [shift])));
      }
      return found;
    };
    /** The least accuracy that is significant at 5 %. */
    const critical = 0.5 + 1.644854 / (2 * Math.sqrt(200));

    it('has the accuracy of a coin without a shift: N(½, 1/(4·200))', async () => {
      const found = await repeated(0);
      // χ² of so many degrees of freedom.
      const squares = found.reduce((sum, { accuracy }) => sum + (accuracy - 0.5) ** 2 * 4 * 200, 0);
      expect(Math.abs(squares - repeats)).toBeLessThan(4 * Math.sqrt(2 * repeats));
      const rejected = found.filter(({ pValue }) => pValue < 0.05).length;
      expect(rejected).toBeLessThan(0.05 * repeats + 4 * Math.sqrt(0.05 * 0.95 * repeats));
    });

    it('has the power that its accuracy gives it', async () => {
      const found = await repeated(0.8);
      const { mean, error } = meanAndError(found.map(({ accuracy }) => accuracy));
      // ½ + ½ total variation, Φ(0.4), is the best there is.
      expect(mean).toBeLessThan(0.655422 + 4 * error);
      expect(mean).toBeGreaterThan(critical);
      // P(N(mean, mean (1 − mean)/200) > critical).
      const power = normalTail((critical - mean) / Math.sqrt((mean * (1 - mean)) / 200));
      const rejected = found.filter(({ pValue }) => pValue < 0.05).length / repeats;
      const deviation = Math.sqrt((power * (1 - power)) / repeats);
      expect(Math.abs(rejected - power)).toBeLessThan(4 * deviation + 1 / repeats);
    });
  });

  it('has the p-values of the normal distribution', () => {
    // Abramowitz & Stegun, tables 26.1 and 26.2.
    const table: [number, number][] = [
      [0, 0.5],
      [1, 0.158655254],
      [1.959963985, 0.025],
      [-1, 0.841344746],
      [6, 9.865876e-10],
    ];
    for (const [score, tail] of table) {
      expect(Math.abs(normalTail(score) / tail - 1)).toBeLessThan(2e-7);
    }
    // 1,000 held-out samples: the critical accuracy of 5 % is 0.5260.
    expect(normalTail((0.526 - 0.5) * 2 * Math.sqrt(1000))).toBeCloseTo(0.05, 3);
  });
});

describe('the relative diversity', () => {
  const shape = { count: 400, dimensions: 2 };
  const real = normalSet(streams, 20, shape);

  it('is about 1 for samples of one distribution', () => {
    const values = Array.from({ length: 8 }, (_, i) =>
      relativeDiversity(pairDistances(real, normalSet(streams, 21 + i, shape))),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // One per cent of 79,800 pairs: 798, of which clusters make the deviation about a tenth.
    expect(Math.abs(mean - 1)).toBeLessThan(0.15);
  });

  it('is the share of the modes that are left, and tiny for one point', () => {
    // Half of the area: the chance that two fakes are the same doubles.
    const narrow = {
      ...real,
      values: real.values.map((value, i) => (i % 2 === 0 ? value / 2 : value)),
    };
    expect(relativeDiversity(pairDistances(real, narrow))).toBeGreaterThan(0.4);
    expect(relativeDiversity(pairDistances(real, narrow))).toBeLessThan(0.65);
    const one = { ...real, values: real.values.map((_, i) => real.values[i % 2]!) };
    expect(relativeDiversity(pairDistances(real, one))).toBeCloseTo(0.01, 4);
  });
});
