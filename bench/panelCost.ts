/**
 * What an open panel costs training: steps per second and the worker's processor time a step, with the panel on screen
 * and closed in turns, in one run of a real VS Code with the packaged extension (`npm run package` first).
 * On a machine with few cores the window, the browser and the worker share them, as they do on a laptop.
 *
 * Machines drift by more than what is measured, so blocks come as open, closed, closed, open: a steady drift cancels.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GanConfig } from '../src/config/ganConfig';
import { readMetrics } from '../src/runs/metricsReader';
import { readRunRecord } from '../src/runs/record';
import { openStudio, type Studio } from '../test/harness/studio';
import { workloads } from './configs';
import { writeImages } from './imageFile';
import { median, report } from './report';

const BLOCK_MS = 6000;
const ROUNDS = 6;
/** Time for the window to settle after a change. */
const SETTLE_MS = 4000;
/** Of /proc/<pid>/stat. */
const TICKS_PER_SECOND = 100;

/** Far more than are made. */
const STEPS = 10_000_000;

interface Moment {
  readonly step: number;
  /** Seconds of training. */
  readonly seconds: number;
  /** Seconds of the worker's processor time. */
  readonly processor: number;
}

async function moment(runDirectory: string): Promise<Moment> {
  const { processId } = await readRunRecord(runDirectory);
  const stat = fs.readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const processor = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  const { step, columns } = await readMetrics(runDirectory);
  const last = step.length - 1;
  return { step: step[last]!, seconds: columns.seconds[last]!, processor };
}

interface Block {
  readonly stepsPerSecond: number;
  /** Microseconds a step. */
  readonly processor: number;
}

async function block(runDirectory: string): Promise<Block> {
  const before = await moment(runDirectory);
  await sleep(BLOCK_MS);
  const after = await moment(runDirectory);
  const steps = after.step - before.step;
  return {
    stepsPerSecond: steps / (after.seconds - before.seconds),
    processor: (1e6 * (after.processor - before.processor)) / steps,
  };
}

/** Blocks one after the other, once the window has settled. */
async function blocks(runDirectory: string, count: number): Promise<Block[]> {
  await sleep(SETTLE_MS);
  const measured: Block[] = [];
  for (let i = 0; i < count; i++) measured.push(await block(runDirectory));
  return measured;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function row(
  name: string,
  kind: keyof Block,
  rounds: readonly { readonly open: readonly Block[]; readonly closed: readonly Block[] }[],
): string {
  const of = (measured: readonly Block[]): number => mean(measured.map((one) => one[kind]));
  const ratios = rounds.map(({ open, closed }) => 100 * (of(open) / of(closed) - 1));
  const cells = [
    name,
    kind === 'processor' ? 'processor time of the worker, µs a step' : 'steps/s',
    mean(rounds.map(({ closed }) => of(closed))).toFixed(0),
    mean(rounds.map(({ open }) => of(open))).toFixed(0),
    ...[median(ratios), Math.min(...ratios), Math.max(...ratios)].map((r) => `${r.toFixed(1)} %`),
  ];
  return `| ${cells.join(' | ')} |`;
}

async function compare(name: string, config: GanConfig): Promise<string[]> {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-bench-'));
  const training = { ...config.training, steps: STEPS };
  if (config.data.source === 'idx') writeImages(path.join(workspace, config.data.images));
  fs.writeFileSync(
    path.join(workspace, 'panelCost.gan.json'),
    JSON.stringify({ ...config, training, threads: 1 }, null, 2),
  );
  const studio = await openStudio({ workspace });
  try {
    return await measure(studio, name);
  } finally {
    await studio.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

async function measure(studio: Studio, name: string): Promise<string[]> {
  await studio.openFile('panelCost.gan.json');
  await studio.command('GAN: Train');
  await studio
    .panel()
    .getByRole('heading', { name: 'Samples', exact: true })
    .waitFor({ timeout: 60_000 });
  const runs = path.join(studio.workspace, 'runs');
  const runDirectory = path.join(runs, fs.readdirSync(runs)[0] ?? '');
  const rounds: { open: Block[]; closed: Block[] }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const open = await blocks(runDirectory, 1);
    await studio.command('View: Close Editor');
    const closed = await blocks(runDirectory, 2);
    await studio.command('GAN: Open Panel');
    await studio.panel().locator('#losses canvas').first().waitFor({ timeout: 60_000 });
    open.push(...(await blocks(runDirectory, 1)));
    rounds.push({ open, closed });
  }
  return [row(name, 'stepsPerSecond', rounds), row(name, 'processor', rounds)];
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const { title, config } of [workloads['ring8']!, workloads['mnist']!]) {
    rows.push(...(await compare(title, config)));
  }
  report('panelCost', 'The open panel: what it costs training', [
    `${ROUNDS} rounds of four blocks of ${BLOCK_MS / 1000} s: panel on screen, closed, closed, on screen; one thread. A ratio is that of one round; absolute figures are means.`,
    '',
    '| run | measured | closed | open | ratio: median | least | most |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...rows,
  ]);
}

void main();
