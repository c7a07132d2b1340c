/** Derivatives of kernels that reduce axes, and of the softmax, which needs a sum over one. */
import * as tf from '@tensorflow/tfjs-core';
import { expandReduced, mask, ofInput } from './shared';

/** The gradient goes to every element that attains the extreme value. */
function extreme(kernelName: string): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => ({
      x: () => {
        const attained = tf.equal(x, expandReduced(y, x, attributes));
        return tf.mul(expandReduced(dy as tf.Tensor, x, attributes), mask(attained));
      },
    }),
  };
}

export const reductionGradients: readonly tf.GradConfig[] = [
  ofInput('Sum', (dy, x, attributes) => tf.mul(expandReduced(dy, x, attributes), tf.ones(x.shape))),
  ofInput('Mean', (dy, x, attributes) =>
    tf.mul(expandReduced(dy, x, attributes), tf.fill(x.shape, dy.size / x.size)),
  ),
  extreme('Max'),
  extreme('Min'),
  {
    kernelName: 'Softmax',
    inputsToSave: ['logits'],
    gradFunc: (dy, [logits], { dim }) => ({
      logits: () => {
        const y = tf.softmax(logits, dim as number);
        const weighted = tf.mul(dy as tf.Tensor, y);
        return tf.sub(weighted, tf.mul(tf.sum(weighted, dim as number, true), y));
      },
    }),
  },
];
