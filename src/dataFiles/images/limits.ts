/** How much of an image file is believed. */
import { formatCount } from '../../config/formatCount';
import { DataFormatError } from '../errors';

/** Largest file of one image. */
export const MAX_FILE_BYTES = 2 ** 26;
/** Most pixels of one image: four bytes each while it is decoded. */
export const MAX_PIXELS = 2 ** 26;

/** @throws DataFormatError before anything is allocated for an image that is too large, or none */
export function checkExtent(width: number, height: number): void {
  if (width === 0 || height === 0) {
    throw new DataFormatError(
      `its header says ${formatCount(width)}×${formatCount(height)} pixels`,
    );
  }
  if (width * height > MAX_PIXELS) {
    throw new DataFormatError(
      `its header says ${formatCount(width)}×${formatCount(height)} pixels; at most ${formatCount(MAX_PIXELS)} are read`,
    );
  }
}
