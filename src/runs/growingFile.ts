/** Files that one process appends to, and others read meanwhile. */
import type { FileHandle } from 'node:fs/promises';
import { errorCode, openRegularFile, readRange } from './boundedFile';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** Where a reader stands in a file that grows, or is replaced by a shorter one when its run is resumed. */
export class GrowingFile {
  /** Bytes read so far. `read` sets it to 0 when the file starts anew. */
  offset = 0;
  private fileId: bigint | undefined;

  constructor(private readonly path: string) {}

  /**
   * Opens the file for one reading; nothing is read where it is absent.
   *
   * @param read what stands behind `offset`, which it moves on
   * @returns besides what was read whether all that was read before has gone
   */
  async read<T>(
    read: (file: FileHandle, size: number) => Promise<T>,
  ): Promise<{ readonly content: T | undefined; readonly restarted: boolean }> {
    let file: FileHandle;
    try {
      file = await openRegularFile(this.path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return { content: undefined, restarted: this.restart() };
    }
    try {
      const { ino, size } = await file.stat({ bigint: true });
      const replaced = ino !== this.fileId || size < BigInt(this.offset);
      const restarted = replaced && this.restart();
      this.fileId = ino;
      return { content: await read(file, Number(size)), restarted };
    } finally {
      await file.close();
    }
  }

  /** Whether anything had been read. */
  private restart(): boolean {
    const hadRead = this.offset > 0;
    this.offset = 0;
    return hadRead;
  }
}

export interface WholeLines {
  /** Without their ends. */
  readonly lines: readonly string[];
  /** Where the next line starts. */
  readonly offset: number;
}

/**
 * The whole lines from `offset` on: a torn last line is not there yet. A line longer than four megabytes is left out.
 *
 * @param limit nothing is read beyond so many bytes of the file
 */
export async function readWholeLines(
  file: FileHandle,
  offset: number,
  limit = Infinity,
): Promise<WholeLines> {
  const lines: string[] = [];
  let next = offset;
  for (;;) {
    const wanted = Math.max(0, Math.min(CHUNK_BYTES, limit - next));
    const bytes = await readRange(file, next, wanted);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      // One by one: there may be more than a function takes as arguments.
      for (const line of new TextDecoder().decode(bytes.subarray(0, end - 1)).split('\n')) {
        lines.push(line);
      }
    }
    next += end;
    if (bytes.length < CHUNK_BYTES) return { lines, offset: next };
    // A line longer than a chunk: step over it.
    if (end === 0) next += bytes.length;
  }
}
