/** Reads `metrics.arrows`. */
import type { MetricColumn, MetricRows } from '../protocol/runModel';
import { METRICS_TABLE } from './stepTable';
import { TableTail } from './tableTail';

export class MetricsTail extends TableTail<MetricColumn> {
  constructor(runDirectory: string) {
    super(METRICS_TABLE, runDirectory);
  }
}

/** All rows of a run that are in its file. */
export function readMetrics(runDirectory: string): Promise<MetricRows> {
  return new MetricsTail(runDirectory).readAll();
}

/** The last step in the file; 0 when there is none. */
export async function lastMetricsStep(runDirectory: string): Promise<number> {
  const tail = new MetricsTail(runDirectory);
  let last = 0;
  for (;;) {
    const { rows, more } = await tail.read();
    last = rows.step.at(-1) ?? last;
    if (!more) return last;
  }
}
