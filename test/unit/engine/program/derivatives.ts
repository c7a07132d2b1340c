/** First and second derivatives by TensorFlow.js against central differences: for these import "./float64" first. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

export type ScalarFunction = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Irregular numbers in (−1, 1), the same for the same seed: fractional parts of multiples of the golden ratio. */
export function irregular(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = Array.from({ length: size }, (_, i) => {
    const fraction = ((i + 1) * 0.6180339887498949 * (2 * seed + 1) + seed * 0.137) % 1;
    return 2 * fraction - 1;
  });
  return tf.tensor(values, [...shape]);
}

/** The products of a tensor's values with irregular weights, summed: no two values weigh the same. */
export function weighted(x: tf.Tensor, seed = 17): tf.Tensor {
  return tf.sum(tf.mul(x, irregular(x.shape, seed)));
}

/** A scalar that is not linear in what f gives, so that second derivatives are there even where f is linear. */
export function scalarOf(f: ScalarFunction): ScalarFunction {
  return (...inputs) => weighted(tf.square(f(...inputs)));
}

const STEP = 1e-5;
// Truncation is of order STEP² = 1e-10, rounding 1e-16 / STEP = 1e-11, both times derivatives of order 1 to 100.
const TOLERANCE = 1e-7;

function valueOf(f: ScalarFunction, inputs: readonly tf.Tensor[]): number {
  return tf.tidy(() => f(...inputs).dataSync()[0]!);
}

function centralDifferences(f: ScalarFunction, inputs: readonly tf.Tensor[], at: number): number[] {
  const values = inputs[at]!.dataSync();
  return Array.from(values, (value, i) => {
    const moved = (by: number): number => {
      const copy = Array.from(values);
      copy[i] = value + by;
      return tf.tidy(() => valueOf(f, [...inputs].with(at, tf.tensor(copy, inputs[at]!.shape))));
    };
    return (moved(STEP) - moved(-STEP)) / (2 * STEP);
  });
}

/** Gradients of a scalar function of some inputs, one for each, against central differences of the function. */
export function expectDifferences(
  f: ScalarFunction,
  inputs: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
): void {
  gradients.forEach((gradient, at) => {
    const wanted = centralDifferences(f, inputs, at);
    const scale = Math.max(1, ...wanted.map(Math.abs));
    const difference = Math.max(
      ...Array.from(gradient.dataSync(), (value, i) => Math.abs(value - wanted[i]!)),
    );
    expect(difference / scale, `gradient of input ${at}`).toBeLessThan(TOLERANCE);
  });
}

/** The gradient that TensorFlow.js takes of a scalar function of some inputs. */
export function expectGradients(f: ScalarFunction, inputs: readonly tf.Tensor[]): void {
  expectDifferences(f, inputs, tf.grads(f)([...inputs]));
}

/** Σ ‖∂f/∂input‖², with one more term so that the sign of each value counts. */
export function gradientNorm(f: ScalarFunction): ScalarFunction {
  return (...inputs) =>
    tf.addN(
      tf
        .grads(f as (...args: tf.Tensor[]) => tf.Scalar)(inputs)
        .map((gradient, i) => tf.add(tf.sum(tf.square(gradient)), weighted(gradient, i + 3))),
    );
}

/** First derivatives, and the first derivatives of a function of them. */
export function expectBothGradients(f: ScalarFunction, inputs: readonly tf.Tensor[]): void {
  expectGradients(f, inputs);
  expectGradients(gradientNorm(f), inputs);
}
