/** From the bytes of a file to the pixels of a sample. */
import { DataFormatError } from '../errors';
import { fitImage, type Fit } from './fit';
import { isJpeg, readJpegHeader, type DecodeJpeg } from './jpeg';
import { decodePng, isPng, readPngHeader } from './png';
import { onGround, toPlanes, turnsSideways, upright } from './raster';

export interface ImagePreparation extends Fit {
  readonly channels: 1 | 3;
  /** Whether images of another size are resized; else they are refused. */
  readonly resizes: boolean;
}

/** Size as the image is seen, turned as its camera says. */
export interface ImageExtent {
  readonly width: number;
  readonly height: number;
}

interface Header extends ImageExtent {
  readonly orientation: number;
}

function readHeader(bytes: Buffer): Header {
  if (isPng(bytes)) return readPngHeader(bytes);
  if (isJpeg(bytes)) return readJpegHeader(bytes);
  throw new DataFormatError(
    bytes.length === 0 ? 'it is empty' : 'it is neither a PNG nor a JPEG, whatever its name says',
  );
}

/** @throws DataFormatError with a clause that follows the name of the file */
export function readImageExtent(bytes: Buffer): ImageExtent {
  const { width, height, orientation } = readHeader(bytes);
  return turnsSideways(orientation) ? { width: height, height: width } : { width, height };
}

/**
 * The pixels of a sample, [channels, height, width].
 *
 * @throws DataFormatError with a clause that follows the name of the file
 */
export function prepareImage(
  bytes: Buffer,
  preparation: ImagePreparation,
  decodeJpeg: DecodeJpeg,
): Uint8Array {
  const { orientation } = readHeader(bytes);
  const decoded = isPng(bytes) ? decodePng(bytes) : decodeJpeg(bytes);
  const image = upright(decoded, orientation);
  const { width, height, resizes, channels, background } = preparation;
  if (!resizes && (image.width !== width || image.height !== height)) {
    throw new DataFormatError(
      `it is ${image.height}×${image.width}, the first image ${height}×${width}: give \`data.size\`, and all are resized`,
    );
  }
  return toPlanes(fitImage(onGround(image, channels, background), preparation));
}
