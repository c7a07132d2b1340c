/** Reads files that may be hostile: a run directory can come from anywhere. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { formatCount } from '../config/formatCount';

/** A file of a run directory is not what it should be. The message names the file and is fit for the user. */
export class RunFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunFileError';
  }
}

/** Opens a regular file for reading; anything else (a pipe would block, a device never ends) is refused. */
export async function openRegularFile(path: string): Promise<FileHandle> {
  // O_NONBLOCK: opening a named pipe must not wait for its writer. Undefined, and so zero, on Windows.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new RunFileError(`${path} is not a regular file.`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Bytes from `position` on, at most `length`, fewer at the end of the file. */
export async function readRange(
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

/**
 * The whole content of a file.
 *
 * @throws RunFileError when it is larger than `maximumBytes`, before anything is allocated for it.
 */
export async function readBoundedFile(path: string, maximumBytes: number): Promise<Uint8Array> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    if (size > maximumBytes) {
      throw new RunFileError(
        `${path} has ${formatCount(size)} bytes; at most ${formatCount(maximumBytes)} are expected.`,
      );
    }
    return await readRange(handle, 0, size);
  } finally {
    await handle.close();
  }
}

/** The system's code of a failed file operation, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
