/** Saves what a card of the panel shows, where the user wants it. */
import { existsSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import type { PanelMessage } from '../../protocol/panelProtocol';
import { errorCode } from '../../runs/boundedFile';
import { describeCause } from '../../runs/fileSystemCause';
import { runFile } from '../../runs/layout';
import { replaceFile } from '../../runs/replaceFile';
import { offerToReveal } from '../commands/reveal';
import { UserError } from '../errors';
import type { OpenRun } from '../runReader/runReader';
import { within } from '../within';

/** Work that takes longer shows how far it is. */
const SILENT_MILLISECONDS = 1000;

export type ExportMessage = Extract<PanelMessage, { type: 'saveFile' | 'exportTable' }>;

/**
 * Nothing is left of a file that is given up or cannot be written.
 * @throws UserError if it cannot be written
 */
export async function exportChart(
  message: ExportMessage,
  runDirectory: string,
  metrics: OpenRun,
): Promise<void> {
  if (message.type === 'exportTable' && !existsSync(runDirectory)) {
    throw new UserError(
      vscode.l10n.t(
        '{0} could not be saved: its run is gone, there is no {1} any more.',
        message.name,
        runDirectory,
      ),
    );
  }
  const folder = runFile(runDirectory, 'exports');
  const proposed = await proposedFolder(folder);
  try {
    const path = await askWhere(proposed.path, message.name);
    if (path !== undefined) await save(message, path, metrics);
  } finally {
    // Left where something lies in it.
    if (proposed.isNew) await rmdir(folder).catch(() => undefined);
  }
}

/**
 * The folder for exports, which a dialog begins in only where it is there; elsewhere where the run is gone or cannot be
 * written.
 */
async function proposedFolder(
  folder: string,
): Promise<{ readonly path: string; readonly isNew: boolean }> {
  try {
    await mkdir(folder);
    return { path: folder, isNew: true };
  } catch (error) {
    return { path: errorCode(error) === 'EEXIST' ? folder : homedir(), isNew: false };
  }
}

async function askWhere(folder: string, name: string): Promise<string | undefined> {
  const extension = extname(name).slice(1);
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(folder, name)),
    filters: { [extension.toUpperCase()]: [extension] },
    title: vscode.l10n.t('Save Chart'),
  });
  return uri?.fsPath;
}

async function save(message: ExportMessage, path: string, metrics: OpenRun): Promise<void> {
  const controller = new AbortController();
  try {
    // Another dialog that was canceled may have taken the empty folder away.
    await mkdir(dirname(path)).catch(() => undefined);
    const saved = await write(message, path, metrics, controller);
    // The file is there, whenever the user answers the message.
    void offerToReveal(saved, path);
  } catch (error) {
    if (controller.signal.aborted) return;
    throw new UserError(vscode.l10n.t('{0} could not be saved. {1}.', path, describeCause(error)), {
      cause: error,
    });
  }
}

/** Answers the sentence that tells what was written. */
async function write(
  message: ExportMessage,
  path: string,
  metrics: OpenRun,
  controller: AbortController,
): Promise<string> {
  if (message.type === 'saveFile') {
    await replaceFile(path, message.data);
    return vscode.l10n.t('Saved {0}.', path);
  }
  const { table, columns, range } = message;
  const title = vscode.l10n.t('Saving {0}', path);
  const rows = await withLateProgress(title, controller, (progress) =>
    metrics.exportTable(table, { path, columns, range }, progress, controller.signal),
  );
  return vscode.l10n.t('Saved {0} rows to {1}.', rows, path);
}

/** Runs a task; shows its progress once it has taken a while, and lets the user give it up. */
async function withLateProgress<T>(
  title: string,
  controller: AbortController,
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
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    let told = 0;
    report = (next) => {
      progress.report({ increment: 100 * (next - told) });
      told = next;
    };
    report(share);
    return running;
  });
}
