import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { type GanConfigInput, ganConfigSchema } from '../../../src/config/ganConfig';
import type { DataFiles } from '../../../src/engine/data/createDataSet';
import { compileKernels } from '../../../src/engine/kernels';
import { createStreams } from '../../../src/engine/random/streams';
import { openRealSets } from '../../../src/worker/evaluation/realSets';

const streams = createStreams(
  7,
  compileKernels(readFileSync(inRoot('dist', 'kernels.wasm'))).instantiate(0),
);

/** Images of one pixel that tell their number. */
function numbered(count: number, from = 0): DataFiles {
  const pixels = Uint8Array.from({ length: count }, (_, i) => from + i);
  const size = { channels: 1, height: 1, width: 1 };
  return { images: { ...size, name: 'numbers', count, pixels, white: 255 } };
}

const configOf = (data: GanConfigInput['data']) =>
  ganConfigSchema.parse({
    data,
    generator: { latent: { dimension: 1 }, layers: [{ type: 'dense', units: 1 }] },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
  });

const imagesOf = (subset?: { start: number; stop: number }) =>
  configOf({
    ...{ source: 'idx', images: 'numbers', pixelRange: 'zeroToOne' },
    ...(subset && { subset }),
  });

const numbersOf = (set: { readonly values: Float32Array } | undefined): number[] | undefined =>
  set && Array.from(set.values, (value) => Math.round(255 * value)).sort((a, b) => a - b);
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

describe('the real samples of an evaluation', () => {
  it('are those that training uses and those that it leaves out, none in both', () => {
    const config = imagesOf({ start: 20, stop: 90 });
    const sets = openRealSets(config, numbered(100), streams, undefined);
    expect(numbersOf(sets.training)).toEqual(range(20, 90));
    expect(numbersOf(sets.heldOut)).toEqual([...range(0, 20), ...range(90, 100)]);
    expect(sets.heldOutName).toBe('30 images that training leaves out');
    expect(sets.validation).toBeUndefined();
  });

  it('are without held-out ones where training uses all', () => {
    const sets = openRealSets(imagesOf(), numbered(50), streams, undefined);
    expect(numbersOf(sets.training)).toEqual(range(0, 50));
    expect(sets.heldOut).toBeUndefined();
  });

  it('are judged by the images that a user names, and chosen by those left out, as in the paper', () => {
    const config = imagesOf({ start: 0, stop: 50 });
    const sets = openRealSets(config, numbered(60), streams, numbered(40, 100));
    expect(numbersOf(sets.training)).toEqual(range(0, 50));
    expect(numbersOf(sets.validation)).toEqual(range(50, 60));
    expect(numbersOf(sets.heldOut)).toEqual(range(100, 140));
  });

  it('of a density are drawn afresh, and there is nothing to copy', () => {
    const sets = openRealSets(configOf({ source: 'gaussian' }), {}, streams, undefined);
    expect([sets.training, sets.trainingCount]).toEqual([undefined, undefined]);
    expect(sets.heldOut?.count).toBe(10_000);
  });
});
