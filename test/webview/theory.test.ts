import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { THEORY_PAGES, type TheoryPage } from '../../src/protocol/theoryProtocol';
import { themes } from '../harness/themes';
import { closeBrowser, openPanel, type Panel, type PanelOptions } from './harness';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

async function openPage(page: TheoryPage, options: Partial<PanelOptions> = {}): Promise<void> {
  panel = await openPanel({
    bundle: 'theory',
    size: { width: 1200, height: 900 },
    state: { page, experiments: {} },
    ...options,
  });
  await panel.page.waitForSelector(`article#${page}`);
  await panel.settled();
}

async function text(selector: string): Promise<string> {
  return (await panel.page.locator(selector).first().innerText()).replaceAll(/\s+/g, ' ');
}

/** A number below its name. */
async function reading(name: string): Promise<number> {
  const value = await panel.page
    .locator('.figures div', { has: panel.page.getByText(name, { exact: true }) })
    .locator('dd')
    .innerText();
  return Number((value.split('\n')[0] ?? '').replace('−', '-'));
}

/** Drags from the middle of an element, in CSS pixels. */
async function drag(selector: string, by: { x: number; y: number }): Promise<void> {
  const box = await panel.page.locator(selector).first().boundingBox();
  const [x, y] = [box!.x + box!.width / 2, box!.y + box!.height / 2];
  await panel.page.mouse.move(x, y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(x + by.x, y + by.y, { steps: 4 });
  await panel.page.mouse.up();
  await panel.settled();
}

async function showPage(page: TheoryPage): Promise<void> {
  const index = THEORY_PAGES.indexOf(page);
  await panel.page.locator('.page-button').nth(index).click();
  await panel.page.waitForSelector(`article#${page}`);
  await panel.settled();
}

it.each(THEORY_PAGES)('%s is accessible in all themes, with its tables open', async (page) => {
  await openPage(page);
  for (const toggle of await panel.page.locator('.icon-button[aria-label^="Show Table"]').all()) {
    await toggle.click();
  }
  for (const theme of themes) {
    await panel.changeTheme(theme);
    await panel.settled();
    expect(await panel.accessibilityViolations()).toEqual([]);
  }
});

describe('proposition 1', () => {
  it('has C(G) of the published pair N(0, 1) and N(1, 1), and log 4 below 0 where they are one', async () => {
    const experiments = { proposition1: { mean: 1, deviation: 1 } };
    await openPage('proposition1', { state: { page: 'proposition1', experiments } });
    // −log 4 + 2 · 0.111421.
    expect(await reading('C(G) = V(D*, G)')).toBe(-1.163);
    expect(await reading('C(G) − V(D, G)')).toBe(0);
    await panel.page.getByRole('button', { name: 'p_g = p_data' }).click();
    await panel.settled();
    expect(await reading('C(G) = V(D*, G)')).toBe(-1.386);
    expect(await text('.verdict')).toContain('½ everywhere');
  });

  it('lets p_g be dragged, D be drawn, and V fall below C(G)', async () => {
    await openPage('proposition1');
    const before = await reading('C(G) = V(D*, G)');
    await drag('.handle.generator .grip', { x: 80, y: 0 });
    expect(await reading('C(G) = V(D*, G)')).toBeGreaterThan(before);
    const optimal = await reading('C(G) = V(D*, G)');
    await drag('.surface', { x: -60, y: 90 });
    expect(await reading('C(G) = V(D*, G)')).toBe(optimal);
    expect(await reading('V(D, G)')).toBeLessThan(optimal);
    expect(await reading('C(G) − V(D, G)')).toBeGreaterThan(0);
    await panel.page.getByRole('button', { name: 'D = ½' }).click();
    await panel.settled();
    // Whatever p_g is.
    expect(await reading('V(D, G)')).toBe(-1.386);
  });

  it('can be done with the keyboard alone', async () => {
    await openPage('proposition1');
    await panel.page.getByRole('slider', { name: 'Mean of p_g' }).focus();
    await panel.page.keyboard.press('End');
    await panel.settled();
    expect(await reading('C(G) = V(D*, G)')).toBeGreaterThan(-0.2);
    await panel.page.getByRole('slider', { name: 'D at x = 0' }).focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'PageDown', 'PageDown']) {
      await panel.page.keyboard.press(key);
    }
    await panel.settled();
    await panel.page.getByRole('slider', { name: 'D at x = 0.5' }).waitFor();
    expect(await reading('C(G) − V(D, G)')).toBeGreaterThan(0);
  });
});

describe('theorem 1', () => {
  it('adds up to the last digit, and reaches −log 4 at p_g = p_data alone', async () => {
    await openPage('theorem1');
    const digits = async (): Promise<number[]> =>
      (await panel.page.locator('.equality dd').allInnerTexts()).map((value) =>
        Number(value.replace('−', '-')),
      );
    const bar = panel.page.getByRole('slider', { name: 'p_g in cell 7' });
    await bar.focus();
    for (const key of ['PageUp', 'PageUp', 'ArrowUp']) await panel.page.keyboard.press(key);
    await panel.settled();
    expect(await bar.getAttribute('aria-valuetext')).toBe('22%');
    const moved = await digits();
    expect(moved).toHaveLength(3);
    for (const value of moved) expect(Math.abs(value - moved[0]!)).toBeLessThan(1e-14);
    expect(moved[0]).toBeGreaterThan(-Math.log(4));
    await panel.page.getByRole('button', { name: 'Nothing in common' }).click();
    await panel.settled();
    for (const value of await digits()) expect(value).toBeCloseTo(0, 14);
    await panel.page.getByRole('button', { name: 'p_g = p_data' }).click();
    await panel.settled();
    for (const value of await digits()) expect(value).toBeCloseTo(-Math.log(4), 14);
  });

  it('lets a bar be dragged', async () => {
    await openPage('theorem1');
    const bar = panel.page.getByRole('slider', { name: 'p_g in cell 3' });
    const before = Number(await bar.getAttribute('aria-valuenow'));
    await drag('[aria-label="p_g in cell 3"] .bar-grip', { x: 0, y: 100 });
    const masses = await panel.page
      .locator('[role="slider"].bar')
      .evaluateAll((all) => all.map((one) => Number(one.getAttribute('aria-valuenow'))));
    expect(masses[2]).toBeLessThan(before - 0.1);
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 3);
  });
});

describe('proposition 2', () => {
  it('moves p_g to p_data step by step, and says what k leaves of it', async () => {
    await openPage('proposition2');
    const slider = panel.page.getByRole('slider', { name: 'step', exact: true });
    await slider.focus();
    await panel.page.keyboard.press('End');
    await panel.settled();
    const heights = await panel.page.$$eval('.bar', (bars) =>
      bars.map((bar) =>
        ['.bar-model', '.bar-data'].map((part) =>
          Number(bar.querySelector(part)?.getAttribute('height')),
        ),
      ),
    );
    for (const [model, data] of heights) expect(model).toBeCloseTo(data!, 1);
    // What is seen is also said.
    await panel.page.getByRole('img', { name: 'Cell 7: p_g 25%, p_data 25%' }).waitFor();
    await panel.page
      .getByRole('group', { name: /p_g after 200 steps with D at its optimum: C\(G\) is/ })
      .waitFor();
    await panel.page
      .getByRole('button', { name: 'Show Table: p_data, and p_g after so many steps' })
      .click();
    await panel.settled();
    const rows = await panel.page.$$eval('.figure-column tbody tr', (all) =>
      all.map((row) => Array.from(row.children, (cell) => cell.textContent)),
    );
    expect(rows).toHaveLength(8);
    for (const [, real, generated] of rows) expect(generated).toBe(real);
    expect(await text('.verdict')).toContain('falls at every step');
    expect(await panel.accessibilityViolations()).toEqual([]);
    await panel.page.getByRole('radio', { name: /k = 1\b/ }).check();
    await panel.settled();
    expect(await text('.verdict')).toMatch(/C\(G\) rises in \d+ of the steps/);
  });

  it('marks the step in the chart, in a window of another width too', async () => {
    await openPage('proposition2');
    // Share of the way from the left of the plot to its right.
    const share = async (): Promise<number> => {
      const line = (await panel.page.locator('.cursor-line.pinned').boundingBox())!;
      const plot = (await panel.page.locator('.plot').boundingBox())!;
      return (line.x - plot.x) / plot.width;
    };
    expect(await share()).toBeLessThan(0.2);
    await panel.page.getByRole('slider', { name: 'step', exact: true }).focus();
    await panel.page.keyboard.press('End');
    await panel.settled();
    expect(await share()).toBeGreaterThan(0.95);
    await panel.page.setViewportSize({ width: 600, height: 900 });
    await expect.poll(share, { timeout: 20_000 }).toBeGreaterThan(0.95);
    expect(await share()).toBeLessThan(1);
  });
});

describe('the Dirac-GAN', () => {
  it('predicts and then shows: cycles, diverges, converges', async () => {
    await openPage('diracGan');
    const verdicts: [string, string, number][] = [
      // h = 0.2: |λ| is 1, √1.01, and what NumPy makes of the step with R1.
      ['Algorithm 1', 'Cycles for ever', 1],
      ['Both at once', 'Diverges', 1.00499],
      ['R1', 'Converges', 0.96954],
    ];
    for (const [preset, word, factor] of verdicts) {
      await panel.page.getByRole('button', { name: preset, exact: true }).click();
      await panel.settled();
      expect(await text('.verdict-word')).toBe(word);
      expect(await reading('Predicted factor per step')).toBe(factor);
      expect(await panel.page.locator('.eigenvalue').count()).toBe(2);
      const spoken = await panel.page.getAttribute('.eigenvalues svg', 'aria-label');
      expect(spoken).toContain(`the larger modulus is ${factor.toFixed(5)}`);
    }
    expect(await reading('Measured factor per step')).toBeCloseTo(0.96954, 3);
    await panel.page.getByRole('img', { name: /At step 500: θ = / }).waitFor();
    await panel.page.getByRole('button', { name: /^Show Table: Distance/ }).click();
    await panel.settled();
    const header = await panel.page.$$eval('thead th', (all) => all.map((th) => th.textContent));
    expect(header).toEqual(['step', 'θ', 'ψ', 'distance', 'predicted']);
    await panel.page.getByRole('button', { name: 'WGAN-GP' }).click();
    await panel.settled();
    expect(await text('.verdict-word')).toBe('Never comes to rest');
    expect(await text('article')).toContain('No eigenvalues');
  });

  it('starts where the ring is dragged to, and takes settings from the keyboard', async () => {
    await openPage('diracGan');
    await drag('.handle.start .grip', { x: -60, y: 30 });
    const start = await panel.page.getByRole('slider', { name: 'Start θ' }).inputValue();
    expect(Number(start)).toBeLessThan(0.8);
    await panel.page.getByRole('combobox', { name: 'Regularizer' }).selectOption('consensus');
    await panel.page.getByRole('slider', { name: 'γ' }).focus();
    await panel.page.keyboard.press('End');
    await panel.settled();
    expect(await text('.verdict-word')).toBe('Converges');
    await panel.page.getByRole('slider', { name: /Step size/ }).focus();
    await panel.page.keyboard.press('End');
    await panel.settled();
    expect(await text('.verdict-word')).toBe('Overshoots: the step is too long');
  });
});

describe('the two questions', () => {
  it('show what the benchmark has measured of k', async () => {
    const results = new URL('../../bench/results/discriminatorSteps.md', import.meta.url);
    const published = readFileSync(results, 'utf8')
      .split('\n')
      .filter((line) => /^\| \d/.test(line))
      .map((line) => {
        const [k, , nonSaturating, , , minimax, dead] = line.split('|').slice(1, -1);
        return [k, nonSaturating, minimax, `${dead?.trim()} of 5`].map((cell) => cell?.trim());
      });
    expect(published).toHaveLength(6);
    await openPage('questions');
    const rows = await panel.page.locator('.evidence tbody tr').all();
    const shown = await Promise.all(
      rows.map(async (row) => await row.locator('th, td').allInnerTexts()),
    );
    expect(shown).toEqual(published);
  });

  it('name the quantities of the balance as the panel does', async () => {
    // Numbers are written in the language of the page.
    vi.stubGlobal('document', { documentElement: { lang: 'en' } });
    const { balanceStrings } = await import('../../webview/balance/strings');
    vi.unstubAllGlobals();
    await openPage('questions');
    const [first = '', second = ''] = await panel.page.locator('article section').allInnerTexts();
    const { gradients, updates, accuracy, overfit, time } = balanceStrings;
    const named = `${gradients.name}, ${updates.name}`;
    expect(first).toContain(balanceStrings.title(named));
    expect(first).toContain(balanceStrings.title(`Saturation, ${accuracy.name}`));
    expect(first).toContain(balanceStrings.title(overfit.name));
    expect(first).toContain(balanceStrings.title(time.name));
    expect(second).toContain(balanceStrings.title(`${accuracy.name}, ${overfit.name}`));
    expect(second).toContain(balanceStrings.title(gradients.name));
  });
});

describe('the pages', () => {
  it('go on reading at the title after Next, to the last page too', async () => {
    await openPage('proposition1');
    for (const page of THEORY_PAGES.slice(1)) {
      await panel.page.getByRole('button', { name: /^Next: / }).focus();
      await panel.page.keyboard.press('Enter');
      await panel.page.waitForSelector(`article#${page}`);
      await panel.settled();
      expect(await panel.page.evaluate(() => document.activeElement?.id)).toBe('page-title');
    }
  });

  it('keep what was set, and come back with it', async () => {
    await openPage('proposition1');
    await panel.page.getByRole('button', { name: /^Next: Theorem 1/ }).click();
    await panel.page.waitForSelector('article#theorem1');
    await panel.page.getByRole('button', { name: 'Uniform' }).click();
    await panel.settled();
    const shown = await panel.page.locator('.equality dd').first().innerText();
    const state = await panel.state();
    await panel.close();
    await openPage('theorem1', { state });
    expect(await panel.page.locator('.equality dd').first().innerText()).toBe(shown);
  });

  it('survive a state that is none of theirs', async () => {
    const state = {
      page: 'diracGan',
      experiments: { diracGan: { strength: 'x', stepSize: NaN, k: [], loss: '__proto__' } },
    };
    await openPage('diracGan', { state });
    expect(await text('.verdict-word')).toBe('Cycles for ever');
    await panel.close();
    panel = await openPanel({ bundle: 'theory', state: [1, 'theorem1'] });
    await panel.page.waitForSelector('article#proposition1');
  });

  it('go to the page that the extension asks for, and offer its commands', async () => {
    await openPage('proposition1');
    expect(await panel.page.evaluate(() => window.harnessPosted)).toEqual([{ type: 'ready' }]);
    await panel.sendAsIs({ type: 'show', page: 'nowhere' });
    await panel.sendAsIs({ type: 'show', page: 'questions' });
    await panel.page.waitForSelector('article#questions');
    await panel.page.getByRole('button', { name: 'Set Discriminator Steps' }).click();
    expect(await panel.page.evaluate(() => window.harnessPosted)).toContainEqual({
      type: 'command',
      command: 'setDiscriminatorSteps',
    });
  });

  it('lead to the card of the panel that measures what they speak of', async () => {
    await openPage('questions');
    const link = panel.page.getByRole('button', { name: 'Value of the game: D-gap, C(G) − V' });
    await link.press('Enter');
    expect(await panel.page.evaluate(() => window.harnessPosted)).toContainEqual({
      type: 'openCard',
      card: 'value',
    });
    // What is no card of the panel is no link.
    const links = await panel.page.locator('.measured tbody th .link').allInnerTexts();
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((name) => name.includes('terminal'))).toEqual([]);
  });

  it('move only when asked to, and in few large steps for those who want less motion', async () => {
    await openPage('proposition1', { reducedMotion: true });
    const step = async (): Promise<number> =>
      Number(await panel.page.getByRole('slider', { name: 'step', exact: true }).inputValue());
    /** The films of the pages, with the steps that each shows in a second. */
    const films: Partial<Record<TheoryPage, number>> = { proposition2: 20, diracGan: 50 };
    for (const page of THEORY_PAGES) {
      await showPage(page);
      expect(await panel.page.evaluate(() => document.getAnimations().length)).toBe(0);
      const play = panel.page.getByRole('button', { name: 'Play', exact: true });
      const perSecond = films[page];
      expect(await play.count()).toBe(perSecond === undefined ? 0 : 1);
      if (perSecond === undefined) continue;
      // At its end it begins anew.
      const before = await step();
      await play.click();
      await panel.page.waitForFunction((end) => {
        const input = document.querySelector<HTMLInputElement>('.step-slider input');
        return ![0, end].includes(Number(input?.value));
      }, before);
      // Shown every 1.5 seconds.
      expect((await step()) % (1.5 * perSecond)).toBe(0);
      await panel.page.getByRole('button', { name: 'Stop' }).click();
    }
  });

  it.each([360, 700])('fit into %i pixels', async (width) => {
    await openPage('proposition1', { size: { width, height: 900 } });
    for (const page of THEORY_PAGES) {
      await showPage(page);
      const overflow = await panel.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
    }
  });
});
