import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeReadOnly } from '../../harness/runOnDisk';
import { openStudio, type Studio, type StudioOptions } from '../../harness/studio';

const root = path.resolve(import.meta.dirname, '../../..');
const examples = path.join(root, 'examples');

let studio: Studio;
let undo: (() => void) | undefined;

async function open(options: Partial<StudioOptions>): Promise<void> {
  studio = await openStudio({
    workspace: path.join(root, 'test/fixtures/workspaces/empty'),
    size: { width: 1400, height: 900 },
    ...options,
  });
}

afterEach(async ({ task }) => {
  await studio.screenshot(`nowhere-${task.name.replaceAll(/\W+/g, '-')}`);
  const { errors } = studio;
  undo?.();
  undo = undefined;
  await studio.close();
  expect(errors).toEqual([]);
});

/** Titles of our commands that the palette offers. */
async function offeredCommands(): Promise<string[]> {
  await studio.page.keyboard.press('F1');
  const input = studio.page.locator('.quick-input-widget input').first();
  await input.waitFor();
  await input.fill('>GAN: ');
  await studio.page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'GAN: Show Log' })
    .waitFor();
  const rows = (await studio.choices()).map((row) => row.split('\n')[0]!);
  await studio.page.keyboard.press('Escape');
  return rows.filter((row) => row.startsWith('GAN: '));
}

test('a read-only folder is named in one message, and nothing is started', async () => {
  await open({ workspace: examples });
  undo = makeReadOnly(studio.workspace);
  const before = fs.readdirSync(studio.workspace);
  await studio.openFile('digits.gan.json');
  await studio.command('GAN: Train');
  const message = studio.notification(/No run can be started in .*runs\. The disk is read-only/);
  await message.waitFor();
  expect(await studio.page.locator('.notification-toast').count()).toBe(1);
  expect(fs.readdirSync(studio.workspace)).toEqual(before);
  expect(await studio.statusBarItem(/GAN/).count()).toBe(0);
  // The way out is one click away.
  await studio.screenshot('nowhere-read-only-message');
  await message.getByRole('button', { name: 'Choose Another Folder' }).click();
  await studio.page.locator('.settings-editor').getByText('Runs Directory').first().waitFor();
});

test('a window without a folder asks for one', async () => {
  await open({ workspace: false });
  await studio.openView('GAN');
  const sideBar = studio.page.locator('.sidebar');
  await sideBar.getByText(/Open a folder to keep configs and runs in/).waitFor();
  await sideBar.getByRole('button', { name: 'Open Folder' }).waitFor();
  const offered = await offeredCommands();
  expect(offered).toContain('GAN: Show Log');
  expect(offered).not.toContain('GAN: Train');
  expect(offered).not.toContain('GAN: New Config');
});

test('an empty folder is offered a config, and Train asks for one', async () => {
  await open({});
  fs.rmSync(path.join(studio.workspace, 'note.md'));
  await studio.openView('GAN');
  const sideBar = studio.page.locator('.sidebar');
  await sideBar.getByText(/Start with a config/).waitFor();
  await studio.command('GAN: Train');
  await studio.page.getByPlaceholder(/There is no config here yet/).waitFor();
  expect((await studio.choices()).join('\n')).toContain('Digits 8×8');
  await studio.page.keyboard.press('Escape');
  expect(fs.readdirSync(studio.workspace)).toEqual([]);
  await studio.command('GAN: Train');
  await studio.choose('Digits 8×8 (built in)');
  await studio.page.getByRole('tab', { name: /digits\.gan\.json/ }).waitFor();
  await studio.tab(/digits · /).waitFor();
});

test('an untrusted folder is told that training needs trust', async () => {
  await open({ workspace: examples, trusted: false });
  await studio.openView('GAN');
  await studio.page
    .locator('.sidebar')
    .getByText(/Training needs a trusted workspace/)
    .waitFor();
  await studio.openFile('digits.gan.json');
  const offered = await offeredCommands();
  expect(offered).toContain('GAN: Show Log');
  expect(offered).not.toContain('GAN: Train');
  expect(offered).not.toContain('GAN: New Config');
  expect(fs.existsSync(path.join(studio.workspace, 'runs'))).toBe(false);
});
