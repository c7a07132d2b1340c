/** What is measured of the balance of one run, growing while it trains. */
import { BALANCE_COLUMNS, type BalanceColumn } from '../../protocol/balance';
import type { TableRows } from '../../protocol/runModel';
import { BalanceTail } from '../../runs/balanceFile';
import { joinRows } from '../../runs/tableRows';
import type { StepRows } from './curveView';

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
