/** Pictures of few colours on a transparent ground, four pixels a byte: each has at least 3:1 on black and on white. */
import { encode } from 'fast-png';

/** Indexes into the palette. Purple is real and amber generated in the panel too (webview/styles/cards.css). */
export const COLORS = { ground: 0, real: 1, fake: 2, axis: 3 } as const;
export type Color = (typeof COLORS)[keyof typeof COLORS];

const PALETTE = [
  [0, 0, 0, 0],
  [150, 94, 214, 255],
  [184, 122, 0, 255],
  [128, 128, 128, 255],
];
const BITS = 2;
const PIXELS_PER_BYTE = 8 / BITS;
const MASK = 2 ** BITS - 1;

export class Canvas {
  private readonly pixels: Uint8Array;
  private readonly bytesPerRow: number;

  /** @param width a multiple of four */
  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.bytesPerRow = width / PIXELS_PER_BYTE;
    this.pixels = new Uint8Array(this.bytesPerRow * height);
  }

  /** Fills a rectangle; what lies outside the canvas is cut. */
  fill(left: number, top: number, width: number, height: number, color: Color): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) {
        this.set(x, y, color);
      }
    }
  }

  /** Fills a disc around the middle of a pixel; what lies outside the canvas is cut. */
  disc(centerX: number, centerY: number, radius: number, color: Color): void {
    for (let dy = -radius; dy <= radius; dy++) {
      const half = Math.floor(Math.sqrt(radius * radius - dy * dy));
      this.fill(centerX - half, centerY + dy, 2 * half + 1, 1, color);
    }
  }

  private set(x: number, y: number, color: Color): void {
    const index = y * this.bytesPerRow + Math.floor(x / PIXELS_PER_BYTE);
    const shift = 8 - BITS * ((x % PIXELS_PER_BYTE) + 1);
    const others = (this.pixels[index] ?? 0) & ~(MASK << shift);
    this.pixels[index] = others | (color << shift);
  }

  /** A PNG with `text` as its tEXt chunks (Latin-1). */
  encode(text: Record<string, string>): Uint8Array {
    const { width, height, pixels: data } = this;
    return encode({ width, height, data, depth: BITS, channels: 1, palette: PALETTE, text });
  }
}
