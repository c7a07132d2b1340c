/** The figures of one run's evaluations, growing while it trains. */
import { HISTORY_COLUMNS, type HistoryColumn } from '../../protocol/panelProtocol';
import type { TheoryRows } from '../../runs/theoryTable';
import type { StepRows } from './curveView';

/** Rows in ascending order of step. Some thousands: joined anew at each addition. */
export class TheoryStore implements StepRows<HistoryColumn> {
  step = new Int32Array();
  columns = mapColumns(() => new Float32Array());

  get length(): number {
    return this.step.length;
  }

  append(rows: TheoryRows): void {
    if (rows.step.length === 0) return;
    this.step = Int32Array.from([...this.step, ...rows.step]);
    this.columns = mapColumns((column) =>
      Float32Array.from([...this.columns[column], ...rows.columns[column]]),
    );
  }

  clear(): void {
    this.step = new Int32Array();
    this.columns = mapColumns(() => new Float32Array());
  }
}

function mapColumns<T>(make: (column: HistoryColumn) => T): Record<HistoryColumn, T> {
  return Object.fromEntries(HISTORY_COLUMNS.map((column) => [column, make(column)])) as Record<
    HistoryColumn,
    T
  >;
}
