/** Install CUDA Backend: TensorFlow's CUDA package, into the storage of this extension. */
import * as vscode from 'vscode';
import type { InstalledCuda } from '../../tensorflow/installCuda';
import { requireTrust } from '../configFiles/preconditions';
import { COMMANDS, showSetting } from '../contributions';
import { type MessageAction, showLogAction, showMessage, UserError } from '../errors';
import { loadLate } from '../loadLate';
import type { Log } from '../log';
import type { TensorflowFolders } from '../tensorflowFolders';
import type { CommandRegistry } from './registry';

type Progress = vscode.Progress<{ readonly message: string }>;

async function install(
  folder: string,
  workerPath: string,
  log: Log,
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<InstalledCuda> {
  const { InstallError, installCudaPackage } = await loadLate();
  const controller = new AbortController();
  const listener = token.onCancellationRequested(() => controller.abort());
  try {
    return await installCudaPackage({
      folder,
      workerPath,
      signal: controller.signal,
      onStatus: (message, passing) => {
        if (!passing) log.info(`CUDA backend: ${message}`);
        progress.report({ message });
      },
    });
  } catch (error) {
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    if (!(error instanceof InstallError)) throw error;
    if (error.output !== '') log.info(`npm said:\n${error.output}`);
    throw new UserError(
      vscode.l10n.t('The CUDA backend could not be installed. {0}', error.message),
      { actions: [showLogAction()], cause: error },
    );
  } finally {
    listener.dispose();
  }
}

function showDevicesAction(): MessageAction {
  return {
    title: vscode.l10n.t('Show Devices'),
    run: () => vscode.commands.executeCommand(COMMANDS.showDevices),
  };
}

async function tell({ label, warnings }: InstalledCuda, folders: TensorflowFolders): Promise<void> {
  const installed = vscode.l10n.t('Installed {0}.', label);
  const { configured } = folders;
  if (configured !== undefined) {
    const elsewhere = vscode.l10n.t(
      'Runs do not use it: the setting gan.tensorflow.path names {0}.',
      configured,
    );
    const open = {
      title: vscode.l10n.t('Open Setting'),
      run: () => showSetting('gan.tensorflow.path'),
    };
    await showMessage('warning', [installed, ...warnings, elsewhere].join(' '), [open]);
    return;
  }
  const kind = warnings.length === 0 ? 'information' : 'warning';
  await showMessage(kind, [installed, ...warnings].join(' '), [showDevicesAction()]);
}

export function registerInstallCudaCommand(
  registry: CommandRegistry,
  folders: TensorflowFolders,
  workerPath: string,
  log: Log,
): void {
  let running = false;
  const what = vscode.l10n.t('Installing the CUDA backend');
  registry.add(COMMANDS.installCudaBackend, what, async () => {
    requireTrust();
    if (running) throw new UserError(vscode.l10n.t('The CUDA backend is being installed already.'));
    running = true;
    let installed: InstalledCuda;
    try {
      installed = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: what, cancellable: true },
        (progress, token) => install(folders.own, workerPath, log, progress, token),
      );
    } finally {
      running = false;
    }
    log.info(`CUDA backend: ${installed.label}, in ${installed.folder}.`, ...installed.warnings);
    // The command has ended, whenever the user answers the message.
    void tell(installed, folders);
  });
}
