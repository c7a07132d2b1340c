/** The NumPy array format, versions 1 to 3 (numpy.lib.format): a magic number, a header in Python's notation, the values. */
import { formatCount } from '../config/formatCount';
import { DataFormatError } from './errors';
import { MAX_VALUES } from './openFile';

export interface NpyHeader {
  /** Length of the header itself. */
  readonly bytes: number;
  /** NumPy's name of the type, such as "<f4". */
  readonly type: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number;

const READERS: Readonly<Record<string, Reader>> = {
  f4: (view, offset, little) => view.getFloat32(offset, little),
  f8: (view, offset, little) => view.getFloat64(offset, little),
  i1: (view, offset) => view.getInt8(offset),
  i2: (view, offset, little) => view.getInt16(offset, little),
  i4: (view, offset, little) => view.getInt32(offset, little),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  u1: (view, offset) => view.getUint8(offset),
  u2: (view, offset, little) => view.getUint16(offset, little),
  u4: (view, offset, little) => view.getUint32(offset, little),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy's own limit for headers it does not trust. */
const MAX_HEADER_BYTES = 10_000;

function headerText(bytes: Uint8Array): { text: string; end: number } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte) || bytes.length < 12) {
    throw new DataFormatError('It does not begin as a NumPy file does.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isFirst = bytes[6] === 1;
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true);
  const start = isFirst ? 10 : 12;
  if (length > MAX_HEADER_BYTES || start + length > bytes.length) {
    throw new DataFormatError('Its NumPy header is cut off or damaged. Write the file again.');
  }
  return {
    text: String.fromCharCode(...bytes.subarray(start, start + length)),
    end: start + length,
  };
}

/**
 * @param bytes the beginning of the file, 10 KiB or all of it
 * @throws DataFormatError
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const { text, end } = headerText(bytes);
  const type = /'descr':\s*'([^']{1,20})'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([0-9, ]*)\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || shape === undefined) {
    throw new DataFormatError(
      'Its NumPy header does not describe one array of numbers. Save a plain array with numpy.save.',
    );
  }
  if (!(type.slice(1) in READERS) || !/^[<>|=]/.test(type)) {
    throw new DataFormatError(
      `Its values are of the NumPy type ${type}; real numbers are read. Convert it with .astype("float32").`,
    );
  }
  const extents = shape
    .split(',')
    .filter((extent) => extent.trim() !== '')
    .map(Number);
  return { bytes: end, type, fortranOrder: order === 'True', shape: extents };
}

/** Points of an array: a vector is a column of points of one value. */
export function npyExtents({ shape }: NpyHeader): { count: number; dimensions: number } {
  const [count = 0, dimensions = 1, ...others] = shape;
  if (shape.length === 0 || others.length > 0 || count === 0 || dimensions === 0) {
    throw new DataFormatError(
      `Its array has the shape (${shape.join(', ')}); points are an array [points, values] with at least one of each.`,
    );
  }
  if (count * dimensions > MAX_VALUES) {
    throw new DataFormatError(
      `Its array has the shape (${shape.join(', ')}); at most ${formatCount(MAX_VALUES)} values are read. Use fewer points.`,
    );
  }
  return { count, dimensions };
}

/** Size of the whole file that a header announces. */
export function npyFileBytes({ bytes, type, shape }: NpyHeader): number {
  return bytes + shape.reduce((product, extent) => product * extent, 1) * Number(type.slice(2));
}

export interface NpyPoints {
  readonly count: number;
  readonly dimensions: number;
  /** [count, dimensions], rounded to float32. */
  readonly values: Float32Array;
}

/**
 * @param bytes a whole file
 * @throws DataFormatError
 */
export function parseNpy(bytes: Uint8Array): NpyPoints {
  const header = parseNpyHeader(bytes);
  const { count, dimensions } = npyExtents(header);
  const expected = npyFileBytes(header);
  if (bytes.length !== expected) {
    throw new DataFormatError(
      `Its header promises ${formatCount(expected)} bytes, but it has ${formatCount(bytes.length)}. Write it again.`,
    );
  }
  const { type, fortranOrder } = header;
  const read = READERS[type.slice(1)];
  if (read === undefined) throw new DataFormatError(`Its type ${type} is not known.`);
  const size = Number(type.slice(2));
  const view = new DataView(bytes.buffer, bytes.byteOffset + header.bytes);
  const values = new Float32Array(count * dimensions);
  for (let i = 0; i < values.length; i += 1) {
    const source = fortranOrder ? (i % dimensions) * count + Math.floor(i / dimensions) : i;
    values[i] = read(view, source * size, !type.startsWith('>'));
  }
  return { count, dimensions, values };
}
