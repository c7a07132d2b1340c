import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { DataConfig } from '../../../src/config/ganConfig';
import { dataHeaderReader } from '../../../src/dataFiles/dataHeader';
import { createDataSet } from '../../../src/engine/data/createDataSet';
import { createImageData, type ImageSet } from '../../../src/engine/data/images';
import { createStreams } from '../../../src/engine/random/streams';
import { readDataFiles } from '../../../src/worker/readDataFiles';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { testKernels } from '../random/testKernels';
import { sharedData } from './sharedData';

const streams = createStreams(1, testKernels());
const media = inRoot('media');

async function load(config: DataConfig, batchSize: number) {
  const files = await readDataFiles(config, inRoot('any.gan.json'), media);
  return createDataSet(config, streams, batchSize, files);
}

/** Ten images of one pixel, whose value is their number. */
const numbered: ImageSet = {
  name: 'numbered',
  count: 10,
  channels: 1,
  height: 1,
  width: 1,
  pixels: Uint8Array.from({ length: 10 }, (_, i) => i),
  white: 255,
};

function drawNumbers(batchSize: number, batches: readonly number[]): number[] {
  const data = createDataSet(
    { source: 'idx', images: '', horizontalFlip: false, pixelRange: 'zeroToOne' },
    streams,
    batchSize,
    { images: numbered },
  );
  const target = new Float32Array(batchSize);
  return batches.flatMap((index) => {
    data.fillMinibatch(index, target);
    return [...target].map((value) => Math.round(value * 255));
  });
}

describe('a finite data set', () => {
  it('is drawn without replacement in every epoch, in a new order each', () => {
    const numbers = drawNumbers(4, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const epochs = [0, 10, 20, 30].map((start) => numbers.slice(start, start + 10));
    for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual(all);
    expect(new Set(epochs.map((epoch) => epoch.join(' '))).size).toBe(4);
  });

  it('gives minibatch i whatever was drawn before', () => {
    const [third] = [drawNumbers(4, [2])];
    expect(drawNumbers(4, [9, 0, 2]).slice(8)).toEqual(third);
  });

  it('smaller than a minibatch works, with a warning', () => {
    const numbers = drawNumbers(25, [0, 1]);
    for (const image of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      expect(numbers.filter((number) => number === image)).toHaveLength(5);
    }
    const data = createDataSet(
      { source: 'idx', images: '', horizontalFlip: false, pixelRange: 'zeroToOne' },
      streams,
      25,
      { images: numbered },
    );
    expect(data.warnings).toEqual([expect.stringContaining('10 images, a minibatch 25')]);
  });
});

describe('the built-in digits', () => {
  it('are 1,797 images of 8×8, scaled from 0..16', async () => {
    const data = await load({ source: 'digits', pixelRange: 'zeroToOne' }, 1797);
    expect(data.description).toBe('Handwritten digits, 1,797 images of 8×8');
    expect(data.sampleShape).toEqual([1, 8, 8]);
    const epoch = new Float32Array(1797 * 64);
    data.fillMinibatch(0, epoch);
    // Mean pixel of the set as scikit-learn ships it (load_digits().data.mean()): 4.884165 of 16.
    const mean = epoch.reduce((sum, value) => sum + value, 0) / epoch.length;
    expect(mean * 16).toBeCloseTo(4.884165, 4);
    expect(epoch.reduce((a, b) => Math.max(a, b))).toBe(1);
    expect(epoch.reduce((a, b) => Math.min(a, b))).toBe(0);
    // First image of the set, first row: 0 0 5 13 9 1 0 0.
    const first = [0, 0, 5, 13, 9, 1, 0, 0].map((value) => value / 16);
    const rows = Array.from({ length: 1797 }, (_, i) => [...epoch.subarray(64 * i, 64 * i + 8)]);
    expect(rows).toContainEqual(first);
  });

  it('come with the digit that each shows', async () => {
    const data = await load({ source: 'digits', pixelRange: 'zeroToOne' }, 1797);
    const labels = new Int32Array(1797);
    const epoch = new Float32Array(1797 * 64);
    data.fillLabels!(0, labels);
    data.fillMinibatch(0, epoch);
    // Of each class as scikit-learn ships them: np.bincount(load_digits().target).
    const counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
    expect(counts.map((_, label) => labels.filter((of) => of === label).length)).toEqual(counts);
    expect(data.classes!.shares.map((share) => Math.round(1797 * share))).toEqual(counts);
    // Zeros have a hole: the middle four pixels of their mean image are nearly empty, those of the others are not.
    const holes = counts.map((count, label) => {
      let ink = 0;
      labels.forEach((of, row) => {
        if (of === label) for (const pixel of [27, 28, 35, 36]) ink += epoch[64 * row + pixel]!;
      });
      return ink / (4 * count);
    });
    expect(holes.indexOf(Math.min(...holes))).toBe(0);
    expect(holes[0]).toBeLessThan(0.5 * holes.toSorted((a, b) => a - b)[1]!);
  });

  it('lie in −1..1 for a tanh generator', async () => {
    const data = await load({ source: 'digits', pixelRange: 'minusOneToOne' }, 1797);
    const epoch = new Float32Array(1797 * 64);
    data.fillMinibatch(0, epoch);
    expect(data.valueRange).toEqual([-1, 1]);
    expect(epoch.reduce((a, b) => Math.max(a, b))).toBe(1);
    expect(epoch.reduce((a, b) => Math.min(a, b))).toBe(-1);
  });
});

describe.each([
  { name: 'mnist', mean: 0.131, standardDeviation: 0.308 },
  { name: 'fashion-mnist', mean: 0.286, standardDeviation: 0.353 },
])('the real $name', ({ name, mean, standardDeviation }) => {
  const file = sharedData(`${name}/train-images-idx3-ubyte.gz`);

  it.skipIf(file === undefined)('has its known size, mean and standard deviation', async () => {
    const config = {
      source: 'idx',
      images: file!,
      horizontalFlip: false,
      pixelRange: 'zeroToOne',
    } as const;
    const data = await load(config, 6000);
    expect(data.count).toBe(60_000);
    expect(data.sampleShape).toEqual([1, 28, 28]);
    expect(data.description).toBe(`${name}/train-images-idx3-ubyte.gz, 60,000 images of 28×28`);
    const target = new Float32Array(6000 * 784);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 10; i += 1) {
      data.fillMinibatch(i, target);
      for (const value of target) {
        sum += value;
        squares += value * value;
      }
    }
    const n = 60_000 * 784;
    expect(sum / n).toBeCloseTo(mean, 3);
    expect(Math.sqrt(squares / n - (sum / n) ** 2)).toBeCloseTo(standardDeviation, 3);
  });
});

describe('mirroring', () => {
  // 200 colour images of 1×2: the left column dark, the right one bright, each plane with its own values.
  const images: ImageSet = {
    name: 'steps',
    count: 200,
    channels: 3,
    height: 1,
    width: 2,
    pixels: Uint8Array.from({ length: 1200 }, (_, i) => [0, 51, 102, 153, 204, 255][i % 6]!),
    white: 255,
    labels: { names: ['even', 'odd'], values: Uint16Array.from({ length: 200 }, (_, i) => i % 2) },
  };
  const use = { pixelRange: 'zeroToOne', horizontalFlip: true } as const;
  const values = (index: number) => {
    const target = new Float32Array(1200);
    createImageData(images, use, streams, 200).fillMinibatch(index, target);
    return Array.from({ length: 200 }, (_, i) =>
      [...target.subarray(6 * i, 6 * i + 6)].map((value) => Math.round(value * 5)),
    );
  };

  it('turns each plane of about half of the images, others in every minibatch', () => {
    const [first, second] = [values(0), values(1)];
    const mirrored = (rows: number[][]) => rows.map((row) => row[0] === 1);
    for (const rows of [first, second]) {
      for (const row of rows) {
        expect([
          [0, 1, 2, 3, 4, 5],
          [1, 0, 3, 2, 5, 4],
        ]).toContainEqual(row);
      }
      // Five standard deviations of a fair coin.
      const share = mirrored(rows).filter(Boolean).length;
      expect(Math.abs(share - 100)).toBeLessThan(5 * Math.sqrt(50));
    }
    expect(mirrored(second)).not.toEqual(mirrored(first));
    expect(values(0)).toEqual(first);
  });

  it('leaves the order and the labels alone', () => {
    const data = createImageData(
      {
        ...images,
        count: 2,
        pixels: images.pixels.subarray(0, 12),
        labels: { names: ['a', 'b'], values: Uint16Array.of(0, 1) },
      },
      use,
      streams,
      3,
    );
    expect(data.classes).toMatchObject({ count: 2, names: ['a', 'b'] });
    const labels = new Int32Array(3);
    data.fillLabels?.(0, labels);
    const again = new Int32Array(3);
    data.fillLabels?.(7, again);
    data.fillLabels?.(0, again);
    expect(again).toEqual(labels);
    expect(labels[0]! + labels[1]!).toBe(1);
    expect(() => data.fillLabels?.(0, new Int32Array(2))).toThrow(RangeError);
  });
});

describe('labels of an IDX file', () => {
  it('are classes wherever they start, and whatever they leave out', async () => {
    const folder = temporaryFolder();
    const write = (name: string, extents: readonly number[], values: readonly number[]): string => {
      const header = Buffer.alloc(4 + 4 * extents.length);
      header.writeUInt32BE(0x800 + extents.length);
      extents.forEach((extent, i) => header.writeUInt32BE(extent, 4 + 4 * i));
      const path = join(folder, name);
      writeFileSync(path, Buffer.concat([header, Buffer.from(values)]));
      return path;
    };
    const config: DataConfig = {
      source: 'idx',
      images: write('images', [4, 1, 1], [30, 10, 31, 70]),
      labels: write('labels', [4], [3, 1, 3, 7]),
      horizontalFlip: false,
      pixelRange: 'zeroToOne',
    };
    const data = await load(config, 4);
    expect(data.classes).toEqual({ count: 3, names: ['1', '3', '7'], shares: [0.25, 0.5, 0.25] });
    const [pixels, labels] = [new Float32Array(4), new Int32Array(4)];
    data.fillMinibatch(0, pixels);
    data.fillLabels!(0, labels);
    const tens = [...pixels].map((value) => Math.floor((255 * value + 0.5) / 10));
    expect(tens.map((label) => [1, 3, 7].indexOf(label))).toEqual([...labels]);
    expect(await dataHeaderReader(inRoot('any.gan.json'))(config)).toMatchObject({ classes: 3 });
  });
});

describe('the real labels', () => {
  const MNIST_HISTOGRAM = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
  const [file, labelFile] = ['images-idx3', 'labels-idx1'].map((kind) =>
    sharedData(`mnist/train-${kind}-ubyte.gz`),
  );

  it.skipIf(labelFile === undefined)('follow the images through every minibatch', async () => {
    const config: DataConfig = {
      source: 'idx',
      images: file!,
      labels: labelFile!,
      horizontalFlip: false,
      pixelRange: 'zeroToOne',
    };
    const data = await load(config, 6000);
    const { names, shares } = data.classes!;
    expect(names).toEqual('0123456789'.split(''));
    expect(shares.map((share) => Math.round(60_000 * share))).toEqual(MNIST_HISTOGRAM);
    const target = new Float32Array(6000 * 784);
    const labels = new Int32Array(6000);
    const histogram = new Array<number>(10).fill(0);
    const ink = new Array<number>(10).fill(0);
    for (let i = 0; i < 10; i += 1) {
      data.fillMinibatch(i, target);
      data.fillLabels?.(i, labels);
      labels.forEach((label, row) => {
        histogram[label]! += 1;
        for (let k = 0; k < 784; k += 1) ink[label]! += target[row * 784 + k]!;
      });
    }
    expect(histogram).toEqual(MNIST_HISTOGRAM);
    // Zeros take the most ink, ones by far the least: labels that had lost their images would all have the same.
    const means = ink.map((sum, label) => sum / histogram[label]! / 784);
    expect(means.indexOf(Math.max(...means))).toBe(0);
    expect(means.indexOf(Math.min(...means))).toBe(1);
    expect(means[0]! / means[1]!).toBeGreaterThan(2);
  });
});
