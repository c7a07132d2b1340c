import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import { themes } from '../harness/themes';
import { makeBalance } from './balanceRuns';
import { summary } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, pixelsOf, tabTo } from './openRun';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const equilibrium = { ...summary.equilibrium!, loss: 'nonSaturating' } as const;
const images = {
  ...summary,
  equilibrium,
  data: { ...summary.data!, heldOut: '512 of the 10,000 images that training leaves out' },
};
/** What is drawn comes a frame or more after what was sent. */
const PATIENT = { timeout: 20_000 };
const state = (choices: object) => ({ runDirectory: '/run', choices });

async function openBalance(snapshot: Partial<PanelSnapshot> = {}, choices: object = {}) {
  panel = await openRun({
    snapshot: { summary: images, balance: makeBalance(), ...snapshot },
    state: state(choices),
  });
}

/** Name, figures and sentence of every row. */
async function rows(): Promise<string[][]> {
  return panel.page.$$eval('.balance-row', (all) =>
    all.map((row) =>
      ['.balance-name', '.balance-readings', '.balance-sentence'].map((part) =>
        (row.querySelector(part)?.textContent ?? '').replace(/\s+/g, ' ').trim(),
      ),
    ),
  );
}

async function sentenceOf(name: string): Promise<string | undefined> {
  return (await rows()).find(([of]) => of === name)?.[2];
}

describe('the balance of the players', () => {
  it.each(themes)(
    'tells where each figure stands and what it means, accessible (%s)',
    async (theme) => {
      panel = await openRun({
        theme,
        snapshot: { summary: images, balance: makeBalance() },
        state: state({ balance: 'updates', openTables: ['balance'] }),
      });
      expect(await panel.accessibilityViolations()).toEqual([]);
      await panel.screenshot(`balance-${theme}`);
      const found = await rows();
      // Of the last bucket, whose steps scatter.
      expect(found[0]?.[1]).toMatch(/^D 0\.40\d? G 0\.\d+$/);
      expect(found.slice(1, 4)).toEqual([
        [
          'Update to weights',
          'D 0.0009 G 0.00012',
          'One update of G moves it 8.33 times less far than the rule of thumb of 0.001 of its weights: it may be learning too slowly.',
        ],
        [
          'Saturation, G',
          'G 0.618 minimax 0.382',
          "The loss multiplies G's gradient by 0.618; the minimax loss would by 0.382. It comes from the equivalent of 85% of the fakes.",
        ],
        [
          'Saturation, D',
          'real 0.336 fake 0.382',
          'What D still learns from a sample: 0.336 from real, 0.382 from fake ones; 0 where it is sure and right.',
        ],
      ]);
      expect(found.slice(5)).toEqual([
        [
          'Over-fit of D',
          'trained on 0.744 held out 0.558',
          'D rates samples that it was trained on 0.186 ± 0.016 higher than real ones that it has never seen: it knows them by heart.',
        ],
        [
          'Time of a step',
          'D 9.3 ms G 5.1 ms',
          'D takes 64.6% of the time of a step, for its k = 3 updates.',
        ],
      ]);
    },
  );

  it('draws the course of the row that is chosen, with its table, and remembers it', async () => {
    await openBalance();
    const gradients = await pixelsOf(panel, '#balance canvas');
    await tabTo(panel, '.balance-row input:checked');
    for (let presses = 0; presses < 5; presses += 1) await panel.page.keyboard.press('ArrowDown');
    const title = 'Balance of the players: Over-fit of D';
    await panel.page.getByRole('heading', { name: title, exact: true }).waitFor();
    const focused = await panel.page.$eval(':focus', (element) =>
      element.getAttribute('aria-describedby'),
    );
    expect(focused).toBe('balance-overfit-readings balance-overfit');
    await expect.poll(() => pixelsOf(panel, '#balance canvas'), PATIENT).not.toBe(gradients);
    expect(await panel.state()).toMatchObject({ choices: { balance: 'overfit' } });
    await panel.page.click('#balance [aria-label^="Show Table"]');
    await panel.page.waitForSelector('#balance table');
    const columns = () =>
      panel.page.$$eval('#balance thead th', (cells) => cells.map((cell) => cell.textContent));
    expect((await columns()).slice(1, 5)).toEqual([
      'Trained on, mean',
      'Trained on, low',
      'Trained on, high',
      'Held out, mean',
    ]);
    // Two that stand in the same view: the open table goes along.
    await panel.page.click('.balance-row:nth-child(2)');
    await expect.poll(columns, PATIENT).toContain('Discriminator, mean');
    await panel.page.click('.balance-row:nth-child(4)');
    await expect.poll(columns, PATIENT).not.toContain('Discriminator, mean');
  });

  it('follows the run', async () => {
    await openBalance({ balance: undefined });
    expect((await rows()).every(([, readings]) => !/\d/.test(readings!))).toBe(true);
    await panel.send({ type: 'balance', balance: makeBalance() });
    await expect.poll(async () => (await rows())[1]?.[1], PATIENT).toBe('D 0.0009 G 0.00012');
  });

  it('shows of a run of an earlier version what that has written, and says what it has not', async () => {
    const ended = { ...summary, state: 'completed', connected: false } as const;
    await openBalance({ summary: ended, balance: makeBalance(null) });
    const found = await rows();
    expect(found[0]?.[2]).toContain('as long as');
    expect(found[4]?.[1]).toMatch(/^real 72\.\d% fake 6\d\.\d%$/);
    for (const place of [1, 2, 3, 5, 6]) {
      expect(found[place]?.[2]).toBe('Not measured in this run: an earlier version trained it.');
    }
  });
});

describe('what the balance says', () => {
  it('of a discriminator without held-out samples, and of one that has not over-fit', async () => {
    const none = { trainingOutput: () => NaN, heldOutOutput: () => NaN, heldOutError: () => NaN };
    const allUsed = { ...images, data: summary.data };
    await openBalance({ summary: allUsed, balance: makeBalance(none) });
    expect(await sentenceOf('Over-fit of D')).toBe(
      'Cannot be told: training uses every sample. data.subset in the config would leave some out.',
    );
    await panel.send({ type: 'summary', summary: images });
    await panel.send({ type: 'balance', balance: makeBalance({ heldOutOutput: () => 0.73 }) });
    await expect
      .poll(() => sentenceOf('Over-fit of D'), PATIENT)
      .toBe(
        'No over-fit to be seen: D rates seen and unseen samples alike, within twice the error of ±0.016 (512 of the 10,000 images that training leaves out).',
      );
  });

  it('of the other losses', async () => {
    const score = { ...equilibrium, outputKind: 'score', output: 0 } as const;
    const hinge = { ...images, equilibrium: { ...score, loss: 'hinge' } as const };
    const constant = {
      generatorGain: () => 1,
      generatorEffectiveShare: () => 1,
      otherGeneratorGain: () => NaN,
      realGain: () => 0.25,
      fakeGain: () => 0.4,
    };
    await openBalance({ summary: hinge, balance: makeBalance(constant) });
    expect(await sentenceOf('Saturation, G')).toContain('Always 1');
    expect(await sentenceOf('Saturation, D')).toContain('75% of the real and 60% of the fake');
    expect(await sentenceOf('Accuracy of D')).toContain('the right side of a score of 0');
    const { output, ...open } = score;
    const wasserstein = { ...images, equilibrium: { ...open, loss: 'wasserstein' } as const };
    await panel.send({ type: 'summary', summary: wasserstein });
    await expect
      .poll(() => sentenceOf('Accuracy of D'), PATIENT)
      .toBe('This loss leaves open where D decides, so there is no accuracy.');
  });

  it('of players that are updated at once, and of regularizers', async () => {
    const parts = {
      discriminatorMilliseconds: () => NaN,
      generatorMilliseconds: () => NaN,
      discriminatorObjective: () => 1.25,
      discriminatorPenalty: () => 0.25,
    };
    await openBalance({ balance: makeBalance(parts) }, { balance: 'penalty' });
    expect(await sentenceOf('Time of a step')).toContain('updated at once');
    expect((await rows()).at(-1)).toEqual([
      'Regularizers',
      'D 1.25 penalty 0.25',
      'Regularizers add 20% of the size of what D minimises.',
    ]);
    await panel.page.waitForSelector('#balance canvas[width]');
  });
});
