import './float64';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { softplus } from '../../../../src/engine/program/activations';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { gradientPenalties, images, parameters } from './convolutionalDiscriminator';
import { expectGradients } from './derivatives';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  registerGradients();
});

describe('the gradient of a gradient penalty', () => {
  it.each(Object.entries(gradientPenalties))('through %s', (_name, penalty) => {
    const x = images();
    expectGradients((...own) => penalty(x, ...own), parameters());
  });

  it('is finite where softplus is flat', () => {
    const slope = (x: tf.Tensor): tf.Tensor => tf.grad((input) => softplus(input))(x);
    const curvature = tf.grad((x) => tf.sum(tf.square(slope(x))))(tf.tensor1d([-1000, -90, 90]));
    expect(Array.from(curvature.dataSync())).toEqual([0, expect.closeTo(0), expect.closeTo(0)]);
  });
});
