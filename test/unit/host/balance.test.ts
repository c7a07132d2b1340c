import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '../../../src/host/log';
import { BalanceRelay } from '../../../src/host/panel/balanceRelay';
import type { Update } from '../../../src/host/panel/distributionRelay';
import type { RunFiles } from '../../../src/host/panel/runFiles';
import { BalanceStore, balanceViews } from '../../../src/host/runReader/balanceStore';
import { Run } from '../../../src/host/runs/run';
import { BALANCE_COLUMNS, OVERFIT_COLUMNS } from '../../../src/protocol/balance';
import { WHOLE_RUN, type BalanceView, type ViewRequest } from '../../../src/protocol/panelProtocol';
import { BalanceWriter } from '../../../src/runs/balanceFile';
import { runFile } from '../../../src/runs/layout';
import { metricRows, tableRows } from '../../helpers/metricRows';
import { runRecord } from '../../helpers/runRecord';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const part = (fromStep: number, toStep: number): ViewRequest => ({
  ...WHOLE_RUN,
  range: { fromStep, toStep },
});

const log: Log = { trace: vi.fn(), debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

describe('what is read of the balance of a run', () => {
  const rows = (from: number, to: number) => tableRows(BALANCE_COLUMNS, from, to);
  const write = (run: string, keepToStep: number, from: number, to: number) => {
    const writer = BalanceWriter.open(run, keepToStep);
    writer.append(rows(from, to));
    writer.close();
  };

  it('grows with the file, and starts anew where the run was resumed from before its end', async () => {
    const run = temporaryFolder();
    const store = new BalanceStore(run);
    expect((await store.read()).length).toBe(0);
    write(run, Infinity, 1, 5);
    expect(await store.read()).toEqual({ length: 5, ...rows(1, 5) });
    write(run, Infinity, 6, 9);
    expect(await store.read()).toEqual({ length: 9, ...rows(1, 9) });
    write(run, 3, 4, 6);
    expect(await store.read()).toEqual({ length: 6, ...rows(1, 6) });
    rmSync(runFile(run, 'balance'));
    expect((await store.read()).length).toBe(0);
  });
});

describe('the views of the balance', () => {
  const range = { fromStep: 1, toStep: 100 };
  const rows = tableRows(BALANCE_COLUMNS, 1, 60);

  it('keep evaluations apart, which are far between', () => {
    const { columns } = rows;
    for (const column of OVERFIT_COLUMNS) {
      columns[column].forEach((_, row) => {
        if ((row + 1) % 20 !== 0) columns[column][row] = NaN;
      });
    }
    const { measured, evaluated } = balanceViews({ length: 60, ...rows }, range, 300);
    expect(measured?.step).toHaveLength(60);
    expect(Object.keys(measured?.series ?? {})).not.toContain('trainingOutput');
    expect([...(evaluated?.step ?? [])]).toEqual([20, 40, 60]);
    expect(evaluated?.series.heldOutOutput.mean).toEqual(
      Float32Array.from([19, 39, 59], (row) => columns.heldOutOutput[row]!),
    );
  });

  it('are absent where nothing was measured', () => {
    expect(balanceViews({ length: 0, ...tableRows(BALANCE_COLUMNS, 1, 0) }, range, 300)).toEqual(
      {},
    );
    const none = tableRows(BALANCE_COLUMNS, 1, 9);
    none.columns.trainingOutput.fill(NaN);
    expect(Object.keys(balanceViews({ length: 9, ...none }, range, 300))).toEqual(['measured']);
  });
});

describe('what a panel is told of the balance', () => {
  const balance = (toStep: number) => ({ everyStep: { toStep } }) as BalanceView;
  let posted: Update[];
  let asked: unknown[];
  let read: () => Promise<BalanceView>;
  let run: Run;
  let relay: BalanceRelay;

  beforeEach(() => {
    vi.useFakeTimers();
    posted = [];
    asked = [];
    read = async () => balance(1);
    run = new Run('/run', { record: runRecord(), attachable: true, hasCheckpoint: false });
    const files = {
      metrics: {
        balance: (range: unknown) => {
          asked.push(range);
          return read();
        },
      },
    } as unknown as RunFiles;
    relay = new BalanceRelay(run, files, (update) => posted.push(update), log);
  });
  afterEach(() => {
    relay.dispose();
    vi.useRealTimers();
  });

  async function ticks(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      relay.tick();
      await vi.advanceTimersByTimeAsync(1);
    }
  }

  it('is in the snapshot, and then news of it with every second tick at most', async () => {
    expect(await relay.first(WHOLE_RUN)).toEqual(balance(1));
    await ticks(4);
    expect(posted).toEqual([]);
    run.receiveMetrics(metricRows(1, 2));
    read = async () => balance(2);
    await ticks(4);
    expect(posted).toEqual([{ type: 'balance', balance: balance(2) }]);
  });

  it('does not hold up the snapshot, and follows when it has been read', async () => {
    let finish: (view: BalanceView) => void = () => undefined;
    read = () => new Promise((resolve) => (finish = resolve));
    const first = relay.first(WHOLE_RUN);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await first).toBeUndefined();
    await ticks(2);
    finish(balance(3));
    await vi.advanceTimersByTimeAsync(1);
    expect(posted).toEqual([{ type: 'balance', balance: balance(3) }]);
  });

  it('is of the range on screen, whatever was being read when that changed', async () => {
    const answers: ((view: BalanceView) => void)[] = [];
    read = () => new Promise((resolve) => answers.push(resolve));
    relay.show(part(1, 10));
    relay.show(part(5, 6));
    answers[0]?.(balance(10));
    await vi.advanceTimersByTimeAsync(1);
    answers[1]?.(balance(6));
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([part(1, 10), part(5, 6)]);
    expect(posted).toEqual([{ type: 'balance', balance: balance(6) }]);
  });

  it('is asked for again after a failure', async () => {
    read = () => Promise.reject(new Error('The disk is gone.'));
    relay.show(WHOLE_RUN);
    await vi.advanceTimersByTimeAsync(1);
    expect(posted).toEqual([]);
    expect(log.warn).toHaveBeenCalled();
    read = async () => balance(4);
    run.receiveMetrics(metricRows(1, 2));
    await ticks(2);
    expect(posted).toEqual([{ type: 'balance', balance: balance(4) }]);
  });
});
