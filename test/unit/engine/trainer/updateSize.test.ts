/** How far an update moves the parameters, and that measuring it, and timing it, changes nothing. */
import { describe, expect, it } from 'vitest';
import { createGanTrainer } from '../../../../src/engine/ganTrainer';
import { liveSettings } from '../../../../src/engine/liveSettings';
import { createGanProgram } from '../../../../src/engine/program/ganProgram';
import { createStreams } from '../../../../src/engine/random/streams';
import type { StepResult } from '../../../../src/engine/trainer';
import { testKernels } from '../../random/testKernels';
import {
  compiledExecutor,
  eagerExecutor,
  ganConfig,
  NAMED_BACKENDS,
  ringData,
  trainer,
  type ConfigParts,
} from '../testGan';

const LEARNING_RATE = 0.05;
const sgd = { name: 'sgd', learningRate: LEARNING_RATE } as const;
/** Adding an update to a parameter rounds it by at most this part of itself: float32. */
const ROUNDING = 2 ** -24;

const executors = Object.entries({
  compiled: compiledExecutor,
  eager: eagerExecutor,
  ...NAMED_BACKENDS,
});

const orders = [
  { updateOrder: 'alternating', discriminatorSteps: 3 },
  { updateOrder: 'simultaneous', discriminatorSteps: 2 },
] as const;

/** More parameters than one block of a measured update. */
const wide: ConfigParts = {
  discriminator: {
    layers: [
      { type: 'dense', units: 96, activation: 'leakyRelu' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: 96, activation: 'leakyRelu' },
      { type: 'dense', units: 1 },
    ],
  },
};

describe.each(executors)('%s', (_name, makeExecutor) => {
  it.each(orders)('plain descent moves by η‖g‖: %o', async (order) => {
    const training = { batchSize: 8, generatorOptimizer: sgd, discriminatorOptimizer: sgd };
    const config = ganConfig({ ...wide, training: { ...training, ...order } });
    const gan = await trainer(config, makeExecutor);
    for (let step = 0; step < 3; step++) {
      const result = await gan.iterate(liveSettings(config), true);
      for (const player of ['discriminator', 'generator'] as const) {
        const { update, parameters } = result[`${player}Update`]!;
        const wanted = LEARNING_RATE * result[`${player}GradientNorm`];
        // Single sums of squares are in float32: a few units in its last place.
        const tolerance = ROUNDING * parameters + 1e-6 * wanted;
        expect(Math.abs(update - wanted)).toBeLessThan(tolerance);
      }
    }
  });

  it('measures the parameters as they were before the update', async () => {
    const config = ganConfig({ ...wide, training: { batchSize: 8 } });
    const gan = await trainer(config, makeExecutor);
    const norm = (player: 'generator' | 'discriminator') =>
      Math.hypot(...gan.weights(player).flatMap(({ data }) => [...data]));
    const [generator, discriminator] = [norm('generator'), norm('discriminator')];
    const result = await gan.iterate(liveSettings(config), true);
    expect(result.generatorUpdate!.parameters / generator).toBeCloseTo(1, 6);
    expect(result.discriminatorUpdate!.parameters / discriminator).toBeCloseTo(1, 6);
  });

  it('is silent about steps that were not to be measured', async () => {
    const config = ganConfig();
    const gan = await trainer(config, makeExecutor);
    await gan.iterate(liveSettings(config), true);
    const result = await gan.iterate(liveSettings(config));
    expect(result.generatorUpdate).toBeUndefined();
    expect(result.discriminatorUpdate).toBeUndefined();
  });
});

/** The numbers of a step, without the arrays that the next one overwrites. */
function numbersOf(result: StepResult): number[] {
  const { discriminatorLoss, generatorLoss, discriminatorGradientNorm } = result;
  const { realLogits, fakeLogits, generatorLogits, generatorGradientNorm } = result;
  const norms = [discriminatorGradientNorm, generatorGradientNorm];
  const logits = [...realLogits, ...fakeLogits, ...generatorLogits];
  return [discriminatorLoss, generatorLoss, ...norms, ...logits];
}

describe.each(executors)('%s, measured', (_name, makeExecutor) => {
  it.each(orders)('trains the same, bit for bit: %o', async (order) => {
    const config = ganConfig({
      ...wide,
      regularizers: { weightClipping: 0.3 },
      training: {
        batchSize: 8,
        ...order,
        generatorEmaDecay: 0.9,
        generatorOptimizer: { name: 'adamW', learningRate: 0.01, weightDecay: 0.1 },
        discriminatorOptimizer: {
          name: 'rmsProp',
          learningRate: 0.01,
          gradientClipping: { name: 'norm', maximum: 0.1 },
        },
      },
    });
    const run = async (measured: (step: number) => boolean) => {
      const gan = await trainer(config, makeExecutor);
      const numbers: number[][] = [];
      for (let step = 0; step < 6; step++) {
        numbers.push(numbersOf(await gan.iterate(liveSettings(config), measured(step))));
      }
      await gan.settle();
      return { numbers, state: gan.saveState() };
    };
    const plain = await run(() => false);
    expect(await run(() => true)).toEqual(plain);
    expect(await run((step) => step % 2 === 0)).toEqual(plain);
  });
});

describe('what else a step tells', () => {
  it('the penalty of the regularizers, only where there are some', async () => {
    const plain = ganConfig();
    const first = await (await trainer(plain)).iterate(liveSettings(plain));
    expect(first.discriminatorPenalty).toBeUndefined();
    // A linear discriminator: its slope is its weights everywhere, so R1 = γ/2 ‖w‖² exactly.
    const config = ganConfig({
      discriminator: { layers: [{ type: 'dense', units: 1 }] },
      regularizers: { r1: { gamma: 4 } },
    });
    const gan = await trainer(config);
    const weights = gan.weights('discriminator')[0]!.data;
    const { discriminatorPenalty } = await gan.iterate(liveSettings(config));
    expect(discriminatorPenalty).toBeCloseTo(2 * weights.reduce((sum, w) => sum + w * w, 0), 5);
  });

  it('how long each player took, by the clock it is given', async () => {
    const config = ganConfig({ training: { batchSize: 8, discriminatorSteps: 2 } });
    const data = ringData(config);
    const program = createGanProgram(config, data.sampleShape);
    const streams = createStreams(config.training.seed, testKernels(0));
    const executor = await compiledExecutor(program);
    let time = 0;
    // 3 ms an update of the discriminator, 5 one of the generator.
    const update = executor.update.bind(executor);
    executor.update = (name, ...rest) => {
      time += name === 'discriminator' ? 3 : 5;
      return update(name, ...rest);
    };
    const gan = createGanTrainer({ program, data, streams, executor, now: () => time });
    const result = await gan.iterate(liveSettings(config));
    expect(result.discriminatorTime).toBe(6);
    expect(result.generatorTime).toBe(5);
  });
});
