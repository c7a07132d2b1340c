import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepView } from '../../../src/host/runReader/curveView';
import { smoothed } from '../../../src/host/runReader/smoothing';

const betas = [0.1, 0.5, 0.9, 0.99];
/** Of a float32 that holds a number up to 1000. */
const tolerance = 1000 * 2 ** -22;

describe('the moving average', () => {
  it.each(betas)('of a ramp lags behind by what the closed form says, for β = %d', (beta) => {
    const ramp = Float32Array.from({ length: 1000 }, (_, i) => i + 1);
    const shown = smoothed(ramp, beta);
    for (const n of [1, 2, 3, 10, 100, 1000]) {
      // Σ β^k·(n − k) / Σ β^k over k = 0 … n − 1.
      const exact = n - beta / (1 - beta) + (n * beta ** n) / (1 - beta ** n);
      expect(Math.abs(shown[n - 1]! - exact)).toBeLessThan(tolerance);
    }
  });

  it.each(betas)('of a constant is that constant from the first point on, for β = %d', (beta) => {
    const shown = smoothed(new Float32Array(500).fill(0.693), beta);
    for (const value of shown) expect(value).toBeCloseTo(Math.fround(0.693), 6);
  });

  it('is what pandas 3.1.1 gives for ewm(alpha=0.1, ignore_na=True).mean()', () => {
    // pd.Series([3, -1, 4, nan, 1, 5, -9, 2, 6]).ewm(alpha=0.1, ignore_na=True).mean()
    const shown = smoothed(Float32Array.of(3, -1, 4, NaN, 1, 5, -9, 2, 6), 0.9);
    const pandas = [
      ...[3, 0.8947368421052633, 2.040590405904059, 2.040590405904059, 1.7380052340796743],
      ...[2.534565700471295, 0.07285528610057672, 0.44225019939502, 1.4180938906081246],
    ];
    for (const [i, value] of pandas.entries()) {
      if (i === 3) expect(shown[i]).toBeNaN();
      else expect(shown[i]).toBeCloseTo(value, 6);
    }
  });

  it('stays within the values', () => {
    const values = fc.float32Array({ noNaN: false, min: -1000, max: 1000, minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 0.99, noNaN: true }), (given, beta) => {
        const finite = given.filter(Number.isFinite);
        for (const value of smoothed(given, beta).filter(Number.isFinite)) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...finite) - tolerance);
          expect(value).toBeLessThanOrEqual(Math.max(...finite) + tolerance);
        }
      }),
    );
  });
});

describe('a smoothed view', () => {
  const length = 30_000;
  const step = Int32Array.from({ length }, (_, i) => i + 1);
  const value = Float32Array.from(step, (s) => s / 1000);
  const rows = { length, step, columns: { value } };
  const points = 300;
  const beta = 0.9;

  it('lags by the same share of the screen at any zoom, also at its left end', () => {
    for (const [fromStep, toStep] of [
      [20_001, 29_000],
      [20_001, 23_000],
      [20_001, 20_300],
    ] as const) {
      const view = stepView(rows, ['value'], { fromStep, toStep, smoothing: beta }, points);
      const { mean, smooth } = view.series.value;
      expect(smooth).toHaveLength(points);
      const width = (toStep + 1 - fromStep) / points;
      const lag = ((beta / (1 - beta)) * width) / 1000;
      for (const i of [0, 1, 150, 299]) expect(mean[i]! - smooth![i]!).toBeCloseTo(lag, 3);
    }
  });

  it('leaves means and extremes as they are', () => {
    const range = { fromStep: 5000, toStep: 25_000 };
    const plain = stepView(rows, ['value'], range, points);
    const view = stepView(rows, ['value'], { ...range, smoothing: beta }, points);
    const { smooth, ...rest } = view.series.value;
    expect(smooth).toBeDefined();
    expect({ ...view, series: { value: rest } }).toEqual(plain);
  });
});

describe('a view of logarithmic steps', () => {
  it('has buckets of equal ratio, each row in one', () => {
    const length = 1_000_000;
    const step = Int32Array.from({ length }, (_, i) => i + 1);
    const rows = { length, step, columns: { value: Float32Array.from(step) } };
    const shape = { fromStep: 1, toStep: length, stepScale: 'log' } as const;
    const view = stepView(rows, ['value'], shape, 300);
    const { low, high } = view.series.value;
    const { step: starts } = view;
    expect(starts[0]).toBe(1);
    expect(high.at(-1)).toBe(length);
    for (const [i, start] of starts.entries()) {
      expect(low[i]).toBe(start);
      if (i > 0) expect(high[i - 1]).toBe(start - 1);
      const next = starts[i + 1];
      if (start > 1000 && next !== undefined) {
        expect(Math.log10(next / start)).toBeCloseTo(6 / 300, 2);
      }
    }
    // Every one of the first steps has a point of its own.
    expect([...starts.slice(0, 10)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});
