/** New Config: a ready-made config, written into the workspace and opened where something is to be filled in. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ConfigTemplate } from '../../config/templates';
import { loadLate } from '../loadLate';
import { requireFolderOnDisk } from './preconditions';

const CONFIG_ENDING = '.gan.json';

/** A path that does not exist yet: `mnist.gan.json`, else `mnist-2.gan.json` and so on. */
async function freePath(folder: vscode.Uri, fileName: string): Promise<vscode.Uri> {
  const name = fileName.slice(0, -CONFIG_ENDING.length);
  for (let count = 1; ; count++) {
    const numbered = count === 1 ? fileName : `${name}-${count}${CONFIG_ENDING}`;
    const uri = vscode.Uri.file(join(folder.fsPath, numbered));
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri;
    }
  }
}

async function pickTemplate(question: string): Promise<ConfigTemplate> {
  const { CONFIG_TEMPLATES } = await loadLate();
  const items = CONFIG_TEMPLATES.map((template) => ({
    label: template.label,
    detail: template.description,
    template,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Config'),
    placeHolder: question,
    matchOnDetail: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.template;
}

async function pickFolder(): Promise<vscode.WorkspaceFolder> {
  const [first, ...others] = requireFolderOnDisk();
  if (others.length === 0) return first;
  const chosen = await vscode.window.showWorkspaceFolderPick({
    placeHolder: vscode.l10n.t('Which folder?'),
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen;
}

/** What to look at first: the path of the data where there is one, else what the data is. */
function firstSelection(document: vscode.TextDocument): vscode.Range {
  const text = document.getText();
  for (const field of [
    /"(?:images|files|path)"\s*:\s*\[?\s*"([^"]*)"/,
    /"source"\s*:\s*"([^"]*)"/,
  ]) {
    const match = field.exec(text);
    if (match === null) continue;
    const end = match.index + match[0].length - 1;
    const start = end - (match[1]?.length ?? 0);
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  }
  return new vscode.Range(0, 0, 0, 0);
}

/**
 * @param examples folder of the ready-made configs
 * @param question what the user is asked
 * @returns the config, which is open
 */
export async function newConfig(
  examples: vscode.Uri,
  question = vscode.l10n.t('What should the GAN learn?'),
): Promise<vscode.Uri> {
  const folder = await pickFolder();
  const template = await pickTemplate(question);
  const uri = await freePath(folder.uri, template.fileName);
  const example = vscode.Uri.joinPath(examples, template.fileName);
  await vscode.workspace.fs.writeFile(uri, await vscode.workspace.fs.readFile(example));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    selection: firstSelection(document),
    preview: false,
  });
  return uri;
}
