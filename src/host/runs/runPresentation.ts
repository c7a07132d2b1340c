/** How a run looks in the tree, in the status bar and in lists. */
import * as vscode from 'vscode';
import type { RunState } from '../../protocol/runModel';
import type { Run } from './run';

const ICONS: Readonly<Record<RunState, { readonly icon: string; readonly color?: string }>> = {
  starting: { icon: 'loading~spin' },
  // Not spinning: redrawing an icon for hours takes time from the training.
  running: { icon: 'sync', color: 'testing.runAction' },
  paused: { icon: 'debug-pause', color: 'charts.yellow' },
  stopping: { icon: 'loading~spin' },
  completed: { icon: 'pass', color: 'testing.iconPassed' },
  stopped: { icon: 'circle-slash' },
  failed: { icon: 'error', color: 'testing.iconFailed' },
  diverged: { icon: 'warning', color: 'list.warningForeground' },
};

/** Name of the codicon of a state. */
export function stateIcon(state: RunState): string {
  return ICONS[state].icon;
}

export function stateThemeIcon(state: RunState): vscode.ThemeIcon {
  const { icon, color } = ICONS[state];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** A state in the user's language. */
export function stateLabel(state: RunState): string {
  switch (state) {
    case 'starting':
      return vscode.l10n.t('starting');
    case 'running':
      return vscode.l10n.t('running');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'stopping':
      return vscode.l10n.t('stopping');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'diverged':
      return vscode.l10n.t('diverged');
  }
}

/** 12400 → "12,400", in the language of the editor. */
export function formatCount(value: number): string {
  return value.toLocaleString(vscode.env.language, { maximumFractionDigits: 0 });
}

/** Steps per second with three significant digits: "41.2". */
export function formatSpeed(stepsPerSecond: number): string {
  return stepsPerSecond.toLocaleString(vscode.env.language, { maximumSignificantDigits: 3 });
}

/** 3725 → "1 h 2 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return vscode.l10n.t('{0} s', whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return vscode.l10n.t('{0} min {1} s', minutes, whole % 60);
  return vscode.l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** "12,400 / 50,000" while there is something to come, "50,000 steps" at the end. */
export function stepsText(run: Run): string {
  const { step, steps } = run.progress;
  return run.state === 'completed'
    ? vscode.l10n.t('{0} steps', formatCount(step))
    : vscode.l10n.t('{0} / {1}', formatCount(step), formatCount(steps));
}

/** The grey text beside a run's name: "12,400 / 50,000 · 41/s", or what became of it. */
export function runDescription(run: Run): string {
  const parts = [stepsText(run)];
  if (run.state === 'running' && run.progress.stepsPerSecond > 0) {
    parts.push(vscode.l10n.t('{0}/s', formatSpeed(run.progress.stepsPerSecond)));
  } else if (run.state !== 'running' && run.state !== 'completed') {
    parts.push(stateLabel(run.state));
  }
  return parts.join(' · ');
}

/** What a screen reader says of a run. */
export function runAccessibleLabel(run: Run): string {
  const { step, steps } = run.progress;
  return vscode.l10n.t(
    '{0}, {1}, step {2} of {3}',
    run.record.name,
    stateLabel(run.state),
    formatCount(step),
    formatCount(steps),
  );
}

/** When a run was started, to tell it from its namesakes: "2:24 PM" of today's, else "Nov 25, 2:24 PM". */
export function startedBriefly(run: Run, now = new Date()): string {
  const started = new Date(run.record.createdAt);
  const isToday = started.toDateString() === now.toDateString();
  return started.toLocaleString(vscode.env.language, {
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
    ...{ hour: 'numeric', minute: '2-digit' },
  });
}

/** When a run was started, in the user's format. */
export function startedText(run: Run): string {
  return new Date(run.record.createdAt).toLocaleString(vscode.env.language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
}
