/** What the markers before the pixels of a JPEG say (ITU-T T.81, annex B). */
import { DataFormatError } from '../errors';
import { exifOrientation } from './exif';
import { checkExtent } from './limits';

const CUT_OFF = 'it is cut off';
const EXIF = 'Exif\0\0';

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Baseline, extended and progressive: what is found outside of archives of old scanners. */
function isCommonFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xc2;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function parseFrame(marker: number, data: Buffer): { width: number; height: number } {
  if (!isCommonFrame(marker)) {
    throw new DataFormatError(
      'it is a kind of JPEG that is not read (lossless or arithmetic). Save it anew',
    );
  }
  if (data.length < 6) throw new DataFormatError(CUT_OFF);
  const [precision, components] = [data[0], data[5]];
  if (precision !== 8) throw new DataFormatError(`it has ${precision} bits a value; 8 are read`);
  if (components !== 1 && components !== 3) {
    throw new DataFormatError('its colours are CMYK. Save it in RGB');
  }
  const [width, height] = [data.readUInt16BE(3), data.readUInt16BE(1)];
  checkExtent(width, height);
  return { width, height };
}

/** @throws DataFormatError with a clause that follows the name of the file */
export function readJpegHeader(bytes: Buffer): JpegHeader {
  let orientation = 1;
  for (let offset = 2; ;) {
    // Any number of bytes 0xFF may stand before a marker.
    while (bytes[offset] === 0xff && bytes[offset + 1] === 0xff) offset += 1;
    if (offset + 4 > bytes.length) throw new DataFormatError(CUT_OFF);
    const marker = bytes[offset + 1] ?? 0;
    if (bytes[offset] !== 0xff || marker === 0xda || marker === 0xd9) {
      throw new DataFormatError('it has no header, or a damaged one');
    }
    const end = offset + 2 + bytes.readUInt16BE(offset + 2);
    if (end > bytes.length || end < offset + 4) throw new DataFormatError(CUT_OFF);
    const data = bytes.subarray(offset + 4, end);
    if (isFrame(marker)) return { ...parseFrame(marker, data), orientation };
    if (marker === 0xe1 && data.toString('latin1', 0, EXIF.length) === EXIF) {
      orientation = exifOrientation(data.subarray(EXIF.length));
    }
    offset = end;
  }
}
