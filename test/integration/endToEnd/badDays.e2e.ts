import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { onlyRunDirectory, readRecord, type RecordOnDisk } from '../../harness/runOnDisk';
import { openStudio, type Studio, type StudioOptions } from '../../harness/studio';
import { listCheckpoints } from '../../../src/runs/checkpoints';

const examples = path.resolve(import.meta.dirname, '../../../examples');
const empty = path.resolve(import.meta.dirname, '../../fixtures/workspaces/empty');

let studio: Studio;

async function open(options: Partial<StudioOptions> = {}): Promise<void> {
  studio = await openStudio({ workspace: empty, size: { width: 1400, height: 900 }, ...options });
}

function writeConfig(change: (config: string) => string = (config) => config): void {
  const config = fs.readFileSync(path.join(examples, 'digits.gan.json'), 'utf8');
  fs.writeFileSync(path.join(studio.workspace, 'digits.gan.json'), change(config));
}

async function trainDigits(): Promise<void> {
  await studio.openFile('digits.gan.json');
  await studio.command('GAN: Train');
  await studio
    .panel()
    .getByRole('heading', { name: 'Samples', exact: true })
    .waitFor({ timeout: 60_000 });
}

function runDirectory(): string {
  return onlyRunDirectory(studio.workspace);
}

function record(): RecordOnDisk {
  return readRecord(runDirectory());
}

function button(name: string): Locator {
  return studio.panel().getByRole('button', { name, exact: true });
}

afterEach(async ({ task }) => {
  await studio.screenshot(`bad-days-${task.name.replaceAll(/\W+/g, '-')}`);
  const { errors } = studio;
  await studio.close();
  expect(errors).toEqual([]);
});

describe('a run', () => {
  beforeEach(async () => {
    await open();
  });

  test('whose process is killed says so and goes on from its checkpoint', async () => {
    writeConfig((config) =>
      config.replace('"evaluation"', '"checkpoints": { "everySteps": 50 },\n  "evaluation"'),
    );
    await trainDigits();
    // Written to its end: killed before, the run would have none to go on from.
    await studio.until(
      'a checkpoint',
      async () => (await listCheckpoints(runDirectory())).length > 0,
    );
    process.kill(record().processId, 'SIGKILL');
    const panel = studio.panel();
    await panel.getByText('Failed', { exact: true }).first().waitFor();
    await panel
      .getByText(/ended without a word.* at step [\d,]+/)
      .first()
      .waitFor();
    await studio.openView('GAN');
    await studio.treeItem('digits').first().waitFor();
    await button('Resume from Checkpoint').click();
    await button('Pause').waitFor({ timeout: 60_000 });
    await studio.until('the run to go on', () => record().state === 'running');
  });

  test('that diverges stops, names the quantity and keeps its last good checkpoint', async () => {
    const adam = '"name": "adam", "learningRate": 0.0002, "beta1": 0.5';
    const hasty = '"name": "sgd", "learningRate": 1000, "momentum": 0.9';
    writeConfig((config) =>
      config
        .replaceAll(adam, hasty)
        .replace('"evaluation"', '"checkpoints": { "everySteps": 2 },\n  "evaluation"'),
    );
    await trainDigits();
    const panel = studio.panel();
    await panel.getByText('Diverged', { exact: true }).first().waitFor();
    await panel
      .getByText(/at step \d+: .* no finite number/)
      .first()
      .waitFor();
    expect(record().state).toBe('diverged');
    expect(fs.readdirSync(path.join(runDirectory(), 'checkpoints'))).not.toHaveLength(0);
  });

  test('started in a terminal appears beside those of the window', async () => {
    writeConfig((config) => config.replace('20000', '2000000'));
    const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js');
    execFileSync(process.execPath, [cli, 'train', 'digits.gan.json', '--detach'], {
      cwd: studio.workspace,
    });
    await studio.openView('GAN');
    await studio.treeItem('digits').first().click();
    await studio
      .panel()
      .getByRole('heading', { name: 'Samples', exact: true })
      .waitFor({ timeout: 60_000 });
    await button('Stop').click();
    await studio.until('the run to end', () => record().state === 'stopped');
  });
});

test('a config that cannot be trained starts nothing and points at the value', async () => {
  await open();
  writeConfig((config) => config.replace('"units": 64,', '"units": 60,'));
  await studio.openFile('digits.gan.json');
  await studio.command('GAN: Train');
  await studio.page
    .getByText(/60/)
    .filter({ hasText: /1×8×8 = 64|64/ })
    .first()
    .waitFor();
  expect(fs.existsSync(path.join(studio.workspace, 'runs'))).toBe(false);
});
