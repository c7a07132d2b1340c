/**
 * Makes the messages of an Apache Arrow IPC stream: a schema message followed by record batch messages, each with its
 * own lengths, so that a batch can be appended without reading what stands before.
 */
import {
  Field,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
} from 'apache-arrow';
import type { TableRows } from '../protocol/runModel';

/** Closes a stream; never written, since the next batch may always follow. */
const END_OF_STREAM_BYTES = 8;

/** Makes the messages of a table with a column `step`, int32, and others, float32. */
export interface ArrowEncoder<Column extends string> {
  /** The message that starts a file of this version. */
  readonly schemaMessage: Uint8Array;
  /** One record batch message. */
  encodeRows(rows: TableRows<Column>): Uint8Array;
}

export function arrowEncoder<Column extends string>(
  columns: readonly Column[],
): ArrowEncoder<Column> {
  const schema = new Schema([
    new Field('step', new Int32(), false),
    ...columns.map((column) => new Field(column, new Float32(), false)),
  ]);
  const schemaMessage = encodeStream(schema, []);
  return {
    schemaMessage,
    encodeRows(rows) {
      const length = rows.step.length;
      const children = [
        makeData({ type: new Int32(), length, nullCount: 0, data: rows.step }),
        ...columns.map((column) =>
          makeData({ type: new Float32(), length, nullCount: 0, data: rows.columns[column] }),
        ),
      ];
      const type = new Struct(schema.fields);
      const batch = new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
      return encodeStream(schema, [batch]).subarray(schemaMessage.length);
    },
  };
}

function encodeStream(schema: Schema, batches: readonly RecordBatch[]): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  writer.finish();
  const bytes = writer.toUint8Array(true);
  return bytes.subarray(0, bytes.length - END_OF_STREAM_BYTES);
}
