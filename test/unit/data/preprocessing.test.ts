import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import type { GanConfigInput } from '../../../src/config/ganConfig';
import { createDataSet } from '../../../src/engine/data/createDataSet';
import type { DataSet } from '../../../src/engine/data/dataSet';
import type { ImageSet } from '../../../src/engine/data/images';
import { createStreams } from '../../../src/engine/random/streams';
import { readDataFiles } from '../../../src/worker/readDataFiles';
import { testKernels } from '../random/testKernels';
import { dataConfig } from './dataConfig';
import { sharedData } from './sharedData';

const streams = createStreams(1, testKernels());

async function load(input: GanConfigInput['data'], batchSize: number): Promise<DataSet> {
  const data = dataConfig(input);
  const files = await readDataFiles(data, inRoot('any.gan.json'), inRoot('media'));
  return createDataSet(data, streams, batchSize, files);
}

function draw(data: DataSet, batchSize: number, index = 0): Float32Array {
  const target = new Float32Array(batchSize * data.sampleSize);
  data.fillMinibatch(index, target);
  return target;
}

const small: ImageSet = {
  name: 'small',
  count: 3,
  channels: 1,
  height: 2,
  width: 2,
  pixels: Uint8Array.of(0, 50, 100, 250, 7, 7, 7, 7, 1, 0, 0, 0),
  white: 255,
  labels: { values: Uint16Array.of(0, 1, 2), names: ['a', 'b', 'c'] },
};

const smallData = (fields: object, batchSize: number): DataSet =>
  createDataSet(dataConfig({ source: 'idx', images: 'x', ...fields }), streams, batchSize, {
    images: small,
  });

describe('contrast normalisation', () => {
  it('subtracts the mean of an image and scales it to the norm; an image of one colour becomes 0', () => {
    const data = smallData({ contrastNormalization: 10 }, 3);
    const batch = draw(data, 3);
    const rows = [0, 1, 2].map((row) => [...batch.subarray(4 * row, 4 * row + 4)]);
    rows.sort((a, b) => b[3]! - a[3]!);
    // Mean 100; 100² + 50² + 150² = 35,000. Then 3/4 and −1/4 of norm √(12/16). One colour: no norm to divide by.
    const first = [-100, -50, 0, 150].map((value) => (10 * value) / Math.sqrt(35_000));
    const third = [3, -1, -1, -1].map((value) => (10 * value) / Math.sqrt(12));
    for (const [row, wanted] of [first, [0, 0, 0, 0], third].entries()) {
      wanted.forEach((value, i) => expect(rows[row]![i]).toBeCloseTo(value, 5));
    }
    expect(data.description).toBe('small, 3 images of 2×2, contrast normalised to norm 10');
    // Three standard deviations: 3 · 10 / √4.
    expect(data.valueRange).toEqual([-15, 15]);
  });

  const cifar = sharedData('cifar10/data_batch_1_first4000.bin');

  it.skipIf(cifar === undefined)('makes of the real CIFAR-10 what NumPy makes of it', async () => {
    const data = await load({ source: 'cifar10', files: [cifar!], contrastNormalization: 55 }, 500);
    for (let index = 0; index < 8; index += 1) {
      const batch = draw(data, 500, index);
      for (let image = 0; image < 500; image += 1) {
        const values = batch.subarray(image * 3072, (image + 1) * 3072);
        expect(Math.hypot(...values)).toBeCloseTo(55, 3);
        expect(values.reduce((sum, value) => sum + value, 0) / 3072).toBeCloseTo(0, 4);
      }
    }
    // NumPy: X -= X.mean(1); X *= 55 / sqrt((X**2).sum(1)); X.mean(0)[[0, -1]].
    const means = data.means!();
    expect(means[0]).toBeCloseTo(0.14115104, 6);
    expect(means[3071]).toBeCloseTo(-0.11934721, 6);
  });
});

describe('a subset', () => {
  it('holds the images from start to before stop, with their labels', () => {
    const data = smallData({ subset: { start: 1, stop: 3 }, pixelRange: 'zeroToOne' }, 2);
    expect(data.count).toBe(2);
    expect(data.description).toBe('small, 2 images of 2×2 (2 to 3 of 3)');
    const batch = draw(data, 2);
    const labels = new Int32Array(2);
    data.fillLabels!(0, labels);
    const found = [0, 1].map((row) => [labels[row], Math.round(255 * batch[4 * row]!)]);
    expect(found.sort()).toEqual([[1, 7], [2, 1]]); // prettier-ignore
    expect([...data.means!()].map((mean) => Math.round(mean * 510))).toEqual([8, 7, 7, 7]);
  });

  it('warns when a minibatch is larger', () => {
    expect(smallData({ subset: { stop: 2 } }, 3).warnings).toHaveLength(1);
    expect(smallData({ subset: { stop: 2 } }, 2).warnings).toEqual([]);
  });

  it('that the file does not have is refused', () => {
    expect(() => smallData({ subset: { stop: 4 } }, 1)).toThrow('no part of 3 images');
  });
});
