import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GanConfigInput, LossConfig } from '../../../../src/config/ganConfig';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { lossGains, type Outputs } from '../../../../src/engine/program/lossGains';
import { discriminatorLoss, generatorLoss } from '../../../../src/engine/program/losses';
import { createStreams } from '../../../../src/engine/random/streams';
import { testKernels } from '../../random/testKernels';
import { ganConfig } from '../testGan';

type LossInput = NonNullable<GanConfigInput['loss']>;

const ROWS = 257;

function lossOf(loss: LossInput): LossConfig {
  return ganConfig({ loss }).loss;
}

/** The same outputs everywhere. */
function outputs(...values: number[]): Outputs {
  const logits = Float32Array.from(values);
  return { realLogits: logits, fakeLogits: logits, generatorLogits: logits };
}

beforeAll(async () => {
  // Quiet: TensorFlow.js would advertise its Node.js package.
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend('cpu');
});

const losses: readonly LossInput[] = [
  { name: 'nonSaturating' },
  { name: 'minimax', generatorScale: 3, discriminatorScale: 0.5 },
  { name: 'nonSaturating', realLabel: 0.9, fakeLabel: 0.1 },
  { name: 'minimax', realLabel: 0.8 },
  { name: 'leastSquares' },
  { name: 'leastSquares', fakeTarget: -1, generatorTarget: 0, generatorScale: 2 },
  { name: 'hinge', discriminatorScale: 2 },
  { name: 'wasserstein' },
];

describe.each(losses.map((loss) => [JSON.stringify(loss), loss] as const))('%s', (_name, input) => {
  it('gives what the gradients of the losses give', () => {
    const loss = lossOf(input);
    const streams = createStreams(5, testKernels());
    const [realLogits, fakeLogits, generatorLogits] = [0, 1, 2].map((index) => {
      const logits = new Float32Array(ROWS);
      streams.fillUniform('evaluation', index, logits, -6, 6);
      return logits;
    }) as [Float32Array, Float32Array, Float32Array];
    const column = (logits: Float32Array) => tf.tensor2d(logits.slice(), [ROWS, 1]);
    const magnitude = (gradient: tf.Tensor) => tf.sum(tf.abs(gradient)).dataSync()[0]!;
    const [real, fake] = tf.grads((a, b) =>
      discriminatorLoss(a as tf.Tensor2D, b as tf.Tensor2D, loss),
    )([column(realLogits), column(fakeLogits)]) as [tf.Tensor, tf.Tensor];
    const ofGenerator = (one: LossConfig) =>
      tf.grad((a) => generatorLoss(a as tf.Tensor2D, one))(column(generatorLogits));
    const gains = lossGains({ realLogits, fakeLogits, generatorLogits }, loss);
    // Sums of a few hundred float32 numbers.
    expect(gains.real / magnitude(real)).toBeCloseTo(1, 5);
    expect(gains.fake / magnitude(fake)).toBeCloseTo(1, 5);
    const own = ofGenerator(loss);
    expect(gains.generator / magnitude(own)).toBeCloseTo(1, 5);
    const squares = tf.sum(tf.square(own)).dataSync()[0]!;
    expect(gains.generatorEffectiveShare).toBeCloseTo(magnitude(own) ** 2 / (ROWS * squares), 5);
    if (loss.name !== 'minimax' && loss.name !== 'nonSaturating') {
      expect(gains.otherGenerator).toBeNaN();
      return;
    }
    const other = loss.name === 'minimax' ? 'nonSaturating' : 'minimax';
    const swapped = magnitude(ofGenerator({ ...loss, name: other }));
    expect(gains.otherGenerator / swapped).toBeCloseTo(1, 5);
  });
});

describe('by hand', () => {
  it.each([
    // σ(−5) and σ(5), and their ratio e⁵ = 148.41.
    [-5, 0.0066928509, 0.9933071491],
    [0, 0.5, 0.5],
    [2, 0.880797078, 0.119202922],
    // In float32 1 − σ(20) would be 0.
    [20, 1, 2.0611536e-9],
  ])('at a = %d minimax passes %d and the non-saturating loss %d', (a, minimax, nonSaturating) => {
    const plain = lossGains(outputs(a, a), lossOf({ name: 'nonSaturating' }));
    expect(plain.generator / nonSaturating).toBeCloseTo(1, 7);
    expect(plain.otherGenerator / minimax).toBeCloseTo(1, 7);
    const saturating = lossGains(outputs(a, a), lossOf({ name: 'minimax' }));
    expect(saturating.generator).toBe(plain.otherGenerator);
    expect(saturating.otherGenerator).toBe(plain.generator);
  });

  it('stays finite for any output', () => {
    for (const name of ['minimax', 'nonSaturating'] as const) {
      const { generator, otherGenerator } = lossGains(outputs(-1e30, 1e30), lossOf({ name }));
      expect([generator, otherGenerator]).toEqual([0.5, 0.5]);
    }
  });

  it('outputs spread evenly over (0, 1) give means of ½ and an effective share of ¾', () => {
    // The mean of D² is 1/3, so that (1/2)² / (1/3) = 3/4; the midpoints of n intervals are off by 1/(12 n²).
    const n = 1000;
    const spread = Array.from({ length: n }, (_, i) => Math.log((i + 0.5) / (n - i - 0.5)));
    const gains = lossGains(outputs(...spread), lossOf({ name: 'minimax' }));
    for (const key of ['generator', 'otherGenerator', 'real', 'fake'] as const) {
      expect(gains[key]).toBeCloseTo(0.5, 6);
    }
    expect(gains.generatorEffectiveShare).toBeCloseTo(0.75, 5);
  });

  it('one sample that carries all of the gradient among n has an effective share of 1/n', () => {
    const gains = lossGains(outputs(-200, -200, 3, -200), lossOf({ name: 'minimax' }));
    expect(gains.generatorEffectiveShare).toBeCloseTo(0.25, 12);
    const none = lossGains(outputs(1, 1), lossOf({ name: 'leastSquares' }));
    expect(none.generatorEffectiveShare).toBeNaN();
  });

  it('the hinge counts the samples inside its margins', () => {
    const gains = lossGains(
      {
        realLogits: Float32Array.of(0.5, 1.5, 2, 0),
        fakeLogits: Float32Array.of(-2, -1.5, -3, -0.5),
        generatorLogits: Float32Array.of(-9, 9),
      },
      lossOf({ name: 'hinge' }),
    );
    expect(gains).toMatchObject({
      real: 0.5,
      fake: 0.25,
      generator: 1,
      generatorEffectiveShare: 1,
    });
  });

  it('least squares: the distance of the output from the target, with the ½ of the paper', () => {
    const gains = lossGains(outputs(0.25, 1.5), lossOf({ name: 'leastSquares' }));
    expect(gains).toMatchObject({ generator: 0.625, real: 0.625, fake: 0.875 });
  });
});
