import { decode } from 'fast-png';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { CurveView } from '../../src/protocol/panelProtocol';
import { themes } from '../harness/themes';
import { LAST_STEP, makeCurves, makeHistogram } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, pixelsOf, tabTo } from './openRun';
import { menuOf, saved, svgParts } from './savedFile';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

async function plotOf(card: string) {
  const box = await panel.page.locator(`#${card} canvas`).boundingBox();
  if (box === null) throw new Error(`${card} is not on the page.`);
  return { left: box.x + 46, right: box.x + box.width - 8, middle: box.y + box.height / 2 };
}

describe('the cursor', () => {
  it('stands and is read out in every chart when one is pointed at', async () => {
    panel = await openRun();
    const { left, right, middle } = await plotOf('losses');
    await panel.page.mouse.move((left + right) / 2, middle);
    await expect.poll(() => panel.page.textContent('#outputs .unit')).toMatch(/^step 6,\d\d\d$/);
    await panel.settled();
    const line = panel.page.locator('#outputs .cursor-line.pointed');
    const outputs = await plotOf('outputs');
    // Points are a few pixels apart.
    const { x = NaN, height = 0 } = (await line.boundingBox()) ?? {};
    expect(Math.abs(x - (outputs.left + outputs.right) / 2)).toBeLessThan(5);
    expect(height).toBeGreaterThan(100);
    await panel.page.mouse.move(0, 0);
    await expect.poll(() => panel.page.textContent('#outputs .unit')).not.toContain('step');
    expect(await line.isVisible()).toBe(false);
  });

  it('shows what was kept at or before a pinned step, and Latest goes back', async () => {
    panel = await openRun();
    const { left, right, middle } = await plotOf('losses');
    // Three quarters along: between the grids of 9,200 and 9,400.
    await panel.page.mouse.click(left + 0.7525 * (right - left), middle);
    await expect.poll(() => panel.page.textContent('#samples .film-row')).toContain('Step 9,200');
    await expect.poll(async () => (await panel.posted('requestHistogram')).at(-1).step).toBe(9200);
    await panel.send({ type: 'keptHistogram', step: 9200, histogram: makeHistogram(9200) });
    await expect.poll(() => panel.page.textContent('#histogram .unit')).toContain('step 9,200');
    await panel.page.mouse.move(0, 0);
    await panel.page.click('.cursor-bar .text-toggle');
    await expect.poll(() => panel.page.textContent('#histogram .unit')).toContain('step 12,400');
    expect(await panel.page.$('.cursor-bar')).toBeNull();
  });

  it('says why there are no outputs of a step', async () => {
    panel = await openRun();
    await panel.page.click('#samples [aria-label="Previous Grid"]');
    await expect
      .poll(async () => (await panel.posted('requestHistogram')).length)
      .toBeGreaterThan(0);
    const problem = 'No outputs were kept up to step 12,200.';
    await panel.send({ type: 'keptHistogram', step: 12_200, problem });
    await expect.poll(() => panel.page.textContent('#histogram .empty')).toBe(problem);
  });

  it('is moved, pinned and left by keys, and said', async () => {
    panel = await openRun({ snapshot: { curves: makeCurves(LAST_STEP, 62) } });
    await tabTo(panel, '#losses canvas');
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('ArrowRight');
    await expect
      .poll(() => panel.page.textContent('#losses .spoken'))
      .toMatch(/^Step 200: Discriminator \d\.\d{3}; Generator \d\.\d{3}$/);
    await panel.page.keyboard.press('Enter');
    expect(await panel.page.textContent('.cursor-step')).toBe('Step 200');
    await panel.page.keyboard.press('Escape');
    await expect.poll(() => panel.page.$('.cursor-bar')).toBeNull();
  });
});

describe('axes and smoothing', () => {
  it('are chosen in the menu, remembered, and asked of the host', async () => {
    panel = await openRun();
    const before = await pixelsOf(panel, '#losses canvas');
    await panel.page.click(menuOf('losses'));
    await panel.page.check('#losses-menu input[name="losses-values"][value="log"]');
    await panel.settled();
    const log = await pixelsOf(panel, '#losses canvas');
    expect(log).not.toBe(before);
    await panel.page.check('#losses-menu input[name="losses-steps"][value="log"]');
    await panel.page.fill('#losses-menu input[type="range"]', '0.9');
    await panel.settled();
    const asked = (await panel.posted('view')).map(({ view }) => view);
    expect(asked).toEqual([
      { range: null, stepScale: 'log', smoothing: 0 },
      { range: null, stepScale: 'log', smoothing: 0.9 },
    ]);
    const { choices } = (await panel.state()) as { choices: object };
    expect(choices).toMatchObject({
      ...{ stepScale: 'log', smoothing: 0.9, valueScales: { losses: 'log' } },
    });
    await panel.page.keyboard.press('Escape');
    await expect.poll(() => panel.page.isVisible('#losses-menu')).toBe(false);
  });

  it('of losses below nought offer the symmetric logarithm instead', async () => {
    const curves = makeCurves(LAST_STEP);
    const { low, mean, high } = curves.series.generatorLoss;
    const shifted = (values: Float32Array) => values.map((value) => value - 3);
    const generatorLoss = { low: shifted(low), mean: shifted(mean), high: shifted(high) };
    const crossing: CurveView = { ...curves, series: { ...curves.series, generatorLoss } };
    const state = { runDirectory: '/run', choices: { valueScales: { losses: 'log' } } };
    panel = await openRun({ snapshot: { curves: crossing }, state });
    await panel.page.click(menuOf('losses'));
    const scale = (value: string) => `#losses-menu input[name="losses-values"][value="${value}"]`;
    expect(await panel.page.isDisabled(scale('log'))).toBe(true);
    await expect.poll(() => panel.page.isChecked(scale('symlog'))).toBe(true);
  });

  it('draw the moving average that the host has sent, and say so', async () => {
    panel = await openRun({ state: { runDirectory: '/run', choices: { smoothing: 0.9 } } });
    const before = await pixelsOf(panel, '#losses canvas');
    const curves = makeCurves(LAST_STEP);
    const { generatorLoss } = curves.series;
    const smooth = generatorLoss.mean.map(() => 0.75);
    const series = { ...curves.series, generatorLoss: { ...generatorLoss, smooth } };
    await panel.send({ type: 'curves', curves: { ...curves, series } });
    await expect.poll(() => pixelsOf(panel, '#losses canvas')).not.toBe(before);
    expect(await panel.page.textContent('#losses .smoothed')).toContain('β = 0.90');
    expect(await panel.page.textContent('#losses .legend li:nth-child(2)')).toContain('0.750');
  });
});

it('moves over the steps when the axis is dragged', async () => {
  const state = { choices: { range: { fromStep: 4000, toStep: 8000 } } };
  panel = await openRun({ state: { runDirectory: '/run', ...state } });
  const box = await panel.page.locator('#losses canvas').boundingBox();
  if (box === null) throw new Error('The losses are not on the page.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height - 8];
  await panel.page.mouse.move(x, y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(x + (box.width - 54) / 4, y, { steps: 3 });
  await panel.page.mouse.up();
  const range = (await panel.posted('view')).at(-1).view.range;
  expect(range?.fromStep).toBeGreaterThan(2950);
  expect(range?.fromStep).toBeLessThan(3050);
  expect(range!.toStep - range!.fromStep).toBe(4000);
});

describe('a chart saved', () => {
  it('as SVG has its curves as vectors and its words as text', async () => {
    panel = await openRun();
    const { name, bytes } = await saved(panel, 'losses', 'svg');
    expect(name).toBe('losses.svg');
    const found = await svgParts(panel, bytes);
    expect(found.title).toBe('Losses. Steps 0 to 12,400');
    expect(found.images).toEqual([]);
    // The line of the discriminator: Chart.js joins the points that share a column of pixels.
    const blue = found.paths.filter(
      ({ fill, stroke }) => fill === 'none' && stroke === 'rgb(0,99,211)',
    );
    expect(Math.max(...blue.map(({ d }) => d.split('L').length))).toBeGreaterThan(400);
    expect(found.texts).toEqual(expect.arrayContaining(['step', 'Discriminator', 'Generator']));
    expect(found.texts.some((text) => text.includes('log 2'))).toBe(true);
  });

  it('as PNG has twice the pixels, on white', async () => {
    panel = await openRun();
    const { width, height } = await panel.page.$eval('#histogram .plot', (frame) => ({
      ...{ width: frame.clientWidth, height: frame.clientHeight },
    }));
    const { name, bytes } = await saved(panel, 'histogram', 'png');
    expect(name).toBe('discriminator-outputs.png');
    const png = decode(bytes);
    // A legend of 24 pixels on top.
    expect([png.width, png.height]).toEqual([2 * width, 2 * (height + 24)]);
    expect([...png.data.slice(0, 3)]).toEqual([255, 255, 255]);
  });

  it('as CSV is asked of the host, for the steps on screen', async () => {
    const range = { fromStep: 1000, toStep: 3000 };
    panel = await openRun({ state: { runDirectory: '/run', choices: { range } } });
    await panel.page.click(menuOf('outputs'));
    await panel.page.click('#outputs-menu [data-export="csv"]');
    expect(await panel.posted('exportTable')).toEqual([
      {
        ...{ type: 'exportTable', name: 'outputs.csv', table: 'curves', range },
        columns: ['meanRealOutput', 'meanFakeOutput'],
      },
    ]);
  });
});

it.each(themes)('is accessible with an open menu and a pinned step (%s)', async (theme) => {
  const state = { runDirectory: '/run', choices: { smoothing: 0.9, stepScale: 'log' } };
  panel = await openRun({ theme, state });
  await panel.page.click('#samples [aria-label="Previous Grid"]');
  await panel.page.click(menuOf('losses'));
  await panel.settled();
  expect(await panel.accessibilityViolations()).toEqual([]);
});
