/** The metrics of samples of one run, growing while it trains. */
import type { EvaluationRow, EvaluationSeries } from '../../protocol/evaluationModel';
import { EvaluationTail } from '../../runs/evaluations';

/** Values of a series that are passed on. Points closer than a pixel could not be told apart. */
const POINTS = 600;

export class EvaluationStore {
  private readonly tail: EvaluationTail;
  /** Rows by what can be compared, ascending by step. */
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

  private add(row: EvaluationRow): void {
    const { metric, features, samples, network, source = '' } = row;
    const key = JSON.stringify([source, samples, network, features, metric]);
    const known = this.rows.get(key) ?? [];
    if (source === '') replaceFrom(known, row);
    else replaceAt(known, row);
    this.rows.set(key, known);
  }
}

/** A step that is not above the one before takes the place of everything from that step on: the run went back. */
function replaceFrom(known: EvaluationRow[], row: EvaluationRow): void {
  while ((known.at(-1)?.step ?? -1) >= row.step) known.pop();
  known.push(row);
}

/** Steps are asked for in any order; the last answer counts. */
function replaceAt(known: EvaluationRow[], row: EvaluationRow): void {
  const after = known.findIndex(({ step }) => step >= row.step);
  if (after === -1) known.push(row);
  else known.splice(after, known[after]?.step === row.step ? 1 : 0, row);
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
  const { metric, unit, samples, network, features, source } = last;
  const { realMean, realDeviation, realPairs } = last;
  return {
    ...{ metric, unit, samples, network, features, source },
    step: Int32Array.from(shown, ({ step }) => step),
    value: Float64Array.from(shown, ({ value }) => value ?? NaN),
    baseline:
      realMean === null
        ? undefined
        : { mean: realMean, deviation: realDeviation ?? 0, pairs: realPairs },
  };
}
