/**
 * What an open panel costs training: steps per second and the worker's processor time a step, with the panel on screen
 * and closed in turns, in one run of a real VS Code with the packaged extension (`npm run package` first). On a machine
 * with few cores the window, the browser and the worker share them, as they do on a laptop.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GanConfigInput } from '../src/config/ganConfig';
import { readMetrics } from '../src/runs/metricsReader';
import { readRunRecord } from '../src/runs/record';
import { openStudio, type Studio } from '../test/harness/studio';
import { median, report } from './report';

const BLOCK_MS = 6000;
const PAIRS = 5;
/** Time for the window to settle after a change. */
const SETTLE_MS = 2000;
/** Of /proc/<pid>/stat. */
const TICKS_PER_SECOND = 100;

const config: GanConfigInput = {
  data: { source: 'digits' },
  generator: {
    latent: { dimension: 32 },
    layers: [
      { type: 'dense', units: 128, activation: 'relu' },
      { type: 'dense', units: 256, activation: 'relu' },
      { type: 'dense', units: 64, activation: 'tanh' },
    ],
  },
  discriminator: {
    layers: [
      { type: 'dense', units: 256, activation: 'leakyRelu' },
      { type: 'dense', units: 128, activation: 'leakyRelu' },
      { type: 'dense', units: 1 },
    ],
  },
  training: { batchSize: 128, steps: 10_000_000 },
  threads: 1,
};

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
  await sleep(SETTLE_MS);
  const before = await moment(runDirectory);
  await sleep(BLOCK_MS);
  const after = await moment(runDirectory);
  const steps = after.step - before.step;
  return {
    stepsPerSecond: steps / (after.seconds - before.seconds),
    processor: (1e6 * (after.processor - before.processor)) / steps,
  };
}

async function compare(studio: Studio): Promise<string[]> {
  await studio.openFile('digits.gan.json');
  await studio.command('GAN: Train');
  await studio.panel().getByRole('heading', { name: 'Samples' }).waitFor({ timeout: 60_000 });
  const runs = path.join(studio.workspace, 'runs');
  const runDirectory = path.join(runs, fs.readdirSync(runs)[0] ?? '');
  const open: Block[] = [];
  const closed: Block[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    open.push(await block(runDirectory));
    await studio.command('View: Close Editor');
    closed.push(await block(runDirectory));
    await studio.command('GAN: Open Panel');
    await studio.panel().locator('#losses canvas').first().waitFor({ timeout: 60_000 });
  }
  return (['stepsPerSecond', 'processor'] as const).map((kind) => {
    const ratios = open.map((one, i) => 100 * (one[kind] / (closed[i]?.[kind] ?? NaN) - 1));
    const cells = [
      kind === 'processor' ? 'processor time of the worker, µs a step' : 'steps/s',
      median(closed.map((one) => one[kind])).toFixed(0),
      median(open.map((one) => one[kind])).toFixed(0),
      ...[median(ratios), Math.min(...ratios), Math.max(...ratios)].map((r) => `${r.toFixed(1)} %`),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

async function main(): Promise<void> {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-bench-'));
  fs.writeFileSync(path.join(workspace, 'digits.gan.json'), JSON.stringify(config, null, 2));
  const studio = await openStudio({ workspace });
  try {
    const rows = await compare(studio);
    report('panelCost', 'The open panel: what it costs training', [
      `One digits run, blocks of ${BLOCK_MS / 1000} s with the panel on screen and closed in turns, ${PAIRS} pairs; ratios are of neighbouring blocks.`,
      '',
      '| measured | closed | open | ratio: median | least | most |',
      '|---|--:|--:|--:|--:|--:|',
      ...rows,
    ]);
  } finally {
    await studio.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

void main();
