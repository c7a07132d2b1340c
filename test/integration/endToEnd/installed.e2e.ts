import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStudio, type Studio } from '../../harness/studio';

let studio: Studio;
beforeAll(async () => {
  studio = await openStudio({
    workspace: path.resolve(import.meta.dirname, '../../fixtures/workspaces/empty'),
  });
});
afterAll(async () => {
  await studio.close();
});

test('the packaged extension offers its commands and shows its view', async () => {
  await studio.openView('GAN');
  await studio.page.locator('.sidebar').getByText('New Config').first().waitFor();
  await studio.command('GAN: Show Log');
  await studio.page.locator('.panel .output-view, .panel .output').first().waitFor();
  await studio.screenshot('installed');
  expect(studio.errors).toEqual([]);
});
