/** The chunks of a PNG (ISO/IEC 15948), checked before anything is unpacked. */
import { DataFormatError } from '../errors';
import { exifOrientation } from './exif';
import { checkExtent } from './limits';

export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CUT_OFF = 'it is cut off';
/** The chunks that pixels come from. */
const DECODED = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/** Channels by colour type, and the depths that go with it (table 11.1). */
const COLOUR_TYPES: ReadonlyMap<number, { channels: 1 | 2 | 3 | 4; depths: readonly number[] }> =
  new Map([
    [0, { channels: 1, depths: [1, 2, 4, 8, 16] }],
    [2, { channels: 3, depths: [8, 16] }],
    [3, { channels: 1, depths: [1, 2, 4, 8] }],
    [4, { channels: 2, depths: [8, 16] }],
    [6, { channels: 4, depths: [8, 16] }],
  ]);
const PALETTE = 3;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

export interface PngChunks extends PngHeader {
  readonly depth: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly isPalette: boolean;
  readonly interlaced: boolean;
  /** The chunks that are decoded, as they stand in the file, after the signature. */
  readonly decoded: readonly Buffer[];
  /** The compressed pixels. */
  readonly packed: readonly Buffer[];
}

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));
}

function parseHeader(data: Buffer): Omit<PngChunks, 'orientation' | 'decoded' | 'packed'> {
  if (data.length !== 13) throw new DataFormatError('its header is damaged');
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  checkExtent(width, height);
  const [depth = 0, colourType = -1, compression, filter, interlace = 0] = data.subarray(8);
  const kind = COLOUR_TYPES.get(colourType);
  if (kind?.depths.includes(depth) !== true || compression !== 0 || filter !== 0 || interlace > 1) {
    throw new DataFormatError('its header says a kind of PNG that does not exist');
  }
  const { channels } = kind;
  const isPalette = colourType === PALETTE;
  return { width, height, depth, channels, isPalette, interlaced: interlace === 1 };
}

/** @throws DataFormatError */
export function readPngChunks(bytes: Buffer): PngChunks {
  const decoded: Buffer[] = [];
  const packed: Buffer[] = [];
  let header: ReturnType<typeof parseHeader> | undefined;
  let orientation = 1;
  for (let offset = SIGNATURE.length; ;) {
    if (offset + 12 > bytes.length) throw new DataFormatError(CUT_OFF);
    const end = offset + 12 + bytes.readUInt32BE(offset);
    if (end > bytes.length) throw new DataFormatError(CUT_OFF);
    const type = bytes.toString('latin1', offset + 4, offset + 8);
    const data = bytes.subarray(offset + 8, end - 4);
    if (header === undefined) {
      if (type !== 'IHDR') throw new DataFormatError('it does not begin with a header');
      header = parseHeader(data);
    } else if (type === 'IHDR') {
      throw new DataFormatError('it has two headers');
    }
    if (type === 'IDAT') packed.push(data);
    if (type === 'eXIf') orientation = exifOrientation(data);
    if (DECODED.has(type)) decoded.push(bytes.subarray(offset, end));
    if (type === 'IEND') return { ...header, orientation, decoded, packed };
    offset = end;
  }
}

/** @throws DataFormatError with a clause that follows the name of the file */
export function readPngHeader(bytes: Buffer): PngHeader {
  const { width, height, orientation } = readPngChunks(bytes);
  return { width, height, orientation };
}
