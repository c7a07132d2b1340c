import { decode } from 'fast-png';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { LAST_STEP, makeGrid, summary } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, requestedSamples, showSamples, tabTo } from './openRun';
import { menuOf, saved } from './savedFile';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const slider = '#samples input[type=range]';
const captionOf = () => panel.page.textContent('#samples .caption');

/** Red values in the canvas at the middle of every image pixel. */
async function drawnPixels(side: number): Promise<number[]> {
  return panel.page.$eval(
    '#samples canvas',
    (element, size) => {
      const canvas = element as HTMLCanvasElement;
      const factor = canvas.width / size;
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      const at = (x: number, y: number) => {
        const middle = (value: number) => Math.floor((value + 0.5) * factor);
        return data?.[4 * (middle(y) * canvas.width + middle(x))] ?? -1;
      };
      return Array.from({ length: size * size }, (_, i) => at(i % size, Math.floor(i / size)));
    },
    side,
  );
}

describe('the grid', () => {
  it('has the pixels of the PNG, enlarged by a whole factor', async () => {
    panel = await openRun();
    const { width, data } = decode(await showSamples(panel, LAST_STEP));
    expect(await drawnPixels(width)).toEqual([...data]);
  });

  it('says which class each column shows', async () => {
    const names = Array.from({ length: 25 }, (_, i) => `class ${i}`);
    for (const [classes, says] of [
      [names.slice(0, 3), 'Columns by class: class 0, class 1, class 2'],
      [names, `Columns by class, the first 20 of 25: ${names.slice(0, 20).join(', ')}`],
    ] as const) {
      panel = await openRun({ snapshot: { summary: { ...summary, classes } } });
      await showSamples(panel, LAST_STEP);
      expect(await panel.page.textContent('#samples .class-columns')).toBe(says);
      expect(await panel.page.getAttribute('#samples canvas', 'aria-label')).toBe(
        `Grid of generated samples at step 12,400. ${says}`,
      );
      if (classes !== names) await panel.close();
    }
  });

  it('says why it cannot be saved while it is not drawn, and can be once it is', async () => {
    panel = await openRun();
    await panel.page.click(menuOf('samples'));
    const entry = panel.page.locator('#samples-menu [data-export="grid"]');
    expect(await entry.isDisabled()).toBe(true);
    expect(await entry.getAttribute('title')).toContain('There is no picture to save yet');
    await showSamples(panel, LAST_STEP);
    await expect.poll(() => entry.isEnabled()).toBe(true);
    expect((await saved(panel, 'samples', 'grid')).name).toBe(`samples-${LAST_STEP}.png`);
  });

  it('follows the newest one', async () => {
    panel = await openRun();
    await showSamples(panel, LAST_STEP);
    await panel.send({ type: 'sampleAdded', step: 12_600 });
    await showSamples(panel, 12_600);
    expect(await captionOf()).toBe('Step 12,600 · grid 63 of 63');
  });

  it('says why there is none, and is asked for again after a new snapshot', async () => {
    panel = await openRun();
    await requestedSamples(panel, LAST_STEP);
    await panel.send({ type: 'samples', step: LAST_STEP, problem: 'the file is cut short.' });
    await panel.page.waitForSelector('#samples .problem');
    expect(await panel.page.textContent('#samples .problem')).toContain('the file is cut short.');
    await panel.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await panel.page.waitForFunction(
      () =>
        window.harnessPosted.filter(
          (message) => (message as { type: string }).type === 'requestSamples',
        ).length === 2,
    );
  });

  it('shows the newest that has come when another was added meanwhile', async () => {
    panel = await openRun();
    await requestedSamples(panel, LAST_STEP);
    await panel.send({ type: 'sampleAdded', step: 12_600 });
    const png = makeGrid(200);
    await panel.send({ type: 'samples', step: LAST_STEP, png });
    await expect.poll(captionOf).toBe('Step 12,400 · grid 62 of 63');
    const { width, data } = decode(png);
    expect(await drawnPixels(width)).toEqual([...data]);
  });

  it('says so when the bytes are no picture', async () => {
    panel = await openRun();
    await requestedSamples(panel, LAST_STEP);
    await panel.send({ type: 'samples', step: LAST_STEP, png: makeGrid(200).subarray(0, 60) });
    await panel.page.waitForSelector('#samples .problem');
  });
});

describe('the slider', () => {
  it('goes through every kept grid with the arrow keys', async () => {
    panel = await openRun();
    await showSamples(panel, LAST_STEP);
    await tabTo(panel, slider);
    await panel.page.keyboard.press('ArrowLeft');
    await showSamples(panel, 12_200);
    expect(await captionOf()).toBe('Step 12,200 · grid 61 of 62');
    expect(await panel.page.getAttribute(slider, 'aria-valuetext')).toBe('Step 12,200');
    await panel.page.keyboard.press('Home');
    const { width, data } = decode(await showSamples(panel, 200));
    expect(await drawnPixels(width)).toEqual([...data]);
  });

  it('stays where the user put it while new grids arrive, until Latest is pressed', async () => {
    panel = await openRun();
    await showSamples(panel, LAST_STEP);
    await panel.page.click('#samples [aria-label="Previous Grid"]');
    await panel.send({ type: 'sampleAdded', step: 12_600 });
    await showSamples(panel, 12_200);
    await panel.page.waitForTimeout(300);
    expect(await captionOf()).toBe('Step 12,200 · grid 61 of 63');
    await panel.page.click('#samples .text-toggle');
    await showSamples(panel, 12_600);
    expect(await panel.page.getAttribute('#samples .text-toggle', 'aria-pressed')).toBe('true');
  });

  it('asks for one grid at a time, the one it rests on', async () => {
    panel = await openRun();
    await showSamples(panel, LAST_STEP);
    await panel.page.focus(slider);
    for (let i = 0; i < 10; i += 1) await panel.page.keyboard.press('ArrowLeft');
    await panel.settled();
    // The first one passed over is under way, and asked for again when it is long in coming; the others passed over are
    // never asked for.
    const asked = (await panel.posted('requestSamples')).map(({ step }) => step);
    const underway = asked.find((step) => step !== LAST_STEP);
    if (underway === undefined) throw new Error('No grid was asked for.');
    expect(new Set(asked)).toEqual(new Set([LAST_STEP, underway]));
    await panel.send({ type: 'samples', step: underway, png: makeGrid(underway) });
    await requestedSamples(panel, LAST_STEP - 10 * 200);
  });

  it('does not ask again for what it has shown', async () => {
    panel = await openRun();
    await showSamples(panel, LAST_STEP);
    await panel.page.click('#samples [aria-label="Previous Grid"]');
    await showSamples(panel, 12_200);
    const asked = await panel.posted('requestSamples');
    await panel.page.click('#samples [aria-label="Next Grid"]');
    await panel.settled();
    expect(await panel.posted('requestSamples')).toEqual(asked);
  });

  it('jumps to the grid nearest to a click in a chart', async () => {
    panel = await openRun();
    const box = await panel.page.locator('#losses canvas').boundingBox();
    if (box === null) throw new Error('The losses are not on the page.');
    await panel.page.mouse.click(box.x + 46 + (box.width - 54) / 2, box.y + box.height / 2);
    await panel.settled();
    expect(await captionOf()).toBe('Step 6,200 · grid 31 of 62');
  });
});

describe('the film', () => {
  it.each([
    ['runs fast', false, 160, 5],
    ['is a slide show with reduced motion', true, 1500, 2],
  ])('%s', async (_, reducedMotion, milliseconds, grids) => {
    panel = await openRun({ reducedMotion });
    const start = await panel.page.evaluate(() => performance.now());
    await panel.page.click('#samples .film button:first-child');
    // It begins at the first grid; before it, the last one was on show.
    const seen = await panel.page.waitForFunction((wanted) => {
      const caption = document.querySelector('#samples .caption')?.textContent ?? '';
      const grid = Number(/grid (\d+)/.exec(caption)?.[1]);
      return grid >= wanted && grid < 62 ? { grid, at: performance.now() } : undefined;
    }, grids);
    const { grid, at } = (await seen.jsonValue())!;
    const perGrid = (at - start) / (grid - 1);
    expect(perGrid).toBeGreaterThanOrEqual(milliseconds);
    if (!reducedMotion) expect(perGrid).toBeLessThan(1500);
  });
});
