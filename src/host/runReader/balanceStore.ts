/** What is measured of the balance of one run, growing while it trains. */
import {
  BALANCE_COLUMNS,
  OVERFIT_COLUMNS,
  type BalanceColumn,
  type OverfitColumn,
} from '../../protocol/balance';
import type { BalanceView } from '../../protocol/panelProtocol';
import type { TableRows } from '../../protocol/runModel';
import { BalanceTail } from '../../runs/balanceFile';
import { joinRows, mapColumns } from '../../runs/tableRows';
import { stepView, type StepRows, type ViewShape } from './curveView';

const measuredColumns = BALANCE_COLUMNS.filter(
  (column): column is Exclude<BalanceColumn, OverfitColumn> =>
    !OVERFIT_COLUMNS.some((other) => other === column),
);

/** The rows of evaluations alone: they are far apart, and those between would tear their curves. */
function evaluations(rows: StepRows<BalanceColumn>): StepRows<OverfitColumn> {
  const places = [...rows.step.keys()].filter((row) =>
    Number.isFinite(rows.columns.trainingOutput[row]),
  );
  return {
    length: places.length,
    step: Int32Array.from(places, (row) => rows.step[row] ?? 0),
    columns: mapColumns(OVERFIT_COLUMNS, (column) =>
      Float32Array.from(places, (row) => rows.columns[column][row] ?? NaN),
    ),
  };
}

/** The views of measured rows, where there are some. */
export function balanceViews(
  rows: StepRows<BalanceColumn>,
  shape: ViewShape,
  points: number,
): Omit<BalanceView, 'everyStep'> {
  if (rows.length === 0) return {};
  const measured = stepView(rows, measuredColumns, shape, points);
  const evaluated = evaluations(rows);
  return evaluated.length === 0
    ? { measured }
    : { measured, evaluated: stepView(evaluated, OVERFIT_COLUMNS, shape, points) };
}

export class BalanceStore {
  private readonly tail: BalanceTail;
  private known: TableRows<BalanceColumn> = joinRows(BALANCE_COLUMNS, []);
  private reading: Promise<void> | undefined;

  constructor(runDirectory: string) {
    this.tail = new BalanceTail(runDirectory);
  }

  /** All rows so far. */
  async read(): Promise<StepRows<BalanceColumn>> {
    this.reading ??= this.refresh().finally(() => (this.reading = undefined));
    await this.reading;
    return { length: this.known.step.length, ...this.known };
  }

  private async refresh(): Promise<void> {
    const parts = [this.known];
    for (;;) {
      const { rows, restarted, more } = await this.tail.read();
      if (restarted) parts.length = 0;
      parts.push(rows);
      if (!more) break;
    }
    if (parts.length !== 2 || parts[1]?.step.length !== 0) {
      this.known = joinRows(BALANCE_COLUMNS, parts);
    }
  }
}
