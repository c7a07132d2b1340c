/** The fused kernels against float64 and against their reference form, and what the sum of squares promises. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { optimizerSchema } from '../../../src/config/optimizerSchema';
import { optimizerScalars, updateParameter } from '../../../src/engine/program/optimizers';
import { createStreams } from '../../../src/engine/random/streams';
import { ReferenceOptimizer } from '../engine/referenceOptimizer';
import { largestDifference } from '../engine/testGan';
import { testKernels } from '../random/testKernels';
import { playerMemory } from './playerMemory';

/** Not a multiple of the kernels' group of 16, and more than one block of their sum. */
const UNITS = 4999;
const UPDATES = 50;

const adam = { name: 'adam', learningRate: 0.01 } as const;

const optimizers = (
  [
    adam,
    { ...adam, learningRate: 0.001, beta1: 0, beta2: 0.9, epsilon: 1e-3 },
    { ...adam, weightDecay: 0.1, gradientClipping: { name: 'value', maximum: 0.7 } },
    { ...adam, name: 'adamW', weightDecay: 0.5 },
    { name: 'sgd', learningRate: 0.1 },
    { name: 'sgd', learningRate: 0.05, momentum: 0.9 },
    { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
    {
      name: 'sgd',
      learningRate: 0.05,
      momentum: 0.5,
      nesterov: true,
      weightDecay: 0.01,
      gradientClipping: { name: 'norm', maximum: 3 },
    },
    { name: 'rmsProp', learningRate: 0.001 },
    {
      name: 'rmsProp',
      learningRate: 0.001,
      decay: 0.9,
      epsilon: 1e-3,
      momentum: 0.5,
      weightDecay: 0.1,
      gradientClipping: { name: 'norm', maximum: 3 },
    },
  ] satisfies z.input<typeof optimizerSchema>[]
).map((optimizer) => [JSON.stringify(optimizer), optimizerSchema.parse(optimizer)] as const);

/** The last with weights clipped in each update. */
const cases = [
  ...optimizers.map(([name, optimizer]) => [name, optimizer, undefined] as const),
  [`weights clipped, ${optimizers[8]![0]}`, optimizers[8]![1], 0.5] as const,
];

describe.each(cases)('%s', (_name, optimizer, weightLimit) => {
  it(`follows float64 and its reference form for ${UPDATES} updates`, async () => {
    tf.enableProdMode();
    await tf.setBackend('cpu');
    const memory = playerMemory(optimizer, UNITS);
    const streams = createStreams(1, testKernels());
    const [weights] = memory.parameters as [Float32Array];
    const [gradient] = memory.gradients as [Float32Array];
    streams.fillNormal('initGenerator', 0, weights);
    const reference = new ReferenceOptimizer(optimizer, { weightLimit });
    let wanted = [...weights];
    let eager: tf.Tensor = tf.tensor1d(weights.slice());
    let slots: readonly tf.Tensor[] = [tf.zerosLike(eager), tf.zerosLike(eager)];
    for (let update = 1; update <= UPDATES; update++) {
      streams.fillNormal('evaluation', update, gradient);
      const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
      const scalars = optimizerScalars(optimizer, optimizer.learningRate, update, weightLimit);
      memory.update(scalars);
      wanted = reference.update(wanted, [...gradient], norm);
      const clipping = optimizer.gradientClipping;
      const scale = clipping?.name === 'norm' ? clipping.maximum / norm : 1;
      const step = updateParameter(eager, tf.tensor1d(gradient.slice()), slots, scalars, scale);
      eager = step.parameter;
      slots = step.slots;
    }
    expect(largestDifference(weights, wanted)).toBeLessThan(1e-5);
    expect(largestDifference(weights, await eager.data())).toBeLessThan(2e-6);
    if (weightLimit !== undefined) {
      expect(Math.max(...weights.map(Math.abs))).toBe(weightLimit);
    }
  });

  it('measured, becomes the same bit for bit and tells how far it moved', () => {
    const [plain, measured] = [playerMemory(optimizer, UNITS), playerMemory(optimizer, UNITS)];
    const streams = createStreams(3, testKernels());
    for (const { parameters } of [plain, measured]) {
      streams.fillUniform('initGenerator', 0, parameters[0]!, -0.5, 0.5);
    }
    for (let update = 1; update <= 3; update++) {
      const before = measured.parameters.map((array) => array.slice());
      const scalars = optimizerScalars(optimizer, optimizer.learningRate, update, weightLimit);
      for (const memory of [plain, measured]) {
        memory.gradients.forEach((array, i) => streams.fillNormal('evaluation', update + i, array));
        memory.update(scalars, memory === measured);
      }
      expect(measured.parameters).toEqual(plain.parameters);
      expect(measured.squaredGradientNorm).toBe(plain.squaredGradientNorm);
      const moves = measured.parameters.flatMap((array, i) =>
        Array.from(array, (value, j) => value - before[i]![j]!),
      );
      const size = measured.updateSize!;
      expect(size.update / Math.hypot(...moves)).toBeCloseTo(1, 6);
      expect(size.parameters / Math.hypot(...before.flatMap((array) => [...array]))).toBeCloseTo(
        1,
        9,
      );
    }
    expect(plain.updateSize).toBeUndefined();
  });

  it('gives the sum of the squared gradients, as they are before any clipping', () => {
    const memory = playerMemory(optimizer, UNITS);
    const streams = createStreams(2, testKernels());
    memory.gradients.forEach((gradient, i) => streams.fillNormal('evaluation', i, gradient));
    memory.update(optimizerScalars(optimizer, 0, 1));
    const wanted = memory.gradients.reduce(
      (total, gradient) => total + gradient.reduce((sum, g) => sum + g * g, 0),
      0,
    );
    expect(memory.squaredGradientNorm / wanted).toBeCloseTo(1, 6);
  });

  it.each([NaN, Infinity, -Infinity])('a gradient of %d anywhere shows in the sum', (bad) => {
    for (const at of [0, 17, UNITS - 1]) {
      const memory = playerMemory(optimizer, UNITS);
      memory.gradients[1]![at] = bad;
      memory.update(optimizerScalars(optimizer, 0.1, 1, weightLimit));
      expect(Number.isFinite(memory.squaredGradientNorm)).toBe(false);
    }
  });

  it('does not move at a learning rate of 0', () => {
    const memory = playerMemory(optimizer, UNITS);
    createStreams(2, testKernels()).fillUniform('evaluation', 0, memory.parameters[0]!, -0.5, 0.5);
    const before = memory.parameters[0]!.slice();
    memory.gradients[0]!.fill(3);
    memory.update(optimizerScalars(optimizer, 0, 1, weightLimit));
    expect(memory.parameters[0]).toEqual(before);
  });
});

describe('Adam, by hand', () => {
  it('moves by the learning rate in the first update, against the gradient (Kingma & Ba 2015, section 2.1)', () => {
    const optimizer = optimizerSchema.parse(adam);
    const memory = playerMemory(optimizer, UNITS);
    memory.gradients[0]!.set([3, -0.001, 200]);
    memory.update(optimizerScalars(optimizer, 0.01, 1));
    const moved = memory.parameters[0]!;
    expect(moved[0]).toBeCloseTo(-0.01, 7);
    expect(moved[1]).toBeCloseTo(0.01, 6);
    expect(moved[2]).toBeCloseTo(-0.01, 7);
    expect(moved[3]).toBe(0);
  });
});

describe('clipping', () => {
  const clipped = (name: 'norm' | 'value', maximum: number) =>
    optimizerSchema.parse({ name: 'sgd', gradientClipping: { name, maximum } });

  it('by the norm keeps the direction and counts all tensors of the player', () => {
    const optimizer = clipped('norm', 6.5);
    const memory = playerMemory(optimizer, UNITS);
    memory.gradients[0]!.set([3, 4]);
    memory.gradients[1]!.set([-12]);
    memory.update(optimizerScalars(optimizer, 1, 1));
    // ‖(3, 4, −12)‖ = 13: halved.
    expect([...memory.parameters[0]!.subarray(0, 3)]).toEqual([-1.5, -2, 0]);
    expect(memory.parameters[1]![0]).toBe(6);
    expect(memory.squaredGradientNorm).toBe(169);
  });

  it('by the norm works where float32 cannot hold the square', () => {
    const optimizer = clipped('norm', 1);
    const memory = playerMemory(optimizer, UNITS);
    memory.gradients[0]!.set([3e30, -4e30]);
    memory.update(optimizerScalars(optimizer, 1, 1));
    expect(memory.parameters[0]![0]).toBeCloseTo(-0.6, 6);
    expect(memory.parameters[0]![1]).toBeCloseTo(0.8, 6);
    // Larger gradients have squares that are infinite in float32: the divergence check looks at the gradients then.
    expect(memory.squaredGradientNorm).toBe(Infinity);
  });

  it('leaves shorter gradients as they are', () => {
    const optimizer = clipped('norm', 6.5);
    const memory = playerMemory(optimizer, UNITS);
    memory.gradients[0]!.set([3, 4]);
    memory.update(optimizerScalars(optimizer, 1, 1));
    expect([...memory.parameters[0]!.subarray(0, 2)]).toEqual([-3, -4]);
  });

  it('by value clamps each value on its own', () => {
    const optimizer = clipped('value', 3.5);
    const memory = playerMemory(optimizer, UNITS);
    memory.gradients[0]!.set([3, 4, -12]);
    memory.update(optimizerScalars(optimizer, 1, 1));
    expect([...memory.parameters[0]!.subarray(0, 3)]).toEqual([-3, -3.5, 3.5]);
  });
});

describe('moving average', () => {
  it('is decay·average + (1 − decay)·θ', () => {
    const memory = playerMemory(optimizers[0]![1], UNITS);
    memory.parameters[0]!.fill(2);
    memory.averages[0]!.fill(1);
    memory.moveAverage(0.9);
    memory.moveAverage(0.9);
    // 2 − 0.9²
    expect(memory.averages[0]![UNITS - 1]).toBeCloseTo(1.19, 6);
  });
});
