/** What must be so before anything is written or trained. Enablement says the same, but anyone can execute a command. */
import * as vscode from 'vscode';
import { UserError } from '../errors';

/**
 * The folders of the workspace that are on disk, at least one.
 * @throws UserError when there is none, or the workspace is not trusted
 */
export function requireFolderOnDisk(): readonly [
  vscode.WorkspaceFolder,
  ...vscode.WorkspaceFolder[],
] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    throw new UserError(vscode.l10n.t('No folder is open. Configs and runs need one.'), {
      actions: [
        {
          title: vscode.l10n.t('Open Folder'),
          run: () => vscode.commands.executeCommand('vscode.openFolder'),
        },
      ],
    });
  }
  const [first, ...others] = folders.filter(({ uri }) => uri.scheme === 'file');
  if (first === undefined) {
    throw new UserError(
      vscode.l10n.t(
        'This folder is virtual, and training needs one on disk. Clone or download it first.',
      ),
    );
  }
  requireTrust();
  return [first, ...others];
}

/**
 * Processes are started in a trusted workspace only.
 * @throws UserError when it is not
 */
export function requireTrust(): void {
  if (!vscode.workspace.isTrusted) {
    throw new UserError(
      vscode.l10n.t('This workspace is not trusted. Training starts processes and reads data.'),
      {
        actions: [
          {
            title: vscode.l10n.t('Manage Workspace Trust'),
            run: () => vscode.commands.executeCommand('workbench.trust.manage'),
          },
        ],
      },
    );
  }
}
