import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import { CaptureError } from '../../../../src/engine/capture/captureError';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { expectAgreement, irregular } from './agreement';

beforeEach(async () => {
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend('cpu');
});

type Images = tf.Tensor4D;

/** Windows that hold a pixel of the image each: borders are narrower than the window. */
const windows = fc
  .record({
    images: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    size: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    borders: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ borders, ...sizes }) => {
    const [top, bottom, left, right] = borders.map((border) => Math.min(border, sizes.size - 1));
    const pad: [number, number][] = [[0, 0], [top!, bottom!], [left!, right!], [0, 0]]; // prettier-ignore
    return { ...sizes, pad };
  })
  .filter(
    ({ height, width, size, pad }) =>
      height + pad[1]![0] + pad[1]![1] >= size && width + pad[2]![0] + pad[2]![1] >= size,
  );

describe('pooling', () => {
  it.each([
    ['average', tf.avgPool<Images>],
    ['maximum', tf.maxPool<Images>],
  ] as const)('%s agrees with the JavaScript backend, its gradient too', async (_name, pool) => {
    await fc.assert(
      fc.asyncProperty(windows, async ({ images, height, width, size, stride, pad }) => {
        const program: TensorProgram = ({ x }) => {
          const pooled = (image: tf.Tensor): tf.Tensor =>
            pool(image as Images, size, stride, pad as never, 'floor');
          return {
            y: pooled(x!),
            dx: tf.grad((image) => tf.sum(tf.square(pooled(image))))(x!),
          };
        };
        await expectAgreement({ x: irregular([images, height, width, 1]) }, program);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the gradient of equal maxima to the first', async () => {
    const program: TensorProgram = ({ x }) => ({
      dx: tf.grad((image) => tf.sum(tf.maxPool<Images>(image as Images, 2, 2, 'valid')))(
        tf.mul(x!, 0),
      ),
    });
    await expectAgreement({ x: irregular([1, 4, 4, 1]) }, program);
  });

  it('refuses images of several channels', () => {
    const program: TensorProgram = ({ x }) => ({
      y: tf.maxPool<Images>(x as Images, 2, 2, 'valid'),
    });
    const inputs = [{ name: 'x', shape: [1, 4, 4, 3] }];
    expect(() => capture(inputs, program)).toThrow(CaptureError);
    expect(() => capture(inputs, program)).toThrow('images of 3 channels');
  });
});
