import { describe, expect, it } from 'vitest';
import { type ImageSet, type ImageUse, trainingImages } from '../../../../src/engine/data/images';
import {
  imageSample,
  nearestImages,
  spreadImages,
} from '../../../../src/engine/metrics/nearestImages';
import { readImageFile } from '../../../../src/dataFiles/idxFile';
import { sharedData } from '../../data/sharedData';

function randomImages(count: number, width: number): ImageSet {
  const pixels = Uint8Array.from({ length: count * 3 * 2 * width }, (_, i) => (i * i * 7919) % 251);
  return { name: 'random', count, channels: 3, height: 2, width, pixels, white: 255 };
}

/** Every distance by itself, in float64. */
function bruteForce(
  sample: ArrayLike<number>,
  set: ImageSet,
  use: ImageUse,
): { image: number; distance: number }[] {
  const size = set.channels * set.height * set.width;
  const [low, high] = use.pixelRange === 'zeroToOne' ? [0, 1] : [-1, 1];
  const { start = 0, stop = set.count } = use.subset ?? {};
  const values = Float32Array.from({ length: 256 }, (_, i) => low + ((high - low) * i) / set.white);
  const found = Array.from({ length: stop - start }, (_, i) => {
    const image = start + i;
    let plain = 0;
    let mirrored = 0;
    for (let at = 0; at < size; at += 1) {
      const x = at % set.width;
      const other = at - x + set.width - 1 - x;
      const pixels = image * size;
      plain += (sample[at]! - values[set.pixels[pixels + at]!]!) ** 2;
      mirrored += (sample[at]! - values[set.pixels[pixels + other]!]!) ** 2;
    }
    const squared = use.horizontalFlip ? Math.min(plain, mirrored) : plain;
    return { image, distance: Math.sqrt(squared) };
  });
  return found.sort((a, b) => a.distance - b.distance);
}

describe('the nearest training images', () => {
  it.each([
    [false, undefined],
    [true, { start: 10, stop: 60 }],
  ])('are those of brute force (mirrored %s, subset %o)', (horizontalFlip, subset) => {
    const set = randomImages(80, 5);
    const use: ImageUse = { pixelRange: 'minusOneToOne', horizontalFlip, subset };
    const images = trainingImages(set, use);
    const sample = Float32Array.from({ length: 30 }, (_, i) => Math.sin(5 * i));
    const wanted = bruteForce(sample, set, use).slice(0, 7);
    const found = nearestImages(sample, images, 7);
    expect(found.map(({ image }) => image)).toEqual(wanted.map(({ image }) => image));
    found.forEach(({ distance }, i) => expect(distance).toBeCloseTo(wanted[i]!.distance, 12));
  });

  it('find an image itself at distance 0, its mirror image only where training mirrors, and skip it', () => {
    const set = randomImages(40, 4);
    const plain = trainingImages(set, { pixelRange: 'zeroToOne', horizontalFlip: false });
    const mirroring = trainingImages(set, { pixelRange: 'zeroToOne', horizontalFlip: true });
    const itself = imageSample(plain, 17);
    expect(nearestImages(itself, plain, 1)).toEqual([{ image: 17, distance: 0, mirrored: false }]);
    const turned = itself.map((_, i) => itself[i - (i % 4) + 3 - (i % 4)]!);
    expect(nearestImages(turned, mirroring, 1)).toEqual([
      { image: 17, distance: 0, mirrored: true },
    ]);
    const [other] = nearestImages(itself, plain, 1, 17);
    expect(other!.image).not.toBe(17);
    expect(other!.distance).toBeGreaterThan(0);
  });

  it('are fewer where there are fewer, in contrast normalisation as well', () => {
    const set = randomImages(3, 4);
    const use: ImageUse = {
      ...{ pixelRange: 'zeroToOne', horizontalFlip: false },
      contrastNormalization: 55,
    };
    const images = trainingImages(set, use);
    const sample = imageSample(images, 1);
    // Every normalised image has that norm.
    expect(Math.hypot(...sample)).toBeCloseTo(55, 3);
    const found = nearestImages(sample, images, 8);
    expect(found).toHaveLength(3);
    expect(found[0]).toMatchObject({ image: 1, distance: 0 });
    const third = imageSample(images, found[2]!.image);
    expect(found[2]!.distance).toBeCloseTo(Math.hypot(...sample.map((v, i) => v - third[i]!)), 4);
  });

  it('are spaced through the set', () => {
    const images = trainingImages(randomImages(80, 4), {
      ...{ pixelRange: 'zeroToOne', horizontalFlip: false },
      subset: { start: 20, stop: 80 },
    });
    const all = [...spreadImages(images)];
    expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => 20 + i));
    // Of the first ten, one or two lie in each sixth of the set.
    const sixths = all.slice(0, 10).map((image) => Math.floor((image - 20) / 10));
    for (let sixth = 0; sixth < 6; sixth += 1) {
      expect([1, 2]).toContain(sixths.filter((one) => one === sixth).length);
    }
  });

  const mnist = sharedData('mnist/train-images-idx3-ubyte.gz');
  it.skipIf(mnist === undefined)('are those of brute force among all of MNIST', async () => {
    const read = await readImageFile(mnist!);
    const set: ImageSet = { ...read, channels: 1, name: 'MNIST', white: 255 };
    const use: ImageUse = { pixelRange: 'zeroToOne', horizontalFlip: false };
    const images = trainingImages(set, use);
    expect(images.count).toBe(60_000);
    const sample = imageSample(images, 7).map((value, i) => 0.8 * value + (i % 3 === 0 ? 0.1 : 0));
    const wanted = bruteForce(sample, set, use).slice(0, 8);
    const found = nearestImages(sample, images, 8);
    expect(found[0]!.image).toBe(7);
    expect(found.map(({ image }) => image)).toEqual(wanted.map(({ image }) => image));
    found.forEach(({ distance }, i) => expect(distance).toBeCloseTo(wanted[i]!.distance, 9));
  });
});
