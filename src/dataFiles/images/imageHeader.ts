/** What the header of an image file says, whichever of the formats it is. */
import { DataFormatError } from '../errors';
import { isJpeg, readJpegHeader } from './jpegHeader';
import { isPng, readPngHeader } from './pngChunks';
import { turnsSideways } from './raster';

/** Size as the image is seen, turned as its camera says. */
export interface ImageExtent {
  readonly width: number;
  readonly height: number;
}

interface Header extends ImageExtent {
  readonly orientation: number;
}

export function readImageHeader(bytes: Buffer): Header {
  if (isPng(bytes)) return readPngHeader(bytes);
  if (isJpeg(bytes)) return readJpegHeader(bytes);
  throw new DataFormatError(
    bytes.length === 0 ? 'it is empty' : 'it is neither a PNG nor a JPEG, whatever its name says',
  );
}

/** @throws DataFormatError with a clause that follows the name of the file */
export function readImageExtent(bytes: Buffer): ImageExtent {
  const { width, height, orientation } = readImageHeader(bytes);
  return turnsSideways(orientation) ? { width: height, height: width } : { width, height };
}
