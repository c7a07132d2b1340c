import { describe, expect, it } from 'vitest';
import { liveSettings } from '../../../../src/engine/liveSettings';
import type { StepResult, Trainer, WatchedUpdate } from '../../../../src/engine/trainer';
import type { LiveSettings } from '../../../../src/protocol/liveSettings';
import type { UpdatePlace } from '../../../../src/protocol/updates';
import {
  type ConfigParts,
  compiledExecutor,
  eagerExecutor,
  ganConfig,
  NAMED_BACKENDS,
  trainer,
} from '../testGan';

const discriminatorLayers = [
  { type: 'dense', units: 8, activation: 'leakyRelu' },
  { type: 'dropout', rate: 0.3 },
  { type: 'dense', units: 1 },
] as const;

/** Dropout, statistics, a penalty, clipping, slots, a moving average: all that an update may leave behind. */
const games: Readonly<Record<string, ConfigParts>> = {
  'alternating, k = 3': {
    generator: {
      latent: { dimension: 3 },
      layers: [{ type: 'dense', units: 8 }, { type: 'batchNorm' }, { type: 'dense', units: 2 }],
    },
    discriminator: { layers: [...discriminatorLayers] },
    regularizers: { gradientPenalty: { weight: 1 } },
    training: {
      batchSize: 8,
      discriminatorSteps: 3,
      generatorEmaDecay: 0.9,
      discriminatorOptimizer: {
        name: 'sgd',
        learningRate: 0.05,
        momentum: 0.5,
        gradientClipping: { name: 'norm', maximum: 0.5 },
      },
    },
  },
  'simultaneous, k = 2': {
    discriminator: { layers: [...discriminatorLayers] },
    training: { batchSize: 8, discriminatorSteps: 2, updateOrder: 'simultaneous' },
  },
  'simultaneous, k = 1': {
    loss: { name: 'minimax' },
    training: { batchSize: 8, updateOrder: 'simultaneous' },
  },
};

/** The numbers of a step; copies of the arrays, which the next one overwrites. */
function numbersOf(result: StepResult): number[] {
  return [
    result.discriminatorLoss,
    result.generatorLoss,
    result.discriminatorPenalty ?? NaN,
    result.discriminatorGradientNorm,
    result.generatorGradientNorm,
    ...result.realLogits,
    ...result.fakeLogits,
    ...result.generatorLogits,
  ];
}

async function wholeSteps(gan: Trainer, settings: LiveSettings, count: number): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let i = 0; i < count; i++) results.push(numbersOf(await gan.iterate(settings)));
  return results;
}

/** One step, an update at a time. */
async function stepByUpdates(gan: Trainer, settings: LiveSettings): Promise<WatchedUpdate[]> {
  const updates: WatchedUpdate[] = [];
  do updates.push(await gan.watchedUpdate(settings));
  while (gan.updatesDone > 0);
  return updates;
}

const executors = { compiled: compiledExecutor, eager: eagerExecutor, ...NAMED_BACKENDS };
const cases = Object.entries(executors).flatMap(([name, makeExecutor]) =>
  Object.entries(games).map(([game, parts]) => ({ name, makeExecutor, game, parts })),
);

describe.each(cases)('$game, $name', ({ makeExecutor, parts }) => {
  const config = ganConfig(parts);
  const settings = liveSettings(config);

  it('step by step or update by update, the numbers are the same bit for bit', async () => {
    const whole = await trainer(config, makeExecutor);
    const stepped = await trainer(config, makeExecutor);
    const expected = await wholeSteps(whole, settings, 5);
    const results: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      for (const { step } of await stepByUpdates(stepped, settings)) {
        if (step !== undefined) results.push(numbersOf(step));
        // Whoever looks at the run does so between two updates now.
        await stepped.generate('generator', stepped.fixedLatents(64));
        await stepped.discriminate(new Float32Array(10));
      }
    }
    // Begun update by update, ended as a whole.
    const { step: ended } = await stepped.watchedUpdate(settings);
    if (ended !== undefined) results.push(numbersOf(ended));
    results.push(...(await wholeSteps(stepped, settings, 5 - results.length)));
    expect(results).toEqual(expected);
    for (const gan of [stepped, whole]) await gan.settle();
    expect(stepped.saveState()).toEqual(whole.saveState());
  });

  it('names each update by its place', async () => {
    const gan = await trainer(config, makeExecutor);
    const places: UpdatePlace[] = [];
    for (let i = 0; i < 2; i++) {
      const announced = gan.nextUpdate(settings);
      const updates = await stepByUpdates(gan, settings);
      expect(updates[0]!.place).toEqual(announced);
      places.push(...updates.map(({ place }) => place));
    }
    const k = config.training.discriminatorSteps;
    const alone = config.training.updateOrder === 'alternating' ? k : k - 1;
    const last = alone === k ? 'generator' : 'simultaneous';
    expect(places).toEqual(
      [1, 2].flatMap((step) => [
        ...Array.from({ length: alone }, (_, i) => ({
          ...{ step, kind: 'discriminator', index: i + 1, count: alone },
        })),
        { step, kind: last, index: 1, count: 1 },
      ]),
    );
    await gan.settle();
    expect(gan.saveState().counters).toEqual({ step: 2, discriminatorUpdates: 2 * k });
  });
});

describe.each(Object.entries(executors))('what an update changed, %s', (_name, makeExecutor) => {
  const rate = 1e-3;
  const sgd = { name: 'sgd', learningRate: rate, momentum: 0 } as const;
  const config = ganConfig({
    training: {
      batchSize: 32,
      discriminatorSteps: 2,
      generatorOptimizer: sgd,
      discriminatorOptimizer: sgd,
    },
  });
  const settings = liveSettings(config);

  it('gradient descent: Δθ = −η·g, and the loss falls by η·‖g‖² to first order', async () => {
    const gan = await trainer(config, makeExecutor);
    const start = gan.saveState().tensors;
    const updates = await stepByUpdates(gan, settings);
    const [first, , last] = updates;
    for (const [player, update] of [
      ['discriminator', first!.players.discriminator!],
      ['generator', last!.players.generator!],
    ] as const) {
      const { lossBefore, lossAfter, gradientNorm, updateRatio } = update;
      const fall = lossBefore - lossAfter!;
      expect(fall / (rate * gradientNorm ** 2)).toBeCloseTo(1, 1);
      const parameters = start.filter(
        ({ name }) => name.startsWith(`${player}/`) && !name.endsWith('/velocity'),
      );
      const squares = parameters.flatMap(({ data }) => [...data]).map((value) => value * value);
      const size = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      // Parameters near 1 are rounded to 6e-8 at each update of about 1e-3.
      expect((updateRatio! * size) / (rate * gradientNorm)).toBeCloseTo(1, 3);
    }
    const { step } = last!;
    expect(step!.generatorLoss).toBe(last!.players.generator!.lossBefore);
    expect(step!.discriminatorLoss).toBe(updates[1]!.players.discriminator!.lossBefore);
    expect(step!.discriminatorGradientNorm).toBe(updates[1]!.players.discriminator!.gradientNorm);
  });

  it('a player with rate 0 stays where it is', async () => {
    const gan = await trainer(config, makeExecutor);
    const [first] = await stepByUpdates(gan, { ...settings, discriminatorLearningRate: 0 });
    const { lossBefore, lossAfter, updateRatio } = first!.players.discriminator!;
    expect([lossAfter, updateRatio]).toEqual([lossBefore, 0]);
  });

  it('a state in the middle of a step is refused', async () => {
    const gan = await trainer(config, makeExecutor);
    await gan.watchedUpdate(settings);
    expect(() => gan.saveState()).toThrow('between two steps');
    await gan.iterate(settings);
    await gan.settle();
    expect(gan.saveState().counters).toEqual({ step: 1, discriminatorUpdates: 2 });
  });
});
