/**
 * Derivatives of pooling. Every image is one channel, as programs pool: [images, height, width, 1]. The gradient of
 * a maximum goes to the first element that attains it, as in TensorFlow and PyTorch.
 */
import * as tf from '@tensorflow/tfjs-core';
import { ofInput } from './shared';

type Images = readonly [images: number, height: number, width: number, channels: number];

function geometryOf(x: tf.Tensor, attributes: tf.NamedAttrMap): tf.backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as 'valid',
    dimRoundingMode as 'floor' | undefined,
  );
}

function run(
  kernel: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(kernel, inputs, attributes);
}

/** How many pixels along one axis each window covers; borders do not count. */
function covered(extent: number, windows: number, size: number, stride: number, before: number) {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(extent, start + size) - Math.max(0, start);
  });
}

/** dy over the number of pixels in each window, spread over these pixels. */
function averageGradient(dy: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const { padInfo, ...window } = geometryOf(x, attributes);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth } = window;
  const [images, height, width] = x.shape as unknown as Images;
  const tiles =
    filterHeight === strideHeight &&
    filterWidth === strideWidth &&
    height === outHeight * filterHeight &&
    width === outWidth * filterWidth;
  if (tiles) {
    const apart = tf.reshape(dy, [images, outHeight, 1, outWidth, 1]);
    const share = tf.fill([1, 1, filterHeight, 1, filterWidth], 1 / (filterHeight * filterWidth));
    return tf.reshape(tf.mul(apart, share), x.shape);
  }
  const rows = covered(height, outHeight, filterHeight, strideHeight, padInfo.top);
  const columns = covered(width, outWidth, filterWidth, strideWidth, padInfo.left);
  const counts = rows.flatMap((row) => columns.map((column) => row * column));
  const shares = tf.tensor4d(
    counts.map((count) => 1 / count),
    [1, 1, outHeight, outWidth],
  );
  const spread = run(
    'Conv2DBackpropInput',
    {
      dy: tf.mul(tf.reshape(dy, [images, 1, outHeight, outWidth]), shares),
      filter: tf.ones([filterHeight, filterWidth, 1, 1]),
    },
    {
      strides: [strideHeight, strideWidth],
      pad: [
        [0, 0],
        [0, 0],
        [padInfo.top, padInfo.bottom],
        [padInfo.left, padInfo.right],
      ],
      dataFormat: 'NCHW',
      dimRoundingMode: 'floor',
      inputShape: [images, 1, height, width],
    },
  );
  return tf.reshape(spread as tf.Tensor, x.shape);
}

/** What `values` has where x attains the maximum of each window. */
function takeAtMaxima(values: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const own = { ...attributes, includeBatchInIndex: true };
  const [, indices] = run('MaxPoolWithArgmax', { x }, own) as tf.Tensor[];
  const taken = tf.gather(
    tf.reshape(values, [values.size]),
    tf.reshape<tf.Rank.R1>(indices, [indices.size]),
  );
  return tf.reshape(taken, indices.shape);
}

export const poolingGradients: readonly tf.GradConfig[] = [
  ofInput('AvgPool', averageGradient),
  {
    kernelName: 'MaxPool',
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, [x, y], attributes) => ({
      x: () =>
        run('MaxPoolGrad', { dy: dy as tf.Tensor, input: x, output: y }, attributes) as tf.Tensor,
    }),
  },
  {
    kernelName: 'MaxPoolGrad',
    inputsToSave: ['input', 'output'],
    gradFunc: (dx, [input, output], attributes) => ({
      dy: () => takeAtMaxima(dx as tf.Tensor, input, attributes),
      // Which element is the largest changes in jumps only.
      input: () => tf.zeros(input.shape),
      output: () => tf.zeros(output.shape),
    }),
  },
];
