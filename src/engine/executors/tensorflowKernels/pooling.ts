/**
 * Pooling on TensorFlow, whose TensorFlow.js backend knows no borders of its own, and no places of maxima. Images get
 * their borders beforehand: what no maximum is found in, and what no mean counts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { poolingGeometry, windowCounts } from '../../program/poolingGeometry';
import { framed, unframed, type Borders, type Composition } from './composition';

/** Undefined without any. */
function bordersOf({ pad }: tf.NamedAttrMap): Borders | undefined {
  if (!Array.isArray(pad)) return undefined;
  const [, vertical, horizontal] = pad as unknown as [number, number][];
  const none = [...vertical, ...horizontal].every((pixels) => pixels === 0);
  return none ? undefined : [vertical, horizontal];
}

export const POOLING: Readonly<Record<string, Composition>> = {
  MaxPool: {
    bordersOf,
    compute: (kernel, { x }, borders) => kernel({ x: framed(x, borders, -Infinity) }),
  },
  MaxPoolGrad: {
    bordersOf,
    compute: (kernel, { dy, input, output }, borders) =>
      unframed(kernel({ dy, input: framed(input, borders, -Infinity), output }), borders),
  },
  AvgPool: {
    bordersOf,
    compute: (kernel, { x }, borders, attributes) => {
      const geometry = poolingGeometry(x.shape, attributes);
      const { filterHeight, filterWidth, outHeight, outWidth } = geometry;
      const area = filterHeight * filterWidth;
      const shares = windowCounts(geometry).map((count) => area / count);
      const ofArea = kernel({ x: framed(x, borders) });
      return tf.mul(ofArea, tf.tensor4d(shares, [1, outHeight, outWidth, 1]));
    },
  },
};

/**
 * Maxima of the windows, and where in `x` each of them is, counted from its first value on: the first that there is.
 * Images of one channel, as programs pool.
 */
export const maxPoolWithArgmax: tf.KernelFunc = ({ inputs, attrs = {} }) => {
  const x = inputs['x'] as tf.Tensor4D;
  const geometry = poolingGeometry(x.shape, attrs);
  const { filterHeight, filterWidth, outHeight, outWidth, padInfo } = geometry;
  const { strideHeight, strideWidth, inHeight, inWidth } = geometry;
  const { top, bottom, left, right } = padInfo;
  const [images] = x.shape;
  const within = Array.from({ length: filterHeight * filterWidth }, (_, i) => [
    Math.floor(i / filterWidth),
    i % filterWidth,
  ]);
  const first = Array.from({ length: images * outHeight * outWidth }, (_, i) => {
    const [image, window] = [Math.floor(i / (outHeight * outWidth)), i % (outHeight * outWidth)];
    const row = Math.floor(window / outWidth) * strideHeight - top;
    return (image * inHeight + row) * inWidth + (window % outWidth) * strideWidth - left;
  });
  return tf.tidy(() => {
    const framing: Borders = [
      [top, bottom],
      [left, right],
    ];
    const whole = framed(x, framing, -Infinity);
    // The same pixel of every window, and then the next.
    const pixels = within.map(([row, column]) =>
      tf.stridedSlice(
        whole,
        [0, row, column, 0],
        [
          images,
          row + (outHeight - 1) * strideHeight + 1,
          column + (outWidth - 1) * strideWidth + 1,
          1,
        ],
        [1, strideHeight, strideWidth, 1],
      ),
    );
    const windows = tf.concat(pixels, 3);
    const steps = tf.tensor1d(
      within.map(([row, column]) => row * inWidth + column),
      'int32',
    );
    const starts = tf.tensor4d(first, [images, outHeight, outWidth, 1], 'int32');
    const steppedTo = tf.gather(steps, tf.reshape(tf.argMax(windows, 3), [first.length]));
    const places = tf.add(starts, tf.reshape(steppedTo, starts.shape));
    return [tf.max(windows, 3, true), places];
  });
};
