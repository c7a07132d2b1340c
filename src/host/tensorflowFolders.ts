/** Where TensorFlow may be installed, and where this extension installs it. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { userTensorflowFolder } from '../runs/userFolders';
import { readSetting } from './contributions';

export class TensorflowFolders {
  /** Where **GAN: Install CUDA Backend** installs it. */
  readonly own: string;

  constructor(globalStorage: vscode.Uri) {
    this.own = join(globalStorage.fsPath, 'tensorflow');
  }

  /** Whether a setting names the folder: then no other is looked at. */
  get configured(): string | undefined {
    const folder = readSetting('gan.tensorflow.path');
    return folder === '' ? undefined : folder;
  }

  /** Best first: those of the workspace, then what was installed on request here or by the command line. */
  list(): string[] {
    const { configured } = this;
    if (configured !== undefined) return [configured];
    const workspace = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath);
    return [...workspace, this.own, userTensorflowFolder];
  }
}
