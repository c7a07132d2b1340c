/**
 * Convolutions on TensorFlow: those of its TensorFlow.js backend pad at will in one direction only, and its CPU has none
 * with channels first. Here the image gets its border beforehand, and its channels last.
 */
import * as tf from '@tensorflow/tfjs-core';
import { framed, unframed, type Borders, type Composition } from './composition';

function channelsLast(x: tf.Tensor): tf.Tensor4D {
  return tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1]);
}

function channelsFirst(x: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(x, [0, 3, 1, 2]);
}

/** Of the calls with channels first: programs make no others. */
function bordersOf({ dataFormat, pad }: tf.NamedAttrMap): Borders | undefined {
  if (dataFormat !== 'NCHW') return undefined;
  const [, , vertical, horizontal] = pad as [number, number][];
  return [vertical, horizontal];
}

export const CONVOLUTIONS: Readonly<Record<string, Composition>> = {
  Conv2D: {
    bordersOf,
    compute: (kernel, { x, filter }, borders) =>
      channelsFirst(kernel({ x: framed(channelsLast(x), borders), filter })),
  },
  Conv2DBackpropFilter: {
    bordersOf,
    compute: (kernel, { x, dy }, borders) =>
      kernel({ x: framed(channelsLast(x), borders), dy: channelsLast(dy) }),
  },
  Conv2DBackpropInput: {
    bordersOf,
    compute: (kernel, { dy, filter }, borders, { inputShape }) => {
      const [rows, channels, height, width] = inputShape as number[];
      const [[top, bottom], [left, right]] = borders;
      const shape = [rows, height + top + bottom, width + left + right, channels];
      const whole = kernel({ dy: channelsLast(dy), filter }, { inputShape: shape });
      return channelsFirst(unframed(whole, borders));
    },
  },
};
