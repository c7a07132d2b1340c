import './float64';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { expectBothGradients, irregular, scalarOf } from './derivatives';
import { binary, pools, unary, type Images } from './differentiable';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  registerGradients();
});

describe('first and second derivatives', () => {
  it.each(Object.entries(unary))('%s', (_name, f) => {
    expectBothGradients(scalarOf(f), [irregular([2, 3, 4], 1)]);
  });

  it.each(Object.entries(binary))('%s', (_name, f) => {
    expectBothGradients(scalarOf(f), [irregular([2, 3, 4], 1), irregular([2, 3, 4], 2)]);
  });
});

describe('first and second derivatives of pooling', () => {
  it.each(Object.entries(pools))('%s', (_name, pool) => {
    expectBothGradients(
      scalarOf((x) => pool(tf.exp(x) as Images)),
      [irregular([3, 4, 6, 1], 1)],
    );
  });

  it('the first of equal maxima gets it all', () => {
    const gradient = tf.grad((x) => tf.sum(tf.maxPool<Images>(x as Images, 2, 2, 'valid')))(
      tf.ones([1, 2, 2, 1]),
    );
    expect(Array.from(gradient.dataSync())).toEqual([1, 0, 0, 0]);
  });
});

describe('what has no derivative says so', () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor, string]>([
    ['an exponent', (x) => tf.pow(2, x), 'exponent'],
    ['columns of a table', (x) => tf.gather(x, [0, 1], 1), 'gather'],
    [
      'a dilated filter',
      (x) =>
        tf.conv2d(
          tf.reshape<tf.Rank.R4>(x, [1, 1, 4, 6]),
          tf.ones<tf.Rank.R4>([2, 2, 1, 1]),
          1,
          'valid',
          'NCHW',
          [2, 1],
        ),
      'dilated',
    ],
  ])('%s', (_name, f, message) => {
    expect(() => tf.grad((x) => tf.sum(f(x)))(irregular([4, 6], 1))).toThrow(message);
  });
});
