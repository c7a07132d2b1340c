import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import {
  boundsOf,
  histogramPicture,
  scatterPicture,
  tilePicture,
} from '../../../src/worker/pictures';

/** Palette indexes of a picture with two bits a pixel. */
function indexes(png: Uint8Array): {
  at: (x: number, y: number) => number;
  width: number;
  height: number;
} {
  const { data, width, height } = decode(png);
  const rowBytes = width / 4;
  const at = (x: number, y: number): number =>
    (data[y * rowBytes + Math.floor(x / 4)]! >> (6 - 2 * (x % 4))) & 3;
  return { at, width, height };
}

describe('sample pictures', () => {
  test('of three planes are in colour', () => {
    // Two images of 1×2: red and blue, green and white.
    const samples = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1);
    const shape = { channels: 3, height: 1, width: 2 };
    const png = decode(tilePicture(samples, shape, [0, 1], {}));
    expect([png.width, png.height, png.channels]).toEqual([2 * 50 - 2, 24, 4]);
    const at = (x: number): number[] => [...png.data.slice(4 * x, 4 * x + 4)];
    expect([at(0), at(24), at(48), at(50), at(74)]).toEqual([
      [255, 0, 0, 255],
      [0, 0, 255, 255],
      [0, 0, 0, 0],
      [0, 255, 0, 255],
      [255, 255, 255, 255],
    ]);
  });

  test('tile images in order, enlarge pixels to squares, leave gaps transparent, cut values', () => {
    // Five images of 1×2: black and white, each a step brighter on the left; the last beyond the range.
    const samples = Float32Array.of(-1, 1, -0.5, 1, 0, 1, 0.5, 1, 7, -7);
    const png = decode(
      tilePicture(samples, { channels: 1, height: 1, width: 2 }, [-1, 1], { Step: '3' }),
    );
    // Three across, two down; a pixel is 24 squares.
    expect([png.width, png.height, png.channels]).toEqual([3 * 50 - 2, 2 * 26 - 2, 2]);
    const at = (x: number, y: number): number[] => [
      ...png.data.slice(2 * (y * png.width + x), 2 * (y * png.width + x) + 2),
    ];
    expect(at(0, 0)).toEqual([0, 255]);
    expect(at(23, 23)).toEqual([0, 255]);
    expect(at(24, 0)).toEqual([255, 255]);
    expect(at(48, 0)).toEqual([0, 0]);
    expect(at(0, 24)).toEqual([0, 0]);
    expect(at(50, 0)).toEqual([64, 255]);
    expect(at(100, 0)).toEqual([128, 255]);
    expect(at(0, 26)).toEqual([191, 255]);
    expect([at(50, 26), at(74, 26)]).toEqual([
      [255, 255],
      [0, 255],
    ]);
    expect(at(120, 40)).toEqual([0, 0]);
    expect(png.text).toEqual({ Step: '3' });
  });

  test('place points on one scale, upwards, generated above real', () => {
    const bounds = { low: -2, high: 2 };
    const real = Float32Array.of(1, 1, 0, 0);
    const fake = Float32Array.of(0, 0, -1, 1, 99, 99, NaN, 0);
    const { at, width, height } = indexes(scatterPicture(real, fake, 2, bounds, {}));
    expect([width, height]).toEqual([800, 800]);
    expect(at(600, 200)).toBe(1);
    // The generated point lies on the real one and leaves its rim to be seen.
    expect([400, 403, 404, 407, 408].map((x) => at(x, 400))).toEqual([2, 2, 1, 1, 0]);
    expect(at(200, 200)).toBe(2);
    expect(at(200, 600)).toBe(0);
  });

  test('fill the histogram of generated values and draw that of real ones as a line', () => {
    const bounds = { low: 0, high: 60 };
    const real = Float32Array.of(10.5, 10.5, 20.5, 20.5);
    const fake = Float32Array.of(30.5, 30.5, 30.5, 30.5, 1000);
    const { at } = indexes(histogramPicture(real, fake, bounds, {}));
    // 80 % of the generated values are in bin 30, half of the real ones in bin 10: five eighths as high.
    const column = (x: number): number[] => Array.from({ length: 480 }, (_, y) => at(x, y));
    expect(column(486).filter((color) => color === 2).length).toBe(464);
    const line = column(168).indexOf(1);
    expect(476 - line).toBe(Math.round((0.5 / 0.8) * 464));
    expect(column(168).filter((color) => color === 2)).toEqual([]);
  });

  test('leave generated samples a margin around the real ones', () => {
    expect(boundsOf(Float32Array.of(-3, 0, 3))).toEqual({ low: -5, high: 5 });
    const { low, high } = boundsOf(Float32Array.of(4));
    expect(high).toBeGreaterThan(low);
  });
});
