/** Image files on disk: plain or gzipped IDX. Both the checks of the config and the training worker read them here. */
import { constants as fileConstants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import type { DataHeader } from '../config/sampleShape';
import {
  checkIdxSize,
  IdxError,
  idxFileBytes,
  parseIdxHeader,
  parseIdxImages,
  type IdxHeader,
  type IdxImages,
} from './idx';

/** An image file cannot be used. The message is fit for the user: what, why, what to do. */
export class ImageFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImageFileError';
  }
}

/** Largest image file, decompressed: one byte a pixel, so 1.3 million images of 28×28 fit. */
const MAX_BYTES = 2 ** 30;
/** Enough for the header of any gzip file and the first bytes of what it holds. */
const PEEK_BYTES = 4096;

const unzip = promisify(gunzip);

/** The absolute path of a path in a config file. */
export function resolveFromConfig(configPath: string, path: string): string {
  return isAbsolute(path) ? path : resolve(dirname(configPath), path);
}

/** A short name for messages: the file and the folder it is in. */
export function shortName(path: string): string {
  const folder = basename(dirname(path));
  return folder === '' ? basename(path) : `${folder}/${basename(path)}`;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** Turns the error of a system call, of zlib or of the IDX parser into one that names the file. */
function explain(error: unknown, path: string): ImageFileError {
  if (error instanceof ImageFileError) return error;
  const name = shortName(path);
  const fail = (message: string) => new ImageFileError(message, { cause: error });
  if (error instanceof IdxError)
    return fail(`${name} is not a usable image file. ${error.message}`);
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail(
        `There is no file ${path}. The path is taken relative to the config file; correct it, or put the file there.`,
      );
    case 'EISDIR':
      return fail(
        `${path} is a folder. Give the path of an image file in it, such as train-images-idx3-ubyte.gz.`,
      );
    case 'EACCES':
    case 'EPERM':
      return fail(`${path} may not be read: its permissions forbid it.`);
    case 'ERR_INVALID_ARG_VALUE':
      return fail(`${JSON.stringify(path)} is no path: it holds a null character.`);
    case 'Z_BUF_ERROR':
      return fail(`${name} is cut off: its gzip data ends too early. Download it again.`);
    case 'Z_DATA_ERROR':
      return fail(`${name} is damaged: its gzip data cannot be decompressed. Download it again.`);
    default:
      return fail(
        `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
  }
}

async function withFile<Result>(
  path: string,
  use: (file: FileHandle, bytes: number) => Promise<Result>,
): Promise<Result> {
  try {
    // O_NONBLOCK: opening a named pipe must not wait for its writer. Undefined, and so zero, on Windows.
    const file = await open(path, fileConstants.O_RDONLY | fileConstants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
      if (!stat.isFile()) throw new ImageFileError(`${path} is not a plain file.`);
      if (stat.size > MAX_BYTES) {
        throw new ImageFileError(
          `${shortName(path)} has ${Math.ceil(stat.size / 2 ** 20)} MiB; at most ${MAX_BYTES / 2 ** 20} are read. Use fewer images.`,
        );
      }
      return await use(file, stat.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explain(error, path);
  }
}

async function readBytes(file: FileHandle, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count);
  let length = 0;
  while (length < count) {
    const { bytesRead } = await file.read(buffer, length, count - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The beginning of the file, decompressed. A gzip stream that goes on after `beginning` is no error here. */
function decompressBeginning(beginning: Buffer): Uint8Array {
  return isGzip(beginning)
    ? gunzipSync(beginning, { finishFlush: constants.Z_SYNC_FLUSH })
    : beginning;
}

async function readHeader(file: FileHandle, fileBytes: number): Promise<IdxHeader> {
  const beginning = await readBytes(file, Math.min(PEEK_BYTES, fileBytes));
  const header = parseIdxHeader(decompressBeginning(beginning));
  if (idxFileBytes(header) > MAX_BYTES) {
    const { count, height, width } = header;
    throw new IdxError(
      `Its header says ${count.toLocaleString('en-US')} images of ${height}×${width}; at most ${MAX_BYTES / 2 ** 20} MiB are read. ` +
        'Use fewer images, or check whether the file is damaged.',
    );
  }
  if (!isGzip(beginning)) checkIdxSize(header, fileBytes);
  return header;
}

/**
 * Number and size of the images, from the first few bytes of the file.
 *
 * @throws ImageFileError
 */
export async function readImageHeader(path: string): Promise<IdxHeader> {
  return withFile(path, readHeader);
}

/**
 * Answers what the header of an image file says, for a path as a config file writes it.
 *
 * @param configPath absolute path of the config file
 */
export function dataHeaderReader(configPath: string): (images: string) => Promise<DataHeader> {
  return async (images) => {
    const path = resolveFromConfig(configPath, images);
    const { count, height, width } = await readImageHeader(path);
    return { name: shortName(path), count, sampleShape: [1, height, width] };
  };
}

/** Decompresses no more than the header promises. */
async function decompress(bytes: Buffer, header: IdxHeader): Promise<Uint8Array> {
  try {
    return await unzip(bytes, { maxOutputLength: idxFileBytes(header) });
  } catch (error) {
    if (errorCode(error) !== 'ERR_BUFFER_TOO_LARGE') throw error;
    const { count, height, width } = header;
    throw new IdxError(
      `Its header says ${count.toLocaleString('en-US')} images of ${height}×${width}, but more data follows. It is damaged or something else.`,
    );
  }
}

/**
 * Reads and decompresses a whole file. Memory: the file, and what its header says.
 *
 * @throws ImageFileError
 */
export async function readImageFile(path: string): Promise<IdxImages> {
  return withFile(path, async (file, fileBytes) => {
    const header = await readHeader(file, fileBytes);
    const bytes = await readBytes(file, fileBytes);
    return parseIdxImages(isGzip(bytes) ? await decompress(bytes, header) : bytes);
  });
}

/** The built-in digits: 8×8 pixels, bytes 0..16. */
export function digitsPath(mediaDirectory: string): string {
  return join(mediaDirectory, 'data', 'digits8x8-images-idx3-ubyte.gz');
}
