import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { decode } from 'fast-png';
import { GifReader } from 'omggif';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../../scripts/build/bundles.mjs';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { filmPath } from '../../../src/host/film/filmPath';
import { makeInThread } from '../../../src/host/film/filmThread';
import { makeFilm } from '../../../src/host/film/makeFilm';
import { spacedSteps } from '../../../src/host/film/frames';
import { labelWidth } from '../../../src/host/film/stepLabel';
import { samplesFile } from '../../../src/runs/layout';
import { histogramPicture, tilePicture } from '../../../src/worker/pictures';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const SHAPE = [1, 28, 28];
const COUNT = 6;

/** The same noise for a sample at each step, brighter as the run goes on. */
function samplesOf(step: number, channels: number): Float32Array {
  return Float32Array.from({ length: COUNT * channels * 784 }, (_, i) => {
    const noise = ((i * 2654435761) % 4096) / 4096;
    return noise * Math.min(1, 0.2 + step / 1000);
  });
}

function runWith(steps: readonly number[], channels = 1): string {
  const run = temporaryFolder();
  mkdirSync(join(run, 'samples'));
  for (const step of steps) {
    const shape = { channels, height: 28, width: 28 };
    writeFileSync(
      samplesFile(run, step),
      tilePicture(samplesOf(step, channels), shape, [0, 1], {}),
    );
  }
  return run;
}

const nothing = (): void => undefined;

/** Red, green and blue of a frame, as an independent decoder has them. */
function framePixels(gif: GifReader, frame: number): number[] {
  const rgba = new Uint8Array(gif.width * gif.height * 4);
  gif.decodeAndBlitFrameRGBA(frame, rgba);
  return [...rgba].filter((_, i) => i % 4 !== 3);
}

/** Of three columns and two rows of tiles of 56 pixels, with gaps of two, and 22 pixels for the step. */
const [WIDTH, HEIGHT, FOOTER] = [3 * 58 - 2, 2 * 58 - 2, 22];

describe('the animated GIF of a run', () => {
  it('has every kept picture, pixel for pixel where it has no more than 256 colours', async () => {
    const steps = [0, 200, 12_400];
    const run = runWith(steps);
    const progress: [number, number][] = [];
    const film = await makeFilm(
      { runDirectory: run, format: 'gif', steps, sampleShape: SHAPE },
      (...now) => progress.push(now),
    );
    expect(film).toEqual({ path: filmPath(run, 'gif', 12_400), steps: 3 });
    expect(progress).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    const gif = new GifReader(readFileSync(film.path));
    expect([gif.width, gif.height, gif.numFrames(), gif.loopCount()]).toEqual([
      ...[WIDTH, HEIGHT + FOOTER, 3, 0],
    ]);
    // Hundredths of a second.
    expect([0, 1, 2].map((frame) => gif.frameInfo(frame).delay)).toEqual([10, 10, 200]);
    steps.forEach((step, frame) => {
      const { data } = decode(readFileSync(samplesFile(run, step)));
      const wanted = Array.from({ length: WIDTH * HEIGHT }, (_, pixel) =>
        // Grey and opacity; what is transparent gets the ground.
        data[2 * pixel + 1] === 0 ? 128 : data[2 * pixel]!,
      ).flatMap((grey) => [grey, grey, grey]);
      expect(framePixels(gif, frame).slice(0, 3 * WIDTH * HEIGHT)).toEqual(wanted);
    });
    // The step stands below: seven pixels high, drawn twice as large.
    const footer = framePixels(gif, 2).slice(3 * WIDTH * HEIGHT);
    const inked = footer.flatMap((value, i) => (value === 235 ? [Math.floor(i / 3)] : []));
    const rows = inked.map((pixel) => Math.floor(pixel / WIDTH));
    const columns = inked.map((pixel) => pixel % WIDTH);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([4, 17]);
    expect(Math.max(...columns)).toBeLessThan(4 + labelWidth(12_400));
  });

  it('keeps colours near where there are more than 256 of them', async () => {
    const run = runWith([100], 3);
    const { path } = await makeFilm(
      { runDirectory: run, format: 'gif', steps: [100], sampleShape: [3, 28, 28] },
      nothing,
    );
    const shown = framePixels(new GifReader(readFileSync(path)), 0);
    const { data } = decode(readFileSync(samplesFile(run, 100)));
    let sum = 0;
    let values = 0;
    for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
      if (data[4 * pixel + 3] === 0) continue;
      for (let channel = 0; channel < 3; channel += 1) {
        sum += (shown[3 * pixel + channel]! - data[4 * pixel + channel]!) ** 2;
        values += 1;
      }
    }
    // 256 colours for a cube of 0.3 · 255 values a side: cells of 12, whose points lie 12/√12 = 3.5 from their middle.
    expect(Math.sqrt(sum / values)).toBeLessThan(8);
  });

  it('has histograms as well, on white', async () => {
    const run = runWith([]);
    const values = Float32Array.from({ length: 300 }, (_, i) => i / 300);
    writeFileSync(samplesFile(run, 5), histogramPicture(values, values, { low: 0, high: 1 }, {}));
    const { path } = await makeFilm(
      { runDirectory: run, format: 'gif', steps: [5], sampleShape: [1] },
      nothing,
    );
    const gif = new GifReader(readFileSync(path));
    expect([gif.width, gif.height]).toEqual([960, 480 + FOOTER]);
    expect(framePixels(gif, 0).slice(0, 3)).toEqual([255, 255, 255]);
  });
});

describe('the sheet of a run', () => {
  it('has a row for each step, the samples of the grid in it', async () => {
    const steps = [0, 200, 400];
    const run = runWith(steps);
    const { path } = await makeFilm(
      { runDirectory: run, format: 'sheet', steps, sampleShape: SHAPE },
      nothing,
    );
    const sheet = decode(readFileSync(path));
    const margin = labelWidth(400) + 8;
    expect([sheet.width, sheet.height]).toEqual([margin + 3 * 60 - 4, 3 * 60 - 4]);
    steps.forEach((step, row) => {
      const picture = decode(readFileSync(samplesFile(run, step)));
      for (const column of [0, 2]) {
        for (const [x, y] of [
          [0, 0],
          [55, 55],
          [13, 40],
        ] as const) {
          const at = 3 * ((row * 60 + y) * sheet.width + margin + column * 60 + x);
          const wanted = picture.data[2 * (y * picture.width + column * 58 + x)]!;
          expect([...sheet.data.slice(at, at + 3)]).toEqual([wanted, wanted, wanted]);
        }
      }
    });
  });

  it('is refused of pictures without tiles', async () => {
    const run = runWith([5]);
    const job = {
      runDirectory: run,
      format: 'sheet',
      steps: [5],
      sampleShape: [3, 31, 7],
    } as const;
    await expect(makeFilm(job, nothing)).rejects.toThrow('The picture of step 5 is no grid');
    expect(existsSync(filmPath(run, 'sheet', 5))).toBe(false);
  });
});

it('takes steps evenly, the first and the last among them', () => {
  const steps = Array.from({ length: 1000 }, (_, i) => 200 * i);
  const taken = spacedSteps(steps, 200);
  expect(taken).toHaveLength(200);
  expect([taken[0], taken.at(-1)]).toEqual([0, 199_800]);
  const gaps = taken.slice(1).map((step, i) => step - taken[i]!);
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(200);
  expect(spacedSteps([3, 5], 200)).toEqual([3, 5]);
});

describe('the thread that makes films', () => {
  const scriptPath = inRoot('test-results', 'film.js');
  beforeAll(async () => {
    await build({
      ...bundles['film'],
      ...{ absWorkingDir: inRoot(), bundle: true, outfile: scriptPath, logLevel: 'silent' },
    });
  });

  it('copies all pictures, and leaves nothing of a film that is given up', async () => {
    const steps = Array.from({ length: 40 }, (_, i) => 10 * i);
    const run = runWith(steps);
    const job = { runDirectory: run, format: 'frames', steps, sampleShape: SHAPE } as const;
    const path = filmPath(run, 'frames', 390);
    const options = { scriptPath, path };
    const controller = new AbortController();
    const givenUp = await makeInThread(
      { ...job, format: 'gif' },
      {
        ...options,
        path: filmPath(run, 'gif', 390),
        onProgress: () => controller.abort(),
        signal: controller.signal,
      },
    );
    expect(givenUp).toBeUndefined();
    expect(existsSync(join(run, 'exports'))).toBe(false);
    const { signal } = new AbortController();
    const film = await makeInThread(job, { ...options, onProgress: nothing, signal });
    expect(film).toEqual({ path, steps: 40 });
    expect(readdirSync(path)).toEqual(readdirSync(join(run, 'samples')));
    for (const name of readdirSync(path)) {
      expect(readFileSync(join(path, name))).toEqual(readFileSync(join(run, 'samples', name)));
    }
  });

  it('says what is wrong with a picture', async () => {
    const run = runWith([0, 10]);
    writeFileSync(samplesFile(run, 10), 'no picture');
    const job = { runDirectory: run, format: 'gif', steps: [0, 10], sampleShape: SHAPE } as const;
    const { signal } = new AbortController();
    const path = filmPath(run, 'gif', 10);
    await expect(
      makeInThread(job, { scriptPath, path, onProgress: nothing, signal }),
    ).rejects.toThrow('The picture of step 10 cannot be read: it is cut off.');
    expect(existsSync(join(run, 'exports'))).toBe(false);
  });
});
