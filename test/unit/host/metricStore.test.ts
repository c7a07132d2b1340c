import { describe, expect, it } from 'vitest';
import { MetricStore, type AppendedRows } from '../../../src/host/runReader/metricStore';
import { PANEL_COLUMNS, type PanelColumn } from '../../../src/protocol/panelProtocol';

/** Rows of the steps from … to, each with `value` in every column. */
function rows(from: number, to: number, value: number): AppendedRows {
  const length = to - from + 1;
  return {
    step: Int32Array.from({ length }, (_, index) => from + index),
    columns: Object.fromEntries(
      PANEL_COLUMNS.map((column) => [column, new Float32Array(length).fill(value)]),
    ) as Record<PanelColumn, Float32Array>,
  };
}

function content(store: MetricStore): { steps: number[]; values: number[] } {
  return {
    steps: [...store.step.subarray(0, store.length)],
    values: [...store.columns.generatorLoss.subarray(0, store.length)],
  };
}

const FILE = 1;
const LIVE = 2;

describe('MetricStore', () => {
  it('puts what the worker sent behind what the file tells', () => {
    const store = new MetricStore();
    store.appendFile(rows(1, 3, FILE));
    store.appendLive(rows(4, 5, LIVE));
    expect(content(store)).toEqual({ steps: [1, 2, 3, 4, 5], values: [1, 1, 1, 2, 2] });
  });

  it('skips live rows that the file has told', () => {
    const store = new MetricStore();
    store.appendFile(rows(1, 3, FILE));
    store.appendLive(rows(2, 5, LIVE));
    expect(content(store)).toEqual({ steps: [1, 2, 3, 4, 5], values: [1, 1, 1, 2, 2] });
  });

  it('fills a gap in the live rows once the file has the steps', () => {
    const store = new MetricStore();
    store.appendFile(rows(1, 2, FILE));
    store.appendLive(rows(6, 8, LIVE));
    store.appendFile(rows(3, 6, FILE));
    expect(content(store)).toEqual({
      steps: [1, 2, 3, 4, 5, 6, 7, 8],
      values: [1, 1, 1, 1, 1, 1, 2, 2],
    });
  });

  it('forgets the steps after the checkpoint that a run was resumed from', () => {
    const store = new MetricStore();
    store.appendFile(rows(1, 6, FILE));
    store.appendFile(rows(4, 5, 3));
    expect(content(store)).toEqual({ steps: [1, 2, 3, 4, 5], values: [1, 1, 1, 3, 3] });
  });

  it('grows', () => {
    const store = new MetricStore();
    store.appendFile(rows(1, 10_000, FILE));
    store.appendLive(rows(10_001, 30_000, LIVE));
    expect(store.length).toBe(30_000);
    expect(store.step[29_999]).toBe(30_000);
    expect(store.columns.meanRealOutput[9_999]).toBe(FILE);
    expect(store.columns.meanRealOutput[29_999]).toBe(LIVE);
  });
});
