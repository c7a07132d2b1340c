/** Writes a table over the steps. */
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
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { promisify } from 'node:util';
import type { TableRows } from '../protocol/runModel';
import { appendWhole } from './appendWhole';
import {
  type BatchLayout,
  decodeRows,
  MAXIMUM_MESSAGE_BYTES,
  readLayout,
  splitMessages,
} from './arrowReading';
import { type ArrowEncoder, arrowEncoder } from './arrowWriting';
import { RunFileError } from './boundedFile';
import { runFile } from './layout';
import { temporaryPath } from './replaceFile';
import type { StepTable } from './stepTable';
import { sliceRows } from './tableRows';

/** Appends batches of rows. Writes are synchronous: a batch a second, a few hundred kilobytes at most. */
export class TableWriter<Column extends string> {
  private readonly encoder: ArrowEncoder<Column>;

  /** @param file as `openTable` gives it */
  constructor(
    table: StepTable<Column>,
    private readonly file: number,
  ) {
    this.encoder = arrowEncoder(table.columns);
  }

  append(rows: TableRows<Column>): void {
    if (rows.step.length > 0) appendWhole(this.file, this.encoder.encodeRows(rows));
  }

  /** Sees all rows to the disk. */
  async sync(): Promise<void> {
    await promisify(fsync)(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/**
 * Opens the file of a table for appending; it is made where absent. What a crash left of a batch is cut, and so are rows
 * of steps after `keepToStep`: the run goes on from there. A file that lacks columns, because an older version began it,
 * is written anew with not-a-number in them.
 *
 * @throws RunFileError when the file has columns that are not known here: a newer version wrote them.
 */
export function openTable<Column extends string>(
  table: StepTable<Column>,
  runDirectory: string,
  keepToStep: number,
): number {
  const path = runFile(runDirectory, table.file);
  const encoder = arrowEncoder(table.columns);
  if (existsSync(path)) cut(path, { table, encoder, keepToStep });
  const file = openSync(path, 'a');
  if (fstatSync(file).size === 0) appendWhole(file, encoder.schemaMessage);
  return file;
}

interface Cut<Column extends string> {
  readonly table: StepTable<Column>;
  readonly encoder: ArrowEncoder<Column>;
  readonly keepToStep: number;
}

function cut<Column extends string>(path: string, how: Cut<Column>): void {
  const file = openSync(path, 'r+');
  try {
    const older = olderLayout(file, how);
    if (older === undefined) trim(path, file, how);
    else convert(path, file, older, how);
  } finally {
    closeSync(file);
  }
}

/** The layout of a file of an older version; undefined where it is this one's, or the file has not even a schema. */
function olderLayout<Column extends string>(
  file: number,
  { table, encoder }: Cut<Column>,
): BatchLayout<Column> | undefined {
  const [schema] = messagesOf(file);
  if (schema === undefined || Buffer.compare(schema.bytes, encoder.schemaMessage) === 0) return;
  const layout = tryRead(() => readLayout(schema.bytes, table.columns));
  if (layout !== undefined && layout.unknown.length === 0) return layout;
  throw new RunFileError(
    `The ${table.noun} of this run were written by another version of GAN Studio.`,
  );
}

/** Writes the file anew in the layout of this version. */
function convert<Column extends string>(
  path: string,
  file: number,
  layout: BatchLayout<Column>,
  { table, encoder, keepToStep }: Cut<Column>,
): void {
  function* batches(): Generator<Uint8Array> {
    for (const { rows } of batchesOf(file, layout)) {
      const kept = rows.step.findIndex((step) => step > keepToStep);
      if (kept !== 0) {
        const part = kept < 0 ? rows : sliceRows(table.columns, rows, 0, kept);
        yield encoder.encodeRows(part);
      }
      if (kept >= 0) return;
    }
  }
  writeFileSync(temporaryPath(path), encoder.schemaMessage);
  replaceByCopy(path, batches());
}

/** Cuts what is torn or not to be kept. */
function trim<Column extends string>(path: string, file: number, how: Cut<Column>): void {
  const { bytes, partial, laterRows } = scan(file, how);
  if (!laterRows) {
    ftruncateSync(file, bytes);
    return;
  }
  // Readers may have read what has to go: a new file in place of the old tells them.
  copyFileSync(path, temporaryPath(path));
  truncateSync(temporaryPath(path), bytes);
  replaceByCopy(path, partial === undefined ? [] : [how.encoder.encodeRows(partial)]);
}

/** Completes the copy of a file that stands at its temporary path, and puts it in the place of the file. */
function replaceByCopy(path: string, messages: Iterable<Uint8Array>): void {
  const copy = openSync(temporaryPath(path), 'a');
  try {
    for (const message of messages) appendWhole(copy, message);
    fsyncSync(copy);
  } finally {
    closeSync(copy);
  }
  renameSync(temporaryPath(path), path);
}

interface Kept<Column extends string> {
  /** The file is intact up to here, and all its rows are kept. */
  readonly bytes: number;
  /** Rows to keep of the batch that starts there. */
  readonly partial?: TableRows<Column>;
  /** Rows follow that are not kept. */
  readonly laterRows: boolean;
}

function scan<Column extends string>(
  file: number,
  { table, encoder, keepToStep }: Cut<Column>,
): Kept<Column> {
  const [schema] = messagesOf(file);
  if (schema === undefined) return { bytes: 0, laterRows: false };
  let bytes = schema.bytes.length;
  const layout = readLayout(encoder.schemaMessage, table.columns);
  for (const { start, end, rows } of batchesOf(file, layout)) {
    const later = rows.step.findIndex((step) => step > keepToStep);
    if (later === 0) return { bytes: start, laterRows: true };
    if (later > 0) {
      const partial = sliceRows(table.columns, rows, 0, later);
      return { bytes: start, partial, laterRows: true };
    }
    bytes = end;
  }
  return { bytes, laterRows: false };
}

interface ReadBatch<Column extends string> {
  /** Where its message starts and ends in the file. */
  readonly start: number;
  readonly end: number;
  readonly rows: TableRows<Column>;
}

/** The batches of a file up to the first that cannot be read. */
function* batchesOf<Column extends string>(
  file: number,
  layout: BatchLayout<Column>,
): Generator<ReadBatch<Column>> {
  for (const { start, bytes } of messagesOf(file)) {
    if (start === 0) continue;
    const end = bytes.length;
    const rows = tryRead(() => decodeRows(layout, bytes, [{ start: 0, end }]));
    if (rows === undefined) return;
    yield { start, end: start + end, rows };
  }
}

/** The complete messages of a file; the first is its schema. */
function* messagesOf(
  file: number,
): Generator<{ readonly start: number; readonly bytes: Uint8Array }> {
  const { size } = fstatSync(file);
  for (let position = 0; position < size;) {
    const chunk = readChunk(file, position, size);
    const { messages } = splitMessages(chunk);
    for (const { start, end } of messages) {
      yield { start: position + start, bytes: chunk.subarray(start, end) };
    }
    const end = messages.at(-1)?.end ?? 0;
    if (end === 0) return;
    position += end;
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

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
