/** What can be done to a run, for commands and for the panel alike. Each answers the sentence that tells what happened. */
import * as vscode from 'vscode';
import type { LiveSetting } from '../../protocol/runModel';
import { UserError } from '../errors';
import type { Log } from '../log';
import { can, type Ability } from './abilities';
import type { Run } from './run';
import { formatCount, stateLabel } from './runPresentation';

export interface SavedModel {
  readonly message: string;
  readonly directory: string;
}

export class RunActions {
  constructor(
    /** Starts a worker that goes on from the newest checkpoint. */
    private readonly resumeFromCheckpoint: (run: Run) => Promise<void>,
    private readonly log: Log,
  ) {}

  async pause(run: Run): Promise<string> {
    this.demand(run, 'pause');
    const { step } = await run.call('pause');
    return vscode.l10n.t('Paused after step {0}.', formatCount(step));
  }

  /** Goes on after a pause, or from the newest checkpoint when no worker owns the run. */
  async resume(run: Run): Promise<string> {
    this.demand(run, 'resume');
    if (run.connected) {
      const { step } = await run.call('resume');
      return vscode.l10n.t('Going on from step {0}.', formatCount(step));
    }
    await this.resumeFromCheckpoint(run);
    return vscode.l10n.t('Going on from the newest checkpoint.');
  }

  async singleStep(run: Run): Promise<string> {
    this.demand(run, 'step');
    const { step } = await run.call('singleStep');
    return vscode.l10n.t('Step {0} done.', formatCount(step));
  }

  async stop(run: Run): Promise<string> {
    this.demand(run, 'stop');
    const { step } = await run.call('stop');
    return vscode.l10n.t('Stopped after step {0}. A checkpoint was saved.', formatCount(step));
  }

  async changeSetting(run: Run, setting: LiveSetting, value: number): Promise<string> {
    this.demand(run, 'edit');
    const { effectiveFrom } = await run.call('changeSetting', setting, value);
    this.log.info(`${run.record.name}: ${setting} ${value}, effective from step ${effectiveFrom}`);
    return vscode.l10n.t('Effective from step {0}.', formatCount(effectiveFrom));
  }

  async saveModel(run: Run): Promise<SavedModel> {
    this.demand(run, 'edit');
    const { step, directory, files } = await run.call('saveModel');
    this.log.info(`${run.record.name}: saved ${files.join(', ')}`);
    const message =
      files.length === 1
        ? vscode.l10n.t('Saved the model of step {0}: 1 file.', formatCount(step))
        : vscode.l10n.t(
            'Saved the model of step {0}: {1} files.',
            formatCount(step),
            formatCount(files.length),
          );
    return { message, directory };
  }

  /** Anyone can execute a command, whatever its enablement says. */
  private demand(run: Run, ability: Ability): void {
    if (can(run, ability)) return;
    throw new UserError(refusal(run, ability));
  }
}

function refusal(run: Run, ability: Ability): string {
  const { name } = run.record;
  const state = stateLabel(run.state);
  if (run.live && !run.connected) {
    return vscode.l10n.t(
      '{0} is trained by a process that does not answer this window. If it runs on another machine, control it from there.',
      name,
    );
  }
  switch (ability) {
    case 'pause':
      return vscode.l10n.t('{0} is {1}. Only a running run can be paused.', name, state);
    case 'resume':
      return run.live
        ? vscode.l10n.t('{0} is {1}. Only a paused run can go on.', name, state)
        : run.state === 'completed'
          ? vscode.l10n.t(
              '{0} is completed. Raise `training.steps` in its config and train again.',
              name,
            )
          : vscode.l10n.t('{0} has no checkpoint to go on from. Train its config again.', name);
    case 'step':
      return vscode.l10n.t('{0} is {1}. Pause it to go step by step.', name, state);
    case 'stop':
      return vscode.l10n.t('{0} is {1}. There is nothing to stop.', name, state);
    case 'edit':
      return vscode.l10n.t(
        '{0} is {1}. Settings and the model belong to a running or paused run.',
        name,
        state,
      );
    case 'delete':
      return vscode.l10n.t('{0} is {1}. Stop it before you delete it.', name, state);
  }
}
