/**
 * Pooling of images of one channel, [images, height, width, 1]: there channels first and channels last are the same
 * order of values, so that a reshape leads from one to the other.
 */
import { backend_util as backend, util } from '@tensorflow/tfjs-core';
import { CaptureError } from '../captureError';
import type { Attributes, GraphBuilder, Value, ValueType } from '../graph';
import type { KernelAttributes, KernelDefinition, KernelTable } from './kernelDefinition';
import { reshapeTo } from './layout';

function geometryOf(
  kernel: string,
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: KernelAttributes,
): backend.Conv2DInfo {
  if (shape[3] !== 1) {
    throw new CaptureError(
      kernel,
      `it pools images of ${shape[3]} channels. Pool each channel as an image of its own.`,
    );
  }
  return backend.computePool2DInfo(
    [...shape] as [number, number, number, number],
    filterSize as number | [number, number],
    strides as number | [number, number],
    1,
    pad as backend.ExplicitPadding,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
  );
}

function windowOf(geometry: backend.Conv2DInfo): Attributes {
  const { top, left, bottom, right } = geometry.padInfo;
  return {
    kernel_shape: { ints: [geometry.filterHeight, geometry.filterWidth] },
    strides: { ints: [geometry.strideHeight, geometry.strideWidth] },
    pads: { ints: [top, left, bottom, right] },
  };
}

/** [images, height, width, 1] → [images, 1, height, width]. */
function channelsFirst(builder: GraphBuilder, x: Value): Value {
  const [images, height, width] = x.shape;
  return reshapeTo(builder, x, { shape: [images, 1, height, width], type: x.type });
}

function pool(kernel: string, operator: string): KernelDefinition {
  return {
    infer: ({ x }, attributes) => ({
      shape: geometryOf(kernel, x.shape, attributes).outShape,
      type: x.type,
    }),
    lower: (builder, { x }, attributes, output) => {
      const geometry = geometryOf(kernel, x.shape, attributes);
      const shape = [x.shape[0], 1, geometry.outHeight, geometry.outWidth];
      const image = channelsFirst(builder, x);
      const pooled = builder.node(operator, [image], { shape, type: x.type }, windowOf(geometry));
      return reshapeTo(builder, pooled, output);
    },
  };
}

/** Where each window has its first largest element: its place among all values of x, [images, 1, rows, columns]. */
function placesOfMaxima(builder: GraphBuilder, x: Value, geometry: backend.Conv2DInfo): Value {
  const type: ValueType = {
    shape: [x.shape[0], 1, geometry.outHeight, geometry.outWidth],
    type: 'int64',
  };
  // The second result of the operator; the first is the maximum itself.
  return builder.node('MaxPool', [channelsFirst(builder, x)], type, windowOf(geometry), 1);
}

/** The places as the second result of TensorFlow.js's kernel, which counts the images too. */
const argMax: KernelDefinition = {
  infer: ({ x }, attributes) => ({
    shape: geometryOf('MaxPoolWithArgmax', x.shape, attributes).outShape,
    type: 'int32',
  }),
  lower: (builder, { x }, attributes, output) => {
    if (attributes['includeBatchInIndex'] !== true) {
      throw new CaptureError('MaxPoolWithArgmax', 'its indices start anew for each image.');
    }
    const geometry = geometryOf('MaxPoolWithArgmax', x.shape, attributes);
    const places = placesOfMaxima(builder, x, geometry);
    return builder.cast(reshapeTo(builder, places, { ...output, type: 'int64' }), 'int32');
  },
};

/** Adds each value of dy to the place where its window has its maximum. */
const maxPoolGradient: KernelDefinition = {
  infer: ({ input }) => input,
  lower: (builder, { dy, input }, attributes, output) => {
    const geometry = geometryOf('MaxPoolGrad', input.shape, attributes);
    const size = util.sizeFromShape([...input.shape]);
    const count = util.sizeFromShape([...dy.shape]);
    const flat = (value: Value): Value =>
      reshapeTo(builder, value, { shape: [count], type: value.type });
    const zeros = builder.filled(0, { shape: [size], type: 'float32' });
    const places = flat(placesOfMaxima(builder, input, geometry));
    const sums = builder.node('ScatterElements', [zeros, places, flat(dy)], zeros, {
      reduction: { text: 'add' },
    });
    return reshapeTo(builder, sums, output);
  },
};

const maxPool = pool('MaxPool', 'MaxPool');

export const poolingKernels: KernelTable = {
  AvgPool: pool('AvgPool', 'AveragePool'),
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
  MaxPoolWithArgmax: [maxPool, argMax],
};
