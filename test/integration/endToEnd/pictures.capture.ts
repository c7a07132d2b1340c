import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterEach, describe, test } from 'vitest';
import { openStudio, type Studio, type StudioOptions } from '../../harness/studio';

const root = path.resolve(import.meta.dirname, '../../..');
const pictures = path.join(root, 'media/readme');
/** Steps after which digits are to be seen, and modes to be found. */
const ENOUGH_STEPS = 4000;
/** Of gaussian.gan.json: with a kept distribution. */
const FIGURE_STEPS = [400, 1200, 2000, 4000];

let studio: Studio | undefined;
afterEach(async () => {
  await studio?.close();
});

/** A window that trains a config of examples/ until there is something to see. */
async function train(config: string, options: Partial<StudioOptions>): Promise<Studio> {
  const opened = await openStudio({
    workspace: path.join(root, 'examples'),
    size: { width: 1600, height: 900 },
    ...options,
  });
  studio = opened;
  await opened.openView('GAN');
  await opened.openFile(config);
  await opened.command('GAN: Train');
  const steps = opened.panel().getByText(/^Step [\d,]+ of/);
  await steps.first().waitFor({ timeout: 60_000 });
  await opened.until(
    'enough steps',
    async () => {
      const text = await steps.first().innerText();
      return Number(/[\d,]+/.exec(text)![0].replaceAll(',', '')) > ENOUGH_STEPS;
    },
    150_000,
  );
  return opened;
}

async function save(window: Studio, name: string): Promise<void> {
  fs.mkdirSync(pictures, { recursive: true });
  // No tooltip and no hover.
  await window.page.mouse.move(2, 2);
  await window.page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** A part of the panel alone. */
async function savePart(window: Studio, part: Locator, name: string): Promise<void> {
  await part.scrollIntoViewIfNeeded();
  await window.page.mouse.move(2, 2);
  await part.screenshot({ path: path.join(pictures, `${name}.png`) });
}

/** Run by hand when the panel looks different: GAN_UPDATE_PICTURES=1 npx vitest run --project endToEnd */
describe('pictures of the README', () => {
  test('a ring of Gaussians, the panel alone', async () => {
    const window = await train('ring.gan.json', {});
    await window.command('View: Maximize Editor Group');
    await window.panel().locator('#samples canvas').waitFor();
    await save(window, 'ring-dark');
  });

  test('a ring of Gaussians, its plane', async () => {
    const window = await train('ring.gan.json', { theme: 'light' });
    await window.command('View: Maximize Editor Group');
    await savePart(window, window.panel().locator('#distribution'), 'distribution-ring');
  });

  test('figure 1 of the paper at four steps of a run', async () => {
    const window = await train('gaussian.gan.json', {
      theme: 'light',
      // The four stand side by side.
      size: { width: 1100, height: 900 },
    });
    await window.command('View: Maximize Editor Group');
    const card = window.panel().locator('#distribution');
    for (const step of FIGURE_STEPS) {
      const text = `Step ${step.toLocaleString('en')}`;
      const slider = card.getByRole('slider');
      await slider.fill('0');
      await window.until(text, async () => {
        if ((await slider.getAttribute('aria-valuetext')) === text) return true;
        await slider.press('ArrowRight');
        return false;
      });
      await card.locator('.unit', { hasText: text.toLowerCase() }).waitFor();
      await savePart(window, card.locator('.plot'), `figure1-step-${step}`);
    }
  });
});
