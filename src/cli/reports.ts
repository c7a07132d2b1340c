/** What `gan runs` and `gan devices` print. */
import { basename } from 'node:path';
import { type DeviceChoice, isLiveState } from '../protocol/runModel';
import { exportName } from '../runs/layout';
import { readRunStatus } from '../runs/liveness';
import type { ListedRun } from '../runs/runsIndex';
import { formatCount, formatNumber } from './format';
import { formatTable } from './table';

export function describeDevices({ label, reason, fallback, candidates }: DeviceChoice): string {
  const rows = candidates.map((candidate) => [
    candidate.label === label ? '→' : '',
    candidate.label,
    candidate.millisecondsPerStep === undefined
      ? ''
      : `${formatNumber(candidate.millisecondsPerStep)} ms/step`,
    candidate.note ?? '',
  ]);
  const lines = [formatTable([['', 'DEVICE', 'TIME', 'NOTE'], ...rows]), '', `${label}. ${reason}`];
  return (fallback === undefined ? lines : [...lines, fallback]).join('\n');
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
