/** The metrics as rows of words: in the table of the card and in a picture of it. */
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import { indexAt } from '../stepCursor';
import { formatMetric, strings } from './strings';

/** Series of as many samples in the same features. */
export type Group = readonly [EvaluationSeries, ...EvaluationSeries[]];

export function groupsOf(evaluations: readonly EvaluationSeries[]): Group[] {
  const groups = new Map<string, [EvaluationSeries, ...EvaluationSeries[]]>();
  for (const series of evaluations) {
    const { source, samples, network, features } = series;
    const key = JSON.stringify([source, samples, network, features]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [series]);
    else known.push(series);
  }
  return [...groups.values()];
}

/** Index of the newest value up to a step; of the newest of all without one. */
function valueIndex({ step }: EvaluationSeries, at: number | undefined): number {
  return at === undefined ? step.length - 1 : indexAt(step, at);
}

export function captionOf([first]: Group, at: number | undefined): string {
  return strings.caption(first, first.step[valueIndex(first, at)] ?? 0);
}

/** What a metric says at a step, in words. */
export interface MetricRow {
  readonly metric: string;
  readonly value: string;
  readonly real: string;
  readonly score: string;
  readonly unit: string;
  readonly meaning: string;
}

export function rowOf(series: EvaluationSeries, at: number | undefined): MetricRow {
  const { name, meaning } = strings.words(series.metric);
  const value = series.value[valueIndex(series, at)] ?? NaN;
  const { baseline, unit } = series;
  const score = baseline === undefined ? NaN : (value - baseline.mean) / baseline.deviation;
  return {
    metric: name,
    value: formatMetric(value),
    real: baseline === undefined ? strings.none : strings.real(baseline.mean, baseline.deviation),
    score: Number.isFinite(score) ? strings.score(score) : strings.none,
    unit: unit === '' ? strings.none : unit,
    meaning,
  };
}
