/** The metrics of samples of one run, growing while it trains. */
import type { EvaluationRow, EvaluationSeries } from '../../protocol/evaluationModel';
import { EvaluationTail } from '../../runs/evaluations';

/** Values of a series that are passed on. Points closer than a pixel could not be told apart. */
const POINTS = 600;

export class EvaluationStore {
  private readonly tail: EvaluationTail;
  /** Rows by metric, ascending by step. */
  private readonly rows = new Map<string, EvaluationRow[]>();
  private reading: Promise<void> | undefined;

  constructor(runDirectory: string) {
    this.tail = new EvaluationTail(runDirectory);
  }

  /** All series, in the order in which they stand in the file. */
  async read(): Promise<EvaluationSeries[]> {
    this.reading ??= this.refresh().finally(() => (this.reading = undefined));
    await this.reading;
    return [...this.rows.values()].map(seriesOf);
  }

  private async refresh(): Promise<void> {
    const { rows, restarted } = await this.tail.read();
    if (restarted) this.rows.clear();
    for (const row of rows) this.add(row);
  }

  /** A step that is not above the one before takes the place of everything from that step on. */
  private add(row: EvaluationRow): void {
    const known = this.rows.get(row.metric) ?? [];
    while ((known.at(-1)?.step ?? -1) >= row.step) known.pop();
    known.push(row);
    this.rows.set(row.metric, known);
  }
}

/** The newest value stays; of the others every so many where there are too many. */
function thinned(rows: readonly EvaluationRow[]): readonly EvaluationRow[] {
  const stride = Math.ceil(rows.length / POINTS);
  return rows.filter((_, index) => (rows.length - 1 - index) % stride === 0);
}

function seriesOf(rows: readonly EvaluationRow[]): EvaluationSeries {
  const shown = thinned(rows);
  const last = rows.at(-1);
  if (last === undefined) throw new Error('A series has at least one row.');
  const { metric, unit, samples, network, features, realMean, realDeviation, realPairs } = last;
  return {
    ...{ metric, unit, samples, network, features },
    step: Int32Array.from(shown, ({ step }) => step),
    value: Float64Array.from(shown, ({ value }) => value ?? NaN),
    baseline:
      realMean === null
        ? undefined
        : { mean: realMean, deviation: realDeviation ?? 0, pairs: realPairs },
  };
}
