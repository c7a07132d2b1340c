/** Pause, Resume, Single Step and its updates, and Stop. */
import * as vscode from 'vscode';
import { COMMANDS } from '../contributions';
import type { Run } from '../runs/run';
import type { RunActions } from '../runs/runActions';
import { Launch, type RunLauncher } from '../runs/runLauncher';
import type { CommandRegistry } from './registry';
import type { Targets } from './target';
import type { Tell } from './tell';

/** The start or export that Stop gives up: the one it was called for, or the only thing that could be meant. */
function launchMeant(
  argument: unknown,
  targets: Targets,
  launcher: RunLauncher,
): Launch | undefined {
  if (argument instanceof Launch) return argument;
  const [first, ...others] = launcher.launches;
  return argument === undefined && others.length === 0 && !targets.isPossible('stop')
    ? first
    : undefined;
}

/** A control shows its effect in the tree and the status bar, and tells it in the panel: nothing more is said. */
export function registerControlCommands(
  registry: CommandRegistry,
  targets: Targets,
  actions: RunActions,
  launcher: RunLauncher,
  tell: Tell,
  onResumed: (run: Run) => Promise<void>,
): void {
  registry.add(COMMANDS.pause, vscode.l10n.t('Pausing'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Pause'), 'pause');
    tell(run, 'pause', { message: await actions.pause(run) });
  });
  registry.add(COMMANDS.resume, vscode.l10n.t('Resuming'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Resume'), 'resume');
    const fromCheckpoint = !run.connected;
    tell(run, 'resume', { message: await actions.resume(run) });
    if (fromCheckpoint) await onResumed(run);
  });
  registry.add(COMMANDS.singleStep, vscode.l10n.t('The single step'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Single Step'), 'step');
    tell(run, 'singleStep', { message: await actions.singleStep(run) });
  });
  for (const [player, panelCommand, command, title] of [
    [
      'discriminator',
      'singleDiscriminatorUpdate',
      COMMANDS.singleDiscriminatorUpdate,
      vscode.l10n.t('Single Discriminator Update'),
    ],
    [
      'generator',
      'singleGeneratorUpdate',
      COMMANDS.singleGeneratorUpdate,
      vscode.l10n.t('Single Generator Update'),
    ],
  ] as const) {
    registry.add(command, vscode.l10n.t('The single update'), async (argument) => {
      const run = await targets.resolve(argument, title, 'step');
      tell(run, panelCommand, { message: await actions.singleUpdate(run, player) });
    });
  }
  registry.add(COMMANDS.stop, vscode.l10n.t('Stopping'), async (argument) => {
    const launch = launchMeant(argument, targets, launcher);
    if (launch !== undefined) {
      launch.cancel();
      return;
    }
    const run = await targets.resolve(argument, vscode.l10n.t('Stop'), 'stop');
    tell(run, 'stop', { message: await actions.stop(run) });
  });
}
