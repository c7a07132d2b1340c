import { METRIC_COLUMNS, type MetricRows, type TableRows } from '../../src/protocol/runModel';
import { mapColumns } from '../../src/runs/tableRows';

/** Rows of steps `from` to `to`; column c at step s holds s + c / 16, and every seventh step has a gap. */
export function tableRows<Column extends string>(
  names: readonly Column[],
  from: number,
  to: number,
): TableRows<Column> {
  const step = Int32Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const columns = mapColumns(names, (name) => {
    const offset = names.indexOf(name) / 16;
    return Float32Array.from(step, (s) => (s % 7 === 0 ? NaN : s + offset));
  });
  return { step, columns };
}

export function metricRows(from: number, to: number): MetricRows {
  return tableRows(METRIC_COLUMNS, from, to);
}
