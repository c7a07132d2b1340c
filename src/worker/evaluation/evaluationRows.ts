/** What was measured, as lines of `evaluations.ndjson`. */
import { type EvaluationRow, QUANTITY_UNITS, type Quantity } from '../../protocol/evaluationModel';
import type { Baselines } from './baselines';
import type { FeatureMetrics } from './metricsProtocol';

export interface Evaluation {
  /** Generator updates done. */
  readonly step: number;
  readonly time: string;
  /** Generated samples, and as many real ones. */
  readonly samples: number;
  readonly network: string;
  readonly measured: readonly FeatureMetrics[];
}

/** In the order of the quantities, features by features. */
export function evaluationRows(
  { step, time, samples, network, measured }: Evaluation,
  baselines: Baselines,
): EvaluationRow[] {
  return measured.flatMap(({ features, values }) =>
    (Object.keys(QUANTITY_UNITS) as Quantity[]).flatMap((metric) => {
      const value = values[metric];
      if (value === undefined) return [];
      const real = baselines.of(features, metric);
      return {
        ...{ step, time, metric, value: finiteOrNull(value), unit: QUANTITY_UNITS[metric] },
        ...{ samples, realMean: finiteOrNull(real.mean) },
        ...{ realDeviation: finiteOrNull(real.deviation), realPairs: real.pairs },
        ...{ network, features },
      };
    }),
  );
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
