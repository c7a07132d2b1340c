import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ganConfigSchema,
  type GanConfigInput,
  type LossConfig,
} from '../../../../src/config/ganConfig';
import { lossEquilibrium } from '../../../../src/engine/program/equilibrium';
import { registerGradients } from '../../../../src/engine/program/gradients';
import { discriminatorLoss, generatorLoss } from '../../../../src/engine/program/losses';

const column = (values: readonly number[]): tf.Tensor2D =>
  tf.tensor2d([...values], [values.length, 1]);
const valueOf = (loss: tf.Scalar): number => loss.dataSync()[0]!;

function lossOf(loss: GanConfigInput['loss']): LossConfig {
  return ganConfigSchema.parse({
    data: { source: 'ring' },
    generator: { latent: { dimension: 2 }, layers: [] },
    discriminator: { layers: [{ type: 'dense', units: 1 }] },
    loss,
  }).loss;
}

beforeAll(async () => {
  // Quiet: TensorFlow.js would advertise its Node.js package.
  tf.enableProdMode();
  registerGradients();
  await tf.setBackend('cpu');
});

const logit = (probability: number): number => Math.log(probability / (1 - probability));

/** Where p_g = p_data and the discriminator is at its optimum, the output a* is the same everywhere. */
const equilibria: readonly {
  readonly loss: NonNullable<GanConfigInput['loss']>;
  readonly output: number;
  readonly discriminator: number;
  readonly generator: number;
}[] = [
  // Goodfellow et al. 2014, theorem 1: log 4 and ± log 2.
  {
    loss: { name: 'nonSaturating' },
    output: 0,
    discriminator: 1.3862943611198906,
    generator: 0.6931471805599453,
  },
  {
    loss: { name: 'minimax' },
    output: 0,
    discriminator: 1.3862943611198906,
    generator: -0.6931471805599453,
  },
  // The released code of Goodfellow et al. halves the discriminator's loss.
  {
    loss: { name: 'nonSaturating', discriminatorScale: 0.5 },
    output: 0,
    discriminator: 0.6931471805599453,
    generator: 0.6931471805599453,
  },
  // One-sided label smoothing: D* = 0.45.
  {
    loss: { name: 'nonSaturating', realLabel: 0.9 },
    output: logit(0.45),
    discriminator: 1.376278,
    generator: 0.798508,
  },
  // Mao et al. 2017 with targets 0, 1, 1 and the factor ½.
  { loss: { name: 'leastSquares' }, output: 0.5, discriminator: 0.25, generator: 0.125 },
  // PyTorch-GAN's lsgan.py has no ½ on the generator.
  {
    loss: { name: 'leastSquares', generatorScale: 1 },
    output: 0.5,
    discriminator: 0.25,
    generator: 0.25,
  },
  // Targets −1, 1, 0: the Pearson χ² divergence (Mao et al. 2017, section 3.2.1).
  {
    loss: { name: 'leastSquares', fakeTarget: -1, generatorTarget: 0 },
    output: 0,
    discriminator: 1,
    generator: 0,
  },
  { loss: { name: 'hinge' }, output: 0, discriminator: 2, generator: 0 },
  { loss: { name: 'wasserstein' }, output: 0, discriminator: 0, generator: 0 },
];

describe.each(equilibria)('at the equilibrium of $loss', (row) => {
  const loss = lossOf(row.loss);
  const outputs = (): tf.Tensor2D => column([row.output, row.output, row.output]);

  it('both losses have the published values', () => {
    const found = lossEquilibrium(loss);
    expect(found.discriminator).toBeCloseTo(row.discriminator, 6);
    expect(found.generator).toBeCloseTo(row.generator, 6);
  });

  it('the losses of the program have them too', () => {
    const found = lossEquilibrium(loss);
    expect(valueOf(discriminatorLoss(outputs(), outputs(), loss))).toBeCloseTo(
      found.discriminator,
      6,
    );
    expect(valueOf(generatorLoss(outputs(), loss))).toBeCloseTo(found.generator, 6);
  });

  it('the discriminator has no slope', () => {
    // The hinge and Wasserstein losses are linear there: real and fake gradients cancel.
    const slope = tf.grad((a) => discriminatorLoss(a as tf.Tensor2D, a as tf.Tensor2D, loss));
    expect(Math.abs(slope(outputs()).dataSync()[0]!)).toBeLessThan(1e-6);
  });
});

describe('formulas of the equilibrium', () => {
  it.each([
    [{ name: 'nonSaturating' }, '2·log 2', 'log 2'],
    [{ name: 'minimax' }, '2·log 2', '−log 2'],
    [{ name: 'nonSaturating', discriminatorScale: 0.5 }, '0.5·2·log 2', 'log 2'],
    [{ name: 'nonSaturating', realLabel: 0.9 }, '2·H(D*), D* = 0.45', '−log 0.45'],
    [{ name: 'leastSquares' }, '0.5·((0.5 − 1)² + (0.5 − 0)²)', '0.5·(0.5 − 1)²'],
    [{ name: 'hinge' }, '2', '0, up to a constant'],
  ] as const)('%o', (loss, discriminatorFormula, generatorFormula) => {
    expect(lossEquilibrium(lossOf(loss))).toMatchObject({
      discriminatorFormula,
      generatorFormula,
    });
  });
});

describe('losses away from the equilibrium', () => {
  const nonSaturating = lossOf({ name: 'nonSaturating' });
  const minimax = lossOf({ name: 'minimax' });

  it('separate real from fake: D(x) = 0.9 and D(G(z)) = 0.2', () => {
    const real = column([Math.log(9), Math.log(9)]);
    const fake = column([Math.log(0.25), Math.log(0.25)]);
    // −log 0.9 − log 0.8
    expect(valueOf(discriminatorLoss(real, fake, nonSaturating))).toBeCloseTo(0.328504066972036, 6);
    expect(valueOf(generatorLoss(fake, nonSaturating))).toBeCloseTo(-Math.log(0.2), 6);
    expect(valueOf(generatorLoss(fake, minimax))).toBeCloseTo(Math.log(0.8), 6);
  });

  it('hinge: only outputs inside the margins cost', () => {
    const hinge = lossOf({ name: 'hinge' });
    // max(0, 1 − 3) + max(0, 1 − 0.5), halved; max(0, 1 − 2) + max(0, 1 + 0.25), halved.
    expect(valueOf(discriminatorLoss(column([3, 0.5]), column([-2, 0.25]), hinge))).toBeCloseTo(
      0.25 + 0.625,
      6,
    );
    expect(valueOf(generatorLoss(column([-2, 0.5]), hinge))).toBeCloseTo(0.75, 6);
  });

  it('wasserstein: the difference of the means', () => {
    const loss = lossOf({ name: 'wasserstein' });
    expect(valueOf(discriminatorLoss(column([3, 1]), column([-2, 1]), loss))).toBeCloseTo(-2.5, 6);
  });

  it('stay finite where σ(a) is 0 or 1 in float32', () => {
    const found = valueOf(discriminatorLoss(column([-200]), column([300]), nonSaturating));
    expect(found).toBeCloseTo(500, 3);
    expect(valueOf(generatorLoss(column([-200]), nonSaturating))).toBeCloseTo(200, 4);
    expect(valueOf(generatorLoss(column([200]), minimax))).toBeCloseTo(-200, 4);
  });

  it('show how the minimax gradient vanishes: −σ(a), to float32 precision', () => {
    for (const output of [-5, -20, -40, -80]) {
      const gradient = tf.grad((a) => generatorLoss(a as tf.Tensor2D, minimax))(column([output]));
      const expected = -1 / (1 + Math.exp(-output));
      expect(gradient.dataSync()[0]! / expected).toBeCloseTo(1, 5);
    }
  });
});
