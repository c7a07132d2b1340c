/** The panel of a real VS Code beside a training: frames of the panel, and of the window once the panel is closed. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Frame } from 'playwright-core';
import { openStudio, type Studio } from '../../test/harness/studio';
import { readFrames, startFrames } from './inPage';
import { measureWork, type Measured } from './measured';

const ROUNDS = 2;
const BLOCK_MS = 6000;
/** Time for the window to settle after a change. */
const SETTLE_MS = 3000;
/** Far more than are made. */
const STEPS = 10_000_000;

export interface LiveMeasured {
  readonly name: string;
  readonly measured: readonly Measured[];
}

/** The page of the panel, and its process. */
async function panelFrame(studio: Studio): Promise<{ frame: Frame; session: CDPSession }> {
  const canvas = studio.panel().locator('#histogram canvas[width]');
  await canvas.waitFor({ timeout: 60_000 });
  const frame = await (await canvas.elementHandle()).ownerFrame();
  const outer = frame?.parentFrame();
  if (!frame || !outer) throw new Error('The panel is in no frame.');
  const session = await studio.page.context().newCDPSession(outer);
  return { frame, session };
}

async function block(frame: Frame, session: CDPSession): Promise<Measured> {
  await sleep(SETTLE_MS);
  return measureWork(session, async () => {
    await frame.evaluate(startFrames);
    await sleep(BLOCK_MS);
    return frame.evaluate(readFrames);
  });
}

async function measure(config: string): Promise<LiveMeasured[]> {
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'gan-bench-'));
  const text = fs.readFileSync(path.join('examples', config), 'utf8');
  fs.writeFileSync(path.join(workspace, config), text.replace(/"steps": \d+/, `"steps": ${STEPS}`));
  const studio = await openStudio({ workspace, size: { width: 1600, height: 1000 } });
  try {
    await studio.openFile(config);
    await studio.command('GAN: Train');
    const open: Measured[] = [];
    const closed: Measured[] = [];
    const window = await studio.page.context().newCDPSession(studio.page);
    for (let round = 0; round < ROUNDS; round++) {
      const { frame, session } = await panelFrame(studio);
      open.push(await block(frame, session));
      await studio.command('View: Close Editor');
      closed.push(await block(studio.page.mainFrame(), window));
      await studio.command('GAN: Open Panel');
    }
    return [
      { name: `VS Code, ${config} training: the panel`, measured: open },
      { name: 'the window without the panel, for comparison', measured: closed },
    ];
  } finally {
    await studio.close();
    fs.rmSync(workspace, { recursive: true, force: true });
  }
}

/** Of a training on the plane and of one on a line. */
export async function liveRuns(): Promise<LiveMeasured[]> {
  return [...(await measure('ring.gan.json')), ...(await measure('gaussian.gan.json'))];
}
