import { afterAll, describe, expect, it } from 'vitest';
import { themes } from '../harness/themes';
import { LAST_STEP, makeCurves, summary } from './ganRun';
import { closeBrowser } from './harness';
import { openRun, pixelsOf, showSamples } from './openRun';

afterAll(closeBrowser);

describe.each(themes)('in the %s theme', (theme) => {
  it('is accessible, with everything open', async () => {
    const panel = await openRun({
      theme,
      snapshot: { curves: makeCurves(LAST_STEP, 40) },
      state: {
        runDirectory: '/run',
        choices: { openTables: ['losses', 'outputs', 'histogram'], detailsOpen: true },
      },
    });
    await showSamples(panel, LAST_STEP);
    expect(await panel.accessibilityViolations()).toEqual([]);
    panel.expectClean();
    await panel.close();
  });

  it('is accessible when the run failed', async () => {
    const reason = 'The file data/train-images.idx3-ubyte is cut short.';
    const failed = {
      ...summary,
      state: 'failed',
      connected: false,
      resumable: true,
      reason,
    } as const;
    const panel = await openRun({ theme, snapshot: { summary: failed } });
    expect(await panel.accessibilityViolations()).toEqual([]);
    panel.expectClean();
    await panel.close();
  });
});

it('takes on another theme without a reload', async () => {
  const panel = await openRun({ theme: 'dark' });
  const dark = await pixelsOf(panel, '#losses canvas');
  await panel.changeTheme('light');
  await expect.poll(() => pixelsOf(panel, '#losses canvas')).not.toBe(dark);
  await panel.changeTheme('dark');
  await expect.poll(() => pixelsOf(panel, '#losses canvas')).toBe(dark);
  panel.expectClean();
  await panel.close();
});

it.each([360, 420, 700, 900, 1400, 1600])(
  'fits a width of %i without scrolling sideways',
  async (width) => {
    const panel = await openRun({
      size: { width, height: 800 },
      state: { runDirectory: '/run', choices: { detailsOpen: true, openTables: ['losses'] } },
    });
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    panel.expectClean();
    await panel.close();
  },
);

it('draws charts again when the panel is resized', async () => {
  const panel = await openRun({ size: { width: 1000, height: 800 } });
  await panel.page.setViewportSize({ width: 420, height: 800 });
  await panel.page.waitForFunction(() =>
    [...document.querySelectorAll('.plot canvas')].every(
      ({ clientWidth, parentElement }) =>
        clientWidth < 420 && clientWidth === parentElement?.clientWidth,
    ),
  );
  panel.expectClean();
  await panel.close();
});
