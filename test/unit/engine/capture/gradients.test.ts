import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, it } from 'vitest';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { gradientNorm, scalarOf, type ScalarFunction } from '../program/derivatives';
import { gradientPenalties, images, parameters } from '../program/convolutionalDiscriminator';
import { binary, pools, unary, type Images } from '../program/differentiable';
import { expectAgreement, irregular, type NamedValues } from './agreement';

beforeEach(async () => {
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend('cpu');
});

// Second derivatives add up dozens of terms of different signs in another order.
const TOLERANCE = 2e-5;

/** The function, its gradients, and those of a penalty on them. */
async function expectDerivativesToAgree(f: ScalarFunction, inputs: NamedValues): Promise<void> {
  const scalar = scalarOf(f);
  const program: TensorProgram = (tensors) => {
    const operands = Object.values(tensors);
    const gradientsOf = (of: ScalarFunction): tf.Tensor[] => tf.grads(of)(operands);
    const first = gradientsOf(scalar).map((gradient, i) => [`d${i}`, gradient] as const);
    const second = gradientsOf(gradientNorm(scalar)).map((gradient, i) => {
      return [`dd${i}`, gradient] as const;
    });
    return { value: f(...operands), ...Object.fromEntries([...first, ...second]) };
  };
  await expectAgreement(inputs, program, TOLERANCE);
}

describe('compiled derivatives, first and second, agree with the JavaScript backend', () => {
  it.each(Object.entries(unary))('%s', async (_name, f) => {
    await expectDerivativesToAgree((x) => f(x), { x: irregular([2, 3, 4]) });
  });

  it.each(Object.entries(binary))('%s', async (_name, f) => {
    const inputs = { x: irregular([2, 3, 4], 1), y: irregular([2, 3, 4], 2) };
    await expectDerivativesToAgree((x, y) => f(x, y), inputs);
  });

  it.each(Object.entries(pools))('pooling: %s', async (_name, pool) => {
    await expectDerivativesToAgree((x) => pool(tf.exp(x) as Images), {
      x: irregular([3, 4, 6, 1]),
    });
  });

  it.each(Object.entries(gradientPenalties))('gradient penalty: %s', async (_name, penalty) => {
    const program: TensorProgram = ({ x, ...own }) => {
      const value = (...operands: tf.Tensor[]): tf.Scalar => penalty(x!, ...operands) as tf.Scalar;
      const gradients = tf.grads(value)(Object.values(own));
      return Object.fromEntries(gradients.map((gradient, i) => [`d${i}`, gradient]));
    };
    const named = { x: images(), ...Object.fromEntries(parameters().map((p, i) => [`p${i}`, p])) };
    const inputs = Object.fromEntries(
      Object.entries(named).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: tensor.dataSync<'float32'>() },
      ]),
    );
    await expectAgreement(inputs, program, TOLERANCE);
  });
});
