/** The config files of the workspace. */
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { RUN_FILES } from '../../runs/layout';
import { readSetting } from '../contributions';
import { Disposable } from '../disposable';

const CONFIG_GLOB = '**/*.gan.{json,yaml,yml}';
const CONFIG_NAME = /\.gan\.(json|ya?ml)$/i;
const SETTLE_MILLISECONDS = 300;
/** More than anyone scrolls through in a list. */
const MAXIMUM_CONFIGS = 200;

/** Where the runs of a workspace folder go. */
export function runsDirectory(folder: vscode.WorkspaceFolder): string {
  return resolve(folder.uri.fsPath, readSetting('gan.runsDirectory', folder.uri));
}

/** The folders, on disk, that hold the runs of the workspace. */
export function runFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(runsDirectory);
}

/** Whether a file is a config by its name, and not the copy that each run keeps of its own. */
export function isConfigFile(uri: vscode.Uri): boolean {
  if (!CONFIG_NAME.test(uri.path)) return false;
  return !(uri.path.endsWith(`/${RUN_FILES.config}`) && isInRunFolder(uri.fsPath));
}

function isInRunFolder(path: string): boolean {
  return runFolders().some((folder) => {
    const inside = relative(folder, dirname(path));
    return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
  });
}

/** Keeps track of whether there are configs, without opening any. */
export class WorkspaceConfigs extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  private timer: NodeJS.Timeout | undefined;
  private looked = false;
  private found = false;

  constructor() {
    super();
    // Served by the window's own watcher of its folders: no further one is started.
    const watcher = this.register(
      vscode.workspace.createFileSystemWatcher(CONFIG_GLOB, false, true),
    );
    this.register(watcher.onDidCreate(() => this.lookSoon()));
    this.register(watcher.onDidDelete(() => this.lookSoon()));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.lookSoon()));
    this.register({ dispose: () => clearTimeout(this.timer) });
    void this.look();
  }

  /** Whether the workspace has been searched. */
  get scanned(): boolean {
    return this.looked;
  }

  get hasConfig(): boolean {
    return this.found;
  }

  /** The configs of the workspace, by path. */
  async list(): Promise<vscode.Uri[]> {
    const runs = readSetting('gan.runsDirectory').replaceAll('\\', '/');
    const uris = await vscode.workspace.findFiles(
      CONFIG_GLOB,
      `{**/node_modules/**,**/${runs}/**}`,
      MAXIMUM_CONFIGS,
    );
    return uris.filter(isConfigFile).sort((a, b) => a.path.localeCompare(b.path));
  }

  private lookSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, SETTLE_MILLISECONDS);
  }

  private async look(): Promise<void> {
    const configs = await this.list();
    this.looked = true;
    this.found = configs.length > 0;
    this.changed.fire();
  }
}
