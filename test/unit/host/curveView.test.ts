import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepView, type CurveRows } from '../../../src/host/runReader/curveView';
import { CURVE_COLUMNS, type CurveColumn } from '../../../src/protocol/panelProtocol';

function rowsOf(steps: readonly number[], values: readonly number[]): CurveRows {
  const columns = Object.fromEntries(
    CURVE_COLUMNS.map((column, index) => [
      column,
      Float32Array.from(values, (value) => value * (index + 1)),
    ]),
  ) as Record<CurveColumn, Float32Array>;
  return { length: steps.length, step: Int32Array.from(steps), columns };
}

const float32 = fc.float({ noDefaultInfinity: false, noNaN: false });
const rows = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), float32), { maxLength: 400 })
  .map((pairs) => {
    let step = 0;
    return rowsOf(
      pairs.map(([gap]) => (step += gap)),
      pairs.map(([, value]) => value),
    );
  });

describe('stepView', () => {
  it('tells, bucket by bucket, what a look at every row tells', () => {
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 1500 }),
        fc.integer({ min: 1, max: 50 }),
        (given, fromStep, width, points) => {
          const range = { fromStep, toStep: fromStep + width };
          const view = stepView(given, CURVE_COLUMNS, range, points);
          expect(view.step.length).toBeLessThanOrEqual(points);
          const inRange = [...given.step.keys()].filter(
            (row) => given.step[row]! >= range.fromStep && given.step[row]! <= range.toStep,
          );
          for (const column of CURVE_COLUMNS) {
            const { low, mean, high } = view.series[column];
            let covered = 0;
            for (const [bucket, start] of view.step.entries()) {
              const end = view.step[bucket + 1] ?? Infinity;
              const members = inRange.filter(
                (row) => given.step[row]! >= start && given.step[row]! < end,
              );
              expect(members.length).toBeGreaterThan(0);
              covered += members.length;
              const finite = members
                .map((row) => given.columns[column][row]!)
                .filter((value) => Number.isFinite(value));
              if (finite.length === 0) {
                expect([low[bucket], mean[bucket], high[bucket]]).toEqual([NaN, NaN, NaN]);
                continue;
              }
              expect(low[bucket]).toBe(Math.min(...finite));
              expect(high[bucket]).toBe(Math.max(...finite));
              const sum = finite.reduce((total, value) => total + value, 0);
              expect(mean[bucket]).toBe(Math.fround(sum / finite.length));
            }
            expect(covered).toBe(inRange.length);
          }
        },
      ),
    );
  });

  it('shows a row each when there are no more rows than points', () => {
    const view = stepView(
      rowsOf([3, 4, 9], [1, 2, 3]),
      CURVE_COLUMNS,
      { fromStep: 0, toStep: 9 },
      3,
    );
    expect([...view.step]).toEqual([3, 4, 9]);
    expect([...view.series.discriminatorLoss.mean]).toEqual([1, 2, 3]);
  });

  it('cuts a full range into buckets of equal width', () => {
    const steps = Array.from({ length: 12 }, (_, index) => index + 1);
    const view = stepView(rowsOf(steps, steps), CURVE_COLUMNS, { fromStep: 1, toStep: 12 }, 4);
    expect([...view.step]).toEqual([1, 4, 7, 10]);
    expect([...view.series.discriminatorLoss.low]).toEqual([1, 4, 7, 10]);
    expect([...view.series.discriminatorLoss.mean]).toEqual([2, 5, 8, 11]);
    expect([...view.series.discriminatorLoss.high]).toEqual([3, 6, 9, 12]);
  });

  it('leaves a gap where nothing is finite, and ignores what is not beside what is', () => {
    const view = stepView(
      rowsOf([1, 2, 3, 4], [NaN, Infinity, -Infinity, 5]),
      CURVE_COLUMNS,
      { fromStep: 1, toStep: 4 },
      2,
    );
    const { low, mean, high } = view.series.discriminatorLoss;
    expect([...low, ...mean, ...high]).toEqual([NaN, 5, NaN, 5, NaN, 5]);
  });

  it('is empty where there are no rows', () => {
    const view = stepView(rowsOf([1, 2], [1, 2]), CURVE_COLUMNS, { fromStep: 10, toStep: 20 }, 5);
    expect(view.step).toHaveLength(0);
    expect(view.series.generatorLoss.mean).toHaveLength(0);
  });
});
