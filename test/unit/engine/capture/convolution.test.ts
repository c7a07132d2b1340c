import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import { CaptureError } from '../../../../src/engine/capture/captureError';
import type { LoweringOptions } from '../../../../src/engine/capture/kernels/kernelDefinition';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { expectAgreement, irregular } from './agreement';
import { inputsOf, kernelsOf, type Geometry } from './convolutionKernels';

beforeEach(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

/** Any that has at least one window, borders wider than the filter and strides that miss the end included. */
const geometries: fc.Arbitrary<Geometry> = fc
  .record({
    rows: fc.integer({ min: 1, max: 3 }),
    channelsIn: fc.integer({ min: 1, max: 3 }),
    channelsOut: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    filterHeight: fc.integer({ min: 1, max: 5 }),
    filterWidth: fc.integer({ min: 1, max: 5 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    borders: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ borders: [top, bottom, left, right], ...sizes }): Geometry => {
    const pad: Geometry['pad'] = [
      [0, 0],
      [0, 0],
      [top!, bottom!],
      [left!, right!],
    ];
    return { ...sizes, pad };
  })
  .filter(
    ({ height, width, filterHeight, filterWidth, pad }) =>
      height + pad[2][0] + pad[2][1] >= filterHeight &&
      width + pad[3][0] + pad[3][1] >= filterWidth,
  );

/** Gradients of filters as products, and those of images as convolutions, wherever they can be. */
const EVERYWHERE: LoweringOptions = {
  patchProducts: { channels: 1, belowPlaces: Infinity },
  turnedFilters: true,
};

const usual: Geometry = {
  rows: 2,
  channelsIn: 3,
  channelsOut: 4,
  height: 8,
  width: 8,
  filterHeight: 4,
  filterWidth: 4,
  strides: [2, 2],
  pad: [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ],
};

/** As in networks that keep the size of the image. */
const square: Geometry = { ...usual, filterHeight: 3, filterWidth: 3, strides: [1, 1] };

function operatorsOf(geometry: Geometry, options: LoweringOptions): string[] {
  const inputs = Object.entries(inputsOf(geometry)).map(([name, { shape }]) => ({ name, shape }));
  return capture(inputs, kernelsOf(geometry), options).nodes.map(({ operator }) => operator);
}

describe('convolutions', () => {
  it('agree with the JavaScript backend, derivatives too, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(geometries, async (geometry) => {
        await expectAgreement(inputsOf(geometry), kernelsOf(geometry));
      }),
      { numRuns: 60 },
    );
  });

  it('agree with it as products of patches and with turned filters', async () => {
    await fc.assert(
      fc.asyncProperty(geometries, async (geometry) => {
        await expectAgreement(inputsOf(geometry), kernelsOf(geometry), undefined, EVERYWHERE);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['more channels than filters', { channelsIn: 4, channelsOut: 2 }],
    ['more filters than channels', { channelsIn: 2, channelsOut: 4 }],
  ])('have derivatives of derivatives as such: %s', async (_, channels) => {
    registerGradients();
    const geometry: Geometry = { ...square, ...channels };
    const penalty: TensorProgram = ({ x, weights }) => {
      const slopes = (w: tf.Tensor): tf.Tensor =>
        tf.grad((image) => tf.sum(tf.tanh(kernelsOf(geometry)({ x: image, weights: w })['y']!)))(
          x!,
        );
      return { o: tf.grad((w) => tf.sum(tf.square(slopes(w))))(weights!) };
    };
    await expectAgreement(inputsOf(geometry), penalty, 4e-6, EVERYWHERE);
  });

  it('multiply patches where there are channels enough and few places, at any stride', () => {
    const least = (channels: number, belowPlaces: number): LoweringOptions => ({
      patchProducts: { channels, belowPlaces },
    });
    const count = (geometry: Geometry, options: LoweringOptions, operator: string): number =>
      operatorsOf(geometry, options).filter((name) => name === operator).length;
    expect(count(square, least(3, 10), 'Gemm')).toBe(1);
    expect(count({ ...square, channelsIn: 16, channelsOut: 16 }, least(3, 10), 'Gemm')).toBe(5);
    expect(count({ ...square, strides: [2, 1] }, least(3, 10), 'Gemm')).toBe(1);
    expect(count(square, least(4, 10), 'Gemm')).toBe(0);
    expect(count(square, least(3, 9), 'Gemm')).toBe(0);
    expect(count(square, {}, 'Gemm')).toBe(0);
  });

  it('go back with the turned filter at strides of 1 to no fewer channels', () => {
    const back = (geometry: Geometry): boolean =>
      !operatorsOf(geometry, { turnedFilters: true }).includes('ConvTranspose');
    const narrowing = { ...square, channelsIn: 4, channelsOut: 4 };
    expect(back(narrowing)).toBe(true);
    expect(back({ ...narrowing, channelsIn: 3 })).toBe(false);
    expect(back({ ...narrowing, strides: [1, 2] })).toBe(false);
    const wide: Geometry['pad'] = [
      [0, 0],
      [0, 0],
      [3, 1],
      [1, 1],
    ];
    expect(back({ ...narrowing, pad: wide })).toBe(false);
  });

  it('agree with dilated filters', async () => {
    const program: TensorProgram = ({ x, weights }) => {
      const filter = tf.transpose(weights!, [2, 3, 1, 0]) as tf.Tensor4D;
      return { y: tf.conv2d(x as tf.Tensor4D, filter, 1, 'valid', 'NCHW', [2, 1]) };
    };
    await expectAgreement(inputsOf(usual), program);
  });

  it('need no transposition of filters that are kept in the order of ONNX', () => {
    const { x, weights } = inputsOf(usual);
    const inputs = [
      { name: 'x', shape: x.shape },
      { name: 'weights', shape: weights.shape },
    ];
    const kernels = kernelsOf(usual);
    const graph = capture(inputs, (tensors) => {
      const { y, dx } = kernels(tensors);
      return { y: y!, dx: dx! };
    });
    expect(graph.nodes.map(({ operator }) => operator)).toEqual(['Conv', 'Tanh', 'ConvTranspose']);
  });

  it.each(['Conv', 'ConvTranspose'])('take the bias of their channels: %s', async (operator) => {
    const bias = irregular([operator === 'Conv' ? 4 : 3], 3);
    const kernels = kernelsOf(usual);
    const program: TensorProgram = ({ b, ...tensors }) => {
      const { y, dx } = kernels(tensors);
      const sums = operator === 'Conv' ? y! : dx!;
      return { o: tf.add(sums, tf.reshape(b!, [1, b!.size, 1, 1])) };
    };
    const inputs = { ...inputsOf(usual), b: bias };
    const specs = Object.entries(inputs).map(([name, { shape }]) => ({ name, shape }));
    const last = capture(specs, program).nodes.at(-1);
    expect([last.operator, last.inputs.length]).toEqual([operator, 3]);
    await expectAgreement(inputs, program);
  });

  it('refuse images with the channels last', () => {
    const program: TensorProgram = ({ x, w }) => ({
      y: tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid'),
    });
    const inputs = [
      { name: 'x', shape: [1, 4, 4, 2] },
      { name: 'w', shape: [3, 3, 2, 1] },
    ];
    expect(() => capture(inputs, program)).toThrow(CaptureError);
    expect(() => capture(inputs, program)).toThrow('Conv2D cannot be compiled');
  });
});
