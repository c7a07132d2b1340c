/**
 * Frames a second of the panel while a run trains, in a real VS Code with the packaged extension (`npm run package`
 * first): the window, its browser, the extension host and the worker share the machine, and the browser draws in
 * software, on the processor's own cores.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameLocator } from 'playwright-core';
import { readMetrics } from '../src/runs/metricsReader';
import { openStudio, type Studio } from '../test/harness/studio';
import { readFrames, startFrames, type FrameTimes } from './smoothness/inPage';
import { FRAME_HEADS, frameCells } from './smoothness/measured';
import { sweep } from './smoothness/sweep';
import { ROOT, report } from './report';

/** Examples whose data come with the project: a plane, a line, images. */
const EXAMPLES = ['ring', 'gaussian', 'digits'] as const;
/** Far more than are made. */
const STEPS = 10_000_000;
const WATCHED_MS = 15_000;
const MOVES = 200;
/** For the first evaluations, metrics and their calibration to be there. */
const SETTLE_MS = 20_000;

/** A folder with a copy of an example that goes on until it is stopped. */
function workspaceOf(example: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-bench-'));
  const text = fs.readFileSync(path.join(ROOT, `examples/${example}.gan.json`), 'utf8');
  const longer = text.replace(/"steps": \d+/, `"steps": ${STEPS}`);
  fs.writeFileSync(path.join(folder, `${example}.gan.json`), longer);
  return folder;
}

function sweepOver(studio: Studio, selector: string, press: boolean): Promise<void> {
  return sweep(studio.page, studio.panel().locator(selector).first(), { moves: MOVES, press });
}

const scenarios: readonly (readonly [string, (studio: Studio) => Promise<void>])[] = [
  ['watched', () => sleep(WATCHED_MS)],
  ['pointer across the losses', (studio) => sweepOver(studio, '#losses canvas', false)],
  [
    'slider from the first to the last',
    (studio) => sweepOver(studio, '#samples input[type=range]', true),
  ],
];

async function framesOf(panel: FrameLocator, act: () => Promise<void>): Promise<FrameTimes> {
  const body = panel.locator('body');
  await body.evaluate(startFrames);
  await act();
  return body.evaluate(readFrames);
}

async function stepNow(studio: Studio): Promise<number> {
  const runs = path.join(studio.workspace, 'runs');
  const { step } = await readMetrics(path.join(runs, fs.readdirSync(runs)[0] ?? ''));
  return step.at(-1);
}

async function measure(studio: Studio, example: string): Promise<string[]> {
  await studio.openFile(`${example}.gan.json`);
  await studio.command('GAN: Train');
  const panel = studio.panel();
  await panel.locator('#samples canvas[width]').first().waitFor({ timeout: 60_000 });
  await sleep(SETTLE_MS);
  const rows: string[] = [];
  for (const [name, act] of scenarios) {
    const [fromStep, from] = [await stepNow(studio), performance.now()];
    const frames = await framesOf(panel, () => act(studio));
    const steps = ((await stepNow(studio)) - fromStep) / ((performance.now() - from) / 1000);
    const cells = [`\`${example}\`: ${name}`, steps.toFixed(0), ...frameCells([frames])];
    rows.push(`| ${cells.join(' | ')} |`);
  }
  return rows;
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const example of EXAMPLES) {
    const workspace = workspaceOf(example);
    const studio = await openStudio({ workspace, size: { width: 1600, height: 1200 } });
    try {
      rows.push(...(await measure(studio, example)));
    } finally {
      await studio.close();
      fs.rmSync(workspace, { recursive: true, force: true });
    }
  }
  const heads = ['what', 'steps/s meanwhile', ...FRAME_HEADS];
  report('trainingFrames', 'Frames a second of the panel beside a training', [
    `Examples as they are, but for their number of steps; every card open. Watched for ${WATCHED_MS / 1000} s, or ${MOVES} moves of the pointer. Milliseconds.`,
    '',
    `| ${heads.join(' | ')} |`,
    `|---|${'--:|'.repeat(heads.length - 1)}`,
    ...rows,
  ]);
}

void main();
