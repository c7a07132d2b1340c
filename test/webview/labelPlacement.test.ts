import { describe, expect, test } from 'vitest';
import { placeLabels } from '../../webview/charts/labelPlacement';

const references = [
  { value: 2 * Math.LN2, plotLabel: '2·log 2' },
  { value: Math.LN2, plotLabel: 'log 2' },
];
/** Pixels; the height of the plot in a narrow panel. */
const HEIGHT = 160;

function texts(min: number, max: number): string[] {
  return [...placeLabels(references, { min, max }, HEIGHT).values()].map(({ text }) => text);
}

describe('labels of reference lines', () => {
  test('stand apart where there is room', () => {
    expect(texts(0, 2)).toEqual(['2·log 2', 'log 2']);
  });

  test.each([10, 1e3, 1e30])('share one label on an axis up to %d', (max) => {
    expect(texts(0, max * 2)).toEqual(['2·log 2,  log 2']);
  });

  test('never overlap nor leave the plot, whatever the axis spans', () => {
    for (let exponent = -1; exponent < 6; exponent += 0.01) {
      const range = { min: 0, max: 1.4 + 10 ** exponent };
      const middles = [...placeLabels(references, range, HEIGHT)].map(([index, { yAdjust }]) => {
        return (1 - references[index]!.value / range.max) * HEIGHT + yAdjust;
      });
      for (const [index, middle] of middles.entries()) {
        expect(middle).toBeGreaterThanOrEqual(7);
        expect(middle).toBeLessThanOrEqual(HEIGHT);
        if (index > 0) expect(middle - middles[index - 1]!).toBeGreaterThanOrEqual(14);
      }
    }
  });
});
