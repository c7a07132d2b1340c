/** What hovering over a run tells: the facts one would otherwise look up in three files. */
import * as vscode from 'vscode';
import { escapeMarkdown } from '../markdown';
import type { LastLosses, Run } from './run';
import {
  formatCount,
  formatDuration,
  formatSpeed,
  startedText,
  stateLabel,
} from './runPresentation';

function progressRows(run: Run): [string, string][] {
  const { step, steps, stepsPerSecond, secondsLeft } = run.progress;
  const rows: [string, string][] = [
    [vscode.l10n.t('Steps'), vscode.l10n.t('{0} / {1}', formatCount(step), formatCount(steps))],
  ];
  if (run.state !== 'running' || stepsPerSecond <= 0) return rows;
  rows.push([vscode.l10n.t('Speed'), vscode.l10n.t('{0} steps/s', formatSpeed(stepsPerSecond))]);
  if (secondsLeft !== undefined) {
    rows.push([vscode.l10n.t('Time left'), formatDuration(secondsLeft)]);
  }
  return rows;
}

function lossRows(run: Run, losses: LastLosses | undefined): [string, string][] {
  if (losses === undefined) return [];
  const { equilibrium } = run.record;
  const row = (value: number, atEquilibrium: number | undefined) =>
    atEquilibrium === undefined
      ? vscode.l10n.t('{0} nats', value.toPrecision(4))
      : vscode.l10n.t(
          '{0} nats ({1} at the equilibrium)',
          value.toPrecision(4),
          atEquilibrium.toPrecision(4),
        );
  return [
    [vscode.l10n.t('Discriminator loss'), row(losses.discriminator, equilibrium?.discriminator)],
    [vscode.l10n.t('Generator loss'), row(losses.generator, equilibrium?.generator)],
  ];
}

function factRows(run: Run): [string, string][] {
  const { record } = run;
  const rows: [string, string][] = [];
  if (record.data !== undefined) rows.push([vscode.l10n.t('Data'), record.data.description]);
  if (record.device !== undefined) rows.push([vscode.l10n.t('Device'), record.device.label]);
  if (record.parameters !== undefined) {
    const { generator, discriminator } = record.parameters;
    rows.push([
      vscode.l10n.t('Parameters'),
      vscode.l10n.t(
        '{0} generator, {1} discriminator',
        formatCount(generator),
        formatCount(discriminator),
      ),
    ]);
  }
  rows.push(
    [vscode.l10n.t('k'), formatCount(record.settings.discriminatorSteps)],
    [vscode.l10n.t('Seed'), String(record.seed)],
    [vscode.l10n.t('Started'), startedText(run)],
  );
  return rows;
}

/** The tooltip as Markdown. Names and reasons come from files: they are escaped, and no command link in them can run. */
export function runTooltip(run: Run, losses: LastLosses | undefined): vscode.MarkdownString {
  const paragraphs = [`**${escapeMarkdown(run.record.name)}** · ${stateLabel(run.state)}`];
  for (const sentence of [run.reason, run.record.device?.fallback]) {
    if (sentence !== undefined) paragraphs.push(escapeMarkdown(sentence));
  }
  const rows = [...progressRows(run), ...lossRows(run, losses), ...factRows(run)];
  const table = rows.map(([label, value]) => `| ${label}&nbsp;&nbsp; | ${escapeMarkdown(value)} |`);
  paragraphs.push(['| | |', '|:-|:-|', ...table].join('\n'));
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
}
