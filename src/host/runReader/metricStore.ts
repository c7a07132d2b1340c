/** What the panel draws of every step of one run, growing while it trains. */
import { PANEL_COLUMNS, type PanelColumn } from '../../protocol/panelProtocol';
import { emptyColumns, mapColumns } from '../../runs/tableRows';
import { lowerBound, type StepRows } from './curveView';

/** Rows to append: every array has the length of `step`. */
export interface AppendedRows {
  readonly step: Int32Array;
  readonly columns: Readonly<Record<PanelColumn, Float32Array>>;
}

const INITIAL_CAPACITY = 4096;

/**
 * Rows in ascending order of step, in typed arrays that double when full. First those of the file, which is the truth;
 * behind them those that came over the socket and do not stand in the file yet.
 */
export class MetricStore implements StepRows<PanelColumn> {
  length = 0;
  step = new Int32Array(INITIAL_CAPACITY);
  columns = emptyColumns(PANEL_COLUMNS, INITIAL_CAPACITY);
  private fileLength = 0;

  /**
   * Appends rows of the file. A step that is not above the one before takes the place of everything from that step on:
   * the run was resumed from an earlier checkpoint, and what came after it did not happen.
   */
  appendFile(rows: AppendedRows): void {
    const live = this.copyRows(this.fileLength);
    this.length = this.fileLength;
    this.append(rows);
    this.fileLength = this.length;
    this.appendLive(live);
  }

  /** Appends rows that the worker sent; those that the file has already told are skipped. */
  appendLive(rows: AppendedRows): void {
    const lastFileStep = this.step[this.fileLength - 1] ?? -1;
    const first = rows.step.findIndex((step) => step > lastFileStep);
    if (first >= 0) this.append(rows, first);
  }

  clear(): void {
    this.length = 0;
    this.fileLength = 0;
  }

  private append(rows: AppendedRows, first = 0): void {
    for (let from = first; from < rows.step.length;) {
      const to = endOfAscent(rows.step, from);
      const kept = lowerBound(this, rows.step[from] ?? 0);
      this.reserve(kept + to - from);
      this.step.set(rows.step.subarray(from, to), kept);
      for (const column of PANEL_COLUMNS) {
        this.columns[column].set(rows.columns[column].subarray(from, to), kept);
      }
      this.length = kept + to - from;
      from = to;
    }
  }

  private copyRows(from: number): AppendedRows {
    return {
      step: this.step.slice(from, this.length),
      columns: mapColumns(PANEL_COLUMNS, (column) => this.columns[column].slice(from, this.length)),
    };
  }

  private reserve(needed: number): void {
    if (needed <= this.step.length) return;
    const capacity = Math.max(needed, 2 * this.step.length);
    const { step, columns } = this;
    this.step = new Int32Array(capacity);
    this.step.set(step);
    this.columns = emptyColumns(PANEL_COLUMNS, capacity);
    for (const column of PANEL_COLUMNS) this.columns[column].set(columns[column]);
  }
}

/** Index after the last of the ascending steps that start at `from`. */
function endOfAscent(step: Int32Array, from: number): number {
  let end = from + 1;
  while (end < step.length && (step[end] ?? 0) > (step[end - 1] ?? 0)) end++;
  return end;
}
