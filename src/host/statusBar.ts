/** The one item in the status bar: the run that goes on. Hidden when none does. */
import * as vscode from 'vscode';
import { COMMANDS } from './contributions';
import { Disposable } from './disposable';
import type { Run } from './runs/run';
import {
  formatCount,
  runAccessibleLabel,
  runDescription,
  stateIcon,
  stateLabel,
} from './runs/runPresentation';
import type { Launch, RunLauncher } from './runs/runLauncher';
import type { RunService } from './runs/runService';
import { escapeMarkdown } from './markdown';

const UPDATE_MILLISECONDS = 1000;

/** With a sign where training is slower than asked for: the tooltip says why. */
function text(run: Run): string {
  const { step, steps } = run.progress;
  const sign = run.record.device?.fallback === undefined ? '' : ' $(warning)';
  return run.state === 'running' || run.state === 'paused'
    ? `$(${stateIcon(run.state)}) GAN ${formatCount(step)}/${formatCount(steps)}${sign}`
    : `$(${stateIcon(run.state)}) GAN ${stateLabel(run.state)}${sign}`;
}

function tooltip(runs: readonly Run[]): vscode.MarkdownString {
  const lines = runs.map((run) => {
    const target = encodeURIComponent(JSON.stringify([run.directory]));
    const fallback = run.record.device?.fallback;
    return [
      `[${escapeMarkdown(run.record.name)}](command:${COMMANDS.openPanel}?${target})`,
      ` · ${escapeMarkdown(runDescription(run))}`,
      ...(fallback === undefined ? [] : [`\n\n$(warning) ${escapeMarkdown(fallback)}`]),
    ].join('');
  });
  const markdown = new vscode.MarkdownString(lines.join('\n\n'), true);
  markdown.isTrusted = { enabledCommands: [COMMANDS.openPanel] };
  return markdown;
}

export class StatusBar extends Disposable {
  private readonly item: vscode.StatusBarItem;
  /** What a click is about: a launch, a run directory, or several runs. */
  private target: Launch | string | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly service: RunService,
    private readonly launcher: RunLauncher,
  ) {
    super();
    this.item = this.register(
      vscode.window.createStatusBarItem('gan.run', vscode.StatusBarAlignment.Left, 10),
    );
    this.item.name = vscode.l10n.t('GAN Run');
    this.register(service.onDidChangeRuns(() => this.updateSoon()));
    this.register(service.onDidChangeRun(() => this.updateSoon()));
    this.register(launcher.onDidChange(() => this.update()));
    this.register({ dispose: () => clearTimeout(this.timer) });
  }

  private updateSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
    }, UPDATE_MILLISECONDS);
  }

  private update(): void {
    const [launch] = this.launcher.launches;
    const live = this.service.runs.filter((run) => run.live);
    if (launch !== undefined) this.showLaunch(launch);
    else if (live.length > 0) this.showRuns(live);
    else this.item.hide();
  }

  private showLaunch(launch: Launch): void {
    const { name, purpose, status } = launch;
    const label = {
      train: vscode.l10n.t('GAN starting'),
      export: vscode.l10n.t('GAN saving model'),
      inspect: vscode.l10n.t('GAN loading checkpoint'),
      evaluate: vscode.l10n.t('GAN evaluating'),
    }[purpose];
    this.item.text = `$(loading~spin) ${label}`;
    this.item.tooltip = [
      status === '' ? name : `${name}: ${status}`,
      {
        train: vscode.l10n.t('Click to give the start up'),
        export: vscode.l10n.t('Click to give it up; nothing is saved then'),
        inspect: vscode.l10n.t('Click to give it up'),
        evaluate: vscode.l10n.t('Click to give it up; nothing is written then'),
      }[purpose],
    ].join('\n');
    this.item.accessibilityInformation = { label: `${label}: ${name}, ${status}` };
    // This one, whatever else could be stopped.
    this.aim(launch, { command: COMMANDS.stop, title: vscode.l10n.t('Stop'), arguments: [launch] });
    this.item.show();
  }

  private showRuns(live: readonly Run[]): void {
    const [first] = live;
    const label =
      live.length === 1 && first !== undefined
        ? text(first)
        : `$(sync) ${vscode.l10n.t('GAN {0} runs', live.length)}`;
    if (this.item.text !== label) {
      this.item.text = label;
      this.item.tooltip = tooltip(live);
      this.item.accessibilityInformation = {
        label: `GAN: ${live.map(runAccessibleLabel).join('; ')}`,
      };
    }
    const only = live.length === 1 ? first?.directory : undefined;
    this.aim(only, {
      command: COMMANDS.openPanel,
      title: vscode.l10n.t('Open Panel'),
      arguments: only === undefined ? [] : [only],
    });
    this.item.show();
  }

  /** Sets the command of a click. Not at every update: a command set anew makes a click of that moment come to nothing. */
  private aim(target: Launch | string | undefined, command: vscode.Command): void {
    if (this.item.command !== undefined && this.target === target) return;
    this.target = target;
    this.item.command = command;
  }
}
