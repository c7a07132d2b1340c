/** Runs a program on the JavaScript backend and, compiled, on ONNX Runtime. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import type { LoweringOptions } from '../../../../src/engine/capture/kernels/kernelDefinition';
import { writeOnnxModel } from '../../../../src/engine/capture/onnxModel';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { runtime } from '../testGan';

/** Flat values and shape of a float32 tensor. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type NamedValues = Readonly<Record<string, Values>>;

/** Irregular numbers in (−1, 1), the same for the same seed: fractional parts of multiples of the golden ratio. */
export function irregular(shape: readonly number[], seed = 1): Values {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const data = Float32Array.from({ length: size }, (_, i) => {
    const fraction = ((i + 1) * 0.6180339887498949 * (2 * seed + 1) + seed * 0.137) % 1;
    return 2 * fraction - 1;
  });
  return { shape, data };
}

export function runEager(inputs: NamedValues, program: TensorProgram): Record<string, Values> {
  return tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
    );
    return Object.fromEntries(
      Object.entries(program(tensors)).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: tensor.dataSync<'float32'>() },
      ]),
    );
  });
}

export async function runCompiled(
  inputs: NamedValues,
  program: TensorProgram,
  options?: LoweringOptions,
): Promise<Record<string, Values>> {
  const specs = Object.entries(inputs).map(([name, { shape }]) => ({ name, shape }));
  const model = writeOnnxModel(capture(specs, program, options), { graphName: 'test' });
  const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape }]) => [
      name,
      new runtime.Tensor('float32', data, shape),
    ]),
  );
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data, dims }]) => [
      name,
      { shape: dims, data: Float32Array.from(data as Float32Array) },
    ]),
  );
}

/** Both ways give the same shapes, and values that differ by a few float32 roundings of the largest. */
export async function expectAgreement(
  inputs: NamedValues,
  program: TensorProgram,
  tolerance = 2e-6,
  options?: LoweringOptions,
): Promise<void> {
  const eager = runEager(inputs, program);
  const compiled = await runCompiled(inputs, program, options);
  expect(Object.keys(compiled).sort()).toEqual(Object.keys(eager).sort());
  for (const [name, { shape, data }] of Object.entries(eager)) {
    expect(compiled[name]!.shape, name).toEqual(shape);
    const scale = data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
    const difference = data.reduce(
      (largest, value, i) => Math.max(largest, Math.abs(value - compiled[name]!.data[i]!)),
      0,
    );
    expect(difference / scale, name).toBeLessThan(tolerance);
  }
}
