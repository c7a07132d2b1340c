import { METRIC_COLUMNS, type MetricRows } from '../../src/protocol/runModel';
import { mapColumns } from '../../src/runs/metricRows';

/** Rows of steps `from` to `to`; column c at step s holds s + c / 16, and every seventh step has a gap. */
export function metricRows(from: number, to: number): MetricRows {
  const step = Int32Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const columns = mapColumns((name) => {
    const offset = METRIC_COLUMNS.indexOf(name) / 16;
    return Float32Array.from(step, (s) => (s % 7 === 0 ? NaN : s + offset));
  });
  return { step, columns };
}
