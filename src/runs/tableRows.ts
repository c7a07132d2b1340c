/** Rows over the steps as arrays, one a column. */
import type { TableRows } from '../protocol/runModel';

/** Rows one after the other, in arrays of their own. */
export function joinRows<Column extends string>(
  columns: readonly Column[],
  parts: readonly TableRows<Column>[],
): TableRows<Column> {
  const length = parts.reduce((sum, part) => sum + part.step.length, 0);
  const joined = { step: new Int32Array(length), columns: emptyColumns(columns, length) };
  let offset = 0;
  for (const part of parts) {
    joined.step.set(part.step, offset);
    for (const name of columns) joined.columns[name].set(part.columns[name], offset);
    offset += part.step.length;
  }
  return joined;
}

/** Rows `from ≤ index < to`, sharing the memory of `rows`. */
export function sliceRows<Column extends string>(
  columns: readonly Column[],
  rows: TableRows<Column>,
  from: number,
  to: number,
): TableRows<Column> {
  return {
    step: rows.step.subarray(from, to),
    columns: mapColumns(columns, (name) => rows.columns[name].subarray(from, to)),
  };
}

export function emptyColumns<Column extends string>(
  columns: readonly Column[],
  length: number,
): Record<Column, Float32Array<ArrayBuffer>> {
  return mapColumns(columns, () => new Float32Array(length));
}

/** One value a column. */
export function mapColumns<Column extends string, T>(
  columns: readonly Column[],
  make: (column: Column) => T,
): Record<Column, T> {
  return Object.fromEntries(columns.map((column) => [column, make(column)])) as Record<Column, T>;
}
