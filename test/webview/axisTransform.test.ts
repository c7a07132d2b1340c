import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisTransform, logTicks } from '../../webview/charts/axisTransform';
import { enlarged, panned, zoomed } from '../../webview/charts/zoom';

describe('the symmetric logarithm', () => {
  it('is what its formula says', () => {
    const { forward } = axisTransform('symlog', 0.1);
    expect(forward(0)).toBe(0);
    expect(forward(0.1)).toBeCloseTo(Math.log10(2), 14);
    expect(forward(0.9)).toBeCloseTo(1, 14);
    expect(forward(-9.9)).toBeCloseTo(-2, 14);
    // The slope at nought: 1 / (c·ln 10).
    expect(forward(1e-9) / 1e-9).toBeCloseTo(1 / (0.1 * Math.LN10), 6);
  });

  it('and its inverse undo each other, and keep the order', () => {
    const values = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    const constants = fc.constantFrom(1e-6, 0.01, 1, 1000);
    fc.assert(
      fc.property(values, values, constants, (one, other, constant) => {
        const { forward, inverse } = axisTransform('symlog', constant);
        const back = inverse(forward(one));
        expect(Math.abs(back - one)).toBeLessThanOrEqual(1e-9 * Math.max(constant, Math.abs(one)));
        if (one < other) expect(forward(one)).toBeLessThanOrEqual(forward(other));
        expect(forward(-one)).toBe(-forward(one));
      }),
    );
  });
});

it('a logarithmic axis has no place for what is not positive', () => {
  const { forward } = axisTransform('log');
  expect([forward(0), forward(-1)]).toEqual([NaN, NaN]);
  expect(forward(1000)).toBeCloseTo(3, 14);
});

describe('ticks', () => {
  const log = axisTransform('log');

  it('are powers of ten over many decades', () => {
    expect(logTicks(log, 1, 1e6, 7)).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
    expect(logTicks(log, 0.5, 2e12, 6)).toEqual([1, 1e3, 1e6, 1e9, 1e12]);
  });

  it('are finer over few, and even within one', () => {
    expect(logTicks(log, 0.2, 12, 6)).toEqual([0.2, 0.5, 1, 2, 5, 10]);
    expect(logTicks(log, 0.61, 0.88, 6)).toEqual([0.65, 0.7, 0.75, 0.8, 0.85]);
  });

  it('of a symmetric axis lie on both sides of nought', () => {
    expect(logTicks(axisTransform('symlog', 1), -150, 1500, 8)).toEqual([
      -100, -10, 0, 10, 100, 1000,
    ]);
  });

  it('are within a narrow axis far from nought', () => {
    const symmetric = axisTransform('symlog', 0.001);
    expect(logTicks(symmetric, -999_999_999.9926, -999_999_999.9894, 6)).toEqual([
      -999_999_999.992, -999_999_999.991, -999_999_999.99,
    ]);
  });

  it('are few, apart and within the axis, whatever it spans', () => {
    const ends = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(ends, ends, fc.constantFrom(0.001, 1, 100), (one, other, constant) => {
        const [min, max] = [Math.min(one, other), Math.max(one, other)];
        const transform = axisTransform('symlog', constant);
        const ticks = logTicks(transform, min, max, 6);
        expect(ticks.length).toBeLessThanOrEqual(7);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(min);
          expect(tick).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});

describe('moving and zooming over steps', () => {
  const shown = { fromStep: 100, toStep: 10_000 };

  it('keeps the place under the pointer', () => {
    for (const scale of ['linear', 'log'] as const) {
      const closer = enlarged(shown, 4, 1_000_000, scale, 0)!;
      expect(closer.fromStep).toBe(100);
    }
    // Two decades, halved around their middle at step 1,000.
    expect(zoomed('in', shown, 1_000_000, 'log')).toEqual({ fromStep: 316, toStep: 3162 });
  });

  it('moves by a share of the screen and stays within the run', () => {
    expect(panned(shown, 0.5, 1_000_000, 'log')).toEqual({ fromStep: 1000, toStep: 100_000 });
    expect(panned(shown, 0.5, 1_000_000, 'linear')).toEqual({ fromStep: 5050, toStep: 14_950 });
    expect(panned(shown, -9, 1_000_000, 'linear')).toEqual({ fromStep: 0, toStep: 9900 });
    expect(panned(shown, 9, 20_000, 'linear')).toEqual({ fromStep: 10_100, toStep: 20_000 });
  });

  it('never shows fewer than ten steps, nor more than the run', () => {
    expect(zoomed('in', { fromStep: 50, toStep: 62 }, 1000)).toEqual({ fromStep: 51, toStep: 61 });
    expect(zoomed('out', { fromStep: 50, toStep: 900 }, 1000)).toBeNull();
  });
});
