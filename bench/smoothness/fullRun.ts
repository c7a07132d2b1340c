/** A run on a known density with something to show in every card of the panel, as the host would tell of it. */
import { CURVE_POINTS } from '../../src/host/runReader/readerProtocol';
import { stepView } from '../../src/host/runReader/curveView';
import type { Distribution } from '../../src/protocol/distribution';
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import {
  HISTORY_COLUMNS,
  type HistoryView,
  type PanelSnapshot,
} from '../../src/protocol/panelProtocol';
import type { OutputHistogram } from '../../src/protocol/runModel';
import { makeBalance } from '../../test/webview/balanceRuns';
import { densitySnapshot, makeLine, makePlane } from '../../test/webview/distributionRuns';
import { makeCurves, makeGrid, makeHistogram, summary } from '../../test/webview/ganRun';
import { algorithm } from '../../test/webview/steppedRuns';

/** Steps between two evaluations: each keeps samples, a histogram and a distribution. */
const EVALUATED_EVERY = 200;
const METRICS = [
  ['capturedModes', 'modes'],
  ['modeDivergence', 'nats'],
  ['wasserstein', ''],
  ['squaredMmd', ''],
  ['precision', 'share'],
  ['recall', 'share'],
  ['density', ''],
  ['coverage', 'share'],
  ['nearestNeighbourReal', 'share'],
] as const;
const METRIC_POINTS = 600;
/** Different answers of the host: neighbours in the film differ. */
const VARIANTS = 12;

export type Dimensions = 1 | 2;

/** What the host answers with, by the number of the evaluation. */
export interface Answers {
  readonly grids: readonly Uint8Array[];
  readonly histograms: readonly OutputHistogram[];
  readonly distributions: readonly Distribution[];
}

const distributionAt = (dimensions: Dimensions, step: number): Distribution =>
  dimensions === 1 ? makeLine(step) : makePlane(step);

function historyOf(steps: number): HistoryView {
  const length = steps / EVALUATED_EVERY;
  const step = Int32Array.from({ length }, (_, i) => (i + 1) * EVALUATED_EVERY);
  const optimalValue = Float32Array.from(step, (at) => -1.136 + 0.1 * Math.sin(at / 50_000));
  const columns = { optimalValue, value: optimalValue.map((of) => of - 0.12) };
  const range = { fromStep: 1, toStep: steps };
  return stepView({ length, step, columns }, HISTORY_COLUMNS, range, CURVE_POINTS);
}

function evaluationsOf(steps: number): EvaluationSeries[] {
  const step = Int32Array.from({ length: METRIC_POINTS }, (_, i) =>
    Math.round(((i + 1) * steps) / METRIC_POINTS),
  );
  return METRICS.map(([metric, unit], index) => ({
    ...{ metric, unit, samples: 1000, network: 'generator', features: 'coordinates', step },
    value: Float64Array.from(step, (at) => 1 - Math.exp(-at / (4000 * (index + 1)))),
    baseline: { mean: 0.97, deviation: 0.005, pairs: 20 },
  }));
}

/** @param steps a multiple of the steps between two evaluations */
export function fullRun(steps: number, dimensions: Dimensions): PanelSnapshot {
  const kept = Array.from({ length: steps / EVALUATED_EVERY }, (_, i) => (i + 1) * EVALUATED_EVERY);
  const { summary: densitySummary } = densitySnapshot(distributionAt(dimensions, EVALUATED_EVERY));
  return densitySnapshot(distributionAt(dimensions, steps), {
    summary: { ...summary, ...densitySummary, algorithm },
    progress: { step: steps, steps: 2 * steps, stepsPerSecond: 800, secondsLeft: 1250 },
    curves: makeCurves(steps, CURVE_POINTS),
    balance: makeBalance({}, steps),
    histogram: makeHistogram(steps),
    history: historyOf(steps),
    evaluations: evaluationsOf(steps),
    sampleSteps: kept,
    distributionSteps: kept,
  });
}

export function answersOf(dimensions: Dimensions): Answers {
  const steps = Array.from({ length: VARIANTS }, (_, i) => (i + 1) * 1000);
  return {
    grids: steps.map(makeGrid),
    histograms: steps.map(makeHistogram),
    distributions: steps.map((step) => distributionAt(dimensions, step)),
  };
}
