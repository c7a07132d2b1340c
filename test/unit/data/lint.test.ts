import { describe, expect, it } from 'vitest';
import type { ImageSet } from '../../../src/engine/data/images';
import { lintCount, lintImages } from '../../../src/engine/data/lint';
import { readImageFile } from '../../../src/dataFiles/idxFile';
import { sharedData } from './sharedData';

/** Images of 2×2, each given by its bytes. */
function setOf(images: readonly (readonly number[])[], more: Partial<ImageSet> = {}): ImageSet {
  return {
    ...{ name: 'few', count: images.length, channels: images[0]!.length / 4, height: 2, width: 2 },
    ...{ pixels: Uint8Array.from(images.flat()), white: 255 },
    ...more,
  };
}

const ramps = Array.from({ length: 40 }, (_, i) => [i, 255, 2 * i, 3 * i]);

describe('the look at images before training', () => {
  it('has nothing to say of different images', () => {
    expect(lintImages(setOf(ramps))).toEqual([]);
  });

  it('counts and names exact copies, by file where there are files', () => {
    const images = [...ramps, ramps[3]!, ramps[5]!, ramps[3]!];
    expect(lintImages(setOf(images))).toEqual([
      '3 of 43 images are exact copies of others: image 4 = image 41, image 6 = image 42, image 4 = image 43. They count more than once.',
    ]);
    const fileNames = images.map((_, i) => `${i}.png`);
    expect(lintImages(setOf(images, { fileNames }))[0]).toContain('3.png = 40.png');
    expect(lintImages(setOf(images), { start: 0, stop: 40 })).toEqual([]);
  });

  it('finds copies of images whose size is no multiple of a word', () => {
    const images = setOf([
      [1, 255, 7, 9],
      [4, 5, 6, 255],
      [1, 255, 7, 9],
      [0, 2, 0, 1],
    ]);
    const odd = { ...images, width: 1, height: 2, count: 8 };
    expect(lintImages(odd)).toEqual([
      expect.stringContaining(
        '2 of 8 images are exact copies of others: image 1 = image 5, image 2 = image 6.',
      ),
    ]);
  });

  it('refuses images that are all the same', () => {
    expect(() => lintImages(setOf([ramps[1]!, ramps[1]!]))).toThrow(
      /All 2 images of few are the same/,
    );
  });

  it('tells of images of one colour, of dark ones and of grey ones in colour', () => {
    const constant = lintImages(setOf([...ramps, [9, 9, 9, 9]]));
    expect(constant).toEqual([
      expect.stringContaining('1 of 41 images are of one colour throughout: image 41.'),
    ]);
    const dark = lintImages(
      setOf([
        [0, 16, 3, 0],
        [1, 2, 3, 4],
      ]),
    );
    expect(dark).toEqual([expect.stringContaining('No pixel is brighter than 16 of 255')]);
    const grey = ramps.map((image) => [...image, ...image, ...image]);
    expect(lintImages(setOf(grey))).toEqual([expect.stringContaining('All 40 images are grey')]);
  });

  it('tells of classes of very different size', () => {
    const values = Uint16Array.from(ramps, (_, i) => (i < 3 ? 0 : 1));
    const labels = { names: ['rare', 'common'], values };
    expect(lintImages(setOf(ramps, { labels }))).toEqual([
      expect.stringContaining('rare has 3 images, common 37.'),
    ]);
    const even = { names: ['a', 'b'], values: Uint16Array.from(ramps, (_, i) => i % 2) };
    expect(lintImages(setOf(ramps, { labels: even }))).toEqual([]);
  });
});

const mnist = sharedData('mnist/train-images-idx3-ubyte.gz');
it.skipIf(mnist === undefined)(
  'MNIST has nothing odd, which is known well within a second',
  async () => {
    const images = { ...(await readImageFile(mnist!)), name: 'MNIST', channels: 1, white: 255 };
    const before = process.cpuUsage();
    expect(lintImages(images)).toEqual([]);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(1_000_000);
  },
);

it('hints at augmentation where images are few', () => {
  expect(lintCount(1000)).toEqual([]);
  expect(lintCount(999)).toEqual([
    expect.stringMatching(/999 images by heart.*`discriminator\.augmentation` to `\["translation"/),
  ]);
});
