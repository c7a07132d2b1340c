/** `balance.arrows`: what tells how the two players stand to each other, at some of the steps. */
import type { BalanceColumn } from '../protocol/balance';
import { BALANCE_TABLE } from './stepTable';
import { TableTail } from './tableTail';
import { openTable, TableWriter } from './tableWriter';

export class BalanceWriter extends TableWriter<BalanceColumn> {
  /** @see openTable */
  static open(runDirectory: string, keepToStep: number): BalanceWriter {
    return new BalanceWriter(BALANCE_TABLE, openTable(BALANCE_TABLE, runDirectory, keepToStep));
  }
}

export class BalanceTail extends TableTail<BalanceColumn> {
  constructor(runDirectory: string) {
    super(BALANCE_TABLE, runDirectory);
  }
}
