/** Saves what a card of the panel shows, where the user wants it. */
import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import type { PanelMessage } from '../../protocol/panelProtocol';
import { runFile } from '../../runs/layout';
import { replaceFile } from '../../runs/replaceFile';
import { offerToReveal } from '../commands/reveal';
import type { OpenRun } from '../runReader/runReader';
import { within } from '../within';

/** Work that takes longer shows how far it is. */
const SILENT_MILLISECONDS = 1000;

export type ExportMessage = Extract<PanelMessage, { type: 'saveFile' | 'exportTable' }>;

/** @throws if the file cannot be written; nothing is left of it then */
export async function exportChart(
  message: ExportMessage,
  runDirectory: string,
  metrics: OpenRun,
): Promise<void> {
  const path = await askWhere(runDirectory, message.name);
  if (path === undefined) return;
  if (message.type === 'saveFile') {
    await replaceFile(path, message.data);
    await offerToReveal(vscode.l10n.t('Saved {0}.', path), path);
    return;
  }
  const { table, columns, range } = message;
  const rows = await withLateProgress(vscode.l10n.t('Saving {0}', path), (progress) =>
    metrics.exportTable(table, { path, columns, range }, progress),
  );
  await offerToReveal(vscode.l10n.t('Saved {0} rows to {1}.', rows, path), path);
}

async function askWhere(runDirectory: string, name: string): Promise<string | undefined> {
  const folder = runFile(runDirectory, 'exports');
  await mkdir(folder, { recursive: true });
  const extension = extname(name).slice(1);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, name)),
    filters: { [extension.toUpperCase()]: [extension] },
    title: vscode.l10n.t('Save Chart'),
  });
  return uri?.fsPath;
}

/** Runs a task; shows its progress once it has taken a while. */
async function withLateProgress<T>(
  title: string,
  task: (progress: (share: number) => void) => Promise<T>,
): Promise<T> {
  let share = 0;
  let report: ((share: number) => void) | undefined;
  const running = task((next) => {
    share = next;
    report?.(next);
  });
  const finished = running.then(() => true);
  if ((await within(finished, SILENT_MILLISECONDS)) === true) return running;
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title }, (progress) => {
    let told = 0;
    report = (next) => {
      progress.report({ increment: 100 * (next - told) });
      told = next;
    };
    report(share);
    return running;
  });
}
