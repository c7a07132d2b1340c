import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import type { LoweringOptions } from '../../../../src/engine/capture/kernels/kernelDefinition';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { expectAgreement } from './agreement';
import { inputsOf, kernelsOf, type Geometry } from './convolutionKernels';

beforeEach(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const ALWAYS: LoweringOptions = { minimalFiltering: { channels: 1, positions: 1 } };

/** Windows of 4×4 at a stride of 2, with two outputs and more each way. */
const geometries: fc.Arbitrary<Geometry> = fc
  .record({
    rows: fc.integer({ min: 1, max: 3 }),
    channelsIn: fc.integer({ min: 1, max: 3 }),
    channelsOut: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 4, max: 11 }),
    width: fc.integer({ min: 4, max: 11 }),
    borders: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ borders: [top, bottom, left, right], ...sizes }): Geometry => ({
    ...sizes,
    filterHeight: 4,
    filterWidth: 4,
    strides: [2, 2],
    pad: [
      [0, 0],
      [0, 0],
      [top!, bottom!],
      [left!, right!],
    ],
  }));

/** As in DCGAN: an image of 8×8 becomes one of 4×4. */
const usual: Geometry = {
  ...{ rows: 2, channelsIn: 3, channelsOut: 4, height: 8, width: 8 },
  ...{ filterHeight: 4, filterWidth: 4, strides: [2, 2] },
  pad: [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ],
};

function operatorsOf(geometry: Geometry, options?: LoweringOptions): ReadonlySet<string> {
  const inputs = Object.entries(inputsOf(geometry)).map(([name, { shape }]) => ({ name, shape }));
  const { nodes } = capture(inputs, kernelsOf(geometry), options);
  return new Set(nodes.map(({ operator }) => operator));
}

describe('convolutions in fewer multiplications', () => {
  it('agree with the JavaScript backend, derivatives too, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(geometries, async (geometry) => {
        await expectAgreement(inputsOf(geometry), kernelsOf(geometry), undefined, ALWAYS);
      }),
      { numRuns: 20 },
    );
  });

  it('have derivatives of derivatives', async () => {
    registerGradients();
    const penalty: TensorProgram = ({ x, weights }) => {
      const slopes = (w: tf.Tensor): tf.Tensor =>
        tf.grad((image) => tf.sum(tf.tanh(kernelsOf(usual)({ x: image, weights: w })['y']!)))(x!);
      return { o: tf.grad((w) => tf.sum(tf.square(slopes(w))))(weights!) };
    };
    await expectAgreement(inputsOf(usual), penalty, 4e-6, ALWAYS);
  });

  it('take nine products each, and share what two of them need', () => {
    const inputs = Object.entries(inputsOf(usual)).map(([name, { shape }]) => ({ name, shape }));
    const { nodes } = capture(inputs, kernelsOf(usual), ALWAYS);
    const count = (operator: string): number =>
      nodes.filter((node) => node.operator === operator).length;
    expect([count('Conv'), count('ConvTranspose'), count('Gemm')]).toEqual([0, 0, 27]);
    // x, the filter and dy turned once each; y, dx and dw turned back; nine matrices of dy for dw.
    const turned = nodes.filter(
      ({ operator, inputs: [x] }) => operator === 'Transpose' && x?.shape.length === 2,
    );
    expect(turned).toHaveLength(6 + 9);
  });

  it('are for enough channels and positions, one window and one stride', () => {
    const least = (channels: number, positions: number): LoweringOptions => ({
      minimalFiltering: { channels, positions },
    });
    expect(operatorsOf(usual, least(3, 32))).not.toContain('Conv');
    expect(operatorsOf(usual)).toContain('Conv');
    expect(operatorsOf(usual, least(4, 32))).toContain('Conv');
    expect(operatorsOf(usual, least(3, 33))).toContain('Conv');
    expect(operatorsOf({ ...usual, strides: [1, 2] }, ALWAYS)).toContain('Conv');
    expect(operatorsOf({ ...usual, filterHeight: 5 }, ALWAYS)).toContain('Conv');
  });
});
