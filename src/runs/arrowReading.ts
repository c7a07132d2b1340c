/**
 * Reads tables over the steps (Apache Arrow IPC stream: a schema, then record batches). Written for many small batches
 * and without the Arrow library, which would take most of the time of a window that starts and
 * a tenth of a millisecond a batch. Format: https://arrow.apache.org/docs/format/Columnar.html.
 */
import type { TableRows } from '../protocol/runModel';
import { FlatTable } from './flatTable';
import { mapColumns } from './tableRows';

const CONTINUATION = 0xffffffff;
const PREFIX_BYTES = 8;
/** Our messages have under 2 KiB of metadata and 213 KiB of rows. */
const MAXIMUM_METADATA_BYTES = 1024 * 1024;
export const MAXIMUM_MESSAGE_BYTES = 32 * 1024 * 1024;

// Fields of the tables of Arrow's Message.fbs and Schema.fbs, by their number.
const MESSAGE = { headerType: 1, header: 2, bodyLength: 3 } as const;
const HEADER_TYPES = { schema: 1, recordBatch: 3 } as const;
const SCHEMA = { fields: 1 } as const;
const FIELD = { name: 0, typeId: 2, type: 3 } as const;
const BATCH = { rows: 0, buffers: 2, compression: 3 } as const;
const INTEGER = { id: 2, bits: 0 } as const;
const FLOAT = { id: 3, precision: 0, single: 1 } as const;
/** Which of the two buffers of a column of numbers has the values; the first tells which are missing. */
const VALUES_BUFFER = 1;
const BUFFERS_OF_A_COLUMN = 2;

/** Where a message starts and ends, relative to the bytes it was found in. */
export interface MessageRange {
  readonly start: number;
  readonly end: number;
}

export interface SplitMessages {
  /** The complete messages, one after the other from the first byte on. */
  readonly messages: readonly MessageRange[];
  /** Bytes of the next message as far as known, when it is not complete. */
  readonly nextBytes: number;
  /** Why what follows the complete messages can never become a message. */
  readonly damage?: string;
}

/** Finds the complete messages at the start of `bytes`. */
export function splitMessages(bytes: Uint8Array): SplitMessages {
  const messages: MessageRange[] = [];
  let start = 0;
  for (;;) {
    const size = messageBytes(bytes.subarray(start));
    if (typeof size === 'string') return { messages, nextBytes: 0, damage: size };
    if (start + size > bytes.length) return { messages, nextBytes: size };
    messages.push({ start, end: start + size });
    start += size;
  }
}

/** Bytes of the message that starts here, at least; or what is wrong with it. */
function messageBytes(bytes: Uint8Array): number | string {
  if (bytes.length < PREFIX_BYTES) return PREFIX_BYTES;
  const prefix = new DataView(bytes.buffer, bytes.byteOffset, PREFIX_BYTES);
  const metadataBytes = prefix.getInt32(4, true);
  if (prefix.getUint32(0, true) !== CONTINUATION) return 'no message starts here';
  if (metadataBytes <= 0 || metadataBytes > MAXIMUM_METADATA_BYTES) {
    return `a message claims ${metadataBytes} bytes of metadata`;
  }
  const bodyStart = PREFIX_BYTES + metadataBytes;
  if (bytes.length < bodyStart) return bodyStart;
  let bodyBytes: number;
  try {
    bodyBytes = FlatTable.root(bytes.subarray(PREFIX_BYTES, bodyStart)).int64(MESSAGE.bodyLength);
  } catch {
    return 'the metadata of a message cannot be read';
  }
  if (!(bodyBytes >= 0) || bodyStart + bodyBytes > MAXIMUM_MESSAGE_BYTES) {
    return `a message claims ${bodyBytes} bytes`;
  }
  return bodyStart + bodyBytes;
}

/** The metadata of a complete message, and where its body starts. */
function openMessage(
  bytes: Uint8Array,
  { start }: MessageRange,
  headerType: number,
): { header: FlatTable; bodyStart: number } {
  const metadataStart = start + PREFIX_BYTES;
  const prefix = new DataView(bytes.buffer, bytes.byteOffset + start, PREFIX_BYTES);
  const bodyStart = metadataStart + prefix.getInt32(4, true);
  const message = FlatTable.root(bytes.subarray(metadataStart, bodyStart));
  const header = message.table(MESSAGE.header);
  if (header === undefined || message.uint8(MESSAGE.headerType) !== headerType) {
    throw new Error('The table holds a message of another kind.');
  }
  return { header, bodyStart };
}

/** Which buffer of a record batch has the values of a column. */
export interface BatchLayout<Column extends string> {
  readonly step: number;
  /** Columns that the file lacks are left out. */
  readonly columns: ReadonlyMap<Column, number>;
  /** All that are wanted. */
  readonly wanted: readonly Column[];
  /** Names of columns that the file has besides those. */
  readonly unknown: readonly string[];
}

/**
 * Reads the first message of a file.
 *
 * @throws Error when it is no schema of numeric columns with an int32 `step` among them
 */
export function readLayout<Column extends string>(
  schemaMessage: Uint8Array,
  wanted: readonly Column[],
): BatchLayout<Column> {
  const range = { start: 0, end: schemaMessage.length };
  const { header } = openMessage(schemaMessage, range, HEADER_TYPES.schema);
  const buffers = new Map<string, number>();
  for (const [index, field] of header.tables(SCHEMA.fields).entries()) {
    const name = field.text(FIELD.name);
    const typeId = field.uint8(FIELD.typeId);
    const type = field.table(FIELD.type);
    const isInteger = typeId === INTEGER.id;
    if (type === undefined || !(isInteger || typeId === FLOAT.id)) {
      throw new Error(`The table has a column that holds no numbers: ${name}.`);
    }
    const fits = isInteger
      ? name === 'step' && type.int32(INTEGER.bits) === 32
      : name !== 'step' && type.int16(FLOAT.precision) === FLOAT.single;
    if (fits) buffers.set(name, BUFFERS_OF_A_COLUMN * index + VALUES_BUFFER);
  }
  const step = buffers.get('step');
  if (step === undefined) throw new Error('The table has no column of steps.');
  const columns = new Map<Column, number>();
  for (const column of wanted) {
    const buffer = buffers.get(column);
    if (buffer !== undefined) columns.set(column, buffer);
  }
  const known = new Set<string>(['step', ...wanted]);
  const unknown = [...buffers.keys()].filter((name) => !known.has(name));
  return { step, columns, wanted, unknown };
}

interface Batch {
  readonly rows: number;
  readonly bodyStart: number;
  readonly end: number;
  /** Offset in the body and length of each buffer, in bytes, in turns. */
  readonly buffers: readonly number[];
}

function openBatch(bytes: Uint8Array, range: MessageRange, columns: number): Batch {
  const { header, bodyStart } = openMessage(bytes, range, HEADER_TYPES.recordBatch);
  if (header.has(BATCH.compression)) throw new Error('The table is compressed.');
  const rows = header.int64(BATCH.rows);
  // Also bounds the memory that a batch can ask for: its columns may all claim the same bytes.
  const most = MAXIMUM_MESSAGE_BYTES / 4 / (1 + columns);
  if (!(rows >= 0 && rows <= most) || 4 * rows > range.end - bodyStart) {
    throw new Error(`A batch claims ${rows} rows.`);
  }
  return { rows, bodyStart, end: range.end, buffers: header.pairs(BATCH.buffers) };
}

/** The bytes of one buffer of a batch: four a row. */
function valueBytes(bytes: Uint8Array, batch: Batch, buffer: number): Uint8Array {
  const offset = batch.buffers[2 * buffer] ?? NaN;
  const length = batch.buffers[2 * buffer + 1] ?? NaN;
  const start = batch.bodyStart + offset;
  const size = 4 * batch.rows;
  if (!(offset >= 0) || !(length >= size) || start + size > batch.end) {
    throw new Error('A batch lacks values.');
  }
  return bytes.subarray(start, start + size);
}

/**
 * The rows of record batch messages, in arrays of their own; columns that the file lacks become not-a-number.
 *
 * @throws Error when a message is no record batch of that layout
 */
export function decodeRows<Column extends string>(
  layout: BatchLayout<Column>,
  bytes: Uint8Array,
  messages: readonly MessageRange[],
): TableRows<Column> {
  const batches = messages.map((range) => openBatch(bytes, range, layout.wanted.length));
  const length = batches.reduce((sum, { rows }) => sum + rows, 0);
  const gather = (buffer: number): Uint8Array<ArrayBuffer> => {
    const gathered = new Uint8Array(4 * length);
    let done = 0;
    for (const batch of batches) {
      gathered.set(valueBytes(bytes, batch, buffer), done);
      done += 4 * batch.rows;
    }
    return gathered;
  };
  return {
    step: new Int32Array(gather(layout.step).buffer),
    columns: mapColumns(layout.wanted, (column) => {
      const buffer = layout.columns.get(column);
      if (buffer === undefined) return new Float32Array(length).fill(NaN);
      return new Float32Array(gather(buffer).buffer);
    }),
  };
}
