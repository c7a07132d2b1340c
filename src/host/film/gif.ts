/** An animated GIF of frames. Up to 256 colours are kept as they are; more are reduced, frame by frame. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Raster } from '../../dataFiles/images/raster';

const FRAME_MS = 100;
/** The end is looked at before the film begins anew. */
const LAST_MS = 2000;
const MOST_COLOURS = 256;

type Palette = number[][];

interface IndexedFrame {
  readonly palette: Palette;
  readonly index: Uint8Array;
}

/** The colours of a frame and which pixel has which; undefined where there are more than a GIF can hold. */
function exactColours({ data }: Raster): IndexedFrame | undefined {
  const places = new Map<number, number>();
  const palette: Palette = [];
  const index = new Uint8Array(data.length / 3);
  for (let pixel = 0; pixel < index.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0] = data.subarray(3 * pixel, 3 * pixel + 3);
    const colour = (red << 16) | (green << 8) | blue;
    let place = places.get(colour);
    if (place === undefined) {
      place = palette.length;
      if (place === MOST_COLOURS) return undefined;
      places.set(colour, place);
      palette.push([red, green, blue]);
    }
    index[pixel] = place;
  }
  return { palette, index };
}

function reducedColours({ data }: Raster): IndexedFrame {
  const rgba = new Uint8Array((data.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel < data.length / 3; pixel += 1) {
    rgba.set(data.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
  }
  const palette = quantize(rgba, MOST_COLOURS);
  return { palette, index: applyPalette(rgba, palette) };
}

export class Gif {
  private readonly encoder = GIFEncoder();

  /** @param frame in RGB, of the size of those before; `isLast` is held for two seconds */
  add(frame: Raster, isLast: boolean): void {
    const { palette, index } = exactColours(frame) ?? reducedColours(frame);
    const delay = isLast ? LAST_MS : FRAME_MS;
    this.encoder.writeFrame(index, frame.width, frame.height, { palette, delay, repeat: 0 });
  }

  finish(): Uint8Array {
    this.encoder.finish();
    return this.encoder.bytes();
  }
}
