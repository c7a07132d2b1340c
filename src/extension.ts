/** Activation: makes the parts and connects them, nothing else. */
import * as vscode from 'vscode';
import { registerCommands } from './host/commands/registerCommands';
import type { Attention } from './host/commands/target';
import { ConfigDiagnostics } from './host/configFiles/diagnostics';
import { registerConfigFeatures } from './host/configFiles/registerConfigFeatures';
import { runFolders, WorkspaceConfigs } from './host/configFiles/workspaceConfigs';
import { ContextKeyManager } from './host/contextKeys';
import { messageOf } from './host/errors';
import { createLog } from './host/log';
import { openRunFiles } from './host/panel/runFiles';
import { TheoryPanel } from './host/panel/theoryPanel';
import { TrainingPanels } from './host/panel/trainingPanels';
import { RunReader } from './host/runReader/runReader';
import { RunActions } from './host/runs/runActions';
import { RunEvaluations } from './host/runs/runEvaluations';
import { RunLauncher } from './host/runs/runLauncher';
import { RunNotifier } from './host/runs/runNotifier';
import { RunService } from './host/runs/runService';
import { RunsTree } from './host/runs/runsTree';
import { StatusBar } from './host/statusBar';
import { TensorflowFolders } from './host/tensorflowFolders';

let contextKeys: ContextKeyManager | undefined;

function start(context: vscode.ExtensionContext): void {
  const own = <T extends vscode.Disposable>(resource: T): T => {
    context.subscriptions.push(resource);
    return resource;
  };
  const log = own(createLog());
  const reader = own(new RunReader(context.asAbsolutePath('dist/runReader.js'), log));
  const runs = own(new RunService(runFolders, log));
  const configs = own(new WorkspaceConfigs());
  const workerPath = context.asAbsolutePath('dist/worker.js');
  const tensorflow = new TensorflowFolders(context.globalStorageUri);
  const launcher = own(new RunLauncher(workerPath, tensorflow, runs, log));
  const actions = new RunActions(launcher, log);
  const evaluations = own(new RunEvaluations((...asked) => launcher.evaluate(...asked), log));
  const panels = own(
    new TrainingPanels(
      {
        extensionUri: context.extensionUri,
        runs,
        actions,
        openFiles: (runDirectory) => openRunFiles(reader, runDirectory),
        openNetworks: (...asked) => launcher.openNetworks(...asked),
        evaluations,
        log,
      },
      context.workspaceState,
    ),
  );
  const theory = own(new TheoryPanel(context.extensionUri, log));
  const tree = own(new RunsTree(runs, launcher, reader, log));
  const attention = (): Attention => ({
    inPanel: panels.activeRun,
    selected: tree.view.selection[0],
  });
  contextKeys = own(
    new ContextKeyManager(runs, launcher, attention, configs, [
      runs.onDidChangeRun,
      runs.onDidChangeRuns,
      runs.onDidScan,
      launcher.onDidChange,
      configs.onDidChange,
      panels.onDidChangeActive,
      tree.view.onDidChangeSelection,
    ]),
  );
  own(new StatusBar(runs, launcher));
  const isWatched = (run: Parameters<typeof panels.isVisible>[0]): boolean =>
    panels.isVisible(run) && vscode.window.state.focused;
  own(new RunNotifier(runs, isWatched, (run) => panels.open(run)));
  own(registerConfigFeatures(runs, own(new ConfigDiagnostics(log))));
  own(
    registerCommands({
      runs,
      actions,
      launcher,
      configs,
      attention,
      selectedRun: () => tree.selectedRun(),
      openPanel: (run, card) => panels.open(run, card),
      tell: (...told) => panels.tell(...told),
      openTheory: (page) => theory.open(page),
      endEvaluation: (run) => evaluations.end(run),
      cliPath: context.asAbsolutePath('dist/cli.js'),
      workerPath,
      filmScriptPath: context.asAbsolutePath('dist/film.js'),
      tensorflow,
      examplesDirectory: vscode.Uri.joinPath(context.extensionUri, 'dist', 'examples'),
      log,
    }),
  );
  void runs.scan({ full: true });
}

export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  try {
    start(context);
    performance.measure('gan.activate', { start: started });
  } catch (error) {
    // VS Code itself says nothing when an extension fails to start.
    void vscode.window.showErrorMessage(
      vscode.l10n.t('GAN Studio could not start: {0}', messageOf(error)),
    );
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  await contextKeys?.reset();
}
