/**
 * How smooth the panel is with every card on, while a run of a million steps is scrubbed and while updates come in, in
 * Chromium. The browser draws in software, on the processor's own cores.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { setup } from '../test/setup/webview';
import { closeBrowser, openPanel, type Panel } from '../test/webview/harness';
import { answersOf, fullRun, type Dimensions } from './smoothness/fullRun';
import { installHost, readFrames, startFrames, streamUpdates } from './smoothness/inPage';
import { HEADER, measureWork, row, type Measured } from './smoothness/measured';
import { sweep } from './smoothness/sweep';
import { report } from './report';

const STEPS = 1_000_000;
const MOVES = 200;
const ATTEMPTS = 3;
const STILL_MS = 3000;
/** From a question of the panel to the answer of its host. */
const LATENCY_MS = 5;

const SLIDER = '#samples input[type=range]';

async function open(dimensions: Dimensions): Promise<Panel> {
  const panel = await openPanel({ size: { width: 1400, height: 1100 } });
  const answers = answersOf(dimensions);
  const snapshot = fullRun(STEPS, dimensions);
  await panel.page.evaluate(installHost, { answers, latency: LATENCY_MS, snapshot });
  await panel.page.waitForSelector('#histogram canvas[width]');
  await panel.page.waitForSelector('#samples canvas[width]');
  await panel.settled();
  return panel;
}

function sweepOver(panel: Panel, selector: string, press: boolean): Promise<void> {
  return sweep(panel.page, panel.page.locator(selector).first(), { moves: MOVES, press });
}

interface Scenario {
  readonly name: string;
  /** Absent where nothing is moved. */
  readonly moves?: number;
  readonly act: (panel: Panel) => Promise<void>;
}

const scenarios: readonly Scenario[] = [
  { name: 'nothing happens', act: () => sleep(STILL_MS) },
  {
    name: 'updates once a second',
    act: (panel) => panel.page.evaluate(streamUpdates, STILL_MS),
  },
  {
    name: 'pointer across the losses',
    moves: MOVES,
    act: (panel) => sweepOver(panel, '#losses canvas', false),
  },
  {
    name: 'slider from the first to the last',
    moves: MOVES,
    act: (panel) => sweepOver(panel, SLIDER, true),
  },
  {
    name: 'the same, with updates once a second',
    moves: MOVES,
    act: async (panel) => {
      const updates = panel.page.evaluate(streamUpdates, Infinity);
      await sweepOver(panel, SLIDER, true);
      await panel.page.evaluate(() => (window.benchHost.streaming = false));
      await updates;
    },
  },
];

/** Follows the newest again. */
async function putBack(panel: Panel): Promise<void> {
  await panel.page.mouse.move(1, 1);
  const latest = panel.page.locator('#samples .text-toggle[aria-pressed=false]');
  if ((await latest.count()) > 0) await latest.click();
  await panel.settled();
}

async function scrubRows(dimensions: Dimensions): Promise<string[]> {
  const measured = scenarios.map((): Measured[] => []);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const panel = await open(dimensions);
    const session = await panel.page.context().newCDPSession(panel.page);
    for (const [index, { act }] of scenarios.entries()) {
      const one = await measureWork(session, async () => {
        await panel.page.evaluate(startFrames);
        await act(panel);
        return panel.page.evaluate(readFrames);
      });
      measured[index]?.push(one);
      await putBack(panel);
    }
    panel.expectClean();
    await panel.close();
  }
  const where = dimensions === 1 ? 'line' : 'plane';
  return scenarios.map(({ name, moves }, i) => row(`${where}: ${name}`, moves, measured[i] ?? []));
}

async function main(): Promise<void> {
  await setup();
  const rows = [...(await scrubRows(2)), ...(await scrubRows(1))];
  await closeBrowser();
  report('smoothness', 'How smooth the panel is, all cards on', [
    `A run of a million steps, ${ATTEMPTS} times ${MOVES} moves; the host answers after ${LATENCY_MS} ms. Milliseconds. Work is processor time of the page's thread, a move; a frame where nothing is moved.`,
    '',
    ...HEADER,
    ...rows,
  ]);
}

void main();
