/** What `gan runs` and `gan devices` print. */
import { basename } from 'node:path';
import { formatCount } from '../config/formatCount';
import { type DeviceChoice, isLiveState } from '../protocol/runModel';
import { exportName } from '../runs/layout';
import { readRunStatus } from '../runs/liveness';
import type { ListedRun } from '../runs/runsIndex';
import { formatNumber } from './format';
import { formatTable, wrapped } from './table';

/** An editor shows the report of devices without breaking its lines. */
const REPORT_WIDTH = 100;
const NOTE_WIDTH = 50;

export function describeDevices({ label, reason, fallback, candidates }: DeviceChoice): string {
  const rows = candidates.flatMap((candidate) => {
    const { millisecondsPerStep: time } = candidate;
    const [note = '', ...rest] = wrapped(candidate.note ?? '', NOTE_WIDTH);
    return [
      [
        candidate.label === label ? '→' : '',
        candidate.label,
        time === undefined ? '' : `${formatNumber(time)} ms/step`,
        note,
      ],
      ...rest.map((line) => ['', '', '', line]),
    ];
  });
  const sentences = [`${label}. ${reason}`, ...(fallback === undefined ? [] : [fallback])];
  return [
    formatTable([['', 'DEVICE', 'TIME', 'NOTE'], ...rows]),
    '',
    ...sentences.flatMap((sentence) => wrapped(sentence, REPORT_WIDTH)),
  ].join('\n');
}

export function describeSavedModel(step: number, files: number): string {
  return `Saved the model of step ${formatCount(step)} to ${exportName(step)} (${files} files).`;
}

/** One line a run, newest first; a live state is looked into before it is believed. */
export async function describeRuns(runs: readonly ListedRun[]): Promise<string> {
  const rows = await Promise.all(runs.map(describeRun));
  return formatTable([['RUN', 'STATE', 'STEP', 'K', 'STARTED'], ...rows]);
}

async function describeRun({ runDirectory, record, problem }: ListedRun): Promise<string[]> {
  const name = basename(runDirectory);
  if (record === undefined) return [name, 'damaged', '', '', problem ?? ''];
  const { state, step, steps, settings, createdAt } = isLiveState(record.state)
    ? (await readRunStatus(runDirectory)).record
    : record;
  return [
    name,
    state,
    `${formatCount(step)}/${formatCount(steps)}`,
    String(settings.discriminatorSteps),
    new Date(createdAt).toLocaleString(),
  ];
}
