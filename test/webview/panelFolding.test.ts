import { afterAll, afterEach, expect, it } from 'vitest';
import { densitySnapshot, makeLine, makePlane } from './distributionRuns';
import { LAST_STEP } from './ganRun';
import { closeBrowser, openPanel, type Panel, type PanelOptions } from './harness';
import { openRun, pixelsOf } from './openRun';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

async function open(options: Omit<PanelOptions, 'messages'> = {}): Promise<void> {
  panel = await openPanel({
    ...options,
    messages: [{ type: 'snapshot', snapshot: densitySnapshot(makeLine(LAST_STEP)) }],
  });
  await panel.page.waitForSelector('#histogram canvas[width]');
  await panel.settled();
}

const foldButtons = () => panel.page.locator('.card h2 button');

it('folds every card to its heading, and draws it again as it was', async () => {
  await open();
  const before = await pixelsOf(panel, '#outputs canvas');
  const count = await foldButtons().count();
  expect(count).toBeGreaterThan(6);
  for (const button of await foldButtons().all()) await button.click();
  const unfolded = panel.page.locator('.card :is(canvas, .card-actions, .help)');
  await expect.poll(() => unfolded.count()).toBe(0);
  expect(await panel.page.locator('.card h2').count()).toBe(count);
  // What arrives meanwhile finds nothing to be drawn on.
  await panel.send({ type: 'distributionNow', distribution: makePlane(LAST_STEP) });
  await panel.settled();
  for (const button of await foldButtons().all()) await button.click();
  await expect.poll(() => pixelsOf(panel, '#outputs canvas')).toBe(before);
  await panel.page.waitForSelector('#distribution select');
});

it('stays folded over a reload, and its heading says so', async () => {
  await open({ state: { runDirectory: '/run', choices: { foldedCards: ['losses', 'samples'] } } });
  const button = panel.page.locator('#losses h2 button');
  expect(await button.getAttribute('aria-expanded')).toBe('false');
  await button.press('Enter');
  await panel.page.waitForSelector('#losses canvas[width]');
  expect(await panel.state()).toMatchObject({ choices: { foldedCards: ['samples'] } });
});

it('unfolds the card that a link leads to, and goes there', async () => {
  const size = { width: 700, height: 500 };
  await open({ size, state: { runDirectory: '/run', choices: { foldedCards: ['value'] } } });
  await panel.send({ type: 'showCard', card: 'value' });
  await panel.page.waitForSelector('#value canvas[width]');
  const fold = panel.page.locator('#value .fold');
  expect(await fold.getAttribute('aria-expanded')).toBe('true');
  expect(await fold.evaluate((button) => button === document.activeElement)).toBe(true);
  const heading = await fold.boundingBox();
  expect(heading?.y).toBeGreaterThanOrEqual(0);
  expect(heading?.y).toBeLessThan(size.height / 2);
});

it('says of a card that a link leads to that the run has none, and why', async () => {
  panel = await openRun({ size: { width: 700, height: 500 } });
  await panel.page.evaluate(() => window.scrollTo(0, 800));
  await panel.send({ type: 'showCard', card: 'value' });
  const notice = panel.page.getByRole('status').filter({ hasText: 'no card “Value of the game”' });
  await notice.waitFor();
  expect(await notice.textContent()).toContain('data of known density');
  expect((await notice.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await notice.waitFor({ state: 'detached' });
});

it.each(['dark', 'hc-light'] as const)('is accessible with folded cards (%s)', async (theme) => {
  const choices = { foldedCards: ['distribution', 'value', 'algorithm', 'samples'] };
  await open({ theme, state: { runDirectory: '/run', choices } });
  expect(await panel.accessibilityViolations()).toEqual([]);
  await panel.page.screenshot({ path: `test-results/folded-${theme}.png` });
});
