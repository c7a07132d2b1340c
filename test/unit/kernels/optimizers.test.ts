/** The fused kernels against float64 and against their reference form, and what the sum of squares promises. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { OptimizerConfig } from '../../../src/config/ganConfig';
import { Allocator, PlayerMemory } from '../../../src/engine/executors/playerMemory';
import { createGanProgram } from '../../../src/engine/program/ganProgram';
import { optimizerScalars, updateParameter } from '../../../src/engine/program/optimizers';
import { createStreams } from '../../../src/engine/random/streams';
import { ReferenceOptimizer } from '../engine/referenceGan';
import { ganConfig, largestDifference } from '../engine/testGan';
import { testKernels } from '../random/testKernels';

/** Not a multiple of the kernels' group of 16, and more than one block of their sum. */
const UNITS = 4999;
const UPDATES = 50;

const optimizers: readonly OptimizerConfig[] = [
  { name: 'adam', learningRate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
  { name: 'adam', learningRate: 0.001, beta1: 0, beta2: 0.9, epsilon: 1e-3 },
  { name: 'sgd', learningRate: 0.1, momentum: 0 },
  { name: 'sgd', learningRate: 0.05, momentum: 0.9 },
];

function playerMemory(optimizer: OptimizerConfig) {
  const config = ganConfig({
    generator: { latent: { dimension: 1 }, layers: [{ type: 'dense', units: UNITS }] },
    training: { generatorOptimizer: optimizer, generatorEmaDecay: 0.9 },
  });
  const kernels = testKernels(2 ** 21);
  const program = createGanProgram(config, UNITS);
  return new PlayerMemory(kernels, new Allocator(kernels), program, 'generator');
}

describe.each(optimizers.map((optimizer) => [JSON.stringify(optimizer), optimizer] as const))(
  '%s',
  (_name, optimizer) => {
    it(`follows float64 and its reference form for ${UPDATES} updates`, async () => {
      tf.enableProdMode();
      await tf.setBackend('cpu');
      const memory = playerMemory(optimizer);
      const streams = createStreams(1, testKernels());
      const [weights] = memory.parameters as [Float32Array];
      const [gradient] = memory.gradients as [Float32Array];
      streams.fillNormal('initGenerator', 0, weights);
      const reference = new ReferenceOptimizer(optimizer);
      let wanted = [...weights];
      let eager: tf.Tensor = tf.tensor1d(weights.slice());
      let slots: readonly tf.Tensor[] = [tf.zerosLike(eager), tf.zerosLike(eager)];
      for (let update = 1; update <= UPDATES; update++) {
        streams.fillNormal('evaluation', update, gradient);
        const scalars = optimizerScalars(optimizer, optimizer.learningRate, update);
        memory.update(scalars);
        wanted = reference.update(wanted, [...gradient]);
        const step = updateParameter(eager, tf.tensor1d(gradient.slice()), slots, scalars);
        eager = step.parameter;
        slots = step.slots;
      }
      expect(largestDifference(weights, wanted)).toBeLessThan(1e-5);
      expect(largestDifference(weights, await eager.data())).toBeLessThan(2e-6);
    });

    it('gives the sum of the squared gradients', () => {
      const memory = playerMemory(optimizer);
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
        const memory = playerMemory(optimizer);
        memory.gradients[1]![at] = bad;
        memory.update(optimizerScalars(optimizer, 0.1, 1));
        expect(Number.isFinite(memory.squaredGradientNorm)).toBe(false);
      }
    });
  },
);

describe('Adam, by hand', () => {
  it('moves by the learning rate in the first update, against the gradient (Kingma & Ba 2015, section 2.1)', () => {
    const memory = playerMemory(optimizers[0]!);
    memory.gradients[0]!.set([3, -0.001, 200]);
    memory.update(optimizerScalars(optimizers[0]!, 0.01, 1));
    const moved = memory.parameters[0]!;
    expect(moved[0]).toBeCloseTo(-0.01, 7);
    expect(moved[1]).toBeCloseTo(0.01, 6);
    expect(moved[2]).toBeCloseTo(-0.01, 7);
    expect(moved[3]).toBe(0);
  });
});

describe('moving average', () => {
  it('is decay·average + (1 − decay)·θ', () => {
    const memory = playerMemory(optimizers[2]!);
    memory.parameters[0]!.fill(2);
    memory.averages[0]!.fill(1);
    memory.moveAverage(0.9);
    memory.moveAverage(0.9);
    // 2 − 0.9²
    expect(memory.averages[0]![UNITS - 1]).toBeCloseTo(1.19, 6);
  });
});
