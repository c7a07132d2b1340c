/** The same gradients as PyTorch: kernels and their reference form must end at the same parameters. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type OptimizerConfig, optimizerSchema } from '../../../src/config/optimizerSchema';
import {
  gradientScale,
  optimizerScalars,
  updateParameter,
} from '../../../src/engine/program/optimizers';
import { pytorch, type PyTorchSettings } from '../engine/pytorch';
import { euclideanNorm } from '../engine/referenceOptimizer';
import { relativeError } from '../engine/testGan';
import { playerMemory } from './playerMemory';

/** Thirty updates in float32 (2⁻²⁴ each) against float64. */
const TOLERANCE = 4e-6;

const { start, gradients } = pytorch;

function configOf(name: string, settings: PyTorchSettings): OptimizerConfig {
  const optimizer = name.split(',')[0] as OptimizerConfig['name'];
  const { lr: learningRate, eps: epsilon, weight_decay: weightDecay = 0, momentum } = settings;
  const common = { learningRate, weightDecay };
  const config: Record<OptimizerConfig['name'], z.input<typeof optimizerSchema>> = {
    sgd: { ...common, name: 'sgd', momentum, nesterov: settings.nesterov },
    adam: {
      ...common,
      name: 'adam',
      beta1: settings.betas?.[0],
      beta2: settings.betas?.[1],
      epsilon,
    },
    adamW: {
      ...common,
      name: 'adamW',
      beta1: settings.betas?.[0],
      beta2: settings.betas?.[1],
      epsilon,
    },
    rmsProp: { ...common, name: 'rmsProp', decay: settings.alpha, epsilon, momentum },
  };
  return optimizerSchema.parse(config[optimizer]);
}

const clippings = {
  norm: { name: 'norm', maximum: 5 },
  value: { name: 'value', maximum: 0.5 },
} as const;

const cases: readonly (readonly [string, OptimizerConfig, readonly number[]])[] = [
  ...Object.entries(pytorch.optimizers).map(
    ([name, { settings, end }]) => [name, configOf(name, settings), end] as const,
  ),
  ...(['norm', 'value'] as const).map((name) => {
    const gradientClipping = clippings[name];
    const config = { ...configOf('sgd', { lr: 0.05, momentum: 0.5 }), gradientClipping };
    return [`sgd, momentum, clipped by ${name}`, config, pytorch.clipped[name]] as const;
  }),
];

function expectEnd(parameters: ArrayLike<number>, end: readonly number[]): void {
  end.forEach((wanted, i) => {
    expect(relativeError(parameters[i]!, wanted), `parameter ${i}`).toBeLessThan(TOLERANCE);
  });
}

describe.each(cases)('%s', (_name, config, end) => {
  it('ends where PyTorch ends: fused kernel', () => {
    const memory = playerMemory(config, start.length);
    memory.parameters[0]!.set(start);
    gradients.forEach((gradient, i) => {
      memory.gradients[0]!.set(gradient);
      memory.update(optimizerScalars(config, config.learningRate, i + 1));
    });
    expectEnd(memory.parameters[0]!, end);
  });

  it('ends where PyTorch ends: reference form', async () => {
    await tf.setBackend('cpu');
    let parameter: tf.Tensor = tf.tensor1d([...start]);
    let slots: readonly tf.Tensor[] = [tf.zerosLike(parameter), tf.zerosLike(parameter)];
    gradients.forEach((gradient, i) => {
      const scalars = optimizerScalars(config, config.learningRate, i + 1);
      const scale = gradientScale(scalars, () => euclideanNorm(gradient) ** 2);
      const update = updateParameter(parameter, tf.tensor1d([...gradient]), slots, scalars, scale);
      ({ parameter, slots } = update);
    });
    expectEnd(await parameter.data(), end);
  });
});
