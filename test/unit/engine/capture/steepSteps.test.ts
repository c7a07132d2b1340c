import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { capture } from '../../../../src/engine/capture/capture';
import { runCompiled } from './agreement';

const SMALLEST_NORMAL = 2 ** -126;
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const above = [SMALLEST_NORMAL, 1e-30, 1, 1e30, LARGEST, Infinity];
const others = [0, -0, ...above.map((value) => -value)];

describe('steps as steep clipped lines', () => {
  it.each([0, 0.2])('are 1 above zero and %d elsewhere, to the last bit', async (alpha) => {
    const data = Float32Array.of(...above, ...others);
    const program = ({ x }: Readonly<Record<string, tf.Tensor>>) => ({ o: tf.step(x!, alpha) });
    const options = { steepSteps: true };
    const x = { shape: [data.length], data };
    const { o } = await runCompiled({ x }, program, options);
    const expected = [...above.map(() => 1), ...others.map(() => Math.fround(alpha))];
    expect([...o!.data]).toEqual(expected);
    const { nodes } = capture([{ name: 'x', shape: x.shape }], program, options);
    expect(nodes.map(({ operator }) => operator)).not.toContain('Greater');
  });
});
