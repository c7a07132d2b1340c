import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { upsamplingLayer } from '../../../../src/engine/program/layers/pooling';
import { expectAgreement, irregular } from './agreement';

const RESIZING = { resizing: true };

beforeEach(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
  registerGradients();
});

/** Upsampling between two layers that work pixel by pixel, and its gradient. */
function program(factor: number): TensorProgram {
  const layer = upsamplingLayer({ type: 'upsample2d', factor });
  const upsampled = (x: tf.Tensor): tf.Tensor =>
    layer.apply(x, { parameters: [], statistics: [] }, true).output;
  const enlarge = (x: tf.Tensor): tf.Tensor => tf.tanh(upsampled(tf.relu(x)));
  return ({ x }) => ({ y: enlarge(x!), dx: tf.grad((image) => tf.sum(enlarge(image)))(x!) });
}

const operatorsOf = (input: readonly number[], options?: typeof RESIZING): string[] =>
  capture([{ name: 'x', shape: input }], program(2), options).nodes.map(({ operator }) => operator);

describe('repeated pixels', () => {
  it.each([2, 3])('are those of the JavaScript backend when resized: factor %i', async (factor) => {
    await expectAgreement({ x: irregular([2, 3, 4, 5]) }, program(factor), undefined, RESIZING);
  });

  it('are resized where that is asked for', () => {
    expect(operatorsOf([2, 3, 4, 5], RESIZING)).toContain('Resize');
    expect(operatorsOf([2, 3, 4, 5])).not.toContain('Resize');
  });
});
