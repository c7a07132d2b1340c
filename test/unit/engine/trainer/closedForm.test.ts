/** Games whose outcome is known. */
import { describe, expect, it } from 'vitest';
import { ganConfig, trainer } from '../testGan';

describe('a linear discriminator against a frozen N(2, 1)', () => {
  it('learns log p/q = 2 − 2x and pays −C(G) = 0.7126 (Goodfellow et al. 2014, proposition 1)', async () => {
    const config = ganConfig({
      data: { source: 'gaussian', mean: 0, standardDeviation: 1 },
      generator: {
        latent: { dimension: 1 },
        layers: [
          {
            type: 'dense',
            units: 1,
            weights: { name: 'constant', value: 1 },
            bias: { name: 'constant', value: 2 },
          },
        ],
      },
      discriminator: { layers: [{ type: 'dense', units: 1 }] },
      training: {
        batchSize: 4096,
        generatorOptimizer: { name: 'sgd', learningRate: 0 },
        discriminatorOptimizer: { name: 'sgd', learningRate: 0.5, momentum: 0.9 },
      },
    });
    const gan = await trainer(config);
    const rates = { discriminatorSteps: 1, generatorLearningRate: 0 };
    for (let i = 0; i < 200; i++) await gan.iterate({ ...rates, discriminatorLearningRate: 0.5 });
    // Average the end of the path: minibatches of 4096 alone shake the loss by 0.02.
    const averages = { weight: 0, bias: 0, loss: 0 };
    const count = 400;
    for (let i = 0; i < count; i++) {
      const { discriminatorLoss } = await gan.iterate({
        ...rates,
        discriminatorLearningRate: 0.02,
      });
      const [weights, bias] = gan.weights('discriminator');
      averages.weight += weights!.data[0]! / count;
      averages.bias += bias!.data[0]! / count;
      averages.loss += discriminatorLoss / count;
    }
    expect(Math.abs(averages.weight + 2)).toBeLessThan(0.05);
    expect(Math.abs(averages.bias - 2)).toBeLessThan(0.05);
    expect(Math.abs(averages.loss - 0.712633)).toBeLessThan(0.005);
    const frozen = gan.weights('generator').map(({ data }) => data[0]);
    expect(frozen).toEqual([1, 2]);
  });
});

describe('the Dirac-GAN (Mescheder et al. 2018)', () => {
  /** p_data = δ₀, p_g = δ_θ with θ the generator's bias, and logit −ψx; (θ, ψ) starts at (1, 1). */
  async function radii(
    name: 'minimax' | 'nonSaturating',
    steps: readonly number[],
  ): Promise<number[]> {
    const config = ganConfig({
      data: { source: 'gaussian', mean: 0, standardDeviation: 1e-12 },
      generator: {
        latent: { dimension: 1 },
        layers: [
          {
            type: 'dense',
            units: 1,
            weights: { name: 'constant', value: 0 },
            bias: { name: 'constant', value: 1 },
          },
        ],
      },
      discriminator: {
        layers: [
          {
            type: 'dense',
            units: 1,
            weights: { name: 'constant', value: -1 },
            bias: { name: 'constant', value: 0 },
          },
        ],
      },
      loss: { name },
      training: {
        batchSize: 1,
        updateOrder: 'simultaneous',
        generatorOptimizer: { name: 'sgd', learningRate: 0.2 },
        discriminatorOptimizer: { name: 'sgd', learningRate: 0.2 },
      },
    });
    const gan = await trainer(config);
    const settings = {
      discriminatorSteps: 1,
      generatorLearningRate: 0.2,
      discriminatorLearningRate: 0.2,
    };
    const found: number[] = [];
    for (let step = 1; step <= steps.at(-1)!; step++) {
      // The paper's discriminator has no bias, its generator no weight: hold them at zero.
      const { tensors, counters } = gan.saveState();
      const held = ['discriminator/0/bias', 'generator/0/weights'];
      gan.loadState({
        tensors: tensors.map((tensor) =>
          held.includes(tensor.name) ? { ...tensor, data: new Float32Array(1) } : tensor,
        ),
        counters,
      });
      await gan.iterate(settings);
      if (!steps.includes(step)) continue;
      const theta = gan.weights('generator')[1]!.data[0]!;
      const psi = gan.weights('discriminator')[0]!.data[0]!;
      found.push(Math.hypot(theta, psi));
    }
    return found;
  }

  // Computed with the notebook of LMescheder/GAN_stability: simultaneous updates, step size 0.2.
  it.each([
    ['minimax', 'spirals outwards', 1.963, 3.097],
    ['nonSaturating', 'stalls', 0.7415, 0.6402],
  ] as const)(
    '%s %s: radii %d and %d after 100 and 500 steps',
    async (name, _how, at100, at500) => {
      const [after100, after500] = await radii(name, [100, 500]);
      expect(Math.abs(after100! - at100)).toBeLessThan(1e-3);
      expect(Math.abs(after500! - at500)).toBeLessThan(1e-3);
    },
  );
});
