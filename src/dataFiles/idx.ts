/**
 * The IDX format of the MNIST files (yann.lecun.com/exdb/mnist): a big-endian magic number 0, 0, type, dimensions;
 * one 32-bit size per dimension; then the values. Here: unsigned bytes in three dimensions, [images, rows, columns].
 */

/** The bytes are no IDX image file. The message says what they are and what to do, and needs no file name. */
export class IdxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IdxError';
  }
}

export interface IdxHeader {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

export interface IdxImages extends IdxHeader {
  /** [count, height, width]; a view of the file's bytes. */
  readonly pixels: Uint8Array;
}

export const IDX_HEADER_BYTES = 16;

const UNSIGNED_BYTE = 0x08;
const TYPE_NAMES: Readonly<Record<number, string>> = {
  0x08: 'unsigned bytes',
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;

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

/** What a magic number other than that of images stands for. */
function describeMagic(bytes: Uint8Array, magic: number): string {
  if (magic === LABELS_MAGIC) {
    return 'a label file. Give the matching image file: its name has `images-idx3` where this one has `labels-idx1`';
  }
  const [zero, alsoZero, type = 0, dimensions = 0] = bytes;
  const typeName = TYPE_NAMES[type];
  if (zero === 0 && alsoZero === 0 && typeName !== undefined && dimensions > 0) {
    return `an IDX file of ${typeName} in ${dimensions} dimension${dimensions === 1 ? '' : 's'}`;
  }
  const other = OTHER_FORMATS.find(({ start }) => start.every((byte, i) => bytes[i] === byte));
  return other?.name ?? 'no IDX file';
}

/**
 * Reads the header alone.
 *
 * @param bytes the beginning of the file, 16 bytes or more
 * @throws IdxError
 */
export function parseIdxHeader(bytes: Uint8Array): IdxHeader {
  if (bytes.length < 4) {
    throw new IdxError(
      `It has ${bytes.length} bytes; an IDX image file begins with a header of ${IDX_HEADER_BYTES}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== IMAGES_MAGIC) {
    throw new IdxError(
      `It begins with ${hex(magic)}, which is ${describeMagic(bytes, magic)}. Expected ${hex(IMAGES_MAGIC)}: ` +
        `an IDX file of ${String(TYPE_NAMES[UNSIGNED_BYTE])} in 3 dimensions, such as train-images-idx3-ubyte.`,
    );
  }
  if (bytes.length < IDX_HEADER_BYTES) {
    throw new IdxError(
      `It ends inside its header, after ${bytes.length} of ${IDX_HEADER_BYTES} bytes. Download it again.`,
    );
  }
  const [count, height, width] = [view.getUint32(4), view.getUint32(8), view.getUint32(12)];
  if (count === 0 || height === 0 || width === 0) {
    throw new IdxError(
      `Its header says ${count} images of ${height}×${width}: there is nothing in it.`,
    );
  }
  return { count, height, width };
}

/** Size of the whole file that a header announces; beyond 2⁵³ only roughly. */
export function idxFileBytes({ count, height, width }: IdxHeader): number {
  return IDX_HEADER_BYTES + count * height * width;
}

/**
 * @param expected what the header says
 * @param actualBytes size of the file, decompressed
 * @throws IdxError when they do not agree
 */
export function checkIdxSize(expected: IdxHeader, actualBytes: number): void {
  const expectedBytes = idxFileBytes(expected);
  if (actualBytes === expectedBytes) return;
  const { count, height, width } = expected;
  const number = (value: number) => value.toLocaleString('en-US');
  throw new IdxError(
    `Its header says ${number(count)} images of ${height}×${width}, which makes ${number(expectedBytes)} bytes, but it has ` +
      `${number(actualBytes)}. ${actualBytes < expectedBytes ? 'It is cut off: download it again.' : 'It is damaged or something else.'}`,
  );
}

/**
 * @param bytes a whole file, decompressed; not copied
 * @throws IdxError
 */
export function parseIdxImages(bytes: Uint8Array): IdxImages {
  const header = parseIdxHeader(bytes);
  checkIdxSize(header, bytes.length);
  return { ...header, pixels: bytes.subarray(IDX_HEADER_BYTES) };
}
