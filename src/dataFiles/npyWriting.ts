/** Writes arrays as NumPy reads them: version 1.0 of numpy.lib.format. */

const MAGIC = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0);
/** The values begin at a multiple of this, so that they can be mapped. */
const ALIGNMENT = 64;

/** A whole file with float32 values, row-major. @throws RangeError when they do not fill the shape */
export function encodeNpy(values: Float32Array, shape: readonly number[]): Uint8Array {
  if (shape.reduce((product, extent) => product * extent, 1) !== values.length) {
    throw new RangeError(`${values.length} values do not fill the shape (${shape.join(', ')}).`);
  }
  const extents = shape.length === 1 ? `${shape.join()},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${extents}), }`;
  const before = MAGIC.length + 2;
  // A line feed ends the header; spaces fill it up.
  const length = Math.ceil((before + header.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const file = new Uint8Array(before + length + values.byteLength);
  const view = new DataView(file.buffer);
  file.set(MAGIC);
  view.setUint16(MAGIC.length, length, true);
  file.set(new TextEncoder().encode(`${header.padEnd(length - 1)}\n`), before);
  values.forEach((value, i) => view.setFloat32(before + length + 4 * i, value, true));
  return file;
}
