import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { themes } from '../harness/themes';
import { summary } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, tabTo } from './openRun';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const button = (command: string) => `[data-command=${command}]`;
const isDisabled = async (command: string) =>
  (await panel.page.getAttribute(button(command), 'aria-disabled')) === 'true';

describe('commands', () => {
  it('are posted once, and wait for their outcome', async () => {
    panel = await openRun();
    await panel.page.click(button('pause'));
    await panel.settled();
    expect(await panel.posted('command')).toEqual([{ type: 'command', command: 'pause' }]);
    expect(await isDisabled('pause')).toBe(true);
    await panel.send({
      type: 'outcome',
      command: 'pause',
      message: 'Paused at step 12,412.',
      failed: false,
    });
    await panel.page.waitForSelector('.outcome .codicon');
    expect(await panel.page.textContent('.outcome')).toContain('Paused at step 12,412.');
    expect(await panel.page.getAttribute('.outcome', 'role')).toBe('status');
    expect(await isDisabled('pause')).toBe(false);
  });

  it('follow the state of the run', async () => {
    panel = await openRun({ snapshot: { summary: { ...summary, state: 'paused' } } });
    expect(await panel.page.isVisible(button('pause'))).toBe(false);
    for (const command of ['resume', 'singleStep', 'stop', 'saveModel']) {
      expect(await isDisabled(command)).toBe(false);
      await panel.page.click(button(command));
    }
    const commands = (await panel.posted('command')).map(({ command }) => command);
    expect(commands).toEqual(['resume', 'singleStep', 'stop', 'saveModel']);
  });

  it('step only while paused', async () => {
    panel = await openRun();
    expect(await isDisabled('singleStep')).toBe(true);
  });

  it('work from the keyboard, with Space and with Enter', async () => {
    panel = await openRun({ size: { width: 420, height: 300 } });
    await tabTo(panel, button('pause'));
    await panel.page.keyboard.press('Space');
    await tabTo(panel, button('stop'));
    const scrolled = await panel.page.evaluate(() => window.scrollY);
    await panel.page.keyboard.press('Enter');
    await panel.settled();
    expect((await panel.posted('command')).map(({ command }) => command)).toEqual([
      'pause',
      'stop',
    ]);
    expect(await panel.page.evaluate(() => window.scrollY)).toBe(scrolled);
  });

  it('are disabled without a training process, with the reason', async () => {
    panel = await openRun({ snapshot: { summary: { ...summary, connected: false } } });
    for (const command of ['pause', 'stop', 'saveModel'])
      expect(await isDisabled(command)).toBe(true);
    expect(await panel.page.textContent('#why-disabled')).toContain('none answers');
    expect(await panel.page.textContent('.notice.warning')).toContain('does not answer');
    const inputs = await panel.page.$$eval('vscode-textfield', (fields) =>
      fields.map((field) => field.hasAttribute('disabled')),
    );
    expect(inputs).toEqual(Object.keys(summary.settings).map(() => true));
  });

  it('offer to resume a run that ended with a checkpoint', async () => {
    const stopped = { ...summary, state: 'stopped', connected: false, resumable: true } as const;
    panel = await openRun({ snapshot: { summary: stopped } });
    expect(await panel.page.$$('.commands vscode-button')).toHaveLength(2);
    await panel.page.click(button('resumeFromCheckpoint'));
    expect(await panel.posted('command')).toEqual([
      { type: 'command', command: 'resumeFromCheckpoint' },
    ]);
  });

  it('save the model of a completed run with a checkpoint, and offer to show where', async () => {
    const completed = { ...summary, state: 'completed', connected: false } as const;
    panel = await openRun({ snapshot: { summary: completed } });
    expect(await panel.page.$$('.commands vscode-button')).toHaveLength(1);
    await panel.page.click(button('saveModel'));
    const message = 'Saved the model of step 3,374 to exports/step-000003374 (5 files).';
    const outcome = { type: 'outcome', command: 'saveModel', message, failed: false } as const;
    await panel.send({ ...outcome, savedStep: 3374 });
    await panel.page.waitForSelector('.outcome .link');
    expect(await panel.page.textContent('.outcome')).toContain(message);
    await panel.page.click('.outcome .link');
    expect(await panel.posted('revealModel')).toEqual([{ type: 'revealModel', step: 3374 }]);
  });

  it('say once that a run has stopped, and keep a link whole beside a long outcome', async () => {
    panel = await openRun({ size: { width: 380, height: 700 } });
    const message = 'Saved the model of step 3,374 to exports/step-000003374 (5 files).';
    const saved = { type: 'outcome', command: 'saveModel', message, failed: false } as const;
    await panel.send({ ...saved, savedStep: 3374 });
    const link = panel.page.locator('.outcome .link');
    await link.waitFor();
    const { height } = (await link.boundingBox())!;
    expect(height).toBeLessThan(30);
    await panel.send({ ...saved, command: 'stop', message: 'Stopped.' });
    await expect.poll(() => panel.page.textContent('.outcome')).toContain('Stopped.');
    const over = { ...summary, state: 'stopped', connected: false } as const;
    await panel.send({ type: 'summary', summary: { ...over, reason: 'Stopped by the user.' } });
    await expect.poll(() => panel.page.textContent('.notice')).toContain('Stopped by the user.');
    expect((await panel.page.textContent('.outcome'))?.trim()).toBe('');
  });

  it('save nothing of an ended run without a checkpoint', async () => {
    const failed = { ...summary, state: 'failed', connected: false, savable: false } as const;
    panel = await openRun({ snapshot: { summary: failed } });
    expect(await panel.page.$$('.commands vscode-button')).toHaveLength(0);
  });

  it('say what to do when the run diverged, and open the log', async () => {
    const reason =
      'Training diverged at step 812: the generator loss is no finite number any more. Lower the learning rates.';
    const diverged = { ...summary, state: 'diverged', connected: false, reason } as const;
    panel = await openRun({ snapshot: { summary: diverged } });
    const text = await panel.page.textContent('.notice.error');
    expect(text).toContain(reason);
    expect(text).toContain('change the rates or k');
    await panel.page.click('.notice .link');
    expect(await panel.posted('showLog')).toEqual([{ type: 'showLog' }]);
  });

  it('warn about a device that is slower than asked for', async () => {
    const fallback = 'No CUDA backend was found, so training runs on the CPU.';
    const { device } = summary;
    if (device === undefined) throw new Error('The run of the tests has a device.');
    panel = await openRun({
      snapshot: { summary: { ...summary, device: { ...device, fallback } } },
    });
    expect(await panel.page.textContent('.notice.warning')).toContain(fallback);
  });

  it('name a field of the config as code', async () => {
    const warnings = ['Set `discriminator.augmentation`, or give more images.'];
    const { data } = summary;
    if (data === undefined) throw new Error('The run of the tests has data.');
    panel = await openRun({ snapshot: { summary: { ...summary, data: { ...data, warnings } } } });
    const notice = panel.page.locator('.notice.warning');
    expect(await notice.locator('p').textContent()).toBe(
      'Set discriminator.augmentation, or give more images.',
    );
    expect(await notice.locator('code').textContent()).toBe('discriminator.augmentation');
  });
});

describe('live settings', () => {
  const field = (setting: string) => panel.page.locator(`#${setting} input`);

  it('say what a schedule has made of a rate', async () => {
    const learningRates = { generator: 0.0002 / 3, discriminator: 0.0002 };
    const progress = { step: 10, steps: 100, stepsPerSecond: 1, learningRates };
    panel = await openRun({ snapshot: { progress } });
    const labels = await panel.page.locator('.controls .setting-label').allTextContents();
    expect(labels.map((label) => /· now \S+/.exec(label)?.[0])).toEqual([
      undefined,
      '· now 0.0000667',
      undefined,
    ]);
    expect(await field('generatorLearningRate').inputValue()).toBe('0.0002');
  });

  it('show what is in use and send what is entered', async () => {
    panel = await openRun();
    expect(await field('discriminatorSteps').inputValue()).toBe('3');
    expect(await field('generatorLearningRate').inputValue()).toBe('0.0002');
    await field('discriminatorSteps').fill('5');
    await field('discriminatorSteps').press('Enter');
    await field('generatorLearningRate').fill('1e-4');
    await field('generatorLearningRate').blur();
    await panel.settled();
    expect(await panel.posted('changeSetting')).toEqual([
      { type: 'changeSetting', setting: 'discriminatorSteps', value: 5 },
      { type: 'changeSetting', setting: 'generatorLearningRate', value: 0.0001 },
    ]);
  });

  it('of the optimizers and the average are there on request', async () => {
    const settings = {
      ...{ discriminatorSteps: 1, generatorLearningRate: 0.1, discriminatorLearningRate: 0.1 },
      ...{ generatorBeta1: 0.5, generatorEmaDecay: 0.999, discriminatorMomentum: 0.9 },
    };
    panel = await openRun({ snapshot: { summary: { ...summary, settings } } });
    expect(await field('generatorBeta1').isVisible()).toBe(false);
    await panel.page.getByText('More settings').click();
    const group = (name: string) => panel.page.getByRole('group', { name, exact: true });
    expect(await group('Generator').locator('.setting-label').allTextContents()).toEqual(
      ['β₁', 'EMA decay'].map((label) => expect.stringContaining(label) as string),
    );
    expect(await group('Discriminator').locator('.setting-label').count()).toBe(1);
    await field('discriminatorMomentum').fill('1');
    await field('discriminatorMomentum').press('Enter');
    expect(await panel.page.textContent('.setting-problem')).toBe(
      'Enter a number from 0 to 0.9999.',
    );
    await field('discriminatorMomentum').press('Escape');
    await field('generatorBeta1').fill('0.9');
    await field('generatorBeta1').press('Enter');
    await panel.settled();
    expect(await panel.posted('changeSetting')).toEqual([
      { type: 'changeSetting', setting: 'generatorBeta1', value: 0.9 },
    ]);
  });

  it.each(themes)('are accessible in the %s theme, all of them', async (theme) => {
    panel = await openRun({ theme });
    await panel.page.getByText('More settings').click();
    await field('discriminatorEpsilon').waitFor();
    expect(await panel.accessibilityViolations()).toEqual([]);
    await panel.screenshot(`settings-${theme}`);
  });

  it('send nothing when nothing changed', async () => {
    panel = await openRun();
    await field('discriminatorSteps').fill('4');
    await field('discriminatorSteps').fill('3');
    await field('discriminatorSteps').press('Enter');
    await field('discriminatorLearningRate').fill('7');
    await field('discriminatorLearningRate').press('Escape');
    await field('discriminatorLearningRate').press('Enter');
    await panel.settled();
    expect(await panel.posted('changeSetting')).toEqual([]);
    expect(await field('discriminatorLearningRate').inputValue()).toBe('0.0002');
  });

  it.each([
    ['discriminatorSteps', '0'],
    ['discriminatorSteps', '2.5'],
    ['discriminatorSteps', '1001'],
    ['generatorLearningRate', '-0.1'],
    ['generatorLearningRate', 'fast'],
    ['discriminatorLearningRate', ''],
  ])('refuse %s = "%s" and say what fits', async (setting, text) => {
    panel = await openRun();
    await field(setting).fill(text);
    await field(setting).press('Enter');
    await panel.page.waitForSelector('.setting-problem');
    expect(await panel.page.textContent('.setting-problem')).toMatch(/number from \d/);
    expect(await panel.posted('changeSetting')).toEqual([]);
  });

  it('are not overwritten while being typed', async () => {
    panel = await openRun();
    await field('discriminatorSteps').focus();
    await field('discriminatorSteps').fill('1');
    await panel.send({
      type: 'summary',
      summary: { ...summary, settings: { ...summary.settings, discriminatorSteps: 2 } },
    });
    await panel.page.waitForTimeout(400);
    expect(await field('discriminatorSteps').inputValue()).toBe('1');
  });

  it('go back to the value in use when a change is refused', async () => {
    panel = await openRun();
    await field('discriminatorSteps').fill('9');
    await field('discriminatorSteps').press('Enter');
    await panel.send({
      type: 'outcome',
      command: 'changeSetting',
      message: 'k was not changed: the run is ending.',
      failed: true,
    });
    await panel.page.waitForSelector('.outcome.failed');
    await panel.settled();
    expect(await field('discriminatorSteps').inputValue()).toBe('3');
  });
});
