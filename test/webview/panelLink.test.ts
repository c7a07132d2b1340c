import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAST_STEP, makeCurves, makeSnapshot, summary } from './ganRun';
import { closeBrowser, openPanel, type Panel } from './harness';
import { openRun } from './openRun';
import { menuOf } from './savedFile';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const factsOf = async (opened: Panel) => opened.page.textContent('.facts');

describe('before the first snapshot', () => {
  it('asks for it once and says that it waits', async () => {
    panel = await openPanel();
    await panel.settled();
    // And again when there is no answer, after three seconds.
    const asked = await panel.page.evaluate(() => [...window.harnessPosted, performance.now()]);
    const elapsed = Number(asked.pop());
    expect(new Set(asked.map((message) => JSON.stringify(message)))).toEqual(
      new Set(['{"type":"ready"}']),
    );
    expect(asked.length).toBeLessThanOrEqual(1 + elapsed / 3000);
    expect(await panel.page.textContent('h1')).toBe('Waiting for the run');
  });

  it('says that the run cannot be read, with the reason', async () => {
    panel = await openPanel({ messages: [{ type: 'gone', message: 'run.json is missing.' }] });
    await panel.page.waitForSelector('.notice.error');
    expect(await panel.page.textContent('main')).toContain('run.json is missing.');
  });

  it('ignores what is no message of the host', async () => {
    panel = await openPanel();
    for (const junk of [
      null,
      'snapshot',
      { type: 'snapshot' },
      { type: 'toString', sequence: 1 },
    ]) {
      await panel.sendAsIs(junk);
    }
    await panel.settled();
    expect(await panel.page.textContent('h1')).toBe('Waiting for the run');
  });
});

describe('with a snapshot', () => {
  beforeEach(async () => {
    panel = await openRun();
  });

  it('shows what it says', async () => {
    expect(await panel.page.textContent('h1')).toBe('mnist-mlp');
    expect(await panel.page.textContent('.state')).toContain('Running');
    const facts = await factsOf(panel);
    for (const fact of ['Step 12,400 of 50,000', '24.8%', '41.3 steps/s', '15 min left']) {
      expect(facts).toContain(fact);
    }
  });

  it('applies numbered updates', async () => {
    await panel.send(
      { type: 'progress', progress: { step: 12_450, steps: 50_000, stepsPerSecond: 40 } },
      { type: 'curves', curves: makeCurves(12_450) },
    );
    await panel.page.waitForFunction(() =>
      document.querySelector('.facts')?.textContent.includes('12,450'),
    );
    expect(await panel.posted('ready')).toHaveLength(1);
  });

  it('asks for a new snapshot when a number is missing, and takes nothing until it is there', async () => {
    panel.skipNumber();
    await panel.sendAsIs({
      sequence: 7,
      type: 'progress',
      progress: { step: 49_999, steps: 50_000, stepsPerSecond: 40 },
    });
    await expect.poll(async () => (await panel.posted('ready')).length).toBeGreaterThan(1);
    expect(await factsOf(panel)).toContain('12,400');
  });

  it('asks for a new snapshot when it becomes visible again', async () => {
    await panel.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect.poll(async () => (await panel.posted('ready')).length).toBeGreaterThan(1);
  });

  it('draws nothing while it is hidden', async () => {
    await panel.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    });
    await panel.send({
      type: 'progress',
      progress: { step: 13_000, steps: 50_000, stepsPerSecond: 40 },
    });
    await panel.page.waitForTimeout(600);
    expect(await factsOf(panel)).toContain('12,400');
    await panel.page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: false, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect.poll(async () => (await panel.posted('ready')).length).toBeGreaterThan(1);
  });

  it('says that the run directory has gone, and keeps what it showed', async () => {
    await panel.send({ type: 'gone', message: 'The folder was deleted.' });
    await panel.page.waitForSelector('.notice.error');
    expect(await panel.page.textContent('.notices')).toContain('The folder was deleted.');
    expect(await panel.page.textContent('h1')).toBe('mnist-mlp');
  });

  it('announces a change of state, and not the state it opened with', async () => {
    expect(await panel.page.textContent('.announcement')).toBe('');
    await panel.send({ type: 'summary', summary: { ...summary, state: 'paused' } });
    await panel.page.waitForFunction(
      () => document.querySelector('.announcement')?.textContent === 'mnist-mlp: Paused',
    );
  });
});

describe('what it keeps', () => {
  it('is the run and the choices, no data', async () => {
    panel = await openRun();
    await panel.page.click('#losses .legend-button');
    const state = await panel.state();
    expect(state).toEqual({
      runDirectory: makeSnapshot().runDirectory,
      choices: {
        hiddenSeries: ['discriminatorLoss'],
        openTables: [],
        openHelp: [],
        foldedCards: [],
        range: null,
        stepScale: 'linear',
        smoothing: 0,
        valueScales: {},
        detailsOpen: false,
        heatMap: 'discriminator',
        planeLayers: ['real', 'fake', 'modes'],
        slowMotionRate: 1,
        balance: 'gradients',
      },
    });
  });

  it('comes back, and the zoom is asked for', async () => {
    panel = await openRun({
      state: {
        runDirectory: '/run',
        choices: {
          hiddenSeries: ['generatorLoss', 'no such series'],
          openTables: ['outputs'],
          range: { fromStep: 1000, toStep: 3000 },
          smoothing: 0.9,
          valueScales: { losses: 'log', outputs: 'cubic' },
          detailsOpen: true,
        },
      },
    });
    const range = { fromStep: 1000, toStep: 3000 };
    expect(await panel.posted('view')).toEqual([
      { type: 'view', view: { range, stepScale: 'linear', smoothing: 0.9 } },
    ]);
    expect(
      await panel.page.getAttribute('#losses .legend li:nth-child(2) button', 'aria-pressed'),
    ).toBe('false');
    expect(await panel.page.isVisible('#outputs table')).toBe(true);
    expect(await panel.page.textContent('#losses .range')).toBe('Steps 1,000 to 3,000');
  });

  it('does not trip over the state of another version', async () => {
    panel = await openRun({ state: { choices: { range: 'all', hiddenSeries: 3, smoothing: 2 } } });
    expect(await panel.page.textContent('h1')).toBe('mnist-mlp');
    expect(await panel.posted('view')).toEqual([]);
  });
});

it('says why a chart is empty', async () => {
  const over = { ...summary, state: 'stopped', connected: false } as const;
  const why = () => panel.page.textContent('#losses .empty');
  panel = await openRun({ snapshot: { curves: undefined } });
  expect(await why()).toBe('Reading the steps…');
  await panel.send({ type: 'curves', curves: makeCurves(0) });
  await expect.poll(why).toBe('The first steps will appear here.');
  await panel.send({ type: 'summary', summary: over });
  await expect.poll(why).toContain('metrics.arrows in the run directory is missing or damaged.');
  expect(await panel.page.getAttribute('#losses canvas', 'aria-label')).toContain('damaged');
  // Nothing that could be saved either.
  await panel.page.click(menuOf('losses'));
  expect(await panel.page.isDisabled('#losses-menu [data-export="svg"]')).toBe(true);
});

it('shows a run that has not done its first step', async () => {
  panel = await openRun({
    snapshot: {
      summary: { ...summary, state: 'starting', equilibrium: undefined },
      progress: { step: 0, steps: 50_000, stepsPerSecond: 0 },
      curves: makeCurves(0),
      histogram: undefined,
      sampleSteps: [],
      journal: [],
    },
  });
  expect(await panel.page.textContent('#losses .empty')).toBe('The first steps will appear here.');
  expect(await panel.page.textContent('#samples .empty')).toContain('first evaluation');
  await panel.send({ type: 'curves', curves: makeCurves(LAST_STEP) });
  await panel.page.waitForSelector('#losses .empty', { state: 'detached' });
});
