/**
 * What the runs of the examples came to: a table of the run directories in `GAN_PRESET_RUNS` (bench/runs), the newest of
 * each example. `bench/presetRuns.mjs` makes such runs. A file `seen.txt` in a run directory says in one line what
 * somebody saw in its last picture.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../src/config/parse';
import type { MetricColumn, RunRecord } from '../src/protocol/runModel';
import { readMetrics } from '../src/runs/metricsReader';
import { listRuns } from '../src/runs/runsIndex';
import { EXAMPLES } from '../test/helpers/examples';
import { report, ROOT } from './report';

/** Steps that a loss is averaged over. */
const LAST_STEPS = 100;

const number = (value: number) => value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
const pair = (a: number, b: number) => `${number(a)} / ${number(b)}`;
const whole = (value: number) => Math.round(value).toLocaleString('en-US');

interface Row {
  readonly seconds: number;
  readonly line: string;
}

function stepsWanted(text: string): number {
  return parseConfig(text, 'json').config?.training.steps ?? NaN;
}

function seen(runDirectory: string): string {
  const file = path.join(runDirectory, 'seen.txt');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
}

function wallSeconds({ createdAt, endedAt, updatedAt }: RunRecord): number {
  return (Date.parse(endedAt ?? updatedAt) - Date.parse(createdAt)) / 1000;
}

async function rowOf(
  name: string,
  wanted: number,
  { record, runDirectory }: { readonly record: RunRecord; readonly runDirectory: string },
): Promise<Row> {
  const { step, columns } = await readMetrics(runDirectory);
  const seconds = columns.seconds[step.length - 1] ?? NaN;
  const last = (column: MetricColumn) => {
    const values = columns[column].subarray(-LAST_STEPS);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const losses = [...columns.discriminatorLoss, ...columns.generatorLoss];
  const { equilibrium, device, state, reason = '' } = record;
  const diverged = state === 'diverged' || !losses.every(Number.isFinite);
  const cells = [
    `\`${name}\``,
    record.createdAt.slice(0, 10),
    `${whole(step.length)} of ${whole(wanted)}`,
    whole(wallSeconds(record)),
    whole(seconds),
    number(step.length / seconds),
    String(device?.threads ?? ''),
    pair(last('discriminatorLoss'), last('generatorLoss')),
    equilibrium === undefined ? '' : pair(equilibrium.discriminator, equilibrium.generator),
    diverged ? `**diverged**: ${reason}` : 'no',
    seen(runDirectory),
  ];
  return { seconds, line: `| ${cells.join(' | ')} |` };
}

async function main(): Promise<void> {
  const folder = process.env['GAN_PRESET_RUNS'] ?? path.join(ROOT, 'bench/runs');
  const runs = (await listRuns(folder)).flatMap(({ record, runDirectory }) =>
    record === undefined || record.step === 0 ? [] : [{ record, runDirectory }],
  );
  const missing: string[] = [];
  const rows: Row[] = [];
  for (const { fileName, text } of EXAMPLES) {
    const name = fileName.replace('.gan.json', '');
    // The newest comes first.
    const run = runs.find(({ record }) => record.name === name);
    if (run === undefined) missing.push(`\`${name}\``);
    else rows.push(await rowOf(name, stepsWanted(text), run));
  }
  report('presets', 'What the examples came to', [
    'Each example was started by `gan train` and trained for a while (`bench/presetRuns.mjs`, or by hand on one core) on a',
    'machine that had other work: steps per second are what was left for them, and no measure of speed. *Wall* counts from the',
    `start to the end of the run, *training* its steps alone, both in seconds. Losses are means of the last ${LAST_STEPS} steps,`,
    'D / G, beside those of the equilibrium p_g = p_data. The CIFAR-10 runs had 4,000 of its images, 366 of them cars; `my-images`',
    'had 111 animals of Noto Emoji.',
    '',
    '| example | date | steps done | wall | training | steps/s | threads | losses D / G | at equilibrium | diverged | seen in the last picture |',
    '|---|---|--:|--:|--:|--:|--:|--:|--:|---|---|',
    ...rows.toSorted((a, b) => a.seconds - b.seconds).map(({ line }) => line),
    ...(missing.length > 0 ? ['', `Not run: ${missing.join(', ')}.`] : []),
  ]);
}

void main();
