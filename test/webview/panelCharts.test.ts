import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { CurveView } from '../../src/protocol/panelProtocol';
import { LAST_STEP, makeCurves, makeHistogram, makeSnapshot } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, pixelsOf, tabTo } from './openRun';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const tableButton = (card: string) => `#${card} [aria-label^="Show Table"]`;

async function cellsOf(card: string): Promise<string[][]> {
  return panel.page.$$eval(`#${card} tbody tr`, (rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
  );
}

const format = (value: number | undefined) =>
  value === undefined || !Number.isFinite(value)
    ? 'not finite'
    : new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(
        value,
      );

/** Where the plot of the losses lies on the page, without its axes. */
async function plotBox(): Promise<{ left: number; right: number; middle: number }> {
  const box = await panel.page.locator('#losses canvas').boundingBox();
  if (box === null) throw new Error('The losses are not on the page.');
  return { left: box.x + 46, right: box.x + box.width - 8, middle: box.y + box.height / 2 };
}

describe('the table behind a chart', () => {
  it('has the numbers of the losses', async () => {
    panel = await openRun();
    await panel.page.click(tableButton('losses'));
    await panel.page.waitForSelector('#losses table');
    const curves = makeCurves(LAST_STEP);
    const { discriminatorLoss: d, generatorLoss: g } = curves.series;
    const cells = await cellsOf('losses');
    expect(cells).toHaveLength(curves.step.length);
    for (const i of [0, 57, 300, curves.step.length - 1]) {
      const values = [d.mean, d.low, d.high, g.mean, g.low, g.high].map((column) =>
        format(column[i]),
      );
      expect(cells[i]).toEqual([curves.step[i]?.toLocaleString('en'), ...values]);
    }
  });

  it('has the counts of the histogram', async () => {
    panel = await openRun();
    await panel.page.click(tableButton('histogram'));
    await panel.page.waitForSelector('#histogram table');
    const { real, fake } = makeHistogram(LAST_STEP);
    const cells = await cellsOf('histogram');
    expect(cells.map((row) => row[2])).toEqual(real.map(String));
    expect(cells.map((row) => row[3])).toEqual(fake.map(String));
    expect(cells[19]?.slice(0, 2)).toEqual(['0.950', '1.000']);
  });

  it('opens and closes from the keyboard, and scrolls with it', async () => {
    panel = await openRun();
    await tabTo(panel, tableButton('outputs'));
    await panel.page.keyboard.press('Enter');
    await panel.page.waitForSelector('#outputs table');
    expect(await panel.page.getAttribute(tableButton('outputs'), 'aria-pressed')).toBe('true');
    await tabTo(panel, '#outputs .table-region');
    await panel.page.keyboard.press('End');
    await panel.page.waitForFunction(
      () => (document.querySelector('#outputs .table-region')?.scrollTop ?? 0) > 0,
    );
    await panel.page.click(tableButton('outputs'));
    await panel.page.waitForSelector('#outputs table', { state: 'detached' });
  });
});

describe('the text that stands for a chart', () => {
  it('sums up the losses with their equilibrium', async () => {
    panel = await openRun();
    const { discriminatorLoss, generatorLoss } = makeCurves(LAST_STEP).series;
    expect(await panel.page.getAttribute('#losses canvas', 'aria-label')).toBe(
      `Losses, steps 0 to 12,400. Latest: Discriminator ${format(discriminatorLoss.mean.at(-1))} (equilibrium 1.386); ` +
        `Generator ${format(generatorLoss.mean.at(-1))} (equilibrium 0.693).`,
    );
  });

  it('changes slowly', async () => {
    panel = await openRun();
    const before = await panel.page.getAttribute('#losses canvas', 'aria-label');
    await panel.send({ type: 'curves', curves: makeCurves(12_600) });
    await panel.page.waitForTimeout(500);
    expect(await panel.page.getAttribute('#losses canvas', 'aria-label')).toBe(before);
  });

  it('names the equilibrium of both players in the legend', async () => {
    panel = await openRun();
    const legend = await panel.page.textContent('#losses .legend + .legend');
    expect(legend).toContain('Discriminator at equilibrium: 2·log 2 ≈ 1.386 nats');
    expect(legend).toContain('Generator at equilibrium: log 2 ≈ 0.693 nats');
  });

  it('lists what was changed, with the step from which it held', async () => {
    panel = await openRun();
    await panel.page.click('.journal summary');
    const changes = await panel.page.$$eval('.journal li', (items) =>
      items.map((item) => item.textContent.replace(/\s+/g, ' ').trim()),
    );
    expect(changes).toHaveLength(5);
    expect(changes.join('\n')).toContain(
      'Step 1,200 Discriminator steps (k) 1 → 3, from step 1,200',
    );
  });
});

describe('a series', () => {
  it('is hidden and shown with its legend button', async () => {
    panel = await openRun();
    const before = await pixelsOf(panel, '#losses canvas');
    const generator = '#losses .legend li:nth-child(2) button';
    await tabTo(panel, generator);
    await panel.page.keyboard.press('Space');
    await panel.settled();
    expect(await panel.page.getAttribute(generator, 'aria-pressed')).toBe('false');
    const hidden = await pixelsOf(panel, '#losses canvas');
    expect(hidden).not.toBe(before);
    await panel.page.keyboard.press('Space');
    await panel.settled();
    expect(await panel.page.getAttribute(generator, 'aria-pressed')).toBe('true');
    expect(await pixelsOf(panel, '#losses canvas')).toBe(before);
  });

  it('has gaps where nothing was finite', async () => {
    const curves = makeCurves(LAST_STEP);
    const broken = (from: Float32Array) => from.map((value, i) => (i < 200 ? value : Number.NaN));
    const { low, mean, high } = curves.series.generatorLoss;
    const generatorLoss = { low: broken(low), mean: broken(mean), high: broken(high) };
    const partly: CurveView = { ...curves, series: { ...curves.series, generatorLoss } };
    panel = await openRun({ snapshot: { curves: partly } });
    expect(await panel.page.textContent('#losses .legend li:nth-child(2)')).toContain('not finite');
    await panel.page.click(tableButton('losses'));
    await panel.page.waitForSelector('#losses table');
    const cells = await cellsOf('losses');
    expect(cells[cells.length - 1]?.slice(4)).toEqual(['not finite', 'not finite', 'not finite']);
  });

  it('survives a run without a single finite value', async () => {
    const curves = makeCurves(400);
    const none = { low: new Float32Array(400).fill(Number.NaN) };
    const column = { low: none.low, mean: none.low, high: none.low };
    const series = {
      discriminatorLoss: column,
      generatorLoss: column,
      meanRealOutput: column,
      meanFakeOutput: column,
    };
    panel = await openRun({ snapshot: { curves: { ...curves, series } } });
    expect(await panel.page.textContent('#losses .legend')).toContain('not finite');
  });
});

describe('zoom', () => {
  it('by dragging asks the host for the range, and Escape for the whole run', async () => {
    panel = await openRun();
    const { left, right, middle } = await plotBox();
    const quarter = (right - left) / 4;
    await panel.page.mouse.move(left + quarter, middle);
    await panel.page.mouse.down();
    await panel.page.mouse.move(left + 2 * quarter, middle, { steps: 4 });
    expect(await panel.page.isVisible('#losses .selection')).toBe(true);
    await panel.page.mouse.up();
    await panel.settled();
    expect(await panel.page.isVisible('#losses .selection')).toBe(false);
    const [posted] = await panel.posted('view');
    const range = posted?.view.range;
    expect(range?.fromStep).toBeGreaterThan(0.24 * LAST_STEP);
    expect(range?.fromStep).toBeLessThan(0.26 * LAST_STEP);
    expect(range?.toStep).toBeGreaterThan(0.49 * LAST_STEP);
    expect(range?.toStep).toBeLessThan(0.51 * LAST_STEP);
    await panel.page.focus('#losses canvas');
    await panel.page.keyboard.press('Escape');
    await panel.settled();
    expect((await panel.posted('view')).at(-1).view.range).toBeNull();
  });

  it('works with keys and with buttons, for both charts at once', async () => {
    panel = await openRun();
    await tabTo(panel, '#losses canvas');
    await panel.page.keyboard.press('+');
    await panel.page.keyboard.press('Shift+ArrowLeft');
    await panel.settled();
    await panel.page.click('#outputs [aria-label^="Later"]');
    await panel.page.click('#outputs [aria-label^="Show Whole Run"]');
    const ranges = (await panel.posted('view')).map(({ view }) => view.range);
    expect(ranges).toEqual([
      { fromStep: 3100, toStep: 9300 },
      { fromStep: 1550, toStep: 7750 },
      { fromStep: 3100, toStep: 9300 },
      null,
    ]);
  });

  it('draws the range it got', async () => {
    panel = await openRun();
    const whole = await pixelsOf(panel, '#losses canvas');
    await panel.page.click('#losses [aria-label^="Zoom In"]');
    await panel.send({ type: 'curves', curves: makeCurves(9300, 600, 3100) });
    await expect.poll(() => pixelsOf(panel, '#losses canvas')).not.toBe(whole);
    expect(await panel.page.textContent('#losses .range')).toBe('Steps 3,100 to 9,300');
  });
});

it('draws a new histogram', async () => {
  panel = await openRun();
  const before = await pixelsOf(panel, '#histogram canvas');
  await panel.send({ type: 'histogram', histogram: makeHistogram(12_500) });
  await expect.poll(() => pixelsOf(panel, '#histogram canvas')).not.toBe(before);
  expect(await panel.page.textContent('#histogram .unit')).toBe(
    '128 real and 128 fake samples, step 12,500',
  );
});

it('shows scores on their own scale, in no unit, for losses that know no probability', async () => {
  const histogram = { ...makeHistogram(LAST_STEP), range: [-3, 7] as const };
  const equilibrium = {
    outputKind: 'score',
    discriminator: 0,
    generator: 0,
    discriminatorFormula: '0',
    generatorFormula: '0, up to a constant',
  } as const;
  const summary = { ...makeSnapshot().summary, equilibrium };
  panel = await openRun({ snapshot: { summary, histogram } });
  expect(await panel.page.textContent('#losses .legend + .legend')).not.toContain('nats');
  expect(await panel.page.$$('#outputs .legend + .legend li')).toEqual([]);
  await panel.page.click(tableButton('histogram'));
  await panel.page.waitForSelector('#histogram table');
  const cells = await cellsOf('histogram');
  expect(cells[0]?.slice(0, 2)).toEqual(['-3.000', '-2.500']);
  expect(cells[19]?.slice(0, 2)).toEqual(['6.500', '7.000']);
});

it('shows a marker for a live edit as soon as it is journaled', async () => {
  panel = await openRun({ snapshot: { journal: [] } });
  const before = await pixelsOf(panel, '#losses canvas');
  await panel.send({
    type: 'journal',
    event: {
      time: '2026-11-23T09:31:10.000Z',
      step: 6000,
      type: 'edit',
      setting: 'discriminatorSteps',
      from: 1,
      to: 3,
      effectiveFrom: 6001,
    },
  });
  await panel.page.waitForSelector('.journal');
  await panel.settled();
  expect(await pixelsOf(panel, '#losses canvas')).not.toBe(before);
  expect(await panel.page.textContent('.journal summary')).toBe('Changes (1)');
});
