/** The number of a step in pixels: a film is looked at where there is no text beside it. */
import type { Colour, Raster } from '../../dataFiles/images/raster';

const WIDTH = 5;
const HEIGHT = 7;
const SCALE = 2;
const GAP = 1;

/** Rows of five pixels from the top, the leftmost in the highest bit. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  0: [14, 17, 19, 21, 25, 17, 14],
  1: [4, 12, 4, 4, 4, 4, 14],
  2: [14, 17, 1, 2, 4, 8, 31],
  3: [31, 2, 4, 2, 1, 17, 14],
  4: [2, 6, 10, 18, 31, 2, 2],
  5: [31, 16, 30, 1, 1, 17, 14],
  6: [6, 8, 16, 30, 17, 17, 14],
  7: [31, 1, 2, 4, 8, 8, 8],
  8: [14, 17, 17, 14, 17, 17, 14],
  9: [14, 17, 17, 15, 1, 2, 12],
};

/** Height of a label, and the pixels that are to be left free around it. */
export const LABEL_HEIGHT = HEIGHT * SCALE;
export const LABEL_MARGIN = 4;

export function labelWidth(step: number): number {
  return String(step).length * (WIDTH + GAP) * SCALE - GAP * SCALE;
}

/** Draws the digits of a step with its left upper corner at a place; what lies outside is cut. */
export function drawStep(
  target: Raster,
  step: number,
  left: number,
  top: number,
  colour: Colour,
): void {
  Array.from(String(step)).forEach((digit, place) => {
    const start = left + place * (WIDTH + GAP) * SCALE;
    GLYPHS[digit]?.forEach((bits, row) => {
      for (let column = 0; column < WIDTH; column += 1) {
        if (((bits >> (WIDTH - 1 - column)) & 1) === 0) continue;
        fillSquare(target, start + column * SCALE, top + row * SCALE, colour);
      }
    });
  });
}

function fillSquare(
  { width, height, data }: Raster,
  left: number,
  top: number,
  colour: Colour,
): void {
  for (let y = top; y < Math.min(height, top + SCALE); y += 1) {
    for (let x = left; x < Math.min(width, left + SCALE); x += 1) {
      data.set(colour, 3 * (y * width + x));
    }
  }
}
