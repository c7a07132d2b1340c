/** Train: from a config to a run that goes on. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { GanConfig } from '../../config/ganConfig';
import { checkDocument } from '../configFiles/configCheck';
import { requireFolderOnDisk } from '../configFiles/preconditions';
import {
  isConfigFile,
  runsDirectory,
  type WorkspaceConfigs,
} from '../configFiles/workspaceConfigs';
import { RUNS_VIEW } from '../contributions';
import { UserError } from '../errors';
import type { Run } from '../runs/run';
import type { RunLauncher } from '../runs/runLauncher';

/** The config meant: the one the command was called for, the one being edited, the only one, or ask. */
async function chooseConfig(
  argument: unknown,
  configs: WorkspaceConfigs,
  firstConfig: () => Promise<vscode.Uri>,
): Promise<vscode.Uri> {
  if (argument instanceof vscode.Uri && isConfigFile(argument)) return argument;
  const edited = vscode.window.activeTextEditor?.document.uri;
  if (edited !== undefined && isConfigFile(edited)) return edited;
  const found = await configs.list();
  const [first] = found;
  if (first === undefined) return firstConfig();
  return found.length === 1 ? first : askForConfig(found);
}

async function askForConfig(found: readonly vscode.Uri[]): Promise<vscode.Uri> {
  const items = found.map((uri) => {
    const path = vscode.workspace.asRelativePath(uri);
    const name = basename(path);
    return {
      label: name,
      description: path === name ? '' : path.slice(0, -name.length - 1),
      iconPath: vscode.ThemeIcon.File,
      uri,
    };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Train'),
    placeHolder: vscode.l10n.t('Choose a config'),
    matchOnDescription: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.uri;
}

/** What stands in the editor is what is trained. */
async function openSaved(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty && !(await document.save())) {
    throw new UserError(
      vscode.l10n.t('{0} could not be saved. Save it and train again.', basename(uri.path)),
    );
  }
  return document;
}

/** @throws UserError when the config cannot be trained; its problems are on screen then. */
async function requireValid(document: vscode.TextDocument): Promise<GanConfig> {
  const { config, problems } = await checkDocument(document);
  if (config !== undefined) return config;
  const errors = problems.filter(({ severity }) => severity === 'error');
  await showProblems(document, errors[0]?.offset ?? 0);
  const name = basename(document.uri.path);
  const message = errors[0]?.message ?? '';
  throw new UserError(
    errors.length === 1
      ? vscode.l10n.t('{0} cannot be trained yet. {1}', name, message)
      : vscode.l10n.t('{0} cannot be trained yet: {1} problems. {2}', name, errors.length, message),
  );
}

/** The group in which a document is open: in another one it would be opened a second time. */
function groupOf({ uri }: vscode.TextDocument): vscode.ViewColumn | undefined {
  const shows = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(shows))?.viewColumn;
}

async function showProblems(document: vscode.TextDocument, offset: number): Promise<void> {
  const position = document.positionAt(offset);
  const viewColumn = groupOf(document);
  await vscode.window.showTextDocument(document, {
    ...(viewColumn === undefined ? {} : { viewColumn }),
    selection: new vscode.Range(position, position),
  });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/**
 * Starts a run and waits until its process trains. Progress is shown in the Runs view and the status bar; Stop gives a
 * start up.
 *
 * @param firstConfig makes a config where there is none
 */
export async function train(
  argument: unknown,
  configs: WorkspaceConfigs,
  launcher: RunLauncher,
  firstConfig: () => Promise<vscode.Uri>,
): Promise<Run> {
  requireFolderOnDisk();
  const uri = await chooseConfig(argument, configs, firstConfig);
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined || uri.scheme !== 'file') {
    throw new UserError(
      vscode.l10n.t(
        '{0} is outside of the open folder, so there is no place for its runs. Open its folder, or move it here.',
        basename(uri.path),
      ),
    );
  }
  const document = await openSaved(uri);
  const config = await requireValid(document);
  return vscode.window.withProgress({ location: { viewId: RUNS_VIEW } }, () =>
    launcher.start(config, uri.fsPath, runsDirectory(folder)),
  );
}
