import { expect, it } from 'vitest';
import { augmentationLayer } from '../../../src/engine/program/layers/augmentation';
import { fillLayerDraw } from '../../../src/engine/random/layerDraws';
import { createStreams } from '../../../src/engine/random/streams';
import { testKernels } from './testKernels';

const ROWS = 20_000;

// Eighths of 17 and 6 are 2 and 0 pixels; halves are 8, of an even size, and 3.
it.each([
  ['translation', [5, 1]],
  ['cutout', [18, 6]],
] as const)('%s draws every place equally often, one for each image', (name, counts) => {
  const images = { shape: [1, 17, 6], packing: 1, brightness: 0.5 };
  const [draw] = augmentationLayer([name], images).draws;
  const numbers = new Float32Array(2 * ROWS);
  fillLayerDraw(createStreams(1, testKernels()), 'drawsDiscriminator', 0, draw!, numbers);
  counts.forEach((count, axis) => {
    const times = new Map<number, number>();
    numbers.forEach((value, i) => {
      if (i % 2 === axis) times.set(value, (times.get(value) ?? 0) + 1);
    });
    expect([...times.keys()].toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
    // Five standard deviations of a binomial count.
    const allowed = 5 * Math.sqrt((ROWS / count) * (1 - 1 / count));
    for (const found of times.values()) {
      expect(Math.abs(found - ROWS / count)).toBeLessThanOrEqual(allowed);
    }
  });
});
