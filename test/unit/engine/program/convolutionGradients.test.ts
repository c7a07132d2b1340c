import './float64';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { expectBothGradients, irregular, weighted } from './derivatives';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  registerGradients();
});

type Borders = [[number, number], [number, number], [number, number], [number, number]];

interface Window {
  readonly size: number;
  readonly strides: [number, number];
  readonly pad: Borders;
}

const none: [number, number] = [0, 0];

const windows: Readonly<Record<string, Window>> = {
  'without borders': { size: 3, strides: [1, 1], pad: [none, none, none, none] },
  'two by two': { size: 4, strides: [2, 2], pad: [none, none, [1, 1], [1, 1]] },
  'that miss the end': { size: 3, strides: [3, 2], pad: [none, none, [1, 0], [0, 1]] },
  'of a pixel': { size: 1, strides: [1, 1], pad: [none, none, none, none] },
};

describe.each(Object.entries(windows))('windows %s', (_name, { size, strides, pad }) => {
  const attributes = { strides, pad, dataFormat: 'NCHW', dimRoundingMode: 'floor' };
  const convolve = (x: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
    tf
      .engine()
      .runKernel(
        'Conv2D',
        { x, filter: tf.transpose(weights, [2, 3, 1, 0]) },
        { ...attributes, dilations: 1 },
      );
  const x = (): tf.Tensor => irregular([2, 2, 5, 6], 1);
  const weights = (): tf.Tensor => irregular([3, 2, size, size], 2);

  it('of a convolution', () => {
    expectBothGradients((a, b) => weighted(tf.square(convolve(a, b))), [x(), weights()]);
  });

  it('of a transposed convolution', () => {
    const { shape } = convolve(x(), weights());
    expectBothGradients(
      (dy, b) => {
        const filter = tf.transpose(b, [2, 3, 1, 0]);
        const own = { ...attributes, inputShape: x().shape };
        const dx = tf.engine().runKernel('Conv2DBackpropInput', { dy, filter }, own);
        return weighted(tf.square(dx as tf.Tensor));
      },
      [irregular(shape, 3), weights()],
    );
  });

  it('of the gradient of a filter', () => {
    const { shape } = convolve(x(), weights());
    const filterShape = [size, size, 2, 3];
    expectBothGradients(
      (a, dy) => {
        const own = { ...attributes, filterShape };
        const dw = tf.engine().runKernel('Conv2DBackpropFilter', { x: a, dy }, own);
        return weighted(tf.square(dw as tf.Tensor));
      },
      [x(), irregular(shape, 3)],
    );
  });
});
