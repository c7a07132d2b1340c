/** How an image is to be turned: tag 0x0112 of Exif, the one thing in it that changes pixels. */

const ORIENTATION = 0x0112;
const SHORT = 3;
const UPRIGHT = 1;
/** The first directory of a camera has some twenty entries. */
const MAX_ENTRIES = 1000;

/**
 * 1 to 8; 1, upright, for everything that is no Exif block or does not say.
 *
 * @param block begins with the TIFF header, `II` or `MM`
 */
export function exifOrientation(block: Uint8Array): number {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (block.length < 8) return UPRIGHT;
  const mark = view.getUint16(0);
  const little = mark === 0x4949;
  if ((!little && mark !== 0x4d4d) || view.getUint16(2, little) !== 42) return UPRIGHT;
  const directory = view.getUint32(4, little);
  if (directory + 2 > block.length) return UPRIGHT;
  const entries = Math.min(view.getUint16(directory, little), MAX_ENTRIES);
  for (let i = 0; i < entries; i += 1) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > block.length) break;
    if (view.getUint16(entry, little) !== ORIENTATION) continue;
    const value = view.getUint16(entry + 8, little);
    return view.getUint16(entry + 2, little) === SHORT && value >= 1 && value <= 8
      ? value
      : UPRIGHT;
  }
  return UPRIGHT;
}
