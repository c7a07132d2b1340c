/** Writes `metrics.arrows`. */
import type { MetricColumn } from '../protocol/runModel';
import { METRICS_TABLE } from './stepTable';
import { openTable, TableWriter } from './tableWriter';

export class MetricsWriter extends TableWriter<MetricColumn> {
  /** @see openTable */
  static open(runDirectory: string, keepToStep: number): MetricsWriter {
    return new MetricsWriter(METRICS_TABLE, openTable(METRICS_TABLE, runDirectory, keepToStep));
  }
}
