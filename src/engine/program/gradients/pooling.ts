/**
 * Derivatives of pooling. Every image is one channel, as programs pool: [images, height, width, 1]. The gradient of
 * a maximum goes to the first element that attains it, as in TensorFlow and PyTorch.
 */
import * as tf from '@tensorflow/tfjs-core';
import { poolingGeometry, windowCounts } from '../poolingGeometry';
import { ofInput } from './shared';

type Images = readonly [images: number, height: number, width: number, channels: number];

function run(
  kernel: string,
  inputs: tf.NamedTensorMap,
  attributes: tf.NamedAttrMap,
): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(kernel, inputs, attributes);
}

/** dy over the number of pixels in each window, spread over these pixels. */
function averageGradient(dy: tf.Tensor, x: tf.Tensor, attributes: tf.NamedAttrMap): tf.Tensor {
  const geometry = poolingGeometry(x.shape, attributes);
  const { filterHeight, filterWidth, strideHeight, strideWidth, outHeight, outWidth } = geometry;
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
  const { padInfo } = geometry;
  const shares = tf.tensor4d(
    windowCounts(geometry).map((count) => 1 / count),
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
