/** Shows a file or folder where the user manages files. */
import * as vscode from 'vscode';
import { showMessage } from '../errors';

/** In the file manager of the desktop; in the Explorer when the files are on another machine. */
export async function reveal(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  const desktop =
    vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  await vscode.commands.executeCommand(desktop ? 'revealFileInOS' : 'revealInExplorer', uri);
}

/** Tells that something was written, with a button that shows it. */
export async function offerToReveal(message: string, path: string): Promise<void> {
  await showMessage('information', message, [
    { title: vscode.l10n.t('Reveal'), run: () => reveal(path) },
  ]);
}
