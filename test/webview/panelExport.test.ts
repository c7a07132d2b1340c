import { decode } from 'fast-png';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/protocol/distribution';
import { densitySnapshot, makeLine, makePlane } from './distributionRuns';
import { LAST_STEP } from './ganRun';
import { closeBrowser, openPanel, type Panel, type PanelOptions } from './harness';
import { openRun, showSamples } from './openRun';
import { menuOf, saved, svgParts, textOf } from './savedFile';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

/** A run that has ended: what is on the page can still be saved. */
async function open(newest: Distribution, options: Omit<PanelOptions, 'messages'> = {}) {
  const snapshot = densitySnapshot(newest);
  const summary = { ...snapshot.summary, state: 'completed' as const, connected: false };
  panel = await openPanel({
    ...options,
    messages: [{ type: 'snapshot', snapshot: { ...snapshot, summary } }],
  });
  await panel.page.waitForSelector('#histogram canvas[width]');
  await panel.settled();
}

function rowsOf(bytes: Uint8Array): string[][] {
  return textOf(bytes)
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
}

async function frameOf(selector: string): Promise<[width: number, height: number]> {
  return panel.page.$eval(selector, (frame) => [frame.clientWidth, frame.clientHeight]);
}

const layers = ['real', 'fake', 'contours', 'lattice', 'forces', 'modes'];
const everything = {
  runDirectory: '/run',
  choices: { planeLayers: layers, heatMap: 'difference' },
};

describe('figure 1 saved', () => {
  it('as SVG has its curves as vectors, dotted, solid and dashed, and its words as text', async () => {
    await open(makeLine(LAST_STEP));
    const [width, height] = await frameOf('#distribution .plot');
    const { name, bytes } = await saved(panel, 'distribution', 'svg');
    expect(name).toBe(`distributions-${LAST_STEP}.svg`);
    const { title, size, images, texts, paths } = await svgParts(panel, bytes);
    expect(title).toContain('Distributions at step 12,400.');
    // A legend of 24 pixels on top.
    expect(size).toEqual([width, height + 24]);
    expect(images).toEqual([]);
    expect(texts).toEqual(expect.arrayContaining(['p_data', 'p_g', 'D', 'D*', 'x', 'z', '½']));
    const dashes = paths
      .filter(({ d, fill }) => fill === 'none' && d.split('L').length > 300)
      .map(({ stroke, dash }) => [stroke, dash]);
    expect(dashes).toEqual(
      expect.arrayContaining([
        ['rgb(101,45,144)', '2 4'],
        ['rgb(191,136,3)', null],
        ['rgb(0,99,211)', '8 5'],
      ]),
    );
    expect(paths.every(({ d }) => !d.includes('NaN'))).toBe(true);
  });

  it('as CSV has every cell, unrounded, with the densities integrating to one', async () => {
    await open(makeLine(LAST_STEP));
    const { name, bytes } = await saved(panel, 'distribution', 'csv');
    expect(name).toBe(`distributions-${LAST_STEP}.csv`);
    const [header, ...rows] = rowsOf(bytes);
    expect(header).toEqual(['x', 'dataDensity', 'generatorDensity', 'discriminator', 'optimum']);
    expect(rows).toHaveLength(512);
    const width = Number(rows[1]?.[0]) - Number(rows[0]?.[0]);
    expect(width).toBeCloseTo(10.2 / 512, 12);
    const mass = rows.reduce((sum, [, density]) => sum + width * Number(density), 0);
    expect(mass).toBeCloseTo(1, 5);
  });
});

describe('the plane saved', () => {
  it('as SVG has a mark a sample and the map as a picture within', async () => {
    await open(makePlane(LAST_STEP), { state: everything });
    const { bytes } = await saved(panel, 'distribution', 'svg');
    const { images, texts, paths } = await svgParts(panel, bytes);
    expect(images).toHaveLength(1);
    const [map = ''] = images;
    expect(map.startsWith('data:image/png;base64,')).toBe(true);
    const png = decode(Buffer.from(map.slice(map.indexOf(',') + 1), 'base64'));
    expect([png.width, png.height]).toEqual([64, 64]);
    const marks = (fill: string) =>
      Math.max(
        ...paths.filter((path) => path.fill === fill).map(({ d }) => d.split('M').length - 1),
      );
    expect(marks('rgb(101,45,144)')).toBe(2500);
    expect(marks('rgb(191,136,3)')).toBe(2500);
    expect(texts).toEqual(
      expect.arrayContaining([
        'Real',
        'Generated',
        'Manifold of G',
        'Push on G',
        'D above D*',
        '8',
      ]),
    );
    expect(paths.every(({ d }) => !d.includes('NaN'))).toBe(true);
  });

  it('as PNG has twice the pixels of the screen, on white or in the theme', async () => {
    await open(makePlane(LAST_STEP), { size: { width: 320, height: 800 } });
    const [width] = await frameOf('#distribution .plot');
    for (const [format, background] of [
      ['png', [255, 255, 255]],
      ['pngTheme', [31, 31, 31]],
    ] as const) {
      const png = decode((await saved(panel, 'distribution', format)).bytes);
      expect(png.width).toBe(2 * width);
      expect([...png.data.slice(0, 3)]).toEqual(background);
    }
  });

  it('as CSV has its modes where there are any, else the grid', async () => {
    await open(makePlane(LAST_STEP));
    const modes = rowsOf((await saved(panel, 'distribution', 'csv')).bytes);
    expect(modes[0]).toEqual(['mode', 'x', 'y', 'samples']);
    expect(modes[1]).toEqual(['1', '1', '0', '490']);
    expect(modes).toHaveLength(9);
    await panel.close();
    const plane = makePlane(LAST_STEP);
    await open({ ...plane, arrays: { ...plane.arrays, modes: new Float32Array() } });
    const [header, ...cells] = rowsOf((await saved(panel, 'distribution', 'csv')).bytes);
    expect(header?.slice(0, 3)).toEqual(['x', 'y', 'dataDensity']);
    expect(cells).toHaveLength(64 * 64);
  });
});

it('the grid of samples is saved as on the screen, its pixels enlarged by a whole factor', async () => {
  panel = await openRun();
  const grid = decode(await showSamples(panel, LAST_STEP));
  const { name, bytes } = await saved(panel, 'samples', 'grid');
  expect(name).toBe(`samples-${LAST_STEP}.png`);
  const png = decode(bytes);
  const factor = png.width / grid.width;
  expect(Number.isInteger(factor)).toBe(true);
  expect(png.height).toBe(factor * grid.height);
  const { channels } = png;
  const middle = Math.floor(factor / 2);
  const red = Array.from({ length: grid.width * grid.height }, (_, i) => {
    const [x, y] = [i % grid.width, Math.floor(i / grid.width)];
    return png.data[channels * ((y * factor + middle) * png.width + x * factor + middle)];
  });
  expect(red).toEqual([...grid.data]);
});

it('tells the host when a picture cannot be made', async () => {
  await open(makeLine(LAST_STEP));
  await panel.page.evaluate(() => {
    // What a browser does that has no memory left for the picture.
    HTMLCanvasElement.prototype.toBlob = (done) => done(null);
  });
  await panel.page.click(menuOf('losses'));
  await panel.page.click('#losses-menu [data-export="png"]');
  const problem = 'The browser could not encode the picture.';
  await expect
    .poll(() => panel.posted('fileFailed'))
    .toEqual([{ type: 'fileFailed', name: 'losses.png', problem }]);
});
