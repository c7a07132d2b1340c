/** What can be done to a run, for commands and for the panel alike. Each answers the sentence that tells what happened. */
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { settingName, type LiveSetting } from '../../protocol/liveSettings';
import type { UpdatePlace } from '../../protocol/updates';
import { UserError } from '../errors';
import type { Log } from '../log';
import { can, type Ability } from './abilities';
import type { Run } from './run';
import { formatCount, stateLabel } from './runPresentation';

export interface SavedModel {
  readonly message: string;
  readonly step: number;
  readonly directory: string;
}

/** What a run without a worker needs one for. */
export interface WorkerStarter {
  /** Starts a worker that goes on from the newest checkpoint. */
  resume(run: Run): Promise<void>;
  /** Starts a worker that saves the model of the newest checkpoint. */
  exportModel(run: Run): Promise<ModelFiles>;
}

export interface ModelFiles {
  readonly step: number;
  readonly directory: string;
  readonly files: readonly string[];
}

export class RunActions {
  constructor(
    private readonly starter: WorkerStarter,
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
    if (run.live) {
      const { step } = await run.call('resume');
      return vscode.l10n.t('Going on from step {0}.', formatCount(step));
    }
    await this.starter.resume(run);
    return vscode.l10n.t('Going on from the newest checkpoint.');
  }

  async singleStep(run: Run): Promise<string> {
    this.demand(run, 'step');
    const { step } = await run.call('singleStep');
    return vscode.l10n.t('Step {0} done.', formatCount(step));
  }

  async singleUpdate(run: Run, player: 'discriminator' | 'generator'): Promise<string> {
    this.demand(run, 'step');
    const { last, updates } = await run.call('singleUpdate', player);
    if (last === undefined) return '';
    const { lossBefore, lossAfter } = updates[player] ?? {};
    if (lossBefore === undefined || lossAfter === undefined) return describeUpdate(last);
    return vscode.l10n.t(
      '{0} Loss on its minibatch {1} → {2}.',
      describeUpdate(last),
      lossBefore.toPrecision(4),
      lossAfter.toPrecision(4),
    );
  }

  /** @param updatesPerSecond 0 ends it */
  async slowMotion(run: Run, updatesPerSecond: number): Promise<string> {
    this.demand(run, 'edit');
    await run.call('slowMotion', updatesPerSecond);
    return updatesPerSecond === 0
      ? vscode.l10n.t('Slow motion is off.')
      : vscode.l10n.t('Slow motion: {0} updates a second.', updatesPerSecond);
  }

  async stop(run: Run): Promise<string> {
    this.demand(run, 'stop');
    const { step } = await run.call('stop');
    return vscode.l10n.t('Stopped after step {0}. A checkpoint was saved.', formatCount(step));
  }

  async changeSetting(run: Run, setting: LiveSetting, value: number): Promise<string> {
    this.demand(run, 'edit');
    const { effectiveFrom } = await run.call('changeSetting', setting, value);
    this.log.info(
      `${run.record.name}: ${setting} ${value}, effective from step ${formatCount(effectiveFrom)}`,
    );
    return describeChange(setting, value, formatCount(effectiveFrom));
  }

  /** The model of now while a worker trains, else that of the newest checkpoint. */
  async saveModel(run: Run): Promise<SavedModel> {
    this.demand(run, 'save');
    const { step, directory, files } = run.live
      ? await run.call('saveModel')
      : await this.starter.exportModel(run);
    this.log.info(`${run.record.name}: saved ${files.join(', ')}`);
    const message = vscode.l10n.t(
      'Saved the model of step {0} to {1} ({2} files).',
      formatCount(step),
      relative(run.directory, directory).replaceAll('\\', '/'),
      formatCount(files.length),
    );
    return { message, step, directory };
  }

  /** Anyone can execute a command, whatever its enablement says. */
  private demand(run: Run, ability: Ability): void {
    if (can(run, ability)) return;
    throw new UserError(refusal(run, ability));
  }
}

function describeChange(setting: LiveSetting, value: number, step: string): string {
  const name = setting === 'discriminatorSteps' ? 'k' : settingName(setting);
  return vscode.l10n.t('{0} is {1} from step {2}.', name, value, step);
}

function describeUpdate({ step, kind, index, count }: UpdatePlace): string {
  const ofStep = formatCount(step);
  switch (kind) {
    case 'discriminator':
      return vscode.l10n.t(
        'Discriminator update {0} of {1} of step {2} done.',
        formatCount(index),
        formatCount(count),
        ofStep,
      );
    case 'generator':
      return vscode.l10n.t('Generator update of step {0} done.', ofStep);
    case 'simultaneous':
      return vscode.l10n.t('Update of both players of step {0} done.', ofStep);
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
        '{0} is {1}. Settings can be changed while a run is running or paused.',
        name,
        state,
      );
    case 'save':
      return run.live
        ? vscode.l10n.t(
            '{0} is {1}. Its model can be saved while it is running or paused.',
            name,
            state,
          )
        : vscode.l10n.t('{0} has no checkpoint, so there is no model to save.', name);
    case 'delete':
      return vscode.l10n.t('{0} is {1}. Stop it before you delete it.', name, state);
  }
}
