import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/protocol/distribution';
import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import { themes } from '../harness/themes';
import { densitySnapshot, makeLine, makePlane } from './distributionRuns';
import { LAST_STEP } from './ganRun';
import { closeBrowser, openPanel, type Panel, type PanelOptions } from './harness';
import { openRun, pixelsOf, tabTo } from './openRun';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const canvas = '#distribution .plot canvas';

async function open(
  newest: Distribution,
  options: Omit<PanelOptions, 'messages'> = {},
  part: Partial<PanelSnapshot> = {},
): Promise<void> {
  panel = await openPanel({
    ...options,
    messages: [{ type: 'snapshot', snapshot: densitySnapshot(newest, part) }],
  });
  await panel.page.waitForSelector('#histogram canvas[width]');
  await panel.settled();
}

async function requested(step: number): Promise<void> {
  await panel.page.waitForFunction(
    (wanted) =>
      window.harnessPosted.some((message) => {
        const { type, step: asked } = message as { type: string; step?: number };
        return type === 'requestDistribution' && asked === wanted;
      }),
    step,
  );
}

const text = (selector: string) => panel.page.textContent(selector);
const everything = {
  runDirectory: '/run',
  choices: {
    openTables: ['distribution', 'value'],
    planeLayers: ['real', 'fake', 'contours', 'lattice', 'forces', 'modes'],
    heatMap: 'difference',
  },
};

it.each(themes)('is accessible in the %s theme, with everything open', async (theme) => {
  await open(makeLine(LAST_STEP), { theme, state: everything });
  expect(await panel.accessibilityViolations()).toEqual([]);
  await panel.send({ type: 'distributionNow', distribution: makePlane(LAST_STEP) });
  await panel.page.waitForSelector('#distribution select');
  expect(await panel.accessibilityViolations()).toEqual([]);
});

describe('a run on images', () => {
  it('has neither card', async () => {
    panel = await openRun();
    expect(await panel.page.$('#distribution')).toBeNull();
    expect(await panel.page.$('#value')).toBeNull();
  });
});

describe('figure 1', () => {
  it('is summed up in words, and has its numbers in a table', async () => {
    await open(makeLine(LAST_STEP), { state: everything });
    const label = await panel.page.getAttribute(canvas, 'aria-label');
    expect(label).toContain('Distributions at step 12,400.');
    expect(label).toContain('Jensen–Shannon divergence 0.111 nats');
    const rows = await panel.page.$$eval('#distribution tbody tr', (all) =>
      all.map((row) => Array.from(row.children, (cell) => cell.textContent)),
    );
    expect(rows).toHaveLength(64);
    // The row nearest to the mean of N(4, ½²): density 1 / (½·√2π).
    const [, data] = rows.find(([x]) => Math.abs(Number(x) - 4) < 0.09) ?? [];
    expect(Math.abs(Number(data) - 0.798)).toBeLessThan(0.02);
  });

  it('is read with the arrow keys, and the readout goes with Escape', async () => {
    await open(makeLine(LAST_STEP));
    await tabTo(panel, canvas);
    const before = await pixelsOf(panel, canvas);
    await panel.page.keyboard.press('ArrowRight');
    await panel.settled();
    expect(await text('#distribution .readout')).toMatch(
      /x 4\.16 · p_data 0\.7\d+ · p_g .* · D\* /,
    );
    expect(await pixelsOf(panel, canvas)).not.toBe(before);
    await panel.page.keyboard.press('Escape');
    await panel.settled();
    expect(await pixelsOf(panel, canvas)).toBe(before);
  });

  it('follows the networks of now, and redraws nothing that has not changed', async () => {
    await open(makeLine(LAST_STEP));
    const before = await pixelsOf(panel, canvas);
    await panel.send({ type: 'distributionNow', distribution: makeLine(LAST_STEP + 37) });
    await expect.poll(() => text('#distribution .unit')).toBe('step 12,437');
    expect(await pixelsOf(panel, canvas)).not.toBe(before);
  });

  it('of a loss of scores says that there is no best D', async () => {
    const newest = makeLine(LAST_STEP);
    const arrays = { ...newest.arrays, optimum: new Float32Array() };
    await open({ ...newest, arrays });
    expect(await text('#distribution .legend')).toContain('no best D');
  });
});

describe('the scrubber', () => {
  it('goes back to any kept step, with the samples and the charts', async () => {
    await open(makeLine(LAST_STEP));
    await panel.send({ type: 'samples', step: LAST_STEP, problem: 'not here' });
    await panel.page.click('#distribution [aria-label="Previous Distributions"]');
    await requested(12_200);
    await panel.send({ type: 'distribution', step: 12_200, distribution: makeLine(12_200) });
    await expect.poll(() => text('#distribution .unit')).toBe('step 12,200');
    // One cursor: the grid of that step is asked for too.
    await panel.page.waitForFunction(() =>
      window.harnessPosted.some((message) => {
        const { type, step } = message as { type: string; step?: number };
        return type === 'requestSamples' && step === 12_200;
      }),
    );
    await panel.send({ type: 'distributionNow', distribution: makeLine(LAST_STEP + 99) });
    await panel.settled();
    expect(await text('#distribution .unit')).toBe('step 12,200');
    await panel.page.click('#distribution .text-toggle');
    await expect.poll(() => text('#distribution .unit')).toBe('step 12,499');
  });

  it('works on a finished run, which has its files only', async () => {
    await open(makeLine(LAST_STEP), {}, { distribution: undefined });
    await requested(LAST_STEP);
    expect(await text('#distribution .empty')).toContain('Reading');
    await panel.send({ type: 'distribution', step: LAST_STEP, distribution: makeLine(LAST_STEP) });
    await expect.poll(() => text('#distribution .unit')).toBe('step 12,400');
  });

  it('says why a step cannot be shown', async () => {
    await open(makeLine(LAST_STEP), {}, { distribution: undefined });
    await requested(LAST_STEP);
    await panel.send({ type: 'distribution', step: LAST_STEP, problem: 'the file is cut short.' });
    await expect.poll(() => text('#distribution .empty')).toBe('the file is cut short.');
  });
});

describe('the value of the game', () => {
  it('leads to the theorem behind it', async () => {
    await open(makeLine(LAST_STEP));
    await panel.page.getByRole('button', { name: 'Theorem 1, to try out' }).click();
    expect(await panel.posted('openTheory')).toEqual([{ type: 'openTheory', page: 'theorem1' }]);
  });

  it('shows at a glance that D says ½ while p_g is wrong', async () => {
    await open(makeLine(LAST_STEP));
    expect(await text('#value .verdict')).toContain(
      'D says ½ on average, and yet p_g is 0.111 nats',
    );
    const figures = (await text('#value .figures'))?.replaceAll(/\s+/g, ' ');
    expect(figures).toContain('JSD(p_data, p_g) 0.111');
    expect(figures).toContain('best possible 69%');
    expect(await text('#value .stack-legend')).toContain('D-gap 0.137');
    const [divergence, gap] = await panel.page.$$eval('.stack-bar', (bars) =>
      bars.map((bar) => bar.getBoundingClientRect().width),
    );
    // 2·JSD = 0.223 and the gap of 0.137, on one scale.
    expect((gap ?? 0) / (divergence ?? 1)).toBeCloseTo(0.1366 / 0.2228, 1);
  });

  it.each([
    // Integrated, real data get 0.
    ['line', 0.0079, 'p_g is close to p_data, but not the same'],
    // Of real samples 0.003 ± 0.0005.
    ['plane', 0.0079, 'p_g is close to p_data, but not the same'],
    ['plane', 0.0041, 'p_g cannot be told from p_data'],
    ['plane', 0.0161, 'p_g is not p_data yet'],
  ])('says how near a JSD is to that of real data (%s, %d)', async (kind, jensenShannon, says) => {
    const newest = kind === 'line' ? makeLine(LAST_STEP) : makePlane(LAST_STEP);
    const gaps = { discriminatorGap: 0.01, generatorGap: 0.01, meanReal: 0.6, meanFake: 0.4 };
    await open({ ...newest, figures: { ...newest.figures, ...gaps, jensenShannon } });
    expect(await text('#value .verdict')).toContain(says);
  });

  it('leaves out what is undefined, which VS Code turns into null on the way', async () => {
    const newest = makeLine(LAST_STEP);
    const scores = {
      ...newest.figures,
      ...{ value: Number.NaN, discriminatorGap: Number.NaN, generatorGap: Number.NaN },
    };
    // As the messages of a real VS Code carry it.
    const figures = JSON.parse(JSON.stringify(scores)) as Distribution['figures'];
    await open({ ...newest, figures });
    expect(await text('#value .figures')).not.toContain('D-gap');
    expect(await text('#value .verdict')).toBe('p_g is not p_data yet.');
    expect(await panel.page.$$eval('.stack-bar', (bars) => bars.length)).toBe(1);
  });

  it('has V and C(G) over the evaluations in its table', async () => {
    await open(makeLine(LAST_STEP), { state: everything });
    expect(await panel.page.$$eval('#value tbody tr', (rows) => rows.length)).toBe(63);
  });
});

describe('the plane', () => {
  it('names the missing modes, in words and in the table', async () => {
    await open(makePlane(LAST_STEP), { state: everything });
    expect(await text('#distribution .modes-line')).toBe(
      '5 of 8 modes captured. Missing: 6, 7, 8.',
    );
    expect(await panel.page.$$eval('#distribution tbody tr', (rows) => rows.length)).toBe(8);
  });

  it('moves and zooms by keyboard, and comes back', async () => {
    await open(makePlane(LAST_STEP));
    await tabTo(panel, canvas);
    const whole = await pixelsOf(panel, canvas);
    const views = new Set([whole]);
    for (const key of ['+', 'ArrowLeft', 'ArrowUp', '-']) {
      await panel.page.keyboard.press(key);
      await panel.settled();
      views.add(await pixelsOf(panel, canvas));
    }
    expect(views.size).toBe(5);
    await panel.page.keyboard.press('Escape');
    await panel.settled();
    expect(await pixelsOf(panel, canvas)).toBe(whole);
  });

  it('shows the map and the layers that are chosen, and remembers them', async () => {
    await open(makePlane(LAST_STEP));
    const seen = new Set([await pixelsOf(panel, canvas)]);
    for (const map of ['optimum', 'difference', 'none']) {
      await panel.page.selectOption('#distribution select', map);
      await panel.settled();
      seen.add(await pixelsOf(panel, canvas));
    }
    for (const layer of ['Contours', 'Manifold of G', 'Push on G']) {
      await panel.page.click(`#distribution button:has-text("${layer}")`);
      await panel.settled();
      seen.add(await pixelsOf(panel, canvas));
    }
    expect(seen.size).toBe(7);
    expect(await panel.state()).toMatchObject({
      choices: {
        heatMap: 'none',
        planeLayers: ['real', 'fake', 'modes', 'contours', 'lattice', 'forces'],
      },
    });
  });

  it('draws 5,000 points and everything else thirty times a second', async () => {
    await open(makePlane(LAST_STEP), { state: everything });
    const session = await panel.page.context().newCDPSession(panel.page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const work = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
    };
    const frames = 30;
    const before = await work();
    // Each key in a frame of its own, as when it is held down.
    await panel.page.$eval(
      canvas,
      async (element, count) => {
        for (let i = 0; i < count; i += 1) {
          const key = i % 2 === 0 ? 'ArrowLeft' : 'ArrowRight';
          element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          await new Promise((resolve) =>
            requestAnimationFrame(() => requestAnimationFrame(resolve)),
          );
        }
      },
      frames,
    );
    const milliseconds = (1000 * ((await work()) - before)) / frames;
    process.stdout.write(`work for a frame of 5,000 points: ${milliseconds.toFixed(1)} ms\n`);
    // Processor time of the page's thread; a frame at 30 a second has 33 ms.
    expect(milliseconds).toBeLessThan(33);
  });
});

it('fits any width without scrolling sideways', async () => {
  await open(makePlane(LAST_STEP), { state: everything });
  for (const width of [360, 420, 700, 1400]) {
    await panel.page.setViewportSize({ width, height: 800 });
    await panel.settled();
    const overflow = await panel.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  }
});
