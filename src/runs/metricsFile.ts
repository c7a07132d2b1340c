/** Writes `metrics.arrows`. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { MetricRows } from '../protocol/runModel';
import { appendWhole } from './appendWhole';
import { RunFileError } from './boundedFile';
import { decodeRows, MAXIMUM_MESSAGE_BYTES, readLayout, splitMessages } from './arrowReading';
import { encodeRows, schemaMessage } from './arrowWriting';
import { runFile } from './layout';
import { sliceRows } from './metricRows';
import { temporaryPath } from './replaceFile';

const ownLayout = readLayout(schemaMessage);

/** Appends batches of rows. Writes are synchronous: a batch a second, a few hundred kilobytes at most. */
export class MetricsWriter {
  private readonly file: number;

  private constructor(file: number) {
    this.file = file;
  }

  /**
   * Opens the file of a run, which is made where absent. What a crash left of a batch is cut, and so are rows of
   * steps after `keepToStep`: the run goes on from there.
   *
   * @throws RunFileError when the file was written by another version.
   */
  static open(runDirectory: string, keepToStep: number): MetricsWriter {
    const path = runFile(runDirectory, 'metrics');
    if (existsSync(path)) cut(path, keepToStep);
    const file = openSync(path, 'a');
    if (fstatSync(file).size === 0) appendWhole(file, schemaMessage);
    return new MetricsWriter(file);
  }

  append(rows: MetricRows): void {
    if (rows.step.length > 0) appendWhole(this.file, encodeRows(rows));
  }

  /** Sees all rows to the disk. */
  async sync(): Promise<void> {
    await promisify(fsync)(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

function cut(path: string, keepToStep: number): void {
  const file = openSync(path, 'r+');
  let keep: Kept;
  try {
    keep = scan(file, keepToStep);
    if (keep.partial === undefined && !keep.laterRows) {
      ftruncateSync(file, keep.bytes);
      return;
    }
  } finally {
    closeSync(file);
  }
  // Readers may have read what has to go: a new file in place of the old tells them.
  const temporary = temporaryPath(path);
  copyFileSync(path, temporary);
  const copy = openSync(temporary, 'r+');
  try {
    ftruncateSync(copy, keep.bytes);
    if (keep.partial !== undefined) {
      const bytes = encodeRows(keep.partial);
      for (let done = 0; done < bytes.length;) {
        done += writeSync(copy, bytes, done, bytes.length - done, keep.bytes + done);
      }
    }
    fsyncSync(copy);
  } finally {
    closeSync(copy);
  }
  renameSync(temporary, path);
}

interface Kept {
  /** The file is intact up to here, and all its rows are kept. */
  readonly bytes: number;
  /** Rows to keep of the batch that starts there. */
  readonly partial?: MetricRows;
  /** Whole batches follow that are not kept. */
  readonly laterRows: boolean;
}

function scan(file: number, keepToStep: number): Kept {
  const { size } = fstatSync(file);
  let bytes = 0;
  for (;;) {
    const chunk = readChunk(file, bytes, size);
    const { messages } = splitMessages(chunk);
    for (const { start, end } of messages) {
      const message = chunk.subarray(start, end);
      if (bytes + start === 0) {
        if (Buffer.compare(message, schemaMessage) === 0) continue;
        throw new RunFileError(
          'The metrics of this run were written by another version of GAN Studio.',
        );
      }
      const rows = tryDecode(message);
      if (rows === undefined) return { bytes: bytes + start, laterRows: false };
      const later = rows.step.findIndex((step) => step > keepToStep);
      if (later === 0) return { bytes: bytes + start, laterRows: true };
      if (later > 0) {
        return { bytes: bytes + start, partial: sliceRows(rows, 0, later), laterRows: true };
      }
    }
    const end = messages.at(-1)?.end ?? 0;
    bytes += end;
    if (end === 0 || bytes === size) return { bytes, laterRows: false };
  }
}

function readChunk(file: number, position: number, size: number): Uint8Array {
  const chunk = new Uint8Array(Math.min(MAXIMUM_MESSAGE_BYTES, size - position));
  let done = 0;
  while (done < chunk.length) {
    const count = readSync(file, chunk, done, chunk.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return chunk.subarray(0, done);
}

function tryDecode(message: Uint8Array): MetricRows | undefined {
  try {
    return decodeRows(ownLayout, message, [{ start: 0, end: message.length }]);
  } catch {
    return undefined;
  }
}
