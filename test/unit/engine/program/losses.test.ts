import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from '../../../../src/engine/program/gradients';
import {
  discriminatorLoss,
  generatorLoss,
  lossEquilibrium,
} from '../../../../src/engine/program/losses';

const column = (values: readonly number[]): tf.Tensor2D =>
  tf.tensor2d([...values], [values.length, 1]);
const valueOf = (loss: tf.Scalar): number => loss.dataSync()[0]!;

beforeAll(async () => {
  // Quiet: TensorFlow.js would advertise its Node.js package.
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend('cpu');
});

describe('losses where D is ½ everywhere (Goodfellow et al. 2014, theorem 1)', () => {
  const half = (): tf.Tensor2D => column([0, 0, 0, 0]);

  it('the discriminator pays log 4', () => {
    expect(valueOf(discriminatorLoss(half(), 1))).toBeCloseTo(1.3862943611198906, 6);
  });

  it('and log 2 with the factor ½ of the released code', () => {
    expect(valueOf(discriminatorLoss(half(), 0.5))).toBeCloseTo(0.6931471805599453, 6);
  });

  it('the generator pays log 2, or −log 2 in the minimax game', () => {
    expect(valueOf(generatorLoss(half(), 'nonSaturating'))).toBeCloseTo(0.6931471805599453, 6);
    expect(valueOf(generatorLoss(half(), 'minimax'))).toBeCloseTo(-0.6931471805599453, 6);
  });

  it.each([
    ['nonSaturating', 1, 1.3862943611198906, 0.6931471805599453, '2·log 2', 'log 2'],
    ['minimax', 1, 1.3862943611198906, -0.6931471805599453, '2·log 2', '−log 2'],
    ['nonSaturating', 0.5, 0.6931471805599453, 0.6931471805599453, '0.5·2·log 2', 'log 2'],
  ] as const)(
    'equilibrium of %s with scale %d',
    (
      name,
      discriminatorScale,
      discriminator,
      generator,
      discriminatorFormula,
      generatorFormula,
    ) => {
      const found = lossEquilibrium({ name, discriminatorScale });
      expect(found.discriminator).toBeCloseTo(discriminator, 12);
      expect(found.generator).toBeCloseTo(generator, 12);
      expect(found).toMatchObject({ discriminatorFormula, generatorFormula });
    },
  );
});

describe('losses away from the equilibrium', () => {
  it('separate real from fake: D(x) = 0.9 and D(G(z)) = 0.2', () => {
    const logits = column([Math.log(9), Math.log(9), Math.log(0.25), Math.log(0.25)]);
    // −log 0.9 − log 0.8
    expect(valueOf(discriminatorLoss(logits, 1))).toBeCloseTo(0.328504066972036, 6);
    const fake = column([Math.log(0.25)]);
    expect(valueOf(generatorLoss(fake, 'nonSaturating'))).toBeCloseTo(-Math.log(0.2), 6);
    expect(valueOf(generatorLoss(fake, 'minimax'))).toBeCloseTo(Math.log(0.8), 6);
  });

  it('stay finite where σ(a) is 0 or 1 in float32', () => {
    expect(valueOf(discriminatorLoss(column([-200, 300]), 1))).toBeCloseTo(500, 3);
    expect(valueOf(generatorLoss(column([-200]), 'nonSaturating'))).toBeCloseTo(200, 4);
    expect(valueOf(generatorLoss(column([200]), 'minimax'))).toBeCloseTo(-200, 4);
  });

  it('show how the minimax gradient vanishes: −σ(a), to float32 precision', () => {
    for (const logit of [-5, -20, -40, -80]) {
      const gradient = tf.grad((a: tf.Tensor) => generatorLoss(a as tf.Tensor2D, 'minimax'))(
        column([logit]),
      );
      const expected = -1 / (1 + Math.exp(-logit));
      expect(gradient.dataSync()[0]! / expected).toBeCloseTo(1, 5);
    }
  });
});
