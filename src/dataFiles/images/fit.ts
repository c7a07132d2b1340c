/** Brings images of any shape to one size. Crops and margins are those of Pillow's `ImageOps.fit` and `ImageOps.pad`. */
import { greyOf, type Colour, type Raster } from './raster';
import { resize, wholeImage, type Box, type ResizeFilter } from './resize';

export interface Fit {
  readonly height: number;
  readonly width: number;
  readonly fit: 'crop' | 'pad' | 'stretch';
  readonly filter: ResizeFilter;
  /** Of margins. */
  readonly background: Colour;
}

function cropBox(image: Raster, { width, height }: Fit): Box {
  const ratio = width / height;
  const own = image.width / image.height;
  if (own === ratio) return wholeImage(image);
  const cropWidth = own >= ratio ? ratio * image.height : image.width;
  const cropHeight = own >= ratio ? image.height : image.width / ratio;
  const left = (image.width - cropWidth) / 2;
  const top = (image.height - cropHeight) / 2;
  return { left, top, right: left + cropWidth, bottom: top + cropHeight };
}

/** A half goes to the even neighbour, as Python rounds. */
function round(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The largest size of the shape of the image that lies in the frame. */
function sizeInside(image: Raster, { width, height }: Fit): [width: number, height: number] {
  const own = image.width / image.height;
  const ratio = width / height;
  if (own > ratio) return [width, Math.max(1, round((image.height / image.width) * width))];
  if (own < ratio) return [Math.max(1, round((image.width / image.height) * height)), height];
  return [width, height];
}

function pad(image: Raster, fit: Fit): Raster {
  const { channels } = image;
  const inner = resize(image, ...sizeInside(image, fit), fit.filter);
  const colour = channels === 1 ? [greyOf(...fit.background)] : fit.background;
  const data = new Uint8Array(fit.width * fit.height * channels);
  for (let i = 0; i < data.length; i += 1) data[i] = colour[i % channels] ?? 0;
  const left = round((fit.width - inner.width) / 2);
  const top = round((fit.height - inner.height) / 2);
  for (let y = 0; y < inner.height; y += 1) {
    const row = inner.data.subarray(y * inner.width * channels, (y + 1) * inner.width * channels);
    data.set(row, ((top + y) * fit.width + left) * channels);
  }
  return { width: fit.width, height: fit.height, channels, data };
}

/** @param image grey or RGB */
export function fitImage(image: Raster, fit: Fit): Raster {
  if (image.width === fit.width && image.height === fit.height) return image;
  if (fit.fit === 'pad') return pad(image, fit);
  const box = fit.fit === 'crop' ? cropBox(image, fit) : wholeImage(image);
  return resize(image, fit.width, fit.height, fit.filter, box);
}
