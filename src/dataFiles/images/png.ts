/**
 * PNG (ISO/IEC 15948). The chunks are checked here before fast-png decodes them: it trusts sizes, and unpacks whatever
 * the stream holds.
 */
import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { DataFormatError } from '../errors';
import { readPngChunks, SIGNATURE, type PngChunks } from './pngChunks';
import type { Raster } from './raster';

/** First column and row, and the distances between columns and rows, of the passes of Adam7. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Bytes of the filtered rows: each has one more than its pixels need. */
function unpackedBytes({ width, height, depth, channels, interlaced }: PngChunks): number {
  const rows = (columns: number, count: number) =>
    columns === 0 ? 0 : count * (1 + Math.ceil((columns * channels * depth) / 8));
  if (!interlaced) return rows(width, height);
  return PASSES.reduce((sum, [x, y, stepX, stepY]) => {
    const columns = Math.max(0, Math.ceil((width - x) / stepX));
    return sum + rows(columns, Math.max(0, Math.ceil((height - y) / stepY)));
  }, 0);
}

/** Unpacks no more than the header promises: fast-png would go on for as long as the stream does. */
function checkPackedPixels(chunks: PngChunks): void {
  const expected = unpackedBytes(chunks);
  let length;
  try {
    length = inflateSync(Buffer.concat(chunks.packed), { maxOutputLength: expected }).length;
  } catch {
    throw new DataFormatError('its pixels are damaged, or more than its header says');
  }
  if (length !== expected) throw new DataFormatError('it has fewer pixels than its header says');
}

/** One value a byte, 0..255, of rows that hold several values a byte. */
function unpackBits(
  { width, height, depth }: PngChunks,
  rows: Uint8Array,
  scale: number,
): Uint8Array {
  const values = new Uint8Array(width * height);
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const mask = 2 ** depth - 1;
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 1) {
      const byte = rows[y * rowBytes + Math.floor(x / perByte)] ?? 0;
      values[to] = ((byte >> (8 - depth * ((x % perByte) + 1))) & mask) * scale;
    }
  }
  return values;
}

function throughPalette(
  { width, height }: PngChunks,
  indices: Uint8Array,
  palette: readonly (readonly number[])[],
): Raster {
  const hasOpacity = palette.some((colour) => colour.length === 4);
  const channels = hasOpacity ? 4 : 3;
  const data = new Uint8Array(indices.length * channels);
  indices.forEach((index, i) => {
    const colour = palette[index];
    if (colour === undefined)
      throw new DataFormatError('a pixel has a colour that its palette lacks');
    for (let c = 0; c < 3; c += 1) data[i * channels + c] = colour[c] ?? 0;
    if (hasOpacity) data[i * channels + 3] = colour[3] ?? 255;
  });
  return { width, height, channels, data };
}

/** Adds opacity: 0 for the one colour that the file calls transparent, given in the depth of the file. */
function withTransparentColour(
  { width, height, channels }: PngChunks,
  values: Uint8Array | Uint16Array,
  bytes: Uint8Array,
  colour: Uint16Array,
): Raster {
  const given = channels === 3 ? 3 : 1;
  const data = new Uint8Array(width * height * (given + 1));
  for (let i = 0; i < width * height; i += 1) {
    let isTransparent = true;
    for (let c = 0; c < given; c += 1) {
      data[i * (given + 1) + c] = bytes[i * given + c] ?? 0;
      if (values[i * given + c] !== colour[c]) isTransparent = false;
    }
    data[i * (given + 1) + given] = isTransparent ? 0 : 255;
  }
  return { width, height, channels: given === 3 ? 4 : 2, data };
}

/** Sixteen bits to eight: v · 255 / 65535. */
function toBytes(values: Uint8Array | Uint16Array): Uint8Array {
  return values instanceof Uint16Array
    ? Uint8Array.from(values, (value) => Math.round(value / 257))
    : values;
}

/**
 * Not turned yet. Gamma and colour profiles are not applied, as nowhere in image data sets.
 *
 * @throws DataFormatError with a clause that follows the name of the file
 */
export function decodePng(bytes: Buffer): Raster {
  const chunks = readPngChunks(bytes);
  checkPackedPixels(chunks);
  let png;
  try {
    png = decode(Buffer.concat([SIGNATURE, ...chunks.decoded]), { checkCrc: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataFormatError(`it is damaged (${reason})`, { cause: error });
  }
  const { width, height, depth, channels, isPalette } = chunks;
  const rows = png.data instanceof Uint8ClampedArray ? new Uint8Array(png.data.buffer) : png.data;
  if (isPalette) {
    const indices = depth < 8 ? unpackBits(chunks, toBytes(rows), 1) : toBytes(rows);
    return throughPalette(chunks, indices, png.palette ?? []);
  }
  const values = depth < 8 ? unpackBits(chunks, toBytes(rows), 1) : rows;
  const data = depth < 8 ? values.map((value) => (value * 255) / (2 ** depth - 1)) : values;
  const transparent = png.transparency;
  if (transparent !== undefined) {
    return withTransparentColour(chunks, values, toBytes(data), transparent);
  }
  return { width, height, channels, data: toBytes(data) };
}
