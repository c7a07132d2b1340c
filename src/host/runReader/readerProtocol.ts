/** The link between the extension host and its reader thread: functions for birpc over a worker_threads port. */
import type { EvaluationSeries } from '../../protocol/evaluationModel';
import type {
  BalanceView,
  CurveView,
  ExportTable,
  HistoryView,
  ViewRequest,
} from '../../protocol/panelProtocol';
import type { AppendedRows } from './metricStore';
import type { TableExport } from './tableExport';

/** Buckets of a curve view. More of them than one every two pixels hide the mean in its own noise; the zoom shows the rest. */
export const CURVE_POINTS = 300;

/** Host → thread. */
export interface RunReaderFunctions {
  /** Curves of a run, from its file and the rows sent since; opens the run on first use. */
  curves(runDirectory: string, view: ViewRequest): Promise<CurveView>;
  /** What tells of the balance of the players, from both of its files; opens the run on first use. */
  balance(runDirectory: string, view: ViewRequest): Promise<BalanceView>;
  /** Figures of the evaluations, from `theory.csv`; opens the run on first use. Undefined while there are none. */
  history(runDirectory: string, view: ViewRequest): Promise<HistoryView | undefined>;
  /** The metrics of samples of a run, from its file; opens the run on first use. */
  evaluations(runDirectory: string): Promise<readonly EvaluationSeries[]>;
  /** Writes rows at full resolution to a file; progress is told as `exported`. Gives the number of rows. */
  exportTable(runDirectory: string, table: ExportTable, what: TableExport): Promise<number>;
  /** Gives a file up that is being written; nothing is left of it. */
  cancelExport(path: string): void;
  /** Rows that came over the socket. Ignored unless the run is open. */
  appendLive(runDirectory: string, rows: AppendedRows): void;
  /** Forgets the run. */
  close(runDirectory: string): void;
}

/** Thread → host. */
export interface RunReaderEvents {
  /** So much of a file has been written. */
  exported(path: string, share: number): void;
  /** The metrics file of a run cannot be read beyond some point. */
  damaged(runDirectory: string, message: string): void;
}
