/**
 * Ids that package.json contributes, typed: the only place in code where they are spelled.
 * `npm run check:contributions` compares both.
 */
import * as vscode from 'vscode';
import type { RunState } from '../protocol/runModel';

export const COMMANDS = {
  newConfig: 'gan.newConfig',
  train: 'gan.train',
  pause: 'gan.pause',
  resume: 'gan.resume',
  singleStep: 'gan.singleStep',
  singleDiscriminatorUpdate: 'gan.singleDiscriminatorUpdate',
  singleGeneratorUpdate: 'gan.singleGeneratorUpdate',
  stop: 'gan.stop',
  setDiscriminatorSteps: 'gan.setDiscriminatorSteps',
  setLearningRate: 'gan.setLearningRate',
  changeSetting: 'gan.changeSetting',
  saveModel: 'gan.saveModel',
  openPanel: 'gan.openPanel',
  openTheory: 'gan.openTheory',
  showDevices: 'gan.showDevices',
  installCudaBackend: 'gan.installCudaBackend',
  showLog: 'gan.showLog',
  revealRunDirectory: 'gan.revealRunDirectory',
  exportFilm: 'gan.exportFilm',
  copyRunPath: 'gan.copyRunPath',
  deleteRun: 'gan.deleteRun',
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

export const RUNS_VIEW = 'gan.runs';

/** What a click on a row of the Runs view executes; not for users, so not contributed. */
export const OPEN_SELECTED_RUN = 'gan.openSelectedRun';

/** What can be registered: commands for users, and that one. */
export type HandledCommand = CommandId | typeof OPEN_SELECTED_RUN;

interface Settings {
  'gan.runsDirectory': string;
  'gan.tensorflow.path': string;
  'gan.codeLens.enabled': boolean;
  'gan.notifications.onCompletion': boolean;
}
export type SettingId = keyof Settings;

/** Context keys, all derived from the runs and the configs in `contextKeys.ts`. */
export interface ContextKeys {
  /** State of the run that commands act on; undefined when there is none. */
  'gan.runState': RunState | undefined;
  'gan.canPause': boolean;
  'gan.canResume': boolean;
  'gan.canStep': boolean;
  'gan.canStop': boolean;
  /** Settings can be changed. */
  'gan.canEdit': boolean;
  'gan.canSave': boolean;
  'gan.hasRuns': boolean;
  'gan.hasConfig': boolean;
  /** The workspace has been looked through: `hasRuns` and `hasConfig` mean something. */
  'gan.scanned': boolean;
  'gan.panelActive': boolean;
}

export function registerCommand(
  id: HandledCommand,
  handler: (...args: unknown[]) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, handler);
}

export function readSetting<Id extends SettingId>(
  id: Id,
  scope?: vscode.ConfigurationScope,
): Settings[Id] {
  const value = vscode.workspace.getConfiguration(undefined, scope).get<Settings[Id]>(id);
  if (value === undefined) throw new Error(`package.json gives the setting ${id} no default`);
  return value;
}

/** Opens the editor of settings at one of ours. */
export async function showSetting(id: SettingId): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${id}`);
}

export async function setContextKey<Key extends keyof ContextKeys>(
  key: Key,
  value: ContextKeys[Key] | undefined,
): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
