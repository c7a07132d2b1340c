import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { type ImageSet, imageValueRange, trainingImages } from '../../../src/engine/data/images';
import { imageSample, mirroredSample } from '../../../src/engine/metrics/nearestImages';
import { DigitFeatures } from '../../../src/worker/evaluation/digitFeatures';
import { openDigitModel } from '../../../src/worker/evaluation/openDigitModel';
import { TrainingFeatures } from '../../../src/worker/inspection/trainingFeatures';

const COUNT = 600;
const pixels = Uint8Array.from({ length: COUNT * 784 }, (_, i) => (i * i * 7919) % 251);
const set: ImageSet = {
  name: 'random',
  count: COUNT,
  channels: 1,
  height: 28,
  width: 28,
  pixels,
  white: 255,
};

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.hypot(...Array.from(a, (value, i) => value - b[i]!));

describe('the nearest training images by features', () => {
  it.each([
    [false, undefined],
    [true, { start: 30, stop: 590 }],
  ])('are those of brute force (mirrored %s, subset %o)', async (horizontalFlip, subset) => {
    const use = { pixelRange: 'minusOneToOne', horizontalFlip, subset } as const;
    const images = trainingImages(set, use);
    const valueRange = imageValueRange(use, 784);
    const model = await openDigitModel({ sampleShape: [1, 28, 28], valueRange }, inRoot('media'));
    const classifier = await DigitFeatures.open(onnxRuntime, model!);
    const features = new TrainingFeatures(images, classifier);
    const sample = Float32Array.from({ length: 784 }, (_, i) => Math.sin(i / 9));
    await expect(features.nearest(sample, 1)).rejects.toThrow('Not all');
    // Two who ask at once share the work.
    let done = await Promise.all([features.work(1), features.work(1)]);
    while (done[0] < images.count) done = await Promise.all([features.work(50), features.work(50)]);
    expect(done).toEqual([images.count, images.count]);

    const of = async (values: Float32Array): Promise<Float32Array> =>
      (await classifier.classify(values)).features.values;
    const [own, flipped] = [await of(sample), await of(mirroredSample(sample, 28))];
    const all: { image: number; distance: number }[] = [];
    for (let image = images.first; image < images.first + images.count; image += 1) {
      const other = await of(imageSample(images, image));
      const plain = distance(own, other);
      const nearest = horizontalFlip ? Math.min(plain, distance(flipped, other)) : plain;
      all.push({ image, distance: nearest });
    }
    all.sort((a, b) => a.distance - b.distance);
    const found = await features.nearest(sample, 7);
    // The classifier may round an image alone otherwise than among others.
    found.forEach((one, i) => expect(one.distance).toBeCloseTo(all[i]!.distance, 3));
    expect(new Set(found.map(({ image }) => image)).size).toBe(7);
    const [first] = await features.nearest(sample, 1, found[0]!.image);
    expect(first!.image).toBe(found[1]!.image);
    await classifier.close();
  });
});
