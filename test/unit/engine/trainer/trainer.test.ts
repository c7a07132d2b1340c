import * as tf from '@tensorflow/tfjs-core';
import * as onnxRuntime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { DivergenceError, type StepResult, type Trainer } from '../../../../src/engine/trainer';
import {
  compiledExecutor,
  eagerExecutor,
  ganConfig,
  largestDifference,
  trainer,
  type ConfigParts,
} from '../testGan';

/** Uses everything a state has: dropout, two optimizers, schedules, a moving average with warm-up, k > 1. */
const everything: ConfigParts = {
  discriminator: {
    layers: [
      { type: 'dropout', rate: 0.3 },
      { type: 'maxout', units: 8, pieces: 2 },
      { type: 'dense', units: 1 },
    ],
  },
  training: {
    batchSize: 8,
    discriminatorSteps: 2,
    generatorEmaDecay: 0.9,
    generatorEmaWarmup: true,
    generatorOptimizer: {
      name: 'adam',
      learningRate: 0.01,
      learningRateSchedule: { name: 'cosine', steps: 15, warmupSteps: 12 },
    },
    discriminatorOptimizer: {
      name: 'sgd',
      learningRate: 0.05,
      momentum: 0.5,
      momentumRamp: { finalMomentum: 0.7, steps: 15 },
      learningRateSchedule: { name: 'exponential', factor: 0.9 },
      gradientClipping: { name: 'norm', maximum: 0.5 },
    },
    seed: 12,
  },
};

/** The numbers of a step, without the arrays that the next one overwrites. */
function numbersOf(result: StepResult): number[] {
  return [
    result.discriminatorLoss,
    result.generatorLoss,
    result.discriminatorGradientNorm,
    result.generatorGradientNorm,
    ...result.realLogits,
    ...result.fakeLogits,
  ];
}

async function train(gan: Trainer, steps: number, config = ganConfig(everything)) {
  const results: number[][] = [];
  for (let i = 0; i < steps; i++) results.push(numbersOf(await gan.iterate(liveSettings(config))));
  return results;
}

const executors = { compiled: compiledExecutor, eager: eagerExecutor };

describe.each(Object.entries(executors))('%s', (_name, makeExecutor) => {
  it('the same seed gives the same numbers, another seed others', async () => {
    const [first, second] = [
      await trainer(ganConfig(everything), makeExecutor),
      await trainer(ganConfig(everything), makeExecutor),
    ];
    const other = await trainer(
      ganConfig({ ...everything, training: { ...everything.training, seed: 13 } }),
      makeExecutor,
    );
    const results = await train(first, 10);
    expect(await train(second, 10)).toEqual(results);
    expect(await train(other, 1)).not.toEqual(results.slice(0, 1));
  });

  it('a resumed run equals an uninterrupted one bit for bit, whatever was looked at in between', async () => {
    const uninterrupted = await trainer(ganConfig(everything), makeExecutor);
    const whole = await train(uninterrupted, 20);
    const first = await trainer(ganConfig(everything), makeExecutor);
    await train(first, 10);
    await first.generate('generatorEma', first.fixedLatents(64));
    await first.discriminate(new Float32Array(10));
    const saved = first.saveState();
    await first.dispose();
    const second = await trainer(ganConfig(everything), makeExecutor);
    await train(second, 3);
    second.loadState(saved);
    expect(second.step).toBe(10);
    expect(await train(second, 10)).toEqual(whole.slice(10));
    expect(second.saveState()).toEqual(uninterrupted.saveState());
  });

  it('a saved state is a copy', async () => {
    const gan = await trainer(ganConfig(everything), makeExecutor);
    const saved = gan.saveState();
    const before = saved.tensors.map(({ data }) => [...data]);
    await train(gan, 2);
    expect(saved.tensors.map(({ data }) => [...data])).toEqual(before);
  });

  it('k can change from step to step and draws what a fixed k draws', async () => {
    const config = ganConfig(everything);
    const gan = await trainer(config, makeExecutor);
    await gan.iterate({ ...liveSettings(config), discriminatorSteps: 1 });
    await gan.iterate({ ...liveSettings(config), discriminatorSteps: 5 });
    expect(gan.saveState().counters).toEqual({ step: 2, discriminatorUpdates: 6 });
  });
});

describe.each(Object.entries(executors))('schedules, %s', (_name, makeExecutor) => {
  it('the rate of a step is the setting times the factor of its schedule, whatever k is', async () => {
    const config = ganConfig(everything);
    const gan = await trainer(config, makeExecutor);
    const results: StepResult[] = [];
    for (const discriminatorSteps of [1, 3, 2]) {
      results.push(await gan.iterate({ ...liveSettings(config), discriminatorSteps }));
    }
    results.forEach((result, stepsDone) => {
      expect(result.discriminatorLearningRate).toBeCloseTo(0.05 * 0.9 ** stepsDone, 15);
      const cosine = (1 + Math.cos((Math.PI * stepsDone) / 15)) / 2;
      expect(result.generatorLearningRate).toBeCloseTo((0.01 * cosine * (stepsDone + 1)) / 12, 15);
    });
  });

  it('a rate changed while training has the factor applied', async () => {
    const config = ganConfig(everything);
    const gan = await trainer(config, makeExecutor);
    await train(gan, 3);
    const result = await gan.iterate({ ...liveSettings(config), discriminatorLearningRate: 1 });
    expect(result.discriminatorLearningRate).toBeCloseTo(0.9 ** 3, 15);
    const frozen = await gan.iterate({ ...liveSettings(config), generatorLearningRate: 0 });
    expect(frozen.generatorLearningRate).toBe(0);
  });

  it('weight clipping holds all of the discriminator within its bound, and the generator not', async () => {
    const config = ganConfig({ regularizers: { weightClipping: 0.01 } });
    const gan = await trainer(config, makeExecutor);
    await gan.iterate(liveSettings(config));
    const largest = (network: 'generator' | 'discriminator'): number =>
      Math.max(...gan.weights(network).flatMap(({ data }) => [...data].map(Math.abs)));
    expect(largest('discriminator')).toBe(Math.fround(0.01));
    expect(largest('generator')).toBeGreaterThan(0.1);
  });
});

describe('memory', () => {
  it('eager steps leave no tensors behind, and disposing leaves none at all', async () => {
    const before = tf.memory().numTensors;
    const gan = await trainer(ganConfig(everything), eagerExecutor);
    await train(gan, 1);
    const after = tf.memory().numTensors;
    await train(gan, 3);
    await gan.generate('generator', gan.fixedLatents(3));
    expect(tf.memory().numTensors).toBe(after);
    await gan.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('compiled steps write into the same arrays', async () => {
    const gan = await trainer(ganConfig(everything));
    const settings = liveSettings(ganConfig(everything));
    const first = await gan.iterate(settings);
    const second = await gan.iterate(settings);
    expect(second.realLogits.buffer).toBe(first.realLogits.buffer);
    expect(second.realLogits.byteOffset).toBe(first.realLogits.byteOffset);
  });
});

describe('state', () => {
  it('names every tensor', async () => {
    const gan = await trainer(ganConfig(everything));
    expect(gan.saveState().tensors.map(({ name }) => name)).toEqual([
      'generator/0/weights',
      'generator/0/weights/firstMoment',
      'generator/0/weights/secondMoment',
      'generatorEma/0/weights',
      'generator/0/bias',
      'generator/0/bias/firstMoment',
      'generator/0/bias/secondMoment',
      'generatorEma/0/bias',
      'generator/1/weights',
      'generator/1/weights/firstMoment',
      'generator/1/weights/secondMoment',
      'generatorEma/1/weights',
      'generator/1/bias',
      'generator/1/bias/firstMoment',
      'generator/1/bias/secondMoment',
      'generatorEma/1/bias',
      'discriminator/1/weights',
      'discriminator/1/weights/velocity',
      'discriminator/1/bias',
      'discriminator/1/bias/velocity',
      'discriminator/2/weights',
      'discriminator/2/weights/velocity',
      'discriminator/2/bias',
      'discriminator/2/bias/velocity',
    ]);
    expect(gan.weights('generatorEma').map(({ name }) => name)).toEqual([
      'generatorEma/0/weights',
      'generatorEma/0/bias',
      'generatorEma/1/weights',
      'generatorEma/1/bias',
    ]);
    // 3·16 + 16 + 16·2 + 2 and 2·16 + 16 + 8 + 1
    expect(gan.parameters).toEqual({ generator: 98, discriminator: 57 });
  });

  it('of another config is refused with the tensor to blame', async () => {
    const gan = await trainer(ganConfig(everything));
    const { tensors, counters } = gan.saveState();
    expect(() => {
      gan.loadState({ tensors: tensors.slice(1), counters });
    }).toThrow('has no tensor generator/0/weights');
    const wrong = tensors.with(0, { ...tensors[0]!, shape: [16, 3] });
    expect(() => {
      gan.loadState({ tensors: wrong, counters });
    }).toThrow(
      'generator/0/weights of the saved state has shape [16, 3], but this config needs [3, 16]',
    );
    const more = [
      ...tensors,
      { name: 'generator/9/weights', shape: [1], data: new Float32Array(1) },
    ];
    expect(() => {
      gan.loadState({ tensors: more, counters });
    }).toThrow('generator/9/weights');
  });
});

describe('networks', () => {
  it('the moving average exists only with a decay', async () => {
    const config = ganConfig();
    const gan = await trainer(config);
    expect(gan.networks).toEqual(['generator', 'discriminator']);
    await expect(gan.generate('generatorEma', gan.fixedLatents(1))).rejects.toThrow(
      'generatorEmaDecay',
    );
  });

  it('the moving average starts at the parameters and follows them', async () => {
    const gan = await trainer(ganConfig(everything));
    const values = (network: 'generator' | 'generatorEma'): number[] =>
      gan.weights(network).flatMap(({ data }) => [...data]);
    const start = values('generator');
    expect(values('generatorEma')).toEqual(start);
    await train(gan, 1);
    const [moved, average] = [values('generator'), values('generatorEma')];
    // The decay of the first update is 2/11.
    const wanted = start.map((value, i) => (2 * value + 9 * moved[i]!) / 11);
    expect(largestDifference(average, wanted)).toBeLessThan(1e-6);
  });

  it('fixed latents depend on the seed alone, and fewer are the first of more', async () => {
    const gan = await trainer(ganConfig(everything));
    const many = gan.fixedLatents(100);
    await train(gan, 2);
    expect(gan.fixedLatents(100)).toEqual(many);
    expect([...gan.fixedLatents(7)]).toEqual([...many.subarray(0, 21)]);
  });

  it('uniform latents have variance 1 and end at ±√3', async () => {
    const config = ganConfig({
      generator: {
        latent: { dimension: 5, distribution: 'uniform' },
        layers: [{ type: 'dense', units: 2 }],
      },
    });
    const latents = (await trainer(config)).fixedLatents(20_000);
    const variance = latents.reduce((sum, z) => sum + z * z, 0) / latents.length;
    // Standard error of the mean square: √(0.8 / 100,000) = 0.0028.
    expect(Math.abs(variance - 1)).toBeLessThan(0.012);
    expect(Math.max(...latents.subarray(0, 50_000))).toBeLessThanOrEqual(1.7320509);
  });

  it('take whole rows only', async () => {
    const gan = await trainer(ganConfig());
    await expect(gan.discriminate(new Float32Array(3))).rejects.toThrow('rows of 2 values');
  });

  it.each(['generator', 'generatorEma', 'discriminator'] as const)(
    'the exported %s computes what the trainer computes, for any number of rows',
    async (network) => {
      const gan = await trainer(ganConfig(everything));
      await train(gan, 5);
      const session = await onnxRuntime.InferenceSession.create(gan.exportOnnx(network));
      for (const rows of [1, 2, 37, 1500]) {
        const size = network === 'discriminator' ? 2 : 3;
        const input = gan.fixedLatents(rows).slice(0, rows * size);
        const wanted =
          network === 'discriminator'
            ? await gan.discriminate(input)
            : await gan.generate(network, input);
        const tensor = new onnxRuntime.Tensor('float32', input, [rows, size]);
        const results = await session.run({
          [network === 'discriminator' ? 'sample' : 'latent']: tensor,
        });
        const output = results[network === 'discriminator' ? 'logit' : 'sample']!;
        expect(output.dims).toEqual([rows, network === 'discriminator' ? 1 : 2]);
        expect(largestDifference(output.data as Float32Array, wanted)).toBeLessThan(1e-6);
      }
      await session.release();
    },
  );
});

describe('divergence', () => {
  it.each(Object.entries(executors))(
    '%s: says what left the finite numbers',
    async (_name, make) => {
      const gan = await trainer(ganConfig(), make);
      const absurd = {
        discriminatorSteps: 1,
        generatorLearningRate: 1e38,
        discriminatorLearningRate: 1e38,
      };
      const run = async (): Promise<void> => {
        for (let i = 0; i < 20; i++) await gan.iterate(absurd);
      };
      const error: unknown = await run().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DivergenceError);
      expect((error as DivergenceError).step).toBe(gan.step + 1);
      expect((error as DivergenceError).quantity).toMatch(/logit|loss|gradient of/);
    },
  );

  /** Huge first weights that the last layer brings back: logits and losses stay finite, gradients grow to 10³⁸. */
  async function withHugeGradients(discriminatorScale: number): Promise<Trainer> {
    const gan = await trainer(ganConfig({ loss: { name: 'nonSaturating', discriminatorScale } }));
    const { tensors, counters } = gan.saveState();
    const values: Readonly<Record<string, number>> = {
      'discriminator/0/weights': 1e38,
      'discriminator/1/weights': 1e-38,
    };
    gan.loadState({
      tensors: tensors.map((tensor) => ({
        ...tensor,
        data: tensor.data.map((value) => values[tensor.name] ?? value),
      })),
      counters,
    });
    return gan;
  }

  it('is not seen in gradients that are finite, though their squares are not', async () => {
    const gan = await withHugeGradients(1);
    const { discriminatorGradientNorm } = await gan.iterate({
      discriminatorSteps: 1,
      generatorLearningRate: 0,
      discriminatorLearningRate: 0,
    });
    expect(discriminatorGradientNorm).toBeGreaterThan(1e37);
    expect(discriminatorGradientNorm).toBeLessThan(1e40);
  });

  it('names the first gradient that is not finite', async () => {
    const gan = await withHugeGradients(100);
    await expect(train(gan, 1)).rejects.toThrow(
      'gradient of discriminator/1/weights is not a finite number at step 1',
    );
  });
});
