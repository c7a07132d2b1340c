/**
 * Kernels put together for TensorFlow, here from those of TensorFlow.js in JavaScript, which also have borders and places
 * of maxima of their own: both must give the same. On TensorFlow itself the conformance suite holds them to PyTorch.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Composition,
  composedKernel,
} from '../../../../src/engine/executors/tensorflowKernels/composition';
import { CONVOLUTIONS } from '../../../../src/engine/executors/tensorflowKernels/convolutions';
import {
  maxPoolWithArgmax,
  POOLING,
} from '../../../../src/engine/executors/tensorflowKernels/pooling';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

type Borders = [[number, number], [number, number]];

const GEOMETRIES: readonly { size: number; stride: number; borders: Borders }[] = [
  {
    size: 3,
    stride: 2,
    borders: [
      [1, 1],
      [1, 1],
    ],
  },
  {
    size: 4,
    stride: 3,
    borders: [
      [0, 2],
      [0, 1],
    ],
  },
  {
    size: 2,
    stride: 1,
    borders: [
      [1, 0],
      [0, 1],
    ],
  },
  {
    size: 2,
    stride: 2,
    borders: [
      [0, 0],
      [0, 0],
    ],
  },
];

function own(kernelName: string): tf.KernelFunc {
  return tf.getKernel(kernelName, 'cpu').kernelFunc;
}

/** Whole numbers from −3 to 3 in no order: many windows have several maxima, and sums are exact. */
function someTensor(shape: readonly number[]): tf.Tensor4D {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = Float32Array.from({ length: size }, (_, i) => ((i * i + 5 * i) % 7) - 3);
  const tensor: tf.Tensor = tf.tensor(values, [...shape]);
  return tensor as tf.Tensor4D;
}

function valuesOf(info: tf.TensorInfo): ArrayLike<number> {
  return tf.engine().makeTensorFromTensorInfo(info).dataSync();
}

function run(kernel: tf.KernelFunc, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap) {
  return [kernel({ inputs, attrs, backend: tf.backend() })].flat();
}

function expectAgreement(
  kernelName: string,
  composition: Composition,
  inputs: tf.NamedTensorMap,
  attrs: tf.NamedAttrMap,
): void {
  const [wanted] = run(own(kernelName), inputs, attrs);
  const [found] = run(composedKernel(own(kernelName), composition), inputs, attrs);
  expect(found!.shape).toEqual(wanted!.shape);
  const values = valuesOf(wanted!);
  // Means are divided in another order: float32 rounds at 6e-8.
  Array.from(valuesOf(found!)).forEach((value, i) => expect(value).toBeCloseTo(values[i]!, 5));
}

describe.each(GEOMETRIES)(
  'windows of $size at a stride of $stride',
  ({ size, stride, borders }) => {
    const [vertical, horizontal] = borders;
    const attrs = {
      filterSize: size,
      strides: stride,
      pad: [[0, 0], vertical, horizontal, [0, 0]],
      dimRoundingMode: 'floor',
    };

    it('have the same maxima and means', () => {
      const x = someTensor([3, 8, 7, 1]);
      expectAgreement('MaxPool', POOLING['MaxPool']!, { x }, attrs);
      expectAgreement('AvgPool', POOLING['AvgPool']!, { x }, attrs);
    });

    it('have the same gradient of their maxima', () => {
      const input = someTensor([3, 8, 7, 1]);
      const [maxima] = run(own('MaxPool'), { x: input }, attrs);
      const output = tf.engine().makeTensorFromTensorInfo(maxima!);
      const dy = someTensor(output.shape);
      expectAgreement('MaxPoolGrad', POOLING['MaxPoolGrad']!, { dy, input, output }, attrs);
    });

    it('have their maxima at the same places', () => {
      const x = someTensor([3, 8, 7, 1]);
      const all = { ...attrs, includeBatchInIndex: true };
      const wanted = run(own('MaxPoolWithArgmax'), { x }, all);
      const found = run(maxPoolWithArgmax, { x }, all);
      found.forEach((info, i) => {
        expect(info.shape).toEqual(wanted[i]!.shape);
        expect(Array.from(valuesOf(info))).toEqual(Array.from(valuesOf(wanted[i]!)));
      });
    });

    it('give the same convolutions, with channels first', () => {
      const window = {
        strides: stride,
        pad: [[0, 0], [0, 0], vertical, horizontal],
        dataFormat: 'NCHW',
        dimRoundingMode: 'floor',
      };
      const x = someTensor([2, 3, 8, 7]);
      const filter = someTensor([size, size, 3, 4]);
      const convolution = { ...window, dilations: 1 };
      expectAgreement('Conv2D', CONVOLUTIONS['Conv2D']!, { x, filter }, convolution);
      const [result] = run(own('Conv2D'), { x, filter }, convolution);
      const dy = someTensor(result!.shape);
      expectAgreement(
        'Conv2DBackpropInput',
        CONVOLUTIONS['Conv2DBackpropInput']!,
        { dy, filter },
        { ...window, inputShape: x.shape },
      );
      expectAgreement(
        'Conv2DBackpropFilter',
        CONVOLUTIONS['Conv2DBackpropFilter']!,
        { x, dy },
        { ...window, filterShape: filter.shape },
      );
    });
  },
);
