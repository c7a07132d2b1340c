/** The tables of a run directory that have a row for a step: Apache Arrow IPC streams, appended to while it trains. */
import { BALANCE_COLUMNS, type BalanceColumn } from '../protocol/balance';
import { METRIC_COLUMNS, type MetricColumn } from '../protocol/runModel';
import type { RUN_FILES } from './layout';

export interface StepTable<Column extends string> {
  readonly file: keyof typeof RUN_FILES;
  /** Besides `step`; all float32. */
  readonly columns: readonly Column[];
  /** What a user calls its rows. */
  readonly noun: string;
}

export const METRICS_TABLE: StepTable<MetricColumn> = {
  file: 'metrics',
  columns: METRIC_COLUMNS,
  noun: 'metrics',
};

export const BALANCE_TABLE: StepTable<BalanceColumn> = {
  file: 'balance',
  columns: BALANCE_COLUMNS,
  noun: 'figures of the balance',
};
