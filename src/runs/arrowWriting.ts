/**
 * Makes the messages of `metrics.arrows`: an Apache Arrow IPC stream is a schema message followed by record batch
 * messages, each with its own lengths, so that a batch can be appended without reading what stands before.
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
import { METRIC_COLUMNS, type MetricRows } from '../protocol/runModel';

/** Closes a stream; never written, since the next batch may always follow. */
const END_OF_STREAM_BYTES = 8;

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
