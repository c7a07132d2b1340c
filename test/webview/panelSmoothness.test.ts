/** What a move of the pointer or of a slider makes the panel do, counted: how long it takes is `npm run bench`'s. */
import { afterAll, afterEach, expect, it } from 'vitest';
import { makeBalance } from './balanceRuns';
import { densitySnapshot, makePlane } from './distributionRuns';
import { LAST_STEP, makeGrid, makeHistogram } from './ganRun';
import { closeBrowser, openPanel, type Panel } from './harness';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

declare global {
  interface Window {
    /** How often each card has cleared its canvas to draw it anew. */
    drawings: Record<string, number>;
  }
}

/** Every card, with the newest pictures there. */
async function open(): Promise<void> {
  const snapshot = densitySnapshot(makePlane(LAST_STEP), { balance: makeBalance() });
  panel = await openPanel({
    size: { width: 1300, height: 1000 },
    messages: [{ type: 'snapshot', snapshot }],
  });
  await panel.page.waitForSelector('#histogram canvas[width]');
  await expect.poll(async () => (await panel.posted('requestSamples')).length).toBe(1);
  await panel.send({ type: 'samples', step: LAST_STEP, png: makeGrid(LAST_STEP) });
  await panel.page.waitForSelector('#samples canvas[width]');
  await panel.settled();
  await panel.page.evaluate(() => {
    window.drawings = {};
    const { clearRect, drawImage } = CanvasRenderingContext2D.prototype;
    const note = ({ canvas }: CanvasRenderingContext2D): void => {
      const card = canvas.closest('.card')?.id;
      if (card !== undefined) window.drawings[card] = (window.drawings[card] ?? 0) + 1;
    };
    Object.assign(CanvasRenderingContext2D.prototype, {
      clearRect(this: CanvasRenderingContext2D, ...of: Parameters<typeof clearRect>) {
        note(this);
        clearRect.apply(this, of);
      },
      drawImage(this: CanvasRenderingContext2D, ...of: Parameters<typeof drawImage>) {
        // A picture of samples is drawn over the one before.
        if (this.canvas.closest('#samples') !== null) note(this);
        drawImage.apply(this, of);
      },
    });
  });
}

const drawings = () => panel.page.evaluate(() => window.drawings);

it('draws no chart but the one under the pointer again', async () => {
  await open();
  const box = (await panel.page.locator('#losses canvas').boundingBox())!;
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    await panel.page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
    await panel.settled();
  }
  await expect.poll(() => panel.page.textContent('#value .unit')).toMatch(/^step/);
  expect(Object.keys(await drawings())).toEqual(['losses']);
});

it('scrubs with one question and one drawing a picture', async () => {
  await open();
  const before = (await panel.posted()).length;
  const slider = panel.page.locator('#samples input[type=range]');
  await slider.focus();
  const first = LAST_STEP - 200;
  const asked = async () =>
    (await panel.posted())
      .slice(before)
      .map((message) => [message.type, 'step' in message ? message.step : 0])
      .toSorted();
  const ofFirst = [
    ['requestDistribution', first],
    ['requestHistogram', first],
    ['requestSamples', first],
  ];
  await panel.page.keyboard.press('ArrowLeft');
  await expect.poll(asked).toEqual(ofFirst);
  // Unanswered, the first of each is all that is asked.
  const moves = 5;
  for (let move = 1; move < moves; move += 1) await panel.page.keyboard.press('ArrowLeft');
  await panel.settled();
  expect(await asked()).toEqual(ofFirst);
  const answer = async (step: number): Promise<void> => {
    await panel.send(
      { type: 'samples', step, png: makeGrid(step) },
      { type: 'distribution', step, distribution: makePlane(step) },
      { type: 'keptHistogram', step, histogram: makeHistogram(step) },
    );
  };
  await answer(first);
  // Then that on which the slider rests: what it passed is left out.
  const last = LAST_STEP - 200 * moves;
  await expect.poll(async () => (await panel.posted()).length).toBe(before + 6);
  for (const type of ['requestSamples', 'requestDistribution', 'requestHistogram'] as const)
    expect((await panel.posted(type)).at(-1).step).toBe(last);
  await answer(last);
  await expect
    .poll(() => panel.page.textContent('#distribution .unit'))
    .toContain(last.toLocaleString('en'));
  await panel.page.waitForFunction(
    (label) => document.querySelector('#samples canvas')?.ariaLabel?.includes(label) === true,
    last.toLocaleString('en'),
  );
  await panel.settled();
  // The charts over steps have moved their line and nothing else.
  const counts = await drawings();
  expect(Object.keys(counts).toSorted()).toEqual(['distribution', 'histogram', 'samples']);
  for (const count of Object.values(counts)) expect(count).toBeLessThanOrEqual(2);
});
