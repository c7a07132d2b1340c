/**
 * Convolutions of images and their two derivatives, channels first. TensorFlow.js filters are [height, width, in, out];
 * ONNX wants [out, in, height, width]. Parameters that are kept as ONNX wants them pass through two transpositions,
 * one of the program and one from here, that cancel each other.
 */
import { backend_util as backend } from '@tensorflow/tfjs-core';
import { CaptureError } from '../captureError';
import {
  sameShape,
  type Attributes,
  type GraphBuilder,
  type Value,
  type ValueType,
} from '../graph';
import type {
  KernelAttributes,
  KernelDefinition,
  KernelTable,
  LoweringOptions,
} from './kernelDefinition';
import {
  canBeTiled,
  MINIMAL_FILTERING_WINDOW,
  MinimalFiltering,
  type Axis,
} from './minimalFiltering';
import { reversed, transposed } from './moves';
import { filterGradientByPatches, type WindowAxis } from './patchProduct';

type Shape4D = [number, number, number, number];

/** Sizes, strides and padding of a convolution from `inputShape` to its output, as TensorFlow.js reads a call. */
function geometryOf(
  kernel: string,
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations, pad, dimRoundingMode, dataFormat }: KernelAttributes,
): backend.Conv2DInfo {
  if (dataFormat !== 'NCHW') {
    throw new CaptureError(kernel, 'its images have their channels last, and only NCHW is known.');
  }
  return backend.computeConv2DInfo(
    [...inputShape] as Shape4D,
    [...filterShape] as Shape4D,
    strides as number | [number, number],
    (dilations as number | [number, number] | undefined) ?? 1,
    pad as backend.ExplicitPadding,
    dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined,
    false,
    'channelsFirst',
  );
}

/** Rows and columns at the end of the padded input that no window reaches, because the stride steps over them. */
function unreached(geometry: backend.Conv2DInfo): readonly [rows: number, columns: number] {
  const { padInfo, inHeight, inWidth, outHeight, outWidth } = geometry;
  const { strideHeight, strideWidth, filterHeight, filterWidth } = geometry;
  return [
    inHeight + padInfo.top + padInfo.bottom - filterHeight - (outHeight - 1) * strideHeight,
    inWidth + padInfo.left + padInfo.right - filterWidth - (outWidth - 1) * strideWidth,
  ];
}

/** Borders as ONNX lists them, less what no window reaches; and how much of that lies on the image itself. */
function reachedBorders(geometry: backend.Conv2DInfo): {
  readonly pads: readonly number[];
  readonly beyond: readonly [rows: number, columns: number];
} {
  const { top, left, bottom, right } = geometry.padInfo;
  const [rows, columns] = unreached(geometry);
  return {
    pads: [top, left, Math.max(0, bottom - rows), Math.max(0, right - columns)],
    beyond: [Math.max(0, rows - bottom), Math.max(0, columns - right)],
  };
}

/** [height, width, in, out] → [out, in, height, width]. */
function asOnnxFilter(builder: GraphBuilder, filter: Value): Value {
  return transposed(builder, filter, [3, 2, 0, 1]);
}

function stridesOf({ strideHeight, strideWidth }: backend.Conv2DInfo): readonly number[] {
  return [strideHeight, strideWidth];
}

/** Fewer multiplications for a convolution of this shape, where the options ask for that and it can be had. */
function minimalFiltering(
  builder: GraphBuilder,
  geometry: backend.Conv2DInfo,
  { minimalFiltering: least }: LoweringOptions,
): MinimalFiltering | undefined {
  const { batchSize, inChannels, outChannels, inHeight, inWidth, outHeight, outWidth } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const { dilationHeight, dilationWidth } = geometry;
  if (least === undefined || Math.max(dilationHeight, dilationWidth) > 1) return undefined;
  const window = [filterHeight, filterWidth, strideHeight, strideWidth];
  if (!sameShape(window, MINIMAL_FILTERING_WINDOW)) return undefined;
  if (Math.min(inChannels, outChannels) < least.channels) return undefined;
  if (batchSize * outHeight * outWidth < least.positions) return undefined;
  const axes: [Axis, Axis] = [
    { pixels: inHeight, before: padInfo.top, outputs: outHeight },
    { pixels: inWidth, before: padInfo.left, outputs: outWidth },
  ];
  const sizes = { rows: batchSize, channels: inChannels, filters: outChannels, axes };
  return axes.every(canBeTiled) ? new MinimalFiltering(builder, sizes) : undefined;
}

/** What a gradient by patches needs to know, where the options ask for that and the window has no gaps. */
function patchAxes(
  geometry: backend.Conv2DInfo,
  { patchProducts: least }: LoweringOptions,
): [WindowAxis, WindowAxis] | undefined {
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = geometry;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = geometry;
  const places = filterHeight * filterWidth;
  if (least === undefined || Math.max(dilationHeight, dilationWidth) > 1) return undefined;
  if (geometry.inChannels < least.channels || places >= least.belowPlaces) return undefined;
  return [
    {
      ...{ pixels: inHeight, before: padInfo.top },
      ...{ window: filterHeight, stride: strideHeight, outputs: outHeight },
    },
    {
      ...{ pixels: inWidth, before: padInfo.left },
      ...{ window: filterWidth, stride: strideWidth, outputs: outWidth },
    },
  ];
}

interface Steps {
  readonly strides?: readonly number[];
  readonly dilations: readonly number[];
  /** Top, left, bottom, right. */
  readonly pads: readonly number[];
}

/**
 * A convolution of x with a filter, both as ONNX wants them. ONNX Runtime's WebGPU provider (1.30) multiplies a filter
 * of the size of the image with the image and is done, whatever zeros follow at the bottom and the right: there the
 * filter gets a row of zeros on top, as the image does. Concatenated: `Pad` it would try to fuse with the convolution.
 */
function convolve(
  builder: GraphBuilder,
  x: Value,
  filter: Value,
  output: ValueType,
  { pads, ...steps }: Steps,
): Value {
  const [top, left, bottom, right] = pads;
  const [filters, channels, height, width] = filter.shape;
  const covers = x.shape[2] === height && x.shape[3] === width;
  const misread = covers && top === 0 && left === 0 && bottom + right > 0;
  const attributes: Attributes = {
    ...Object.fromEntries(Object.entries(steps).map(([name, ints]) => [name, { ints }])),
    pads: { ints: misread ? [steps.dilations[0], left, bottom, right] : pads },
  };
  if (!misread) return builder.node('Conv', [x, filter], output, attributes);
  const row = builder.filled(0, { shape: [filters, channels, 1, width], type: filter.type });
  const taller: ValueType = { shape: [filters, channels, height + 1, width], type: filter.type };
  const padded = builder.node('Concat', [row, filter], taller, { axis: { int: 2 } });
  return builder.node('Conv', [x, padded], output, attributes);
}

/** x [rows, in, height, width], filter [height, width, in, out] → [rows, out, height, width]. */
const convolution: KernelDefinition = {
  infer: ({ x, filter }, attributes) => ({
    shape: geometryOf('Conv2D', x.shape, filter.shape, attributes).outShape,
    type: x.type,
  }),
  lower: (builder, { x, filter }, attributes, output, options) => {
    const geometry = geometryOf('Conv2D', x.shape, filter.shape, attributes);
    const minimal = minimalFiltering(builder, geometry, options);
    if (minimal !== undefined) return minimal.convolution(x, asOnnxFilter(builder, filter));
    const { top, left, bottom, right } = geometry.padInfo;
    return convolve(builder, x, asOnnxFilter(builder, filter), output, {
      strides: stridesOf(geometry),
      dilations: [geometry.dilationHeight, geometry.dilationWidth],
      pads: [top, left, bottom, right],
    });
  },
};

/** Each way writes the side with its own channels once for every place of the window: `ConvTranspose` the image. */
function pays({ inChannels, outChannels }: backend.Conv2DInfo): boolean {
  return inChannels >= outChannels;
}

/** Whether the way back is a convolution too: no place is stepped over, no zeros lie where no pixel is reached. */
function canTurn(geometry: backend.Conv2DInfo): boolean {
  const { padInfo, filterHeight, filterWidth, dilationHeight, dilationWidth } = geometry;
  const { strideHeight, strideWidth } = geometry;
  return (
    Math.max(strideHeight, strideWidth, dilationHeight, dilationWidth) === 1 &&
    Math.max(padInfo.top, padInfo.bottom) < filterHeight &&
    Math.max(padInfo.left, padInfo.right) < filterWidth
  );
}

/** The gradient of the input at strides of 1: dy convolved with the filter turned by 180°. */
function convolutionBack(
  builder: GraphBuilder,
  dy: Value,
  filter: Value,
  { padInfo, filterHeight, filterWidth }: backend.Conv2DInfo,
  output: ValueType,
): Value {
  const { top, left, bottom, right } = padInfo;
  return convolve(
    builder,
    dy,
    reversed(builder, transposed(builder, filter, [2, 3, 0, 1])),
    output,
    {
      dilations: [1, 1],
      pads: [
        ...[filterHeight - 1 - top, filterWidth - 1 - left],
        ...[filterHeight - 1 - bottom, filterWidth - 1 - right],
      ],
    },
  );
}

/** dy [rows, out, …], filter [height, width, in, out] → gradient of the input, [rows, in, height, width]. */
const inputGradient: KernelDefinition = {
  infer: ({ dy }, { inputShape }) => ({ shape: inputShape as number[], type: dy.type }),
  lower: (builder, { dy, filter }, attributes, output, options) => {
    const geometry = geometryOf('Conv2DBackpropInput', output.shape, filter.shape, attributes);
    const minimal = minimalFiltering(builder, geometry, options);
    if (minimal !== undefined) return minimal.inputGradient(dy, asOnnxFilter(builder, filter));
    if (options.turnedFilters === true && pays(geometry) && canTurn(geometry)) {
      return convolutionBack(builder, dy, filter, geometry, output);
    }
    const { pads, beyond } = reachedBorders(geometry);
    return builder.node('ConvTranspose', [dy, asOnnxFilter(builder, filter)], output, {
      strides: { ints: stridesOf(geometry) },
      pads: { ints: pads },
      output_padding: { ints: beyond },
    });
  },
};

/** The first `height` × `width` pixels. */
function cropped(builder: GraphBuilder, x: Value, height: number, width: number): Value {
  if (x.shape[2] === height && x.shape[3] === width) return x;
  const [starts, ends, axes] = [
    [0, 0],
    [height, width],
    [2, 3],
  ].map((values) => builder.integers(values));
  const type: ValueType = { shape: [x.shape[0], x.shape[1], height, width], type: x.type };
  return builder.node('Slice', [x, starts, ends, axes], type);
}

/**
 * x [rows, in, …], dy [rows, out, …] → gradient of the filter, [height, width, in, out]: the sum over rows and
 * positions of x times dy is a convolution over x with dy as its filter, where rows play the part of channels and a
 * stride that of a dilation.
 */
const filterGradient: KernelDefinition = {
  infer: ({ x }, { filterShape }) => ({ shape: filterShape as number[], type: x.type }),
  lower: (builder, { x, dy }, attributes, { shape: filterShape }, options) => {
    const geometry = geometryOf('Conv2DBackpropFilter', x.shape, filterShape, attributes);
    const minimal = minimalFiltering(builder, geometry, options);
    if (minimal !== undefined) {
      return transposed(builder, minimal.filterGradient(x, dy), [2, 3, 1, 0]);
    }
    const patches = patchAxes(geometry, options);
    if (patches !== undefined) return filterGradientByPatches(builder, x, dy, patches);
    const [height, width, channelsIn, channelsOut] = filterShape;
    const { pads, beyond } = reachedBorders(geometry);
    const [image, filter] = [x, dy].map((value) => transposed(builder, value, [1, 0, 2, 3]));
    const shape = [channelsIn, channelsOut, height + beyond[0], width + beyond[1]];
    const type: ValueType = { shape, type: x.type };
    const sums = convolve(builder, image, filter, type, { dilations: stridesOf(geometry), pads });
    return transposed(builder, cropped(builder, sums, height, width), [2, 3, 0, 1]);
  },
};

export const convolutionKernels: KernelTable = {
  Conv2D: convolution,
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
};
