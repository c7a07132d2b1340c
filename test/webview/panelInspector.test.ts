import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Inspection, InspectionRequest, Pictures } from '../../src/protocol/inspection';
import { tilePicture } from '../../src/worker/pictures';
import { themes } from '../harness/themes';
import { LAST_STEP, randomStream, summary } from './ganRun';
import { closeBrowser, type Panel } from './harness';
import { openRun, requestedSamples, tabTo } from './openRun';
import { menuOf } from './savedFile';

afterAll(closeBrowser);

let panel: Panel;
afterEach(async () => {
  panel.expectClean();
  await panel.close();
});

const SIDE = 28;
const COUNT = 20;
const DIMENSION = 100;

/** A stroke as `makeGrid` has them, [side · side] in 0 … 1. */
function stroke(seed: number): Float32Array {
  const random = randomStream(seed);
  const [radius, turn, sweep] = [5 + 4 * random(), 6.3 * random(), 2.5 + 3.8 * random()];
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [dx, dy] = [(i % SIDE) - 13.5, 0.8 * (Math.floor(i / SIDE) - 13.5)];
    const angle = (Math.atan2(dy, dx) - turn + 12.6) % 6.3;
    return angle < sweep ? Math.exp(-((Math.hypot(dx, dy) - radius) ** 2) / 3) : 0;
  });
}

/** The grid as the worker draws it: twenty samples, so that the last row is incomplete. */
function grid(): Uint8Array {
  const samples = new Float32Array(COUNT * SIDE * SIDE);
  for (let i = 0; i < COUNT; i += 1) samples.set(stroke(i), i * SIDE * SIDE);
  return tilePicture(samples, { channels: 1, height: SIDE, width: SIDE }, [0, 1], {});
}

function pictures(seeds: readonly number[]): Pictures {
  const size = SIDE * SIDE;
  const pixels = new Uint8Array(seeds.length * size);
  seeds.forEach((seed, i) => {
    pixels.set(
      stroke(seed).map((value) => 255 * value),
      i * size,
    );
  });
  return { count: seeds.length, height: SIDE, width: SIDE, channels: 1, pixels };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What a worker would answer. */
function answerTo(request: InspectionRequest): Inspection {
  const random = randomStream(5);
  const step = LAST_STEP + 7;
  switch (request.kind) {
    case 'latent':
      return {
        kind: 'latent',
        values: Float32Array.from({ length: DIMENSION }, () => 3.4 * (random() + random() - 1)),
        distribution: 'normal',
      };
    case 'sample':
      return {
        ...{ kind: 'sample', step, network: 'generator', packing: 1 },
        ...{ pictures: pictures([request.sample]), logit: -0.275 },
      };
    case 'neighbours':
      return {
        ...{ kind: 'neighbours', step, compared: 60_000, space: request.space },
        pictures: pictures([request.sample, ...range(8).map((i) => 100 + i)]),
        neighbours: range(8).map((i) => ({
          ...{ image: 1234 + i, distance: 8.5 + 0.25 * i, mirrored: i === 3, label: String(i) },
        })),
      };
    case 'realDistances':
      return {
        ...{ kind: 'realDistances', compared: 60_000, space: request.space },
        distances: Float64Array.from({ length: 100 }, (_, i) => 4 + 0.08 * i),
      };
    case 'features':
      return { kind: 'features', done: featured, total: 60_000, ...withoutFeatures };
    case 'interpolation':
      return {
        ...{ kind: 'interpolation', step, path: 'spherical' },
        pictures: pictures(range(8).map((i) => (i < 4 ? request.sample : request.other))),
        positions: Float32Array.from({ length: 8 }, (_, i) => i / 7),
        logits: Float32Array.from({ length: 8 }, (_, i) => i / 7 - 0.5),
      };
    case 'walk':
      return {
        ...{ kind: 'walk', step, dimension: request.dimension },
        pictures: pictures(range(9).map((i) => 40 + i + request.dimension)),
        positions: Float32Array.from({ length: 9 }, (_, i) => -2.5 + 0.625 * i),
      };
  }
}

let answered = 0;
/** Training images with features, and why there are none. */
let featured = 0;
let withoutFeatures: { missing?: string } = {};

/** Waits until questions of these kinds are open, and answers all that are. */
async function answer(...kinds: InspectionRequest['kind'][]): Promise<InspectionRequest[]> {
  let requests: InspectionRequest[] = [];
  await expect
    .poll(async () => {
      requests = (await panel.posted('inspect')).slice(answered).map(({ request }) => request);
      return requests.map(({ kind }) => kind);
    })
    .toEqual(expect.arrayContaining(kinds));
  answered += requests.length;
  for (const request of requests) {
    await panel.send({ type: 'inspection', request, inspection: answerTo(request) });
  }
  await panel.settled();
  return requests;
}

async function open(options: Parameters<typeof openRun>[0] = {}): Promise<void> {
  answered = 0;
  featured = 0;
  withoutFeatures = {};
  panel = await openRun(options);
  await requestedSamples(panel, LAST_STEP);
  await panel.send({ type: 'samples', step: LAST_STEP, png: grid() });
  await panel.page.waitForSelector('#samples .cell');
}

const cell = (sample: number): string => `#samples .cell:nth-child(${sample + 1})`;
const text = async (selector: string): Promise<string> =>
  (await panel.page.textContent(selector))?.replace(/\s+/g, ' ').trim() ?? '';

describe('the samples of a grid', () => {
  it('are there to be chosen, where they are, with alternative texts; what is no sample is not', async () => {
    await open();
    const labels = await panel.page.$$eval('#samples .cell', (all) =>
      all.map((one) => one.getAttribute('aria-label')),
    );
    expect(labels).toHaveLength(COUNT);
    expect(labels[7]).toBe('Sample 8, row 2, column 3');
    const canvas = await panel.page.locator('#samples canvas').first().boundingBox();
    const last = await panel.page.locator(cell(19)).boundingBox();
    if (canvas === null || last === null) throw new Error('Nothing is laid out.');
    // Five columns of 56 pixels and gaps of 2 are a picture of 288 by 230.
    const scale = canvas.width / 288;
    expect(last.x - canvas.x).toBeCloseTo(4 * 58 * scale, -0.5);
    expect(last.y - canvas.y).toBeCloseTo(3 * 58 * scale, -0.5);
    expect(last.width).toBeCloseTo(56 * scale, -0.5);
  });

  it('are reached with Tab, walked with arrows, and inspected with Enter', async () => {
    await open();
    await tabTo(panel, cell(0));
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft']) {
      await panel.page.keyboard.press(key);
    }
    await panel.settled();
    expect(await panel.page.$eval(cell(5), (one) => one === document.activeElement)).toBe(true);
    expect(await panel.page.$$eval('#samples .cell[tabindex="0"]', (all) => all.length)).toBe(1);
    await panel.page.keyboard.press('Enter');
    await panel.settled();
    expect(await text('#inspector-title')).toBe('Sample 6');
    expect(await panel.page.getAttribute(cell(5), 'aria-selected')).toBe('true');
    await panel.page.click('#samples [aria-label="Close Inspector"]');
    await panel.settled();
    expect(await panel.page.$('.inspector')).toBeNull();
  });
});

describe('the inspector of a live run', () => {
  it.each(themes)('tells all there is, accessible (%s)', async (theme) => {
    await open({ theme, size: { width: theme === 'light' ? 420 : 1280, height: 1400 } });
    await panel.page.click(cell(6));
    await answer('latent', 'sample', 'neighbours', 'realDistances');
    await panel.page.selectOption('.inspector select', '11');
    await answer('walk', 'interpolation');
    await expect
      .poll(() => text('.inspector-output'))
      .toBe('D(G(z)) = 0.432 logit −0.275 Step 12,407');
    expect(
      await panel.page.$$eval('.strip', (all) => all.map((one) => one.children.length)),
    ).toEqual([9, 8, 9]);
    expect(await text('.inspector')).toContain(
      'This sample: 8.5, 1.07 times that; 57% of the real images have a nearer neighbour.',
    );
    const name = await panel.page.getAttribute('.neighbours li:nth-child(5) canvas', 'aria-label');
    expect(name).toBe('Distance 9.25, class 3, image 1,237 of the data, counted from 0, mirrored');
    expect(await panel.accessibilityViolations()).toEqual([]);
    await panel.screenshot(`inspector-${theme}`);
  });

  it.each(['dark', 'hc-light'] as const)(
    'compares by features once they are there (%s)',
    async (theme) => {
      await open({ theme, size: { width: theme === 'hc-light' ? 420 : 1280, height: 1400 } });
      await panel.page.click(cell(6));
      await answer('latent', 'sample', 'neighbours', 'realDistances', 'features');
      featured = 24_500;
      await panel.page.click('.inspector-choice button:nth-child(2)');
      await answer('features');
      expect(await text('.feature-progress')).toContain(
        'Features of 24,500 of 60,000 training images.',
      );
      expect(await panel.accessibilityViolations()).toEqual([]);
      await panel.screenshot(`inspector-features-progress-${theme}`);
      // Given up, nothing more is worked out; taken up again, it goes on.
      await panel.page.click('.inspector-choice button:nth-child(1)');
      await expect.poll(() => panel.page.locator('.feature-progress').count()).toBe(0);
      featured = 60_000;
      await answer('features');
      expect((await panel.posted('inspect')).length).toBe(answered);
      await panel.page.click('.inspector-choice button:nth-child(2)');
      await answer('neighbours', 'realDistances');
      await expect
        .poll(() => text('.inspector'))
        .toContain('L2 distance of the 64 features, class');
      expect(await text('.inspector')).toContain('of other images its features say little');
      expect(
        await panel.page.getAttribute('.inspector-choice button:nth-child(2)', 'aria-pressed'),
      ).toBe('true');
      expect(await panel.accessibilityViolations()).toEqual([]);
      await panel.screenshot(`inspector-features-${theme}`);
    },
  );

  it('says why there are no features, without a control that does nothing', async () => {
    await open();
    withoutFeatures = {
      missing: 'The classifier of digits takes grey images of 28×28 pixels only.',
    };
    await panel.page.click(cell(6));
    await answer('latent', 'neighbours', 'features');
    await expect
      .poll(() => text('.inspector'))
      .toContain('Compared by pixels only. The classifier of digits takes grey images of 28×28');
    expect(await panel.page.$('.inspector-choice')).toBeNull();
  });

  it('shows the pixels that were sent', async () => {
    await open();
    await panel.page.click(cell(2));
    await answer('sample');
    const drawn = await panel.page.$eval('.inspector-picture canvas', (element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
    });
    expect(drawn).toEqual([...pictures([2]).pixels]);
  });

  it('asks for one walk at a time while the slider is dragged, the one it rests on last', async () => {
    await open();
    await panel.page.click(cell(0));
    await answer('latent');
    await answer('walk');
    await panel.page.focus('.inspector input[type=range]');
    await panel.page.keyboard.press('ArrowRight');
    const walks = async () =>
      (await panel.posted('inspect')).flatMap(({ request }) =>
        request.kind === 'walk' ? [request.dimension] : [],
      );
    await expect.poll(async () => (await walks()).at(-1)).toBe(1);
    for (let i = 1; i < 6; i += 1) await panel.page.keyboard.press('ArrowRight');
    const slider = panel.page.locator('.inspector input[type=range]');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toContain('Entry 7 of 100');
    const passed = await answer('walk');
    const rested = await answer('walk');
    const dimensions = [...passed, ...rested].map((one) =>
      one.kind === 'walk' ? one.dimension : -1,
    );
    expect(dimensions).toEqual([1, 6]);
  });

  it('shows why there is no answer, and copies the latent vector', async () => {
    await open();
    await panel.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await panel.page.click(cell(3));
    await answer('latent', 'neighbours');
    await panel.page.click(cell(4));
    const request = { kind: 'neighbours', sample: 4, space: 'pixels' } as const;
    await expect
      .poll(async () => (await panel.posted('inspect')).map((posted) => posted.request))
      .toContainEqual(request);
    await panel.send({ type: 'inspection', request, problem: 'The run has ended.' });
    await panel.settled();
    expect(await text('.inspector .problem')).toBe('The run has ended.');
    await answer('latent');
    await panel.page.click('.inspector [aria-label="Copy Latent Vector"]');
    await expect.poll(() => text('.inspector')).toContain('Copied as a JSON array.');
    const copied = await panel.page.evaluate(() => navigator.clipboard.readText());
    const latent = answerTo({ kind: 'latent', sample: 4 });
    expect(Float32Array.from(JSON.parse(copied) as number[])).toEqual(
      'values' in latent ? latent.values : undefined,
    );
  });

  it('says what is left of an older step', async () => {
    await open();
    await panel.page.click(cell(3));
    await answer('latent', 'neighbours');
    await panel.page.click('#samples [aria-label="Previous Grid"]');
    await requestedSamples(panel, LAST_STEP - 200);
    await panel.send({ type: 'samples', step: LAST_STEP - 200, png: grid() });
    await expect
      .poll(() => text('.inspector'))
      .toContain('Networks are kept of the newest step only');
    expect(await panel.page.$('.strip')).toBeNull();
    await expect.poll(() => text('.inspector-picture')).toBe('Step 12,200');
  });
});

it('a sample is not compared with itself', async () => {
  await open();
  await panel.page.click(cell(2));
  await answer('latent', 'neighbours');
  await panel.page.selectOption('.inspector select', { value: '5' });
  await answer('interpolation');
  await panel.page.click(cell(5));
  await answer('latent', 'neighbours');
  await expect.poll(() => panel.page.inputValue('.inspector select')).toBe('');
  const requests = (await panel.posted('inspect')).map(({ request }) => request);
  expect(requests).not.toContainEqual(expect.objectContaining({ sample: 5, other: 5 }));
});

it('the film of the samples is exported by the host', async () => {
  await open();
  await panel.page.click(menuOf('samples'));
  await panel.page.click('#samples-menu [data-export="film"]');
  expect(await panel.posted('exportFilm')).toHaveLength(1);
});

it('of a run that has ended, the checkpoint is loaded when asked for', async () => {
  await open({ snapshot: { summary: { ...summary, state: 'completed', connected: false } } });
  await panel.page.click(cell(1));
  expect(await answer('latent')).toEqual([{ kind: 'latent', sample: 1 }]);
  await panel.page.click('.inspector vscode-button');
  expect(await panel.posted('loadNetworks')).toHaveLength(1);
  await panel.send({
    type: 'networks',
    networks: { state: 'loading', message: 'Reading the data' },
  });
  await panel.settled();
  await expect
    .poll(() => text('.inspector-facts'))
    .toContain('Loading the last checkpoint: Reading the data…');
  await panel.send({ type: 'networks', networks: { state: 'ready', step: LAST_STEP } });
  await answer('neighbours', 'realDistances', 'sample', 'walk');
  await expect.poll(() => text('.inspector-output')).toContain('D(G(z)) = 0.432');
});
