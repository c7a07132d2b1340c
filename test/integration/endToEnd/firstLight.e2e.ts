import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EventOnDisk, onlyRunDirectory, readEvents } from '../../harness/runOnDisk';
import { openStudio, type Studio } from '../../harness/studio';

/** What a newcomer does on the first day, in order, in one window. Each test goes on where the one before it ended. */
let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({
    workspace: path.resolve(import.meta.dirname, '../../fixtures/workspaces/empty'),
    size: { width: 1400, height: 900 },
  });
});
afterAll(async () => {
  await studio.close();
});
afterEach(async ({ task }) => {
  await studio.screenshot(`first-light-${task.name.replaceAll(/\W+/g, '-')}`);
  expect(studio.errors).toEqual([]);
});

function button(name: string): Locator {
  return studio.panel().getByRole('button', { name, exact: true });
}

/** A number that changes when a picture does. */
async function fingerprint(canvas: Locator): Promise<number> {
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element;
    const pixels = element.getContext('2d')!.getImageData(0, 0, width, height).data;
    return pixels.reduce((sum, value, index) => (sum * 31 + value * (index + 1)) % 2147483647, 7);
  });
}

async function untilChanged(canvas: Locator, what: string): Promise<void> {
  const before = await fingerprint(canvas);
  await studio.until(`${what} to change`, async () => (await fingerprint(canvas)) !== before);
}

async function step(): Promise<number> {
  const text = await studio
    .panel()
    .getByText(/^Step [\d,]+ of [\d,]+$/)
    .first()
    .innerText();
  return Number(/^Step ([\d,]+)/.exec(text)![1]!.replaceAll(',', ''));
}

function runDirectory(): string {
  return onlyRunDirectory(studio.workspace);
}

/** What is listed below the chart is what its markers say. */
async function openChanges(): Promise<void> {
  const details = studio.panel().locator('details.journal');
  await studio.until('the list of changes to open', async () => {
    if (await details.evaluate((element: HTMLDetailsElement) => element.open)) return true;
    await details.locator('summary').click();
    return false;
  });
}

function journal(): EventOnDisk[] {
  return readEvents(runDirectory());
}

test('a new config is offered, written and completed', async () => {
  await studio.command('GAN: New Config');
  await studio.choose('Digits 8×8');
  await studio.tab('digits.gan.json').waitFor();
  const editor = studio.page.locator('.monaco-editor[data-uri$="digits.gan.json"]').first();
  await editor.getByText('Train', { exact: true }).waitFor();
  // Behind the opening brace.
  await studio.page.keyboard.press('Control+Home');
  await studio.page.keyboard.press('End');
  expect((await studio.suggestions('device')).join('\n')).toContain('threads');
  await studio.page.keyboard.press('Escape');
  // The run is to outlast all that follows.
  const file = path.join(studio.workspace, 'digits.gan.json');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('20000', '2000000'));
  await editor.getByText('2000000').first().waitFor();
});

test('Train shows a run that learns', async () => {
  await studio.command('GAN: Train');
  const panel = studio.panel();
  await panel.getByRole('heading', { name: 'Samples', exact: true }).waitFor({ timeout: 60_000 });
  await studio.until('the first steps', async () => (await step()) > 20, 60_000);
  const charts = panel.locator('canvas');
  expect(await charts.count()).toBeGreaterThanOrEqual(4);
  await untilChanged(panel.locator('#samples canvas'), 'the samples');
  for (const card of ['#losses', '#outputs', '#histogram']) {
    await untilChanged(panel.locator(`${card} canvas`).first(), card);
  }
  await studio.statusBarItem(/GAN/).waitFor();
});

test('Pause holds it, Step makes one step, Resume goes on', async () => {
  await button('Pause').click();
  await button('Resume').waitFor();
  const paused = await step();
  await button('Step').click();
  await studio.until('one step more', async () => (await step()) === paused + 1);
  await button('Resume').click();
  await studio.until('more steps', async () => (await step()) > paused + 20);
});

test('k goes from 1 to 3, with a marker', async () => {
  const field = studio.panel().getByRole('textbox', { name: /Discriminator steps/ });
  await field.fill('3');
  await field.press('Enter');
  await studio.until('the journal to say so', () =>
    journal().find((event) => event.type === 'edit'),
  );
  const edit = journal().find((event) => event.type === 'edit');
  expect(edit).toMatchObject({ setting: 'discriminatorSteps', from: 1, to: 3 });
  await openChanges();
  await studio
    .panel()
    .getByText(/\(k\) 1 → 3/)
    .first()
    .waitFor();
});

test('Change Setting lists the numbers of the optimizers, and changes one', async () => {
  await studio.command('GAN: Change Setting');
  // Each with its value.
  expect(await studio.choices()).toEqual(
    expect.arrayContaining([
      'Discriminator steps (k)3 · discriminatorSteps',
      'Discriminator β₂0.999 · discriminatorBeta2',
    ]),
  );
  await studio.choose('Generator β₁');
  await studio.answer('0.9');
  await studio.until('the change', () =>
    journal().some((event) => 'setting' in event && event.setting === 'generatorBeta1'),
  );
  expect(
    journal()
      .filter((event) => event.type === 'edit')
      .at(-1),
  ).toMatchObject({
    ...{ setting: 'generatorBeta1', from: 0.5, to: 0.9 },
  });
  await studio
    .panel()
    .getByRole('status')
    .getByText(/Generator β₁ is 0\.9 from step [\d,]+\./)
    .waitFor();
});

test('Save Model writes both networks', async () => {
  await button('Save Model').click();
  await studio.until('the export', () => journal().find((event) => event.type === 'export'));
  const exports = path.join(runDirectory(), 'exports');
  const files = fs.readdirSync(path.join(exports, fs.readdirSync(exports)[0]!));
  expect(files).toEqual(
    expect.arrayContaining([
      'generator.onnx',
      'generator.safetensors',
      'discriminator.onnx',
      'discriminator.safetensors',
    ]),
  );
  await studio
    .panel()
    .getByRole('status')
    .getByText(/Saved the model of step [\d,]+ to exports\/step-\d+ \(5 files\)\./)
    .waitFor();
  await button('Reveal').waitFor();
});

test('a sample tells what D says of it and what is near to it', async () => {
  const panel = studio.panel();
  await panel.getByRole('option', { name: /^Sample 10,/ }).click();
  const inspector = panel.locator('.inspector');
  await inspector.getByText(/^D\(G\(z\)\) = 0\.\d{3}$/).waitFor();
  await studio.until('eight neighbours', async () => {
    return (await inspector.locator('.neighbours canvas').count()) === 9;
  });
  await inspector.getByText(/All 1,797 training images compared\./).waitFor();
  await inspector.getByRole('combobox').selectOption('3');
  await studio.until('a way between two samples, and one through the latent space', async () => {
    return (await inspector.locator('.strip canvas').count()) === 9 + 8 + 9;
  });
  await button('Close Inspector').click();
});

test('a reloaded window finds the run still going', async () => {
  const before = await step();
  await studio.reload();
  await studio
    .panel()
    .getByRole('heading', { name: 'Samples', exact: true })
    .waitFor({ timeout: 60_000 });
  await studio.until('later steps', async () => (await step()) > before + 20);
  await openChanges();
  await studio
    .panel()
    .getByText(/\(k\) 1 → 3/)
    .first()
    .waitFor();
  await untilChanged(studio.panel().locator('#samples canvas'), 'the samples');
});

test('Stop keeps a checkpoint and the run can be resumed', async () => {
  await button('Stop').click();
  await button('Resume from Checkpoint').waitFor();
  const stopped = await step();
  await button('Resume from Checkpoint').click();
  await studio.until('later steps', async () => (await step()) > stopped + 20, 60_000);
  await button('Stop').click();
  await button('Resume from Checkpoint').waitFor();
});

test('an ended run is inspected from its checkpoint, and its film is exported', async () => {
  const panel = studio.panel();
  await panel.getByRole('option', { name: /^Sample 10,/ }).click();
  await panel.getByText('Load Last Checkpoint', { exact: true }).click();
  await panel.getByText(/^D\(G\(z\)\) = 0\.\d{3}$/).waitFor({ timeout: 60_000 });
  await panel.getByRole('button', { name: 'View and Export: Samples' }).click();
  await panel.getByRole('button', { name: /^Export Film/ }).click();
  await studio.choose('Animated GIF');
  const exports = path.join(runDirectory(), 'exports');
  await studio.until('the film', () =>
    fs.readdirSync(exports).find((name) => /^film-step-\d+\.gif$/.test(name)),
  );
});

test('an ended run is evaluated from the panel, which can be given up, and shows what a terminal adds', async () => {
  const panel = studio.panel();
  await button('Evaluate Newest Checkpoint').click();
  await panel.getByText(/Evaluating step /).waitFor({ timeout: 60_000 });
  await button('Cancel').click();
  await button('Evaluate Newest Checkpoint').waitFor();
  const request = ['evaluate', runDirectory(), '--samples', '50', '--metrics', 'kid'];
  const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js');
  await promisify(execFile)(process.execPath, [cli, ...request]);
  await panel
    .getByText(/measured on request/)
    .first()
    .waitFor();
});
