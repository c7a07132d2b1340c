import { describe, expect, test } from 'vitest';
import { crossedBy, placeLabels, type Box } from '../../webview/charts/labelPlacement';

const references = [
  { value: 2 * Math.LN2, plotLabel: '2·log 2' },
  { value: Math.LN2, plotLabel: 'log 2' },
];
/** Pixels; the plot in a narrow panel. */
const WIDTH = 300;
const HEIGHT = 160;
const LABEL_WIDTH = 60;

function place(max: number, crossed: (box: Box) => number = () => 0) {
  return placeLabels(references, {
    ...{ width: WIDTH, height: HEIGHT, crossed },
    toY: (value) => (1 - value / max) * HEIGHT,
    measure: () => LABEL_WIDTH,
  });
}

const texts = (max: number): string[] => [...place(max).values()].map(({ text }) => text);

describe('labels of reference lines', () => {
  test('stand apart where there is room', () => {
    expect(texts(2)).toEqual(['2·log 2', 'log 2']);
  });

  test.each([10, 1e3, 1e30])('share one label on an axis up to %d', (max) => {
    expect(texts(max * 3)).toEqual(['2·log 2,  log 2']);
  });

  test('never overlap nor leave the plot, whatever the axis spans', () => {
    for (let exponent = -1; exponent < 6; exponent += 0.01) {
      const max = 1.4 + 10 ** exponent;
      const boxes = [...place(max)].map(([index, { yAdjust, position }]) => ({
        position,
        middle: (1 - references[index]!.value / max) * HEIGHT + yAdjust,
      }));
      for (const { middle } of boxes) {
        expect(middle).toBeGreaterThanOrEqual(7);
        expect(middle).toBeLessThanOrEqual(HEIGHT);
      }
      const [one, other] = boxes;
      if (one?.position === other?.position && one !== undefined && other !== undefined) {
        expect(other.middle - one.middle).toBeGreaterThanOrEqual(14);
      }
    }
  });

  test('leave the right end where a curve runs along the line there', () => {
    const max = 2;
    // The generator has reached log 2 over the last third of the steps, after coming down from above.
    const x = Float64Array.from({ length: WIDTH }, (_, i) => i);
    const y = x.map((pixel) => {
      const value = Math.LN2 + (pixel < 200 ? 0.9 * (1 - pixel / 200) : 0);
      return (1 - value / max) * HEIGHT + 6 * Math.sin(pixel);
    });
    const crossed = (box: Box) => crossedBy([{ x, y }], box);
    const placed = place(max, crossed);
    const label = placed.get(1)!;
    expect(label.position).not.toBe('end');
    const left = label.position === 'start' ? 6 : (WIDTH - LABEL_WIDTH) / 2;
    const top = (1 - Math.LN2 / max) * HEIGHT + label.yAdjust - 7;
    expect(crossed({ left, right: left + LABEL_WIDTH, top, bottom: top + 14 })).toBe(0);
  });
});

describe('a curve that crosses a box', () => {
  const box = { left: 10, right: 20, top: 10, bottom: 20 };

  test('counts by the width it takes', () => {
    expect(crossedBy([{ x: [0, 30], y: [15, 15] }], box)).toBe(1);
    expect(crossedBy([{ x: [0, 15], y: [15, 15] }], box)).toBe(0.5);
    expect(crossedBy([{ x: [0, 30], y: [5, 5] }], box)).toBe(0);
    expect(crossedBy([{ x: [0, 12, 13, 30], y: [5, 5, 25, 25] }], box)).toBeCloseTo(0.1);
    expect(crossedBy([{ x: [0, 30], y: [NaN, 15] }], box)).toBe(0);
  });
});
