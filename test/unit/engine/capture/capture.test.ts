import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import { CaptureError } from '../../../../src/engine/capture/captureError';
import { writeOnnxModel } from '../../../../src/engine/capture/onnxModel';
import type { TensorProgram } from '../../../../src/engine/capture/recording';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { largestDifference, runtime } from '../testGan';

const X = { name: 'x', shape: [3, 4] };
const Y = { name: 'y', shape: [3, 4] };
const W = { name: 'w', shape: [4, 5] };
const B = { name: 'b', shape: [5] };

const values: Readonly<Record<string, Float32Array>> = {
  x: Float32Array.from({ length: 12 }, (_, i) => Math.sin(3 * i + 1)),
  // Equal to x in places, for the comparisons.
  y: Float32Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? Math.sin(3 * i + 1) : Math.cos(i))),
  w: Float32Array.from({ length: 20 }, (_, i) => Math.cos(2 * i)),
  b: Float32Array.from({ length: 5 }, (_, i) => i - 2),
};

beforeEach(async () => {
  // Quiet: TensorFlow.js would advertise its Node.js package.
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend('cpu');
});

/** The output `o` of a program, compiled. */
async function runCompiled(
  inputs: readonly { name: string; shape: number[] }[],
  program: TensorProgram,
): Promise<Float32Array> {
  const model = writeOnnxModel(capture(inputs, program), { graphName: 'test' });
  const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(
    inputs.map(({ name, shape }) => [name, new runtime.Tensor('float32', values[name]!, shape)]),
  );
  const { o } = await session.run(feeds);
  await session.release();
  return Float32Array.from(o!.data as Float32Array);
}

function runEager(
  inputs: readonly { name: string; shape: number[] }[],
  program: TensorProgram,
): Float32Array {
  const tensors = Object.fromEntries(
    inputs.map(({ name, shape }) => [name, tf.tensor(values[name]!, shape)]),
  );
  return program(tensors)['o']!.dataSync<'float32'>();
}

type Unary = (x: tf.Tensor) => tf.Tensor;

const unary: Readonly<Record<string, Unary>> = {
  abs: tf.abs,
  elu: tf.elu,
  exp: tf.exp,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  log: (x) => tf.log(tf.add(x, 2)),
  neg: tf.neg,
  reciprocal: tf.reciprocal,
  relu: tf.relu,
  rsqrt: (x) => tf.rsqrt(tf.add(x, 2)),
  sigmoid: tf.sigmoid,
  sign: tf.sign,
  softplus: tf.softplus,
  sqrt: (x) => tf.sqrt(tf.abs(x)),
  square: tf.square,
  step: tf.step,
  'step with a slope': (x) => tf.step(x, 0.2),
  tanh: tf.tanh,
  'logical not': (x) => tf.cast(tf.logicalNot(tf.greater(x, 0)), 'float32'),
  'cast to integers and back': (x) => tf.cast(tf.cast(tf.mul(x, 10), 'int32'), 'float32'),
  sum: tf.sum,
  'sum of an axis': (x) => tf.sum(x, 0),
  'sum of an axis, kept': (x) => tf.sum(x, 1, true),
  'sum of no axis': (x) => tf.sum(x, []),
  mean: (x) => tf.mean(x, -1),
  max: (x) => tf.max(x, 1),
  min: (x) => tf.min(x, 0, true),
  reshape: (x) => tf.reshape(tf.reshape(tf.mul(x, 2), [2, 6]), [12]),
  'reshape to free rows': (x) => tf.max(tf.reshape(tf.mul(x, 2), [3, 2, 2]), 1),
  'expand and squeeze': (x) => tf.squeeze(tf.expandDims(tf.expandDims(x, 1), -1)),
  transpose: (x) => tf.transpose(x),
  slice: (x) => tf.slice(x, [1, 0], [2, -1]),
  'slice of everything': (x) => tf.slice(x, [0, 0], [3, 4]),
  concat: (x) => tf.concat([x, tf.neg(x), x], 1),
  addN: (x) => tf.addN([x, x, tf.square(x)]),
  'fill, ones and zeros': (x) =>
    tf.add(tf.fill([3, 4], 2.5), tf.sub(tf.onesLike(x), tf.zerosLike(x))),
  'multiplied and divided by one': (x) => tf.div(tf.mul(x, 1), tf.ones([3, 4])),
  'one that broadcasts': (x) => tf.mul(tf.sum(x), tf.ones([2, 2])),
  'the same twice': (x) => tf.add(tf.exp(tf.mul(x, 2)), tf.exp(tf.mul(x, 2))),
  'an input, untouched': (x) => tf.clone(x),
};

const binary: Readonly<Record<string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  pow: (x, y) => tf.pow(tf.abs(x), y),
  'broadcast add': (x, y) => tf.add(x, tf.slice(tf.reshape(y, [12]), 0, 4)),
  where: (x, y) => tf.where(tf.greater(x, y), x, tf.neg(y)),
  equal: (x, y) => tf.cast(tf.equal(x, y), 'float32'),
  greaterEqual: (x, y) => tf.cast(tf.greaterEqual(x, y), 'float32'),
  less: (x, y) => tf.cast(tf.less(x, y), 'float32'),
  lessEqual: (x, y) => tf.cast(tf.lessEqual(x, y), 'float32'),
  and: (x, y) => tf.cast(tf.logicalAnd(tf.greater(x, 0), tf.greater(y, 0)), 'float32'),
  or: (x, y) => tf.cast(tf.logicalOr(tf.greater(x, 0), tf.greater(y, 0)), 'float32'),
  'x yᵀ': (x, y) => tf.matMul(x, y, false, true),
  'xᵀ y': (x, y) => tf.matMul(x, y, true, false),
  'masked product': (x, y) => tf.mul(x, tf.cast(tf.greater(y, 0), 'float32')),
};

describe('compiled kernels agree with the JavaScript backend', () => {
  it.each(Object.entries(unary))('%s', async (_name, op) => {
    const program: TensorProgram = ({ x }) => ({ o: op(x!) });
    expect(largestDifference(await runCompiled([X], program), runEager([X], program))).toBeLessThan(
      2e-6,
    );
  });

  it.each(Object.entries(binary))('%s', async (_name, op) => {
    const program: TensorProgram = ({ x, y }) => ({ o: op(x!, y!) });
    expect(
      largestDifference(await runCompiled([X, Y], program), runEager([X, Y], program)),
    ).toBeLessThan(2e-6);
  });

  it('a layer and its gradient', async () => {
    const program: TensorProgram = ({ x, w, b }) => ({
      o: tf.grad((weights: tf.Tensor) =>
        tf.sum(tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D), b!))),
      )(w!),
    });
    expect(
      largestDifference(await runCompiled([X, W, B], program), runEager([X, W, B], program)),
    ).toBeLessThan(2e-6);
  });
});

describe('passes', () => {
  const operators = (
    inputs: readonly { name: string; shape: number[] }[],
    program: TensorProgram,
  ): string[] =>
    capture(inputs, program)
      .nodes.map(({ operator }) => operator)
      .sort();

  it('make one Gemm of a product and its bias', async () => {
    const dense: TensorProgram = ({ x, w, b }) => ({
      o: tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b!),
    });
    expect(operators([X, W, B], dense)).toEqual(['Gemm']);
  });

  it('keep the product apart when it is used again', async () => {
    const twice: TensorProgram = ({ x, w, b }) => {
      const product = tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
      return { o: tf.add(product, b!), p: product };
    };
    expect(operators([X, W, B], twice)).toEqual(['Add', 'Gemm']);
  });

  it('drop what nothing uses, what does nothing, and what was computed already', async () => {
    const wasteful: TensorProgram = ({ x }) => {
      tf.exp(x!);
      const a = tf.tanh(tf.mul(x!, tf.ones([3, 4])));
      const b = tf.tanh(tf.reshape(tf.reshape(x!, [12]), [3, 4]));
      return { o: tf.add(a, b) };
    };
    expect(operators([X], wasteful)).toEqual(['Add', 'Tanh']);
  });
});

describe('repetition', () => {
  const nodesOf = (inputs: Parameters<typeof capture>[0], program: TensorProgram) =>
    capture(inputs, program).nodes;

  it('of a gradient happens in the product that needs it', () => {
    const program: TensorProgram = ({ x }) => ({ o: tf.grad((y) => tf.mean(tf.square(y)))(x!) });
    const nodes = nodesOf([X], program);
    expect(nodes.map(({ operator }) => operator)).not.toContain('Expand');
    const sizes = nodes
      .flatMap(({ inputs }) => inputs)
      .flatMap(({ data }) => (data instanceof Float32Array ? [data.length] : []));
    expect(Math.max(...sizes)).toBe(1);
  });

  it('moves behind arithmetic of what is repeated', () => {
    const program: TensorProgram = ({ b }) => {
      const wide = tf.mul(b!, tf.ones([3, 5]));
      return { o: tf.add(tf.mul(wide, 2), wide) };
    };
    expect(nodesOf([B], program).map(({ operator }) => operator)).toEqual(['Mul', 'Add', 'Expand']);
  });

  it('adds no zeros', () => {
    const program: TensorProgram = ({ x }) => ({
      o: tf.sub(tf.add(tf.zerosLike(x!), tf.exp(x!)), tf.zeros([4])),
    });
    expect(nodesOf([X], program).map(({ operator }) => operator)).toEqual(['Exp']);
  });

  it('holds for any number of rows where the program does', async () => {
    // Channels as images of their own, and upsampling: the first extent is no longer the number of rows.
    const program: TensorProgram = ({ x }) => {
      const images = tf.reshape(x!, [x!.shape[0] * 2, 2, 1, 1]);
      const apart = tf.reshape(images, [x!.shape[0], 2, 2, 1, 1, 1]);
      const repeated = tf.mul(apart, tf.ones([1, 1, 1, 2, 1, 2]));
      return { o: tf.reshape(tf.add(repeated, 1), [x!.shape[0], 2, 4, 2]) };
    };
    const model = writeOnnxModel(capture([X], program), {
      graphName: 'test',
      freeRows: ['x', 'o'],
    });
    const session = await runtime.InferenceSession.create(model, { logSeverityLevel: 3 });
    const x = Float32Array.from({ length: 20 }, (_, i) => i);
    const { o } = await session.run({ x: new runtime.Tensor('float32', x, [5, 4]) });
    expect(o!.dims).toEqual([5, 2, 4, 2]);
    const wanted = Array.from(x, (value) => [value + 1, value + 1, value + 1, value + 1]).flat();
    expect(Array.from(o!.data as Float32Array)).toEqual(wanted);
    await session.release();
  });
});

describe('recording', () => {
  it('leaves the active backend as it was', async () => {
    capture([X], ({ x }) => ({ o: tf.exp(x!) }));
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.findBackend('recording')).toBeNull();
    expect(tf.exp(tf.scalar(0)).dataSync()[0]).toBe(1);
  });

  it('names a kernel that cannot be compiled, and leaves the backend as it was', async () => {
    const program: TensorProgram = ({ x }) => ({ o: tf.cumsum(x!, 0) });
    expect(() => capture([X], program)).toThrow(CaptureError);
    expect(() => capture([X], program)).toThrow(/kernel Cumsum cannot be compiled/);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('names the shapes of a product of more matrices than there are others', async () => {
    const program: TensorProgram = ({ x }) => {
      const batch = tf.reshape(x!, [3, 2, 2]);
      return { o: tf.matMul(batch, tf.slice(batch, 0, 1)) };
    };
    expect(() => capture([X], program)).toThrow('[3, 2, 2] and [1, 2, 2]');
  });

  it('refuses a program that looks at its values', async () => {
    const program: TensorProgram = ({ x }) => ({ o: tf.scalar(x!.dataSync()[0]!) });
    expect(() => capture([X], program)).toThrow('only known when it runs');
  });

  it('keeps no tensors', async () => {
    const before = tf.memory().numTensors;
    capture([X], ({ x }) => ({ o: tf.mean(tf.exp(tf.mul(x!, 3))) }));
    expect(tf.memory().numTensors).toBe(before);
  });
});
