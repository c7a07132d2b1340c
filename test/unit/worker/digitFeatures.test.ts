import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { readImageFile, readLabelFile } from '../../../src/dataFiles/idxFile';
import { DigitFeatures } from '../../../src/worker/evaluation/digitFeatures';
import { openDigitModel } from '../../../src/worker/evaluation/openDigitModel';

const media = inRoot('media');
const MNIST = inRoot('../shared/data/mnist');
const card = JSON.parse(
  readFileSync(join(media, 'digitClassifier', 'card.json'), 'utf8'),
) as Readonly<{ weights: string; sha256: string; testAccuracy: number }>;

async function open(valueRange: readonly [number, number]): Promise<DigitFeatures> {
  const model = await openDigitModel({ sampleShape: [1, 28, 28], valueRange }, media);
  return DigitFeatures.open(onnxRuntime, model!);
}

describe('the classifier of digits', () => {
  it('has the weights that its card says', () => {
    const weights = readFileSync(join(media, 'digitClassifier', card.weights));
    expect(createHash('sha256').update(weights).digest('hex')).toBe(card.sha256);
    expect(weights.length).toBeLessThan(400_000);
    expect(card.testAccuracy).toBeGreaterThanOrEqual(0.99);
  });

  it('takes grey images of 28×28 pixels only', async () => {
    const of = (sampleShape: number[]) =>
      openDigitModel({ sampleShape, valueRange: [0, 1] }, media);
    expect(await of([1, 8, 8])).toBeUndefined();
    expect(await of([3, 28, 28])).toBeUndefined();
    expect(await of([2])).toBeUndefined();
  });

  it('gives the same features in every range of values', async () => {
    const pixels = Float32Array.from({ length: 3 * 784 }, (_, i) => ((i * 37) % 256) / 255);
    const [one, two] = [await open([0, 1]), await open([-1, 1])];
    const expected = await one.classify(pixels);
    const found = await two.classify(pixels.map((value) => 2 * value - 1));
    found.features.values.forEach((value, i) =>
      expect(value).toBeCloseTo(expected.features.values[i]!, 3),
    );
    expect(expected.features.dimensions).toBe(64);
    await Promise.all([one.close(), two.close()]);
  });

  it.skipIf(!existsSync(MNIST))(
    'tells the test images of MNIST apart as its card says',
    async () => {
      const { pixels, count } = await readImageFile(join(MNIST, 't10k-images-idx3-ubyte.gz'));
      const labels = await readLabelFile(join(MNIST, 't10k-labels-idx1-ubyte.gz'));
      const classifier = await open([0, 255]);
      const { logits } = await classifier.classify(Float32Array.from(pixels));
      await classifier.close();
      let right = 0;
      for (let row = 0; row < count; row += 1) {
        const own = logits.subarray(row * 10, (row + 1) * 10);
        if (own.indexOf(Math.max(...own)) === labels[row]) right += 1;
      }
      // Another version of ONNX Runtime may round an image or two to the other side.
      expect(Math.abs(right / count - card.testAccuracy)).toBeLessThanOrEqual(3 / count);
    },
  );
});
