/** Set Discriminator Steps (k), Set Learning Rate and Save Model. */
import * as vscode from 'vscode';
import { LIVE_SETTING_LIMITS } from '../../protocol/panelProtocol';
import type { LiveSetting } from '../../protocol/runModel';
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
  const { minimum, maximum, integer } = LIVE_SETTING_LIMITS[setting];
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isFinite(value) && value >= minimum && value <= maximum) {
    return integer && !Number.isInteger(value)
      ? vscode.l10n.t('{0} is not a whole number.', text)
      : undefined;
  }
  return integer
    ? vscode.l10n.t('Type a whole number from {0} to {1}.', minimum, maximum)
    : vscode.l10n.t('Type a number from {0} to {1}, such as 0.0002 or 2e-4.', minimum, maximum);
}

async function askForSetting(
  run: Run,
  setting: LiveSetting,
  title: string,
  prompt: string,
): Promise<number> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value: String(run.record.settings[setting]),
    validateInput: (value) => settingProblem(setting, value),
  });
  if (text === undefined) throw new vscode.CancellationError();
  return Number(text);
}

async function askForPlayer(run: Run): Promise<LiveSetting> {
  const { generatorLearningRate, discriminatorLearningRate } = run.record.settings;
  const chosen = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('Generator'),
        description: String(generatorLearningRate),
        setting: 'generatorLearningRate' as const,
      },
      {
        label: vscode.l10n.t('Discriminator'),
        description: String(discriminatorLearningRate),
        setting: 'discriminatorLearningRate' as const,
      },
    ],
    {
      title: vscode.l10n.t('Set Learning Rate: {0}', run.record.name),
      placeHolder: vscode.l10n.t('Whose learning rate?'),
    },
  );
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.setting;
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
  registry.add(
    COMMANDS.setDiscriminatorSteps,
    vscode.l10n.t('Setting the discriminator steps'),
    async (argument) => {
      const title = vscode.l10n.t('Set Discriminator Steps (k)');
      const run = await targets.resolve(argument, title, 'edit');
      const value = await askForSetting(
        run,
        'discriminatorSteps',
        vscode.l10n.t('Set Discriminator Steps (k): {0}', run.record.name),
        vscode.l10n.t('Discriminator steps before each generator step'),
      );
      await change(run, 'discriminatorSteps', value);
    },
  );
  registry.add(
    COMMANDS.setLearningRate,
    vscode.l10n.t('Setting the learning rate'),
    async (argument) => {
      const run = await targets.resolve(argument, vscode.l10n.t('Set Learning Rate'), 'edit');
      const setting = await askForPlayer(run);
      const title =
        setting === 'generatorLearningRate'
          ? vscode.l10n.t('Learning Rate of the Generator: {0}', run.record.name)
          : vscode.l10n.t('Learning Rate of the Discriminator: {0}', run.record.name);
      const value = await askForSetting(
        run,
        setting,
        title,
        vscode.l10n.t('0 freezes the player, once its momentum has run out'),
      );
      await change(run, setting, value);
    },
  );
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
