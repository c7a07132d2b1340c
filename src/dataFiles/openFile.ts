/** Opens the files that a config names, whatever lies there, and explains what goes wrong. */
import { constants as fileConstants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { DataFileError, DataFormatError, errorCode } from './errors';

/** Largest data file, and largest data decompressed. */
export const MAX_BYTES = 2 ** 30;
/** Most float32 values of points. */
export const MAX_VALUES = MAX_BYTES / 4;

/** The absolute path of a path in a config file. */
export function resolveFromConfig(configPath: string, path: string): string {
  return isAbsolute(path) ? path : resolve(dirname(configPath), path);
}

/** A short name for messages: the file and the folder it is in. */
export function shortName(path: string): string {
  const folder = basename(dirname(path));
  return folder === '' ? basename(path) : `${folder}/${basename(path)}`;
}

/** Turns the error of a system call, of zlib or of a parser into one that names the file. */
function explain(error: unknown, path: string): DataFileError {
  if (error instanceof DataFileError) return error;
  const name = shortName(path);
  const fail = (message: string) => new DataFileError(message, { cause: error });
  if (error instanceof DataFormatError) return fail(`${name} cannot be used. ${error.message}`);
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail(
        `There is no file ${path}. The path is taken relative to the config file; correct it, or put the file there.`,
      );
    case 'EISDIR':
      return fail(`${path} is a folder. Give the path of a file in it.`);
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

/**
 * Opens a plain file, uses it and closes it.
 *
 * @throws DataFileError
 */
export async function withFile<Result>(
  path: string,
  use: (file: FileHandle, bytes: number) => Promise<Result>,
  maximumBytes = MAX_BYTES,
): Promise<Result> {
  try {
    // O_NONBLOCK: opening a named pipe must not wait for its writer. Undefined, and so zero, on Windows.
    const file = await open(path, fileConstants.O_RDONLY | fileConstants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
      if (!stat.isFile()) throw new DataFileError(`${path} is not a plain file.`);
      if (stat.size > maximumBytes) {
        throw new DataFileError(
          `${shortName(path)} has ${Math.ceil(stat.size / 2 ** 20)} MiB; at most ${maximumBytes / 2 ** 20} are read. Use fewer samples.`,
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

/** The first `count` bytes, fewer where the file ends before. */
export async function readBytes(file: FileHandle, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count);
  let length = 0;
  while (length < count) {
    const { bytesRead } = await file.read(buffer, length, count - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}
