/** Which run a command acts on: the one it was called for, the panel in front, the selected one, or ask. */
import * as vscode from 'vscode';
import { COMMANDS } from '../contributions';
import { UserError } from '../errors';
import { can, type Ability } from '../runs/abilities';
import { Run } from '../runs/run';
import { runDescription, startedText, stateIcon } from '../runs/runPresentation';
import type { RunService } from '../runs/runService';
import { FORGOTTEN_ROW } from './registry';

/** Where the user is looking. */
export interface Attention {
  /** The run of the panel in front. */
  readonly inPanel: Run | undefined;
  /** The run selected in the tree. */
  readonly selected: Run | undefined;
}

/**
 * The run that a command with this ability would act on without asking. A panel in front decides alone: nobody wants
 * to stop a run other than the one on screen.
 */
export function obviousTarget(
  runs: readonly Run[],
  attention: Attention,
  ability?: Ability,
): Run | undefined {
  const fits = (run: Run | undefined) =>
    run !== undefined && (ability === undefined || can(run, ability));
  if (attention.inPanel !== undefined) return attention.inPanel;
  if (fits(attention.selected)) return attention.selected;
  const fitting = runs.filter(fits);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Whether a command with this ability has anything to act on. */
export function isPossible(runs: readonly Run[], attention: Attention, ability: Ability): boolean {
  if (attention.inPanel !== undefined) return can(attention.inPanel, ability);
  return runs.some((run) => can(run, ability));
}

export class Targets {
  constructor(
    private readonly service: RunService,
    private readonly attention: () => Attention,
  ) {}

  /**
   * The run for a command, given what VS Code or a caller passed as its first argument: a run of the tree, a directory,
   * nothing, or a row that is not known any more: then nothing is guessed.
   * @param question Title of the list when the user has to choose.
   * @throws UserError when no run fits, CancellationError when the user does not choose.
   */
  async resolve(argument: unknown, question: string, ability?: Ability): Promise<Run> {
    // A run of the tree may have been replaced since its row was drawn: its directory says which one is meant.
    if (argument instanceof Run) return this.ofDirectory(argument.directory);
    if (typeof argument === 'string') return this.ofDirectory(argument);
    const { runs } = this.service;
    const obvious =
      argument === FORGOTTEN_ROW ? undefined : obviousTarget(runs, this.attention(), ability);
    if (obvious !== undefined) return this.ofDirectory(obvious.directory);
    const fitting = runs.filter((run) => ability === undefined || can(run, ability));
    if (fitting.length === 0) throw noRun(runs.length, ability);
    return this.ask(fitting, question);
  }

  isPossible(ability: Ability): boolean {
    return isPossible(this.service.runs, this.attention(), ability);
  }

  private async ofDirectory(directory: string): Promise<Run> {
    const run = await this.service.open(directory);
    if (run === undefined) {
      throw new UserError(vscode.l10n.t('There is no run in {0}.', directory));
    }
    return run;
  }

  private async ask(runs: readonly Run[], title: string): Promise<Run> {
    const items = runs.map((run) => ({
      label: `$(${stateIcon(run.state)}) ${run.record.name}`,
      description: runDescription(run),
      detail: vscode.l10n.t('Started {0}', startedText(run)),
      run,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Choose a run'),
      matchOnDescription: true,
    });
    if (chosen === undefined) throw new vscode.CancellationError();
    return this.ofDirectory(chosen.run.directory);
  }
}

function noRun(count: number, ability: Ability | undefined): UserError {
  const train = {
    title: vscode.l10n.t('Train'),
    run: () => vscode.commands.executeCommand(COMMANDS.train),
  };
  if (count === 0) {
    return new UserError(vscode.l10n.t('There is no run yet. Train a config first.'), {
      actions: [train],
    });
  }
  switch (ability) {
    case 'pause':
      return new UserError(vscode.l10n.t('No run is running that could be paused.'));
    case 'resume':
      return new UserError(
        vscode.l10n.t('No run is paused, and none has a checkpoint to go on from.'),
      );
    case 'step':
      return new UserError(vscode.l10n.t('No run is paused. Pause one to go step by step.'));
    case 'save':
      return new UserError(
        vscode.l10n.t('No run is training, and none has a checkpoint whose model could be saved.'),
      );
    case 'stop':
    case 'edit':
    case 'delete':
    case undefined:
      return new UserError(vscode.l10n.t('No run is in a state for this.'));
  }
}
