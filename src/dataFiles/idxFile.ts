/** IDX files on disk, plain or gzipped. Both the checks of the config and the training worker read them here. */
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { DataFormatError, errorCode } from './errors';
import {
  checkIdxSize,
  describeIdx,
  IDX_IMAGES,
  IDX_LABELS,
  idxFileBytes,
  parseIdx,
  parseIdxHeader,
  type IdxFile,
  type IdxHeader,
  type IdxKind,
} from './idx';
import { MAX_BYTES, readBytes, withFile } from './openFile';

/** Enough for the header of any gzip file and the first bytes of what it holds. */
const PEEK_BYTES = 4096;

const unzip = promisify(gunzip);

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The beginning of the file, decompressed. A gzip stream that goes on after `beginning` is no error here. */
function decompressBeginning(beginning: Buffer): Uint8Array {
  return isGzip(beginning)
    ? gunzipSync(beginning, { finishFlush: constants.Z_SYNC_FLUSH })
    : beginning;
}

async function readHeader(file: FileHandle, fileBytes: number, kind: IdxKind): Promise<IdxHeader> {
  const beginning = await readBytes(file, Math.min(PEEK_BYTES, fileBytes));
  const header = parseIdxHeader(decompressBeginning(beginning), kind);
  if (idxFileBytes(header) > MAX_BYTES) {
    throw new DataFormatError(
      `Its header says ${describeIdx(header)}; at most ${MAX_BYTES / 2 ** 20} MiB are read. ` +
        'Use fewer images, or check whether the file is damaged.',
    );
  }
  if (!isGzip(beginning)) checkIdxSize(header, fileBytes);
  return header;
}

/** Decompresses no more than the header promises. */
async function decompress(bytes: Buffer, header: IdxHeader): Promise<Uint8Array> {
  try {
    return await unzip(bytes, { maxOutputLength: idxFileBytes(header) });
  } catch (error) {
    if (errorCode(error) !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new DataFormatError(
      `Its header says ${describeIdx(header)}, but more data follows. It is damaged or something else.`,
    );
  }
}

/** Reads and decompresses a whole file. Memory: the file, and what its header says. */
async function readIdxFile(path: string, kind: IdxKind): Promise<IdxFile> {
  return withFile(path, async (file, fileBytes) => {
    const header = await readHeader(file, fileBytes, kind);
    const raw = await readBytes(file, fileBytes);
    return parseIdx(isGzip(raw) ? await decompress(raw, header) : raw, kind);
  });
}

export interface IdxImagesHeader {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

export interface IdxImages extends IdxImagesHeader {
  /** [count, height, width] */
  readonly pixels: Uint8Array;
}

function imagesHeader({ extents: [count = 0, height = 0, width = 0] }: IdxHeader): IdxImagesHeader {
  return { count, height, width };
}

/**
 * Number and size of the images, from the first few bytes of the file.
 *
 * @throws DataFileError
 */
export async function readImageHeader(path: string): Promise<IdxImagesHeader> {
  return withFile(path, async (file, bytes) =>
    imagesHeader(await readHeader(file, bytes, IDX_IMAGES)),
  );
}

/** @throws DataFileError */
export async function readImageFile(path: string): Promise<IdxImages> {
  const { header, values } = await readIdxFile(path, IDX_IMAGES);
  return { ...imagesHeader(header), pixels: values };
}

/**
 * The labels, 0..255 each.
 *
 * @throws DataFileError
 */
export async function readLabelFile(path: string): Promise<Uint8Array> {
  return (await readIdxFile(path, IDX_LABELS)).values;
}

/** The labels that occur, ascending: a class each, wherever their numbers start. */
export function distinctLabels(labels: Uint8Array): number[] {
  return [...new Set(labels)].sort((a, b) => a - b);
}

/** The built-in digits: 8×8 pixels, bytes 0..16, and which digit each image shows. */
export function digitsPaths(mediaDirectory: string): {
  readonly images: string;
  readonly labels: string;
} {
  const inData = (name: string): string => join(mediaDirectory, 'data', name);
  return {
    images: inData('digits8x8-images-idx3-ubyte.gz'),
    labels: inData('digits8x8-labels-idx1-ubyte.gz'),
  };
}
