import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import { makeGrid, makeSnapshot } from './ganRun';
import { openPanel, type Panel, type PanelOptions } from './harness';

interface RunOptions extends Omit<PanelOptions, 'messages'> {
  /** What differs from the run of `makeSnapshot`. */
  snapshot?: Partial<PanelSnapshot>;
}

/** Opens the panel on a run and waits until its charts are drawn. */
export async function openRun({ snapshot, ...options }: RunOptions = {}): Promise<Panel> {
  const panel = await openPanel({
    ...options,
    messages: [{ type: 'snapshot', snapshot: makeSnapshot(snapshot) }],
  });
  // Chart.js gives a canvas its size when it makes the chart; the histogram is the last.
  await panel.page.waitForSelector('#histogram canvas[width]');
  await panel.settled();
  return panel;
}

/** Waits for the panel's request of a grid, at most a few seconds. */
export async function requestedSamples(panel: Panel, step: number): Promise<void> {
  await panel.page.waitForFunction(
    (wanted) =>
      window.harnessPosted.some((message) => {
        const { type, step: asked } = message as { type: string; step?: number };
        return type === 'requestSamples' && asked === wanted;
      }),
    step,
  );
}

/** Answers the request for a grid and waits until it is drawn. */
export async function showSamples(panel: Panel, step: number): Promise<Uint8Array> {
  const png = makeGrid(step);
  await requestedSamples(panel, step);
  await panel.send({ type: 'samples', step, png });
  await panel.page.waitForFunction(
    (label) => document.querySelector('#samples canvas')?.ariaLabel?.includes(label) === true,
    step.toLocaleString('en'),
  );
  await panel.settled();
  return png;
}

/** A fingerprint of what a canvas shows. */
export async function pixelsOf(panel: Panel, selector: string): Promise<string> {
  return panel.page.$eval(selector, (canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** Presses Tab until the element is focused, and fails when it never is. */
export async function tabTo(panel: Panel, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await panel.page.keyboard.press('Tab');
    const there = await panel.page.$eval(selector, (element) => element.matches(':focus'));
    if (there) return;
  }
  throw new Error(`${selector} cannot be reached with the Tab key.`);
}
