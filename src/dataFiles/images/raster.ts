/** Decoded pixels and what is done with them: turning, colours, transparency. */

/** Rows from the top, pixels from the left, the channels of a pixel together, one byte each. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Grey, grey and opacity, RGB, RGB and opacity. */
  readonly channels: 1 | 2 | 3 | 4;
  /** [height, width, channels] */
  readonly data: Uint8Array;
}

/** The steps from one source pixel to the next along the rows and columns of the upright image, and where it starts. */
function walkUpright(orientation: number, width: number, height: number) {
  const lastColumn = width - 1;
  const lastRow = (height - 1) * width;
  switch (orientation) {
    case 2:
      return { start: lastColumn, alongRow: -1, alongColumn: width };
    case 3:
      return { start: lastRow + lastColumn, alongRow: -1, alongColumn: -width };
    case 4:
      return { start: lastRow, alongRow: 1, alongColumn: -width };
    case 5:
      return { start: 0, alongRow: width, alongColumn: 1 };
    case 6:
      return { start: lastRow, alongRow: -width, alongColumn: 1 };
    case 7:
      return { start: lastRow + lastColumn, alongRow: -width, alongColumn: -1 };
    default:
      return { start: lastColumn, alongRow: width, alongColumn: -1 };
  }
}

/** Whether an orientation exchanges width and height. */
export function turnsSideways(orientation: number): boolean {
  return orientation >= 5;
}

/**
 * The image as it is meant to be seen.
 *
 * @param orientation 1 to 8, as in Exif 2.3, tag 0x0112
 */
export function upright(image: Raster, orientation: number): Raster {
  if (orientation === 1) return image;
  const { channels, data } = image;
  const sideways = turnsSideways(orientation);
  const [width, height] = sideways ? [image.height, image.width] : [image.width, image.height];
  const { start, alongRow, alongColumn } = walkUpright(orientation, image.width, image.height);
  const turned = new Uint8Array(data.length);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (start + x * alongRow + y * alongColumn) * channels;
      for (let c = 0; c < channels; c += 1) turned[to + c] = data[from + c] ?? 0;
      to += channels;
    }
  }
  return { width, height, channels, data: turned };
}

/** Red, green and blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** @param text `#rrggbb` */
export function parseColour(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** ITU-R BT.601 in sixteen bits, as Pillow computes it. */
export function greyOf(red: number, green: number, blue: number): number {
  return (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
}

/** The same image on a ground of one colour, in grey (1 channel) or colour (3). */
export function onGround(image: Raster, channels: 1 | 3, ground: Colour): Raster {
  if (image.channels === channels) return image;
  const { width, height, channels: given, data } = image;
  const isColour = given >= 3;
  const hasOpacity = given === 2 || given === 4;
  const out = new Uint8Array(width * height * channels);
  const [groundRed, groundGreen, groundBlue] = ground;
  for (let from = 0, to = 0; from < data.length; from += given, to += channels) {
    let red = data[from] ?? 0;
    let green = isColour ? (data[from + 1] ?? 0) : red;
    let blue = isColour ? (data[from + 2] ?? 0) : red;
    const opacity = hasOpacity ? (data[from + given - 1] ?? 0) : 255;
    if (opacity < 255) {
      red = Math.round((red * opacity + groundRed * (255 - opacity)) / 255);
      green = Math.round((green * opacity + groundGreen * (255 - opacity)) / 255);
      blue = Math.round((blue * opacity + groundBlue * (255 - opacity)) / 255);
    }
    if (channels === 1) {
      out[to] = greyOf(red, green, blue);
    } else {
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    }
  }
  return { width, height, channels, data: out };
}

/** [channels, height, width] of [height, width, channels], as the networks take images. */
export function toPlanes({ width, height, channels, data }: Raster): Uint8Array {
  if (channels === 1) return data;
  const size = width * height;
  const planes = new Uint8Array(data.length);
  for (let c = 0; c < channels; c += 1) {
    for (let i = 0; i < size; i += 1) planes[c * size + i] = data[i * channels + c] ?? 0;
  }
  return planes;
}
