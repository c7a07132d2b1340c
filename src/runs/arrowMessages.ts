/**
 * `metrics.arrows` as bytes: an Apache Arrow IPC stream is a schema message followed by record batch messages, each
 * with its own lengths, so that a batch can be appended and a torn one recognised without reading what stands before.
 */
import {
  Field,
  Float32,
  Int32,
  makeData,
  Message,
  RecordBatch,
  RecordBatchReader,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from 'apache-arrow';
import { METRIC_COLUMNS, type MetricColumn, type MetricRows } from '../protocol/runModel';

const CONTINUATION = 0xffffffff;
const PREFIX_BYTES = 8;
/** Our messages have under 2 KiB of metadata and 213 KiB of rows. */
const MAXIMUM_METADATA_BYTES = 1024 * 1024;
export const MAXIMUM_MESSAGE_BYTES = 32 * 1024 * 1024;
/** Closes a stream; never written, since the next batch may always follow. */
const END_OF_STREAM_BYTES = PREFIX_BYTES;

const schema = new Schema([
  new Field('step', new Int32(), false),
  ...METRIC_COLUMNS.map((column) => new Field(column, new Float32(), false)),
]);

function encodeStream(batches: readonly RecordBatch[]): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  const bytes = writer.toUint8Array(true);
  return bytes.subarray(0, bytes.length - END_OF_STREAM_BYTES);
}

/** The message that starts a file of this version. */
export const schemaMessage: Uint8Array = encodeStream([]);

/** One record batch message. */
export function encodeRows(rows: MetricRows): Uint8Array {
  const length = rows.step.length;
  const children = [
    makeData({ type: new Int32(), length, nullCount: 0, data: rows.step }),
    ...METRIC_COLUMNS.map((column) =>
      makeData({ type: new Float32(), length, nullCount: 0, data: rows.columns[column] }),
    ),
  ];
  const type = new Struct(schema.fields);
  const batch = new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
  return encodeStream([batch]).subarray(schemaMessage.length);
}

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
    bodyBytes = Message.decode(bytes.subarray(PREFIX_BYTES, bodyStart)).bodyLength;
  } catch {
    return 'the metadata of a message cannot be read';
  }
  if (!(bodyBytes >= 0) || bodyStart + bodyBytes > MAXIMUM_MESSAGE_BYTES) {
    return `a message claims ${bodyBytes} bytes`;
  }
  return bodyStart + bodyBytes;
}

/**
 * The rows of record batch messages.
 *
 * @param fileSchema the first message of their file; columns it lacks become not-a-number, others are ignored
 * @param messages complete messages, one after the other
 * @throws Error when they are not record batches of that schema
 */
export function decodeRows(fileSchema: Uint8Array, messages: Uint8Array): MetricRows {
  const stream = new Uint8Array(fileSchema.length + messages.length);
  stream.set(fileSchema);
  stream.set(messages, fileSchema.length);
  const parts = [...RecordBatchReader.from(stream)].map(batchRows);
  return joinRows(parts);
}

function batchRows(batch: RecordBatch): MetricRows {
  const { numRows } = batch;
  const step: unknown = batch.getChild('step')?.data[0]?.values;
  if (!(step instanceof Int32Array) || step.length < numRows) {
    throw new Error('A batch of metrics has no steps.');
  }
  const column = (name: MetricColumn): Float32Array => {
    const values: unknown = batch.getChild(name)?.data[0]?.values;
    if (!(values instanceof Float32Array)) return new Float32Array(numRows).fill(NaN);
    if (values.length < numRows) throw new Error(`A batch of metrics lacks values of ${name}.`);
    return values.subarray(0, numRows);
  };
  return { step: step.subarray(0, numRows), columns: mapColumns(column) };
}

/** Rows one after the other, in arrays of their own. */
export function joinRows(parts: readonly MetricRows[]): MetricRows {
  const length = parts.reduce((sum, part) => sum + part.step.length, 0);
  const step = new Int32Array(length);
  const columns = mapColumns(() => new Float32Array(length));
  let offset = 0;
  for (const part of parts) {
    step.set(part.step, offset);
    for (const name of METRIC_COLUMNS) columns[name].set(part.columns[name], offset);
    offset += part.step.length;
  }
  return { step, columns };
}

/** Rows `from ≤ index < to`, sharing the memory of `rows`. */
export function sliceRows(rows: MetricRows, from: number, to: number): MetricRows {
  return {
    step: rows.step.subarray(from, to),
    columns: mapColumns((name) => rows.columns[name].subarray(from, to)),
  };
}

/** One array a column. */
export function mapColumns(
  make: (column: MetricColumn) => Float32Array,
): Record<MetricColumn, Float32Array> {
  return Object.fromEntries(METRIC_COLUMNS.map((column) => [column, make(column)])) as Record<
    MetricColumn,
    Float32Array
  >;
}
