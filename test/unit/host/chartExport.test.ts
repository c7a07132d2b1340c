import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { bundles } from '../../../scripts/build/bundles.mjs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { Log } from '../../../src/host/log';
import { exportChart, type ExportMessage } from '../../../src/host/panel/chartExport';
import { type OpenRun, RunReader } from '../../../src/host/runReader/runReader';
import { METRIC_COLUMNS } from '../../../src/protocol/runModel';
import { arrowEncoder } from '../../../src/runs/arrowWriting';
import { runFile } from '../../../src/runs/layout';
import { metricRows } from '../../helpers/metricRows';
import { temporaryFolder } from '../../helpers/temporaryFolder';

type ProgressTask = (
  progress: { report: () => void },
  token: { onCancellationRequested: (listener: () => void) => void },
) => Promise<unknown>;

const window = vi.hoisted(() => ({
  showSaveDialog: vi.fn<(options: { defaultUri: vscode.Uri }) => Promise<vscode.Uri | undefined>>(),
  showInformationMessage: vi.fn(),
  withProgress:
    vi.fn<(options: { cancellable: boolean }, task: ProgressTask) => Promise<unknown>>(),
}));
vi.mock('vscode', async (original) => ({
  ...(await original<object>()),
  ...{ window, ProgressLocation: { Notification: 15 } },
}));

const log: Log = {
  ...{ trace: vi.fn(), debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() },
};
const ROWS = 60_000;
const picture: ExportMessage = {
  ...{ type: 'saveFile', name: 'losses.svg', data: Buffer.from('<svg/>') },
};
const table: ExportMessage = {
  ...{ type: 'exportTable', name: 'losses.csv', table: 'curves', range: null },
  columns: ['discriminatorLoss'],
};

describe('a chart that is saved', () => {
  const scriptPath = inRoot('test-results', 'runReader.js');
  let run: string;
  let reader: RunReader;
  let metrics: OpenRun;

  beforeAll(async () => {
    await build({
      ...bundles['runReader'],
      ...{ absWorkingDir: inRoot(), bundle: true, outfile: scriptPath, logLevel: 'silent' },
    });
  });
  beforeEach(() => {
    run = temporaryFolder();
    reader = new RunReader(scriptPath, log);
    metrics = reader.open(run);
    window.showInformationMessage.mockResolvedValue(undefined);
    // A busy machine may take longer than a second for anything.
    window.withProgress.mockImplementation((_, task) =>
      task({ report: () => undefined }, { onCancellationRequested: () => undefined }),
    );
  });
  afterEach(() => {
    reader.dispose();
    vi.resetAllMocks();
  });

  /** The user's answer, given what the dialog proposes. */
  function answer(path: (proposed: string) => string | undefined): void {
    window.showSaveDialog.mockImplementation(async ({ defaultUri }) => {
      // A dialog begins only in a folder that is there.
      expect(existsSync(join(defaultUri.fsPath, '..'))).toBe(true);
      const chosen = path(defaultUri.fsPath);
      return chosen === undefined ? undefined : vscode.Uri.file(chosen);
    });
  }

  function writeMetrics(): void {
    const { schemaMessage, encodeRows } = arrowEncoder(METRIC_COLUMNS);
    const rows = encodeRows(metricRows(1, ROWS));
    writeFileSync(runFile(run, 'metrics'), Buffer.concat([schemaMessage, rows]));
  }

  it('lies among the exports of its run, which has no empty folder before or after', async () => {
    answer(() => undefined);
    await exportChart(picture, run, metrics);
    expect(readdirSync(run)).toEqual([]);
    answer((proposed) => proposed);
    await exportChart(picture, run, metrics);
    expect(readFileSync(join(run, 'exports/losses.svg'), 'utf8')).toBe('<svg/>');
    answer(() => join(run, 'elsewhere.svg'));
    await exportChart(picture, run, metrics);
    expect(readdirSync(run).sort()).toEqual(['elsewhere.svg', 'exports']);
  });

  it('is refused with its path and the reason when it cannot be written', async () => {
    mkdirSync(join(run, 'losses.svg'));
    answer(() => join(run, 'losses.svg'));
    await expect(exportChart(picture, run, metrics)).rejects.toThrow(
      /losses\.svg could not be saved\. .*(EISDIR|directory)/,
    );
    expect(readdirSync(run)).toEqual(['losses.svg']);
  });

  it('does not make the folder of a deleted run anew', async () => {
    const elsewhere = temporaryFolder();
    rmSync(run, { recursive: true });
    await expect(exportChart(table, run, metrics)).rejects.toThrow(
      `losses.csv could not be saved: its run is gone, there is no ${run} any more.`,
    );
    expect(window.showSaveDialog).not.toHaveBeenCalled();
    // What the panel has drawn is not lost.
    answer(() => join(elsewhere, 'losses.svg'));
    await exportChart(picture, run, metrics);
    expect(readdirSync(elsewhere)).toEqual(['losses.svg']);
    expect(existsSync(run)).toBe(false);
  });

  it('has all rows, also when its panel was closed meanwhile', async () => {
    writeMetrics();
    answer((proposed) => {
      metrics.dispose();
      return proposed;
    });
    await exportChart(table, run, metrics);
    const lines = readFileSync(join(run, 'exports/losses.csv'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1 + ROWS);
  });

  it('can be given up, and is not written twice at once', async () => {
    writeMetrics();
    const path = join(run, 'losses.csv');
    const what = { path, columns: ['discriminatorLoss'], range: null };
    const controller = new AbortController();
    const { signal } = controller;
    const first = metrics.exportTable('curves', what, () => controller.abort(), signal);
    await expect(metrics.exportTable('curves', what, () => undefined, signal)).rejects.toThrow(
      `${path} is being written already.`,
    );
    const outcome = await first.then(
      () => 'written',
      () => 'given up',
    );
    expect(outcome).toBe('given up');
    expect(readdirSync(run)).toEqual(['metrics.arrows']);
  });

  it('shows after a second how far it is, with a button that gives it up in silence', async () => {
    let giveUp: () => void = () => undefined;
    window.withProgress.mockImplementation(async ({ cancellable }, task) => {
      expect(cancellable).toBe(true);
      const token = { onCancellationRequested: (listener: () => void) => void (giveUp = listener) };
      return task({ report: () => giveUp() }, token);
    });
    answer((proposed) => proposed);
    const slow = {
      exportTable: (_table, _what, _progress, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
        }),
    } as Partial<OpenRun> as OpenRun;
    await exportChart(table, run, slow);
    expect(window.withProgress).toHaveBeenCalledOnce();
    expect(window.showInformationMessage).not.toHaveBeenCalled();
    expect(readdirSync(run)).toEqual([]);
  });
});
