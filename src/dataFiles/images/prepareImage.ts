/** From the bytes of a file to the pixels of a sample. */
import { DataFormatError } from '../errors';
import { fitImage, type Fit } from './fit';
import { readImageHeader } from './imageHeader';
import type { DecodeJpeg } from './jpeg';
import { decodePng } from './png';
import { isPng } from './pngChunks';
import { onGround, toPlanes, upright } from './raster';

export interface ImagePreparation extends Fit {
  readonly channels: 1 | 3;
  /** Whether images of another size are resized; else they are refused. */
  readonly resizes: boolean;
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
  const { orientation } = readImageHeader(bytes);
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
