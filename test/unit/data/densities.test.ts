import { describe, expect, it } from 'vitest';
import type { DataConfig } from '../../../src/config/ganConfig';
import { createDataSet } from '../../../src/engine/data/createDataSet';
import { createStreams } from '../../../src/engine/random/streams';
import { testKernels } from '../random/testKernels';

const BATCH = 20_000;
const streams = createStreams(1, testKernels());

function draw(config: DataConfig, index = 0): Float32Array {
  const data = createDataSet(config, streams, BATCH, {});
  const target = new Float32Array(BATCH * data.sampleSize);
  data.fillMinibatch(index, target);
  return target;
}

/** Samples of the plane by nearest of the `centres`: how many, and where their mean lies. */
function byMode(samples: Float32Array, centres: readonly (readonly [number, number])[]) {
  const modes = centres.map(() => ({ count: 0, x: 0, y: 0 }));
  for (let i = 0; i < samples.length; i += 2) {
    const [x, y] = [samples[i]!, samples[i + 1]!];
    const distances = centres.map(([cx, cy]) => Math.hypot(x - cx, y - cy));
    const mode = modes[distances.indexOf(Math.min(...distances))]!;
    mode.count += 1;
    mode.x += x;
    mode.y += y;
  }
  return modes.map(({ count, x, y }) => ({ count, x: x / count, y: y / count }));
}

/** Each mode holds its share and lies in its place, within five standard errors. */
function expectModes(
  samples: Float32Array,
  centres: readonly (readonly [number, number])[],
  standardDeviation: number,
): void {
  const share = 1 / centres.length;
  const spread = 5 * Math.sqrt(BATCH * share * (1 - share));
  byMode(samples, centres).forEach(({ count, x, y }, i) => {
    expect(Math.abs(count - BATCH * share)).toBeLessThan(spread);
    const error = (5 * standardDeviation) / Math.sqrt(count);
    expect(Math.abs(x - centres[i]![0])).toBeLessThan(error);
    expect(Math.abs(y - centres[i]![1])).toBeLessThan(error);
  });
}

/** Share of samples within 3 standard deviations of their mode: 1 − e^(−4.5) in two dimensions. */
function expectWidth(
  samples: Float32Array,
  centres: readonly (readonly [number, number])[],
  standardDeviation: number,
): void {
  let near = 0;
  for (let i = 0; i < samples.length; i += 2) {
    const distances = centres.map(([x, y]) => Math.hypot(samples[i]! - x, samples[i + 1]! - y));
    if (Math.min(...distances) < 3 * standardDeviation) near += 1;
  }
  const share = 1 - Math.exp(-4.5);
  expect(share).toBeCloseTo(0.98889, 5);
  expect(Math.abs(near / BATCH - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / BATCH));
}

describe('the normal distribution', () => {
  it('has its mean and standard deviation', () => {
    const samples = draw({ source: 'gaussian', mean: 4, standardDeviation: 0.5 });
    const mean = samples.reduce((sum, x) => sum + x, 0) / BATCH;
    const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / BATCH;
    expect(Math.abs(mean - 4)).toBeLessThan((5 * 0.5) / Math.sqrt(BATCH));
    expect(Math.abs(variance - 0.25)).toBeLessThan(5 * 0.25 * Math.sqrt(2 / BATCH));
  });
});

describe('the ring', () => {
  const config: DataConfig = {
    source: 'ring',
    modes: 8,
    radius: 2,
    standardDeviation: 0.02,
    divisor: 1,
  };
  const h = Math.SQRT2;
  // Eight points, and not the seven of linspace(0, 2π, 8) with its ends equal.
  const centres = [
    [2, 0],
    [h, h],
    [0, 2],
    [-h, h],
    [-2, 0],
    [-h, -h],
    [0, -2],
    [h, -h],
  ] as const;

  it('has eight equal modes an eighth of a turn apart', () => {
    expectModes(draw(config), centres, 0.02);
  });

  it('has modes of the given width', () => {
    expectWidth(draw(config), centres, 0.02);
  });
});

describe('the grid', () => {
  const config = {
    source: 'grid',
    side: 5,
    spacing: 2,
    standardDeviation: 0.05,
    divisor: 1,
  } as const;
  // Lin et al. 2018, PacGAN: {−4, −2, 0, 2, 4}².
  const axis = [-4, -2, 0, 2, 4];
  const centres = axis.flatMap((y) => axis.map((x) => [x, y] as const));

  it('has 25 equal modes in their places', () => {
    expectModes(draw(config), centres, 0.05);
  });

  it('has modes of the given width', () => {
    expectWidth(draw(config), centres, 0.05);
  });

  it('is centred for an even number of modes too', () => {
    const samples = draw({ ...config, side: 2 });
    expectModes(
      samples,
      [
        [-1, -1],
        [1, -1],
        [-1, 1],
        [1, 1],
      ],
      0.05,
    );
  });
});

describe('every density', () => {
  it('gives minibatch i again, whatever was drawn between, and others for other i', () => {
    const config: DataConfig = {
      source: 'ring',
      modes: 8,
      radius: 2,
      standardDeviation: 0.02,
      divisor: 1,
    };
    const first = draw(config, 3);
    const other = draw(config, 4);
    expect(draw(config, 3)).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('refuses a target of another size', () => {
    const data = createDataSet(
      { source: 'gaussian', mean: 0, standardDeviation: 1 },
      streams,
      128,
      {},
    );
    expect(() => data.fillMinibatch(0, new Float32Array(127))).toThrow(/\[128, 1\]/);
  });
});
