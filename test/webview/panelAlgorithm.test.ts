import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { PanelSnapshot } from '../../src/protocol/panelProtocol';
import { themes } from '../harness/themes';
import { summary } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun } from './openRun';
import {
  algorithm,
  discriminatorPlace,
  generatorPlace,
  held,
  midStep,
  pausedRun,
  STEP,
  update,
} from './steppedRuns';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const button = (command: string) => `#algorithm [data-step=${command}]`;
const isOff = async (command: string) =>
  (await panel.page.getAttribute(button(command), 'aria-disabled')) === 'true';
const lines = () =>
  panel.page.$$eval('.program li', (items) =>
    items.map((item) => (item as HTMLElement).innerText.split('\n')[0]?.trim() ?? ''),
  );
const highlighted = () =>
  panel.page.$$eval('.program li', (items) =>
    items.flatMap((item, i) => (item.classList.contains('current') ? [i] : [])),
  );
const where = () => panel.page.textContent('#algorithm .where');
/** What screen readers say of the formulas. */
const spoken = () =>
  panel.page.$$eval('.program .formula .unseen', (words) => words.map((word) => word.textContent));

/** The run becomes another one. */
async function change({ summary: next, stepping }: Partial<PanelSnapshot>): Promise<void> {
  if (next !== undefined) await panel.send({ type: 'summary', summary: next });
  if (stepping !== undefined) await panel.send({ type: 'stepping', stepping });
  await panel.settled();
}

it.each(themes)('is accessible in the %s theme', async (theme) => {
  panel = await openRun({ theme, snapshot: pausedRun(midStep) });
  expect(await panel.accessibilityViolations()).toEqual([]);
  await panel.screenshot(`algorithm-${theme}`);
});

describe('the program', () => {
  it('is that of the paper, with its formulas in MathML and in words', async () => {
    const loss = { ...algorithm.loss, name: 'minimax' } as const;
    panel = await openRun({ snapshot: pausedRun(held, { loss }) });
    expect((await lines()).map((line) => line.slice(0, 34))).toEqual([
      'for number of training iterations ',
      'for k = 3 steps do',
      'Sample minibatch of m = 128 noise ',
      'Sample minibatch of m = 128 exampl',
      'Update the discriminator by ascend',
      'end for',
      'Sample minibatch of m = 128 noise ',
      'Update the generator by descending',
      'end for',
    ]);
    expect(await spoken()).toEqual([
      'gradient with respect to theta d of the mean over the minibatch of log D of x plus log (1 minus D of G of z)',
      'gradient with respect to theta g of the mean over the minibatch of log (1 minus D of G of z)',
    ]);
    const typeset = await panel.page.$$eval('.program math', (formulas) =>
      formulas.map((formula) => {
        const { width, height } = formula.getBoundingClientRect();
        const isMath = formula.namespaceURI === 'http://www.w3.org/1998/Math/MathML';
        return isMath && width > 10 && height > 8;
      }),
    );
    expect(typeset).toEqual(Array(8).fill(true));
  });

  it('says the loss in use', async () => {
    panel = await openRun({ snapshot: pausedRun(held) });
    const targets = { real: 1, fake: 0, generator: 1 };
    for (const [name, direction, formula] of [
      ['nonSaturating', 'ascending', 'log D of G of z'],
      ['leastSquares', 'descending', '0.5 (a of G of z minus 1) squared'],
      ['hinge', 'ascending', 'a of G of z'],
      ['wasserstein', 'ascending', 'a of G of z'],
    ] as const) {
      const scale = name === 'leastSquares' ? 0.5 : 1;
      const loss = { name, discriminatorScale: scale, generatorScale: scale, targets };
      await change(pausedRun(held, { loss }));
      await expect
        .poll(async () => (await spoken())[1])
        .toBe(`gradient with respect to theta g of the mean over the minibatch of ${formula}`);
      expect((await lines()).at(-2)).toContain(`Update the generator by ${direction}`);
    }
    await change(
      pausedRun(held, {
        loss: { ...algorithm.loss, labels: { real: 0.9, fake: 0 } },
        penalties: [{ kind: 'gradientPenalty', factor: 10, target: 1, side: 'both' }],
        weightClipping: 0.01,
        augmentation: ['colour', 'cutout'],
      }),
    );
    await expect
      .poll(async () => (await spoken()).slice(0, 2))
      .toEqual([
        'gradient with respect to theta d of the mean over the minibatch of 0.9 log D of x plus 0.1 log (1 minus D of x) plus log (1 minus D of G of z) minus 10 (the length of the gradient of a at x hat minus 1) squared',
        'theta d, each value clamped to plus or minus 0.01',
      ]);
    const notes = await panel.page.textContent('.algorithm-notes');
    expect(notes).toContain('D = σ(a)');
    expect(notes).toContain(
      'changed at random: brightness, saturation and contrast, a rectangle cut out.',
    );
    await change(pausedRun(held, { weightClipping: 0.01 }, { weightClipping: 0.05 }));
    await expect
      .poll(async () => (await spoken())[1])
      .toBe('theta d, each value clamped to plus or minus 0.05');
  });

  it('of simultaneous updates moves both players last; that of a finished run has no controls', async () => {
    const both = { step: STEP, kind: 'simultaneous', index: 1, count: 1 } as const;
    const stepping = {
      ...held,
      next: { ...both, step: STEP + 1 },
      last: both,
      updates: { discriminator: update(both, 1.2), generator: update(both, 0.8) },
    };
    const order = { updateOrder: 'simultaneous' } as const;
    panel = await openRun({ snapshot: pausedRun(stepping, order, { discriminatorSteps: 1 }) });
    // Without discriminator updates of its own there is no inner loop.
    expect(await lines()).toHaveLength(6);
    expect(await highlighted()).toEqual([1, 2, 3, 4]);
    expect(await isOff('singleDiscriminatorUpdate')).toBe(true);
    expect(await panel.page.textContent(button('singleGeneratorUpdate'))).toContain('Both');
    expect(await panel.page.$$('.updates tr.current')).toHaveLength(2);
    await change({ summary: { ...summary, algorithm, state: 'completed', connected: false } });
    await expect.poll(lines).toHaveLength(9);
    expect(await highlighted()).toEqual([]);
    expect(await panel.page.$('#algorithm .step-controls')).toBeNull();
  });
});

describe('a run that is held', () => {
  it('is taken on by the update that comes next, and by no other', async () => {
    panel = await openRun({ snapshot: pausedRun(midStep) });
    expect(await highlighted()).toEqual([2, 3, 4]);
    expect(await where()).toBe(
      'Done: discriminator update 2 of k = 3 of step 12,401. Next: discriminator update 3 of k = 3.',
    );
    expect(await isOff('singleDiscriminatorUpdate')).toBe(false);
    expect(await isOff('singleGeneratorUpdate')).toBe(true);
    await panel.page.focus(button('singleGeneratorUpdate'));
    await panel.page.keyboard.press('Enter');
    await panel.page.click(button('singleDiscriminatorUpdate'));
    await panel.page.click(button('singleStep'));
    expect(await panel.posted('command')).toEqual([
      { type: 'command', command: 'singleDiscriminatorUpdate' },
      { type: 'command', command: 'singleStep' },
    ]);
    expect(await panel.page.textContent(button('singleStep'))).toContain('Finish Step');
    expect(await panel.page.getAttribute(button('singleGeneratorUpdate'), 'title')).toContain(
      'Next: discriminator update 3 of k = 3',
    );
  });

  it('shows each update as it is done: lines, losses and how far the player moved', async () => {
    panel = await openRun({ snapshot: pausedRun(midStep) });
    const after = {
      ...midStep,
      updatesDone: 0,
      next: discriminatorPlace(1, STEP + 1),
      last: generatorPlace(),
      updates: { ...midStep.updates, generator: update(generatorPlace(), 0.6931) },
    };
    await change({ stepping: after });
    expect(await highlighted()).toEqual([6, 7]);
    const row = await panel.page.innerText('.updates tr.current');
    expect(row.split(/\t|\n/).flatMap((cell) => cell.trim() || [])).toEqual([
      'Generator',
      'step 12,401',
      '0.693 → 0.675',
      '0.412',
      '0.00123',
    ]);
    expect(await panel.page.textContent(button('singleStep'))).toContain('Whole Step');
    await change({ stepping: { ...after, wholeStep: true } });
    expect(await highlighted()).toEqual([2, 3, 4, 6, 7]);
    expect(await where()).toContain('Done: all updates of step 12,401.');
  });
});

it('slow motion is switched on at the pace chosen, changes it, and is switched off', async () => {
  const toggle = '#algorithm .slow-motion .text-toggle';
  const snapshot = { ...pausedRun(held), summary: { ...summary, algorithm } };
  panel = await openRun({ reducedMotion: true, snapshot });
  expect(await where()).toContain('switch on slow motion');
  await panel.page.selectOption('#algorithm select', '2');
  await panel.page.click(toggle);
  await change({ stepping: { ...midStep, slowMotion: 2 } });
  expect(await panel.page.getAttribute(toggle, 'aria-pressed')).toBe('true');
  expect(await highlighted()).toEqual([2, 3, 4]);
  await panel.page.selectOption('#algorithm select', '5');
  await panel.page.click(toggle);
  expect(await panel.posted('slowMotion')).toEqual(
    [2, 5, 0].map((updatesPerSecond) => ({ type: 'slowMotion', updatesPerSecond })),
  );
  expect(await panel.state()).toMatchObject({ choices: { slowMotionRate: 5 } });
  // For those who want no motion.
  const transition = await panel.page.$eval(
    '.program li',
    (item) => getComputedStyle(item).transitionDuration,
  );
  expect(transition).toBe('0s');
});

it('fits a narrow panel without scrolling sideways', async () => {
  panel = await openRun({ size: { width: 360, height: 900 }, snapshot: pausedRun(midStep) });
  const overflow = await panel.page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.program .formula')].map(
      (element) => element.scrollWidth - element.clientWidth,
    ),
  );
  expect(overflow).toEqual([0, 0, 0]);
  await panel.screenshot('algorithm-narrow');
});
