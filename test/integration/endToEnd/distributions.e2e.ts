import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onlyRunDirectory } from '../../harness/runOnDisk';
import { openStudio, type Studio } from '../../harness/studio';
import { listDistributionSteps } from '../../../src/runs/distributions';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({
    workspace: path.resolve(import.meta.dirname, '../../../examples'),
    size: { width: 1500, height: 1100 },
  });
});
afterAll(async () => {
  await studio.close();
});

/** The step that the distributions on show are of. */
async function shownStep(): Promise<number> {
  const text = await studio.panel().locator('#distribution .unit').innerText();
  return Number(text.replaceAll(/\D/g, ''));
}

test('figure 1 lives: it follows the training, stands with it, and goes back', async () => {
  await studio.openFile('gaussian.gan.json');
  await studio.command('GAN: Train');
  const panel = studio.panel();
  const canvas = panel.locator('#distribution .plot canvas');
  await canvas.waitFor({ timeout: 60_000 });
  await studio.until('a later step', async () => (await shownStep()) > 400);
  await panel.getByRole('button', { name: 'Pause', exact: true }).click();
  const facts = panel.getByText(/^Step [\d,]+ of [\d,]+$/).first();
  // Held, everything on show is of the step that the run is held at.
  await studio.until('the distributions of now', async () => {
    const step = Number(/^Step ([\d,]+)/.exec(await facts.innerText())![1]!.replaceAll(',', ''));
    return (await shownStep()) === step;
  });
  // Held within a step too: the discriminator has moved, the generator has not.
  const update = (name: string) => panel.locator('#algorithm').getByRole('button', { name });
  await update('Discriminator Update').click();
  const unit = panel.locator('#distribution .unit');
  await studio.until('the distributions after one update', async () =>
    (await unit.innerText()).endsWith('and 1 update'),
  );
  expect(await panel.locator('#algorithm .program li.current').count()).toBe(3);
  await studio.screenshot('algorithm-stepped');
  await update('Generator Update').click();
  await studio.until('the end of the step', async () => !(await unit.innerText()).includes('and'));
  expect(await panel.locator('#value .figures').innerText()).toContain('JSD(p_data, p_g)');
  await studio.screenshot('distributions-now');
  const [first = -1, second = -1] = await listDistributionSteps(onlyRunDirectory(studio.workspace));
  expect([first, second]).toEqual([0, 200]);
  const slider = panel.getByRole('slider', { name: 'Step of the distributions' });
  await slider.focus();
  await studio.page.keyboard.press('Home');
  await studio.until('the first step', async () => (await shownStep()) === first);
  await studio.page.keyboard.press('ArrowRight');
  await studio.until('the second', async () => (await shownStep()) === second);
  await panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await panel.getByText('Stopped', { exact: true }).first().waitFor();
  // A finished run has its files only.
  await panel.locator('#distribution .text-toggle').click();
  await studio.until('the last kept', async () => {
    const kept = await listDistributionSteps(onlyRunDirectory(studio.workspace));
    return (await shownStep()) === kept.at(-1) && kept.length > 2;
  });
  expect(studio.errors).toEqual([]);
});

test('the theorem behind the value opens beside it, and is where it was after a reload', async () => {
  await studio.panel().getByRole('button', { name: 'Theorem 1, to try out' }).click();
  await studio.tab('GAN Theory').waitFor();
  const pages = studio.panel();
  await pages.locator('article#theorem1').waitFor();
  // The bundled font has been found: formulas are set in it.
  const fonts = await pages
    .locator('body')
    .evaluate(async () => (await document.fonts.load("16px 'STIX Two Math'")).length);
  expect(fonts).toBe(1);
  await pages.getByRole('button', { name: 'Dirac-GAN', exact: true }).click();
  await pages.getByRole('button', { name: 'R1', exact: true }).click();
  await pages.getByText('Converges', { exact: true }).waitFor();
  await studio.screenshot('theory');
  await studio.layoutIsStored('"regularizer":"r1"');
  await studio.reload();
  await studio.panel().getByText('Converges', { exact: true }).waitFor({ timeout: 60_000 });
  // There is one of them, wherever it is asked for.
  await studio.command('GAN: Open Theory');
  expect(await studio.tab('GAN Theory').count()).toBe(1);
  // Its questions lead to the card of the run's panel that measures what they speak of.
  await studio.panel().getByRole('button', { name: 'Two questions', exact: true }).click();
  await studio.panel().getByRole('button', { name: 'Distributions: D beside D*' }).click();
  const fold = studio.panel().locator('#distribution .fold:focus');
  await fold.waitFor({ timeout: 60_000 });
  await studio.screenshot('theory-to-card');
  expect(studio.errors).toEqual([]);
});
