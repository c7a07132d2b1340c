/** Set Discriminator Steps (k), Set Learning Rate, Change Setting and Save Model. */
import * as vscode from 'vscode';
import {
  describeLimits,
  isWithinLimits,
  LIVE_SETTINGS,
  settingName,
  type LiveSetting,
} from '../../protocol/liveSettings';
import { COMMANDS, RUNS_VIEW } from '../contributions';
import type { Run } from '../runs/run';
import type { RunActions } from '../runs/runActions';
import { offerToReveal } from './reveal';
import type { CommandRegistry } from './registry';
import type { Targets } from './target';
import type { Tell } from './tell';

/** How long the status bar says what a change has come to. */
const TOLD_MILLISECONDS = 8000;

/** What is wrong with a value typed for a setting; undefined when nothing is. */
export function settingProblem(setting: LiveSetting, text: string): string | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return isWithinLimits(setting, value)
    ? undefined
    : vscode.l10n.t('Type {0}.', describeLimits(setting));
}

async function askForSetting(run: Run, setting: LiveSetting): Promise<number> {
  const text = await vscode.window.showInputBox({
    title: `${settingName(setting)}: ${run.record.name}`,
    prompt: promptFor(setting),
    value: String(run.record.settings[setting]),
    validateInput: (value) => settingProblem(setting, value),
  });
  if (text === undefined) throw new vscode.CancellationError();
  return Number(text);
}

/** Which of some settings of the run to change. */
async function askWhich(
  run: Run,
  settings: readonly LiveSetting[],
  title: string,
  placeHolder: string,
): Promise<LiveSetting> {
  const items = settings.map((setting) => ({
    label: settingName(setting),
    // Greek letters are not on every keyboard.
    description: `${run.record.settings[setting]} · ${setting}`,
    setting,
  }));
  const matchOnDescription = true;
  const chosen = await vscode.window.showQuickPick(items, {
    ...{ title, placeHolder, matchOnDescription },
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.setting;
}

/** Those that the config of the run has. */
function settingsOf({ record }: Run): LiveSetting[] {
  return LIVE_SETTINGS.filter((setting) => record.settings[setting] !== undefined);
}

function promptFor(setting: LiveSetting): string {
  if (setting === 'discriminatorSteps') {
    return vscode.l10n.t('Discriminator steps before each generator step');
  }
  if (setting === 'generatorLearningRate' || setting === 'discriminatorLearningRate') {
    return vscode.l10n.t('0 freezes the player, once its momentum has run out');
  }
  return vscode.l10n.t('Type {0}.', describeLimits(setting));
}

export function registerEditCommands(
  registry: CommandRegistry,
  targets: Targets,
  actions: RunActions,
  tell: Tell,
): void {
  const change = async (run: Run, setting: LiveSetting, value: number): Promise<void> => {
    const message = await actions.changeSetting(run, setting, value);
    if (tell(run, 'changeSetting', { message })) return;
    const text = `$(check) ${run.record.name}: ${message}`;
    vscode.window.setStatusBarMessage(text, TOLD_MILLISECONDS);
  };
  const askAndChange = async (run: Run, setting: LiveSetting): Promise<void> => {
    await change(run, setting, await askForSetting(run, setting));
  };
  registry.add(
    COMMANDS.setDiscriminatorSteps,
    vscode.l10n.t('Setting the discriminator steps'),
    async (argument) => {
      const title = vscode.l10n.t('Set Discriminator Steps (k)');
      const run = await targets.resolve(argument, title, 'edit');
      await askAndChange(run, 'discriminatorSteps');
    },
  );
  registry.add(
    COMMANDS.setLearningRate,
    vscode.l10n.t('Setting the learning rate'),
    async (argument) => {
      const run = await targets.resolve(argument, vscode.l10n.t('Set Learning Rate'), 'edit');
      const title = vscode.l10n.t('Set Learning Rate: {0}', run.record.name);
      const rates = ['generatorLearningRate', 'discriminatorLearningRate'] as const;
      const setting = await askWhich(run, rates, title, vscode.l10n.t('Whose learning rate?'));
      await askAndChange(run, setting);
    },
  );
  registry.add(COMMANDS.changeSetting, vscode.l10n.t('Changing a setting'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Change Setting'), 'edit');
    const title = vscode.l10n.t('Change Setting: {0}', run.record.name);
    const placeHolder = vscode.l10n.t('Which setting? All change from the next step on.');
    await askAndChange(run, await askWhich(run, settingsOf(run), title, placeHolder));
  });
  registry.add(COMMANDS.saveModel, vscode.l10n.t('Saving the model'), async (argument) => {
    const run = await targets.resolve(argument, vscode.l10n.t('Save Model'), 'save');
    const { message, step, directory } = await vscode.window.withProgress(
      { location: { viewId: RUNS_VIEW } },
      () => actions.saveModel(run),
    );
    if (tell(run, 'saveModel', { message, savedStep: step })) return;
    void offerToReveal(message, directory);
  });
}
