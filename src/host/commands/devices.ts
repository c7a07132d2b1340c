/** Show Devices: what could train here, as the command line tells it. */
import { execFile, type ExecFileException } from 'node:child_process';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isConfigFile } from '../configFiles/workspaceConfigs';
import { COMMANDS } from '../contributions';
import { Disposable } from '../disposable';
import { messageOf, showLogAction, UserError } from '../errors';
import { loadLate } from '../loadLate';
import type { Log } from '../log';
import { nodeEnvironment } from '../nodeProcess';
import type { TensorflowFolders } from '../tensorflowFolders';
import { deviceReport } from './deviceReport';
import type { CommandRegistry } from './registry';

const SCHEME = 'gan-devices';
const MAXIMUM_BYTES = 1024 * 1024;
const TIMEOUT_MILLISECONDS = 180_000;

/** The report as a read-only document, shown as a page: it can be copied, and closed without a question. */
class DeviceReport extends Disposable implements vscode.TextDocumentContentProvider {
  private readonly changed = this.register(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;
  private text = '';

  constructor() {
    super();
    this.register(vscode.workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  async show(text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `${vscode.l10n.t('GAN Devices')}.md` });
    this.text = text;
    this.changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // VS Code's own Markdown extension may be disabled.
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }
}

/** The config being edited: its networks are timed. Without one, those of an example are. */
function editedConfig(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' && isConfigFile(uri) ? uri.fsPath : undefined;
}

function failure(error: ExecFileException, stderr: string): string {
  if (error.killed === true) return vscode.l10n.t('It took longer than three minutes.');
  return stderr.trim() || error.message;
}

function runDevices(
  cliPath: string,
  tensorflow: TensorflowFolders,
  config: string | undefined,
  token: vscode.CancellationToken,
): Promise<string> {
  const folders = tensorflow.list().flatMap((folder) => ['--tensorflow', folder]);
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [cliPath, 'devices', '--json', ...folders, ...(config === undefined ? [] : [config])],
      { env: nodeEnvironment(), maxBuffer: MAXIMUM_BYTES, timeout: TIMEOUT_MILLISECONDS },
      (error, stdout, stderr) => {
        if (token.isCancellationRequested) reject(new vscode.CancellationError());
        else if (error === null) resolve(stdout);
        else reject(new Error(failure(error, stderr), { cause: error }));
      },
    );
    token.onCancellationRequested(() => child.kill());
  });
}

async function timeDevices(
  cliPath: string,
  tensorflow: TensorflowFolders,
  log: Log,
): Promise<string> {
  const config = editedConfig();
  try {
    const output = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Timing the devices of this machine'),
        cancellable: true,
      },
      (_progress, token) => runDevices(cliPath, tensorflow, config, token),
    );
    const { deviceChoiceSchema } = await loadLate();
    const choice = deviceChoiceSchema.parse(JSON.parse(output));
    return deviceReport(choice, config === undefined ? undefined : basename(config));
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    log.error('gan devices', error);
    throw new UserError(vscode.l10n.t('The devices could not be timed. {0}', messageOf(error)), {
      actions: [showLogAction()],
      cause: error,
    });
  }
}

export function registerDevicesCommand(
  registry: CommandRegistry,
  cliPath: string,
  tensorflow: TensorflowFolders,
  log: Log,
): Disposable {
  const report = new DeviceReport();
  registry.add(COMMANDS.showDevices, vscode.l10n.t('Looking for devices'), async () => {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(
        vscode.l10n.t('Devices are timed by training on them, which needs a trusted workspace.'),
      );
    }
    const text = await timeDevices(cliPath, tensorflow, log);
    await report.show(text);
  });
  return report;
}
