/**
 * Derivatives of the TensorFlow.js kernels that programs use. TensorFlow.js has them in a module that only its
 * umbrella package loads, browser backends and all; these are stated in terms of a kernel's output wherever that is
 * possible, so that nothing else has to be kept for the backward pass.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convolutionGradients } from './gradients/convolution';

type Saved = readonly tf.Tensor[];
/** Gradients by input name, computed when needed. */
type InputGradients = Readonly<Record<string, () => tf.Tensor>>;

/** Sums over the axes along which `shape` was broadcast. */
function sumTo(dy: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], dy.shape);
  const summed = axes.length > 0 ? tf.sum(dy, axes) : dy;
  return tf.reshape(summed, [...shape]);
}

/** `y` with the reduced axes of `x` back as extents of 1. */
function expandReduced(y: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const axes = tf.util.parseAxisParam(
    (attributes['axis'] ?? attributes['reductionIndices']) as number[],
    x.shape,
  );
  return tf.reshape(
    y,
    x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)),
  );
}

function matMulGradients(
  dy: tf.Tensor,
  [a, b]: Saved,
  attributes: tf.NamedAttrMap,
): InputGradients {
  const ta = attributes['transposeA'] === true;
  const tb = attributes['transposeB'] === true;
  return {
    a: () => (ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb)),
    b: () => (tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false)),
  };
}

/** Gradient of an element-wise function from its output y. */
function fromOutput(
  kernelName: string,
  gradient: (dy: tf.Tensor, y: tf.Tensor, attributes: tf.NamedAttrMap) => tf.Tensor,
): tf.GradConfig {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y], attributes) => ({ x: () => gradient(dy as tf.Tensor, y, attributes) }),
  };
}

const arithmetic: readonly tf.GradConfig[] = [
  {
    kernelName: 'Add',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(dy as tf.Tensor, a.shape),
      b: () => sumTo(dy as tf.Tensor, b.shape),
    }),
  },
  {
    kernelName: 'AddN',
    saveAllInputs: true,
    gradFunc: (dy, terms) =>
      Object.fromEntries(terms.map((_, i) => [String(i), () => tf.clone(dy as tf.Tensor)])),
  },
  {
    kernelName: 'Multiply',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(tf.mul(dy as tf.Tensor, b), a.shape),
      b: () => sumTo(tf.mul(dy as tf.Tensor, a), b.shape),
    }),
  },
  { kernelName: 'Neg', gradFunc: (dy) => ({ x: () => tf.neg(dy as tf.Tensor) }) },
  {
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) => matMulGradients(dy as tf.Tensor, saved, attributes),
  },
];

const shapes: readonly tf.GradConfig[] = [
  { kernelName: 'Identity', gradFunc: (dy) => ({ x: () => tf.clone(dy as tf.Tensor) }) },
  {
    kernelName: 'Reshape',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy as tf.Tensor, x.shape) }),
  },
  {
    kernelName: 'Transpose',
    gradFunc: (dy, _saved, attributes) => ({
      x: () => {
        const permutation = attributes['perm'] as number[];
        const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
        return tf.transpose(dy as tf.Tensor, inverse);
      },
    }),
  },
  {
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => tf.mul(expandReduced(dy as tf.Tensor, x, attributes), tf.ones(x.shape)),
    }),
  },
  {
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => ({
      x: () => {
        const share = (dy as tf.Tensor).size / x.size;
        return tf.mul(expandReduced(dy as tf.Tensor, x, attributes), tf.fill(x.shape, share));
      },
    }),
  },
  {
    kernelName: 'Max',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => ({
      x: () => {
        const attained = tf.equal(x, expandReduced(y, x, attributes));
        return tf.mul(expandReduced(dy as tf.Tensor, x, attributes), tf.cast(attained, 'float32'));
      },
    }),
  },
];

const elementary: readonly tf.GradConfig[] = [
  {
    kernelName: 'Square',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.mul(x, 2)) }),
  },
];

const activations: readonly tf.GradConfig[] = [
  fromOutput('Relu', (dy, y) => tf.mul(dy, tf.step(y))),
  fromOutput('LeakyRelu', (dy, y, { alpha }) => tf.mul(dy, tf.step(y, alpha as number))),
  fromOutput('Elu', (dy, y) => tf.mul(dy, tf.add(tf.minimum(y, 0), 1))),
  fromOutput('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
  fromOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y)))),
];

/** Makes the derivatives known to TensorFlow.js, besides those it knows already. */
export function registerGradients(): void {
  for (const config of [
    ...arithmetic,
    ...shapes,
    ...elementary,
    ...activations,
    ...convolutionGradients,
  ]) {
    const known = tf.getGradient(config.kernelName) as tf.GradConfig | undefined;
    if (known === undefined) tf.registerGradient(config);
  }
}
