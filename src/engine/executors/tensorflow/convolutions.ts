/**
 * Convolutions on TensorFlow: those of its TensorFlow.js backend pad at will in one direction only, and its CPU has none
 * with channels first. Here the image gets its border beforehand, and its channels last.
 */
import * as tf from '@tensorflow/tfjs-core';

export const TENSORFLOW_BACKEND = 'tensorflow';

type Kernel = (
  tensors: Readonly<Record<string, tf.Tensor>>,
  attributes: tf.NamedAttrMap,
) => tf.Tensor4D;

/** Zeros before and after, along height and width. */
type Borders = readonly [readonly [number, number], readonly [number, number]];

function channelsLast(x: tf.Tensor): tf.Tensor4D {
  return tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1]);
}

function channelsFirst(x: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(x, [0, 3, 1, 2]);
}

function framed(x: tf.Tensor, [vertical, horizontal]: Borders): tf.Tensor4D {
  return tf.pad(channelsLast(x), [[0, 0], [...vertical], [...horizontal], [0, 0]]);
}

/** What each kernel computes, channels first, by means of itself without borders and channels last. */
const COMPOSED: Readonly<
  Record<
    string,
    (
      kernel: Kernel,
      tensors: Readonly<Record<string, tf.Tensor>>,
      borders: Borders,
      attributes: tf.NamedAttrMap,
    ) => tf.Tensor
  >
> = {
  Conv2D: (kernel, { x, filter }, borders) =>
    channelsFirst(kernel({ x: framed(x, borders), filter }, {})),
  Conv2DBackpropFilter: (kernel, { x, dy }, borders) =>
    kernel({ x: framed(x, borders), dy: channelsLast(dy) }, {}),
  Conv2DBackpropInput: (kernel, { dy, filter }, [vertical, horizontal], { inputShape }) => {
    const [rows, channels, height, width] = inputShape as number[];
    const [top, bottom] = vertical;
    const [left, right] = horizontal;
    const shape = [rows, height + top + bottom, width + left + right, channels];
    const whole = kernel({ dy: channelsLast(dy), filter }, { inputShape: shape });
    return channelsFirst(tf.slice(whole, [0, top, left, 0], [rows, height, width, channels]));
  },
};

function asTensor(info: tf.TensorInfo | tf.TensorInfo[]): tf.Tensor {
  const [first] = [info].flat();
  return first instanceof tf.Tensor
    ? (first as tf.Tensor)
    : tf.engine().makeTensorFromTensorInfo(first);
}

const replaced = new WeakSet<tf.KernelFunc>();

function withChannelsFirst(own: tf.KernelFunc, compose: (typeof COMPOSED)[string]): tf.KernelFunc {
  return (call) => {
    const { inputs, attrs = {}, backend } = call;
    const { dataFormat, pad } = attrs;
    if (dataFormat !== 'NCHW') return own(call);
    const plain: Kernel = (tensors, attributes) => {
      const changed = { ...attrs, ...attributes, pad: 'valid', dataFormat: 'NHWC' };
      return asTensor(own({ inputs: { ...tensors }, attrs: changed, backend })) as tf.Tensor4D;
    };
    const [, , vertical, horizontal] = pad as [number, number][];
    return tf.tidy(() =>
      compose(plain, inputs as tf.NamedTensorMap, [vertical, horizontal], attrs),
    );
  };
}

/** Puts these in the place of the convolutions of the backend, which must be registered. */
export function registerTensorflowKernels(): void {
  for (const [kernelName, compose] of Object.entries(COMPOSED)) {
    const registered = tf.getKernel(kernelName, TENSORFLOW_BACKEND);
    if (replaced.has(registered.kernelFunc)) continue;
    const kernelFunc = withChannelsFirst(registered.kernelFunc, compose);
    replaced.add(kernelFunc);
    tf.unregisterKernel(kernelName, TENSORFLOW_BACKEND);
    tf.registerKernel({ ...registered, kernelFunc });
  }
}
