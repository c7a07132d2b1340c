/**
 * The IDX format of the MNIST files (yann.lecun.com/exdb/mnist): a big-endian magic number 0, 0, type, dimensions;
 * one 32-bit size per dimension; then the values. Here: unsigned bytes, [images, rows, columns] or [labels].
 */
import { formatCount } from '../config/formatCount';
import { DataFormatError } from './errors';

/** What a file is expected to hold. */
export interface IdxKind {
  readonly name: string;
  readonly magic: number;
  readonly dimensions: number;
  /** For messages. */
  readonly example: string;
}

export interface IdxHeader {
  /** Length of the header itself. */
  readonly bytes: number;
  /** [count, height, width] of images, [count] of labels. */
  readonly extents: readonly number[];
}

const UNSIGNED_BYTE = 0x08;
const TYPE_NAMES: Readonly<Record<number, string>> = {
  0x08: 'unsigned bytes',
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

export const IDX_IMAGES: IdxKind = {
  name: 'image',
  magic: 0x00000803,
  dimensions: 3,
  example: 'train-images-idx3-ubyte',
};

export const IDX_LABELS: IdxKind = {
  name: 'label',
  magic: 0x00000801,
  dimensions: 1,
  example: 'train-labels-idx1-ubyte',
};

/** Beginnings of files that people mistake for IDX files. */
const OTHER_FORMATS: readonly { readonly start: readonly number[]; readonly name: string }[] = [
  { start: [0x50, 0x4b], name: 'a zip archive: extract it and give the path of the file inside' },
  { start: [0x1f, 0x8b], name: 'gzip data inside gzip data: decompress it once' },
  { start: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG image' },
  { start: [0x93, 0x4e, 0x55, 0x4d], name: 'a NumPy file' },
  { start: [0x3c], name: 'an HTML or XML page, perhaps a failed download' },
];

function hex(number: number): string {
  return `0x${number.toString(16).padStart(8, '0')}`;
}

/** What a magic number other than the expected one stands for. */
function describeMagic(bytes: Uint8Array, magic: number): string {
  if (magic === IDX_LABELS.magic) {
    return 'a label file. Give the matching image file: its name has `images-idx3` where this one has `labels-idx1`';
  }
  if (magic === IDX_IMAGES.magic) {
    return 'an image file. Give the matching label file: its name has `labels-idx1` where this one has `images-idx3`';
  }
  const [zero, alsoZero, type = 0, dimensions = 0] = bytes;
  const typeName = TYPE_NAMES[type];
  if (zero === 0 && alsoZero === 0 && typeName !== undefined && dimensions > 0) {
    return `an IDX file of ${typeName} in ${dimensions} dimension${dimensions === 1 ? '' : 's'}`;
  }
  const other = OTHER_FORMATS.find(({ start }) => start.every((byte, i) => bytes[i] === byte));
  return other?.name ?? 'no IDX file';
}

/** Such as "60,000 images of 28×28" or "60,000 labels". */
export function describeIdx({ extents: [count = 0, height, width] }: IdxHeader): string {
  const shown = formatCount(count);
  return height === undefined || width === undefined
    ? `${shown} labels`
    : `${shown} images of ${height}×${width}`;
}

/**
 * Reads the header alone.
 *
 * @param bytes the beginning of the file, 16 bytes or more
 * @throws DataFormatError
 */
export function parseIdxHeader(bytes: Uint8Array, kind: IdxKind): IdxHeader {
  const headerBytes = 4 + 4 * kind.dimensions;
  if (bytes.length < 4) {
    throw new DataFormatError(
      `It has ${bytes.length} bytes; an IDX ${kind.name} file begins with a header of ${headerBytes}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== kind.magic) {
    throw new DataFormatError(
      `It begins with ${hex(magic)}, which is ${describeMagic(bytes, magic)}. Expected ${hex(kind.magic)}: ` +
        `an IDX file of ${String(TYPE_NAMES[UNSIGNED_BYTE])} in ${kind.dimensions} dimension${kind.dimensions === 1 ? '' : 's'}, such as ${kind.example}.`,
    );
  }
  if (bytes.length < headerBytes) {
    throw new DataFormatError(
      `It ends inside its header, after ${bytes.length} of ${headerBytes} bytes. Download it again.`,
    );
  }
  const extents = Array.from({ length: kind.dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const header = { bytes: headerBytes, extents };
  if (extents.includes(0)) {
    throw new DataFormatError(`Its header says ${describeIdx(header)}: there is nothing in it.`);
  }
  return header;
}

/** Size of the whole file that a header announces; beyond 2⁵³ only roughly. */
export function idxFileBytes({ bytes, extents }: IdxHeader): number {
  return bytes + extents.reduce((product, extent) => product * extent, 1);
}

/**
 * @param expected what the header says
 * @param actualBytes size of the file, decompressed
 * @throws DataFormatError when they do not agree
 */
export function checkIdxSize(expected: IdxHeader, actualBytes: number): void {
  const expectedBytes = idxFileBytes(expected);
  if (actualBytes === expectedBytes) return;
  throw new DataFormatError(
    `Its header says ${describeIdx(expected)}, which makes ${formatCount(expectedBytes)} bytes, but it has ` +
      `${formatCount(actualBytes)}. ${actualBytes < expectedBytes ? 'It is cut off: download it again.' : 'It is damaged or something else.'}`,
  );
}

export interface IdxFile {
  readonly header: IdxHeader;
  /** Row-major, of the header's extents; a view of the file's bytes. */
  readonly values: Uint8Array;
}

/**
 * @param bytes a whole file, decompressed; not copied
 * @throws DataFormatError
 */
export function parseIdx(bytes: Uint8Array, kind: IdxKind): IdxFile {
  const header = parseIdxHeader(bytes, kind);
  checkIdxSize(header, bytes.length);
  return { header, values: bytes.subarray(header.bytes) };
}
