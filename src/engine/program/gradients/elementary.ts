/** Derivatives of functions of one element, activations among them. */
import * as tf from '@tensorflow/tfjs-core';
import { mask, ofInput, piecewiseConstant } from './shared';

/**
 * A kernel whose derivative is told from its result. Only for derivatives that are constant in pieces: TensorFlow.js
 * notes saved results before what they result from, and so loses how they change.
 */
function ofOutput(
  kernelName: string,
  gradient: (dy: tf.Tensor, y: tf.Tensor, attributes: tf.NamedAttrMap) => tf.Tensor,
): tf.GradConfig {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y], attributes) => ({ x: () => gradient(dy as tf.Tensor, y, attributes) }),
  };
}

const functions: readonly tf.GradConfig[] = [
  ofInput('Abs', (dy, x) => tf.mul(dy, tf.sign(x))),
  ofInput('Exp', (dy, x) => tf.mul(dy, tf.exp(x))),
  ofInput('Log', (dy, x) => tf.div(dy, x)),
  ofInput('Reciprocal', (dy, x) => tf.neg(tf.div(tf.div(dy, x), x))),
  ofInput('Rsqrt', (dy, x) => tf.mul(dy, tf.mul(tf.div(tf.rsqrt(x), x), -0.5))),
  ofInput('Sqrt', (dy, x) => tf.div(dy, tf.mul(tf.sqrt(x), 2))),
  ofInput('Square', (dy, x) => tf.mul(dy, tf.mul(x, 2))),
  ofInput('ClipByValue', (dy, x, { clipValueMin, clipValueMax }) =>
    tf.mul(
      dy,
      mask(
        tf.logicalAnd(
          tf.greaterEqual(x, clipValueMin as number),
          tf.lessEqual(x, clipValueMax as number),
        ),
      ),
    ),
  ),
];

const activations: readonly tf.GradConfig[] = [
  ofOutput('Relu', (dy, y) => tf.mul(dy, tf.step(y))),
  ofOutput('LeakyRelu', (dy, y, { alpha }) => tf.mul(dy, tf.step(y, alpha as number))),
  // eˣ below zero, else 1.
  ofInput('Elu', (dy, x) => tf.mul(dy, tf.exp(tf.minimum(x, 0)))),
  ofInput('Tanh', (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x))))),
  ofInput('Sigmoid', (dy, x) => {
    const y = tf.sigmoid(x);
    return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
  }),
];

const steps: readonly tf.GradConfig[] = [
  piecewiseConstant('Sign', 'x'),
  piecewiseConstant('Step', 'x'),
  piecewiseConstant('ZerosLike', 'x'),
  piecewiseConstant('OnesLike', 'x'),
  piecewiseConstant('ArgMax', 'x'),
  piecewiseConstant('OneHot', 'indices'),
  piecewiseConstant('LogicalNot', 'x'),
  ...[
    ...['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'],
    ...['LogicalAnd', 'LogicalOr'],
  ].map((kernelName) => piecewiseConstant(kernelName, 'a', 'b')),
  // What was a number before keeps its derivative; what was not passes it to a step, which drops it.
  { kernelName: 'Cast', gradFunc: (dy) => ({ x: () => tf.clone(dy as tf.Tensor) }) },
];

export const elementaryGradients: readonly tf.GradConfig[] = [
  ...functions,
  ...activations,
  ...steps,
];
