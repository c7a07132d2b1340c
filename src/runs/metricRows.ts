/** Rows of metrics as arrays, one a column. */
import { METRIC_COLUMNS, type MetricColumn, type MetricRows } from '../protocol/runModel';

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
