/** Connects the commands of package.json with what they do. */
import * as vscode from 'vscode';
import { newConfig } from '../configFiles/newConfig';
import type { WorkspaceConfigs } from '../configFiles/workspaceConfigs';
import { COMMANDS } from '../contributions';
import { type LinkedCard, THEORY_PAGES, type TheoryPage } from '../../protocol/theoryProtocol';
import { exportFilm } from '../film/exportFilm';
import type { Run } from '../runs/run';
import type { RunActions } from '../runs/runActions';
import type { RunLauncher } from '../runs/runLauncher';
import type { RunService } from '../runs/runService';
import type { TensorflowFolders } from '../tensorflowFolders';
import { registerControlCommands } from './control';
import { registerDevicesCommand } from './devices';
import { registerEditCommands } from './edit';
import { registerInstallCudaCommand } from './installCuda';
import { CommandRegistry } from './registry';
import type { Tell } from './tell';
import { registerRunDirectoryCommands } from './runDirectoryCommands';
import { Targets, type Attention } from './target';
import { train } from './train';

export interface CommandServices {
  readonly runs: RunService;
  readonly actions: RunActions;
  readonly launcher: RunLauncher;
  readonly configs: WorkspaceConfigs;
  readonly attention: () => Attention;
  readonly selectedRun: () => Promise<Run | undefined>;
  /** @param card the one to lead to */
  readonly openPanel: (run: Run, card?: LinkedCard) => Promise<void>;
  readonly tell: Tell;
  /** Opens the theory pages, at one of them or where they were left. */
  readonly openTheory: (page: TheoryPage | undefined) => Promise<void>;
  /** Gives up a thorough evaluation of the run that is under way; resolves when it has ended. */
  readonly endEvaluation: (run: Run) => Promise<void>;
  readonly cliPath: string;
  readonly workerPath: string;
  /** The thread that makes films. */
  readonly filmScriptPath: string;
  readonly tensorflow: TensorflowFolders;
  /** Where the ready-made configs lie. */
  readonly examplesDirectory: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(services: CommandServices): vscode.Disposable {
  const { runs, actions, openPanel, tell, tensorflow, log } = services;
  const registry = new CommandRegistry(log);
  const targets = new Targets(runs, services.attention);
  registry.add(COMMANDS.newConfig, vscode.l10n.t('Making a config'), async () => {
    await newConfig(services.examplesDirectory);
  });
  registry.add(COMMANDS.train, vscode.l10n.t('Starting the training'), async (argument) => {
    const firstConfig = (): Promise<vscode.Uri> =>
      newConfig(
        services.examplesDirectory,
        vscode.l10n.t('There is no config here yet. What should the GAN learn?'),
      );
    const run = await train(argument, services.configs, services.launcher, firstConfig);
    await openPanel(run);
  });
  registry.add(COMMANDS.openTheory, vscode.l10n.t('Opening the theory'), async (argument) =>
    services.openTheory(THEORY_PAGES.find((page) => page === argument)),
  );
  registry.add(COMMANDS.exportFilm, vscode.l10n.t('Exporting the film'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Export Film'));
    await exportFilm(run, services.filmScriptPath, log);
  });
  registry.add(COMMANDS.showLog, vscode.l10n.t('Showing the log'), async () => log.show());
  registerControlCommands(registry, targets, actions, services.launcher, tell, openPanel);
  registerEditCommands(registry, targets, actions, tell);
  registerRunDirectoryCommands(registry, targets, services);
  const devices = registerDevicesCommand(registry, services.cliPath, tensorflow, log);
  registerInstallCudaCommand(registry, tensorflow, services.workerPath, log);
  return vscode.Disposable.from(registry, devices);
}
