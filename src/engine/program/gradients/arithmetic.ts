/** Derivatives of kernels that combine tensors element by element, and of the matrix product. */
import * as tf from '@tensorflow/tfjs-core';
import { mask, ofInput, ofPair, type Saved } from './shared';

/** [m, k] · [k, n], or a batch of such products; either operand transposed on request. */
function matMulGradients(dy: tf.Tensor, [a, b]: Saved, attributes: tf.NamedAttrMap) {
  const ta = attributes['transposeA'] === true;
  const tb = attributes['transposeB'] === true;
  return {
    a: () => (ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb)),
    b: () => (tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false)),
  };
}

export const arithmeticGradients: readonly tf.GradConfig[] = [
  ofPair('Add', { a: (dy) => dy, b: (dy) => dy }),
  ofPair('Sub', { a: (dy) => dy, b: (dy) => tf.neg(dy) }),
  ofPair('Multiply', { a: (dy, _a, b) => tf.mul(dy, b), b: (dy, a) => tf.mul(dy, a) }),
  ofPair('RealDiv', {
    a: (dy, _a, b) => tf.div(dy, b),
    // −dy·a/b², without squaring b, which may overflow.
    b: (dy, a, b) => tf.neg(tf.div(tf.mul(dy, tf.div(a, b)), b)),
  }),
  ofPair('Pow', {
    a: (dy, a, b) => tf.mul(dy, tf.mul(b, tf.pow(a, tf.sub(b, 1)))),
    b: () => {
      throw new Error('The derivative of a power with respect to its exponent is not known.');
    },
  }),
  // Where both are equal, a has it.
  ofPair('Maximum', {
    a: (dy, a, b) => tf.mul(dy, mask(tf.greaterEqual(a, b))),
    b: (dy, a, b) => tf.mul(dy, mask(tf.less(a, b))),
  }),
  ofPair('Minimum', {
    a: (dy, a, b) => tf.mul(dy, mask(tf.lessEqual(a, b))),
    b: (dy, a, b) => tf.mul(dy, mask(tf.greater(a, b))),
  }),
  {
    kernelName: 'AddN',
    saveAllInputs: true,
    gradFunc: (dy, terms) =>
      Object.fromEntries(terms.map((_, i) => [String(i), () => tf.clone(dy as tf.Tensor)])),
  },
  ofInput('Neg', (dy) => tf.neg(dy)),
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) => matMulGradients(dy as tf.Tensor, saved, attributes),
  },
];
