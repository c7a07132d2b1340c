import * as vscode from 'vscode';
import type { DeviceCandidate, DeviceChoice } from '../../protocol/runModel';
import { escapeMarkdown } from '../markdown';

/** On one line, however narrow the page. */
function whole(text: string): string {
  return text.replaceAll(' ', '&nbsp;');
}

function row(
  { label, millisecondsPerStep: time, note = '' }: DeviceCandidate,
  chosen: string,
): string {
  const name = whole(escapeMarkdown(label));
  const cells = [
    label === chosen ? `**${name}**` : name,
    time === undefined ? '–' : String(Number(time.toPrecision(3))),
    escapeMarkdown(note),
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * What could train on this machine, as Markdown.
 *
 * @param config name of the config whose networks were timed; undefined for those of the digits that come along
 */
export function deviceReport(choice: DeviceChoice, config: string | undefined): string {
  const { label, reason, fallback, candidates } = choice;
  const timed =
    config === undefined
      ? vscode.l10n.t(
          'Timed: steps of the built-in digits. With a config in the editor, its own networks are timed.',
        )
      : vscode.l10n.t('Timed: steps of {0}.', escapeMarkdown(config));
  const headings = [
    vscode.l10n.t('Device'),
    whole(vscode.l10n.t('ms per step')),
    vscode.l10n.t('Note'),
  ];
  return [
    `# ${vscode.l10n.t('Devices of this machine')}`,
    timed,
    `**${escapeMarkdown(label)}.** ${escapeMarkdown(reason)}`,
    ...(fallback === undefined ? [] : [escapeMarkdown(fallback)]),
    [
      `| ${headings.join(' | ')} |`,
      '|:--|--:|:--|',
      ...candidates.map((candidate) => row(candidate, label)),
    ].join('\n'),
    '',
  ].join('\n\n');
}
