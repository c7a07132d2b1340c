/** Programs of convolutions that tests run in several ways. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { irregular } from './agreement';

export interface Geometry {
  readonly rows: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  readonly height: number;
  readonly width: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strides: [number, number];
  readonly pad: [[number, number], [number, number], [number, number], [number, number]];
}

/** A convolution and both its derivatives, with the filter kept as [out, in, height, width]. */
export function kernelsOf({ strides, pad }: Geometry): TensorProgram {
  const attributes = { strides, pad, dataFormat: 'NCHW', dimRoundingMode: 'floor' };
  const run = (kernel: string, inputs: Record<string, tf.Tensor>, own: object): tf.Tensor =>
    tf.engine().runKernel(kernel, inputs, { ...attributes, ...own });
  return ({ x, weights }) => {
    const filter = tf.transpose(weights!, [2, 3, 1, 0]);
    const y = run('Conv2D', { x: x!, filter }, { dilations: 1 });
    const dy = tf.tanh(y);
    return {
      y,
      dx: run('Conv2DBackpropInput', { dy, filter }, { inputShape: x!.shape }),
      dw: tf.transpose(
        run('Conv2DBackpropFilter', { x: x!, dy }, { filterShape: filter.shape }),
        [3, 2, 0, 1],
      ),
    };
  };
}

export function inputsOf({ rows, channelsIn, channelsOut, height, width, ...filter }: Geometry) {
  return {
    x: irregular([rows, channelsIn, height, width], 1),
    weights: irregular([channelsOut, channelsIn, filter.filterHeight, filter.filterWidth], 2),
  };
}
