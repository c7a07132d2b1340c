/**
 * Derivatives of a convolution and of its two derivatives. All three are linear in each operand, and any two of
 * them are the derivatives of the third, so that gradients of gradients need nothing more.
 */
import * as tf from '@tensorflow/tfjs-core';

type Tensors = Readonly<Record<string, tf.Tensor>>;

function run(kernel: string, inputs: Tensors, attributes: tf.NamedAttrMap): tf.Tensor {
  return tf.engine().runKernel(kernel, { ...inputs }, attributes);
}

/** What all three kernels are told about the sliding of the window. */
function windowOf({
  strides,
  pad,
  dataFormat,
  dimRoundingMode,
}: tf.NamedAttrMap): Record<string, tf.Attribute> {
  return { strides, pad, dataFormat, dimRoundingMode };
}

function convolve(x: tf.Tensor, filter: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  return run('Conv2D', { x, filter }, { ...windowOf(attributes), dilations: 1 });
}

function inputGradient(
  dy: tf.Tensor,
  filter: tf.Tensor,
  inputShape: readonly number[],
  attributes: tf.NamedAttrMap,
): tf.Tensor {
  const own = { ...windowOf(attributes), inputShape: [...inputShape] };
  return run('Conv2DBackpropInput', { dy, filter }, own);
}

function filterGradient(
  x: tf.Tensor,
  dy: tf.Tensor,
  filterShape: readonly number[],
  attributes: tf.NamedAttrMap,
): tf.Tensor {
  const own = { ...windowOf(attributes), filterShape: [...filterShape] };
  return run('Conv2DBackpropFilter', { x, dy }, own);
}

export const convolutionGradients: readonly tf.GradConfig[] = [
  {
    kernelName: 'Conv2D',
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attributes) => {
      const dilations = [attributes['dilations'] as number | number[]].flat();
      if (dilations.some((dilation) => dilation !== 1)) {
        throw new Error('The derivative of a convolution with a dilated filter is not known.');
      }
      return {
        x: () => inputGradient(dy as tf.Tensor, filter, x.shape, attributes),
        filter: () => filterGradient(x, dy as tf.Tensor, filter.shape, attributes),
      };
    },
  },
  {
    kernelName: 'Conv2DBackpropInput',
    inputsToSave: ['dy', 'filter'],
    gradFunc: (dx, [dy, filter], attributes) => ({
      dy: () => convolve(dx as tf.Tensor, filter, attributes),
      filter: () => filterGradient(dx as tf.Tensor, dy, filter.shape, attributes),
    }),
  },
  {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (dFilter, [x, dy], attributes) => ({
      x: () => inputGradient(dy, dFilter as tf.Tensor, x.shape, attributes),
      dy: () => convolve(x, dFilter as tf.Tensor, attributes),
    }),
  },
];
