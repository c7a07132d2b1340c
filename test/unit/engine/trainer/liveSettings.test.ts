import { describe, expect, it } from 'vitest';
import type { GanConfig } from '../../../../src/config/ganConfig';
import { liveSettings, optimizerInForce } from '../../../../src/engine/liveSettings';
import type { StepResult, Trainer } from '../../../../src/engine/trainer';
import {
  COMMON_SETTINGS,
  describeLimits,
  isWithinLimits,
  LIVE_SETTING_LIMITS,
  LIVE_SETTINGS,
  optimizerNumber,
  settingName,
  type LiveSetting,
  type LiveSettings,
} from '../../../../src/protocol/liveSettings';
import {
  compiledExecutor,
  eagerExecutor,
  ganConfig,
  NAMED_BACKENDS,
  trainer,
  type ConfigParts,
} from '../testGan';

type Training = NonNullable<ConfigParts['training']>;
type Optimizer = Training['generatorOptimizer'];

interface Change {
  readonly before: Optimizer;
  readonly after: Optimizer;
}

/** Every number of every optimizer becomes another. */
const changes: Readonly<Record<string, Change>> = {
  'Adam, clipped by norm': {
    before: {
      ...{ name: 'adam', learningRate: 0.001, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 },
      ...{ weightDecay: 0.1, gradientClipping: { name: 'norm', maximum: 0.3 } },
      learningRateSchedule: { name: 'linear', delaySteps: 1, steps: 20, finalFactor: 0.1 },
    },
    after: {
      ...{ name: 'adam', learningRate: 0.002, beta1: 0.8, beta2: 0.99, epsilon: 1e-3 },
      ...{ weightDecay: 0.02, gradientClipping: { name: 'norm', maximum: 0.1 } },
      learningRateSchedule: { name: 'linear', delaySteps: 3, steps: 10, finalFactor: 0.5 },
    },
  },
  AdamW: {
    before: {
      ...{ name: 'adamW', learningRate: 0.001, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 },
      weightDecay: 0.01,
    },
    after: {
      ...{ name: 'adamW', learningRate: 0.003, beta1: 0.2, beta2: 0.95, epsilon: 1e-4 },
      weightDecay: 0.5,
    },
  },
  'SGD with a ramp, clipped by value': {
    before: {
      ...{ name: 'sgd', learningRate: 0.05, momentum: 0.5, weightDecay: 0.01 },
      momentumRamp: { finalMomentum: 0.7, delaySteps: 1, steps: 20, everySteps: 1 },
      learningRateSchedule: { name: 'exponential', factor: 0.9, finalFactor: 0.1, warmupSteps: 5 },
      gradientClipping: { name: 'value', maximum: 0.05 },
    },
    after: {
      ...{ name: 'sgd', learningRate: 0.02, momentum: 0.3, weightDecay: 0.1 },
      momentumRamp: { finalMomentum: 0.9, delaySteps: 2, steps: 10, everySteps: 2 },
      learningRateSchedule: { name: 'exponential', factor: 0.8, finalFactor: 0.2, warmupSteps: 7 },
      gradientClipping: { name: 'value', maximum: 0.02 },
    },
  },
  RMSProp: {
    before: { name: 'rmsProp', learningRate: 0.001, decay: 0.9, epsilon: 1e-8, momentum: 0.1 },
    after: { name: 'rmsProp', learningRate: 0.002, decay: 0.99, epsilon: 1e-2, momentum: 0.6 },
  },
};

function configWith(optimizer: Optimizer, weightClipping: number, training: Training): GanConfig {
  const optimizers = { generatorOptimizer: optimizer, discriminatorOptimizer: optimizer };
  return ganConfig({
    regularizers: { weightClipping },
    training: { batchSize: 8, ...optimizers, ...training },
  });
}

const configsOf = ({ before, after }: Change): [GanConfig, GanConfig] => [
  configWith(before, 0.5, { discriminatorSteps: 1, generatorEmaDecay: 0.9 }),
  configWith(after, 0.2, { discriminatorSteps: 2, generatorEmaDecay: 0.5 }),
];

async function steps(gan: Trainer, settings: LiveSettings, count: number): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (let i = 0; i < count; i++) {
    const result = await gan.iterate(settings, true);
    // The next step overwrites them.
    const realLogits = result.realLogits.slice();
    const fakeLogits = result.fakeLogits.slice();
    const generatorLogits = result.generatorLogits.slice();
    results.push({ ...result, realLogits, fakeLogits, generatorLogits });
  }
  return results;
}

const executors = { compiled: compiledExecutor, eager: eagerExecutor, ...NAMED_BACKENDS };

describe.each(Object.entries(executors))('a run on %s', (_, makeExecutor) => {
  it.each(Object.entries(changes))(
    'goes on with other numbers of %s as one whose config has them',
    async (_name, change) => {
      const [before, after] = configsOf(change);
      const edited = await trainer(before, makeExecutor);
      const restarted = await trainer(after, makeExecutor);
      await steps(edited, liveSettings(before), 4);
      await edited.settle();
      restarted.loadState(edited.saveState());

      const results = await steps(edited, liveSettings(after), 4);
      expect(results).toEqual(await steps(restarted, liveSettings(after), 4));
      await edited.settle();
      await restarted.settle();
      expect(edited.saveState()).toEqual(restarted.saveState());

      // And not as if nothing had been changed.
      const unchanged = await trainer(before, makeExecutor);
      await steps(unchanged, liveSettings(before), 8);
      await unchanged.settle();
      expect(unchanged.saveState()).not.toEqual(edited.saveState());
      await Promise.all([edited, restarted, unchanged].map((gan) => gan.dispose()));
    },
  );

  it('takes a weight decay of 0 back', async () => {
    const [before] = configsOf(changes['Adam, clipped by norm']!);
    const none = { ...liveSettings(before), generatorWeightDecay: 0, discriminatorWeightDecay: 0 };
    const there = await trainer(before, makeExecutor);
    const back = await trainer(before, makeExecutor);
    await steps(there, none, 2);
    await steps(there, liveSettings(before), 2);
    await steps(back, none, 2);
    await back.settle();
    const resumed = await trainer(before, makeExecutor);
    resumed.loadState(back.saveState());
    await steps(resumed, liveSettings(before), 2);
    await Promise.all([there.settle(), resumed.settle()]);
    expect(resumed.saveState()).toEqual(there.saveState());
    await Promise.all([there, back, resumed].map((gan) => gan.dispose()));
  });
});

describe('settings of a run', () => {
  it.each(Object.entries(changes))('are those that its config has: %s', (_, change) => {
    const [before, after] = configsOf(change);
    const [old, now] = [before, after].map(liveSettings) as [LiveSettings, LiveSettings];
    expect(Object.keys(now)).toEqual(Object.keys(old));
    for (const [name, value] of Object.entries(now)) {
      expect(value, name).not.toBe(old[name as keyof LiveSettings]);
    }
  });

  it('have no number that the config does not use', () => {
    const plain = liveSettings(ganConfig({}));
    expect(Object.keys(plain).sort()).toEqual(
      [
        ...COMMON_SETTINGS,
        ...['generatorBeta1', 'generatorBeta2', 'generatorEpsilon'],
        ...['discriminatorBeta1', 'discriminatorBeta2', 'discriminatorEpsilon'],
      ].sort(),
    );
  });

  it.each(Object.entries(changes))('have the limits of the config: %s', (_, { before }) => {
    const config = configWith(before, 0.5, { generatorEmaDecay: 0.9 });
    const settings = liveSettings(config);
    const { generatorOptimizer } = config.training;
    /** The setting that a config has which is written with this value. */
    const written = (setting: LiveSetting, value: number): number | undefined => {
      const changed = { ...settings, [setting]: value };
      const { discriminatorSteps, generatorEmaDecay, weightClipping = 0 } = changed;
      const optimizer = optimizerInForce(generatorOptimizer, 'generator', changed);
      const training = { discriminatorSteps, generatorEmaDecay };
      return liveSettings(configWith(optimizer, weightClipping, training))[setting];
    };
    const own = LIVE_SETTINGS.filter(
      (setting) => setting in settings && optimizerNumber(setting)?.player !== 'discriminator',
    );
    expect(own).toEqual(expect.arrayContaining(['generatorEmaDecay', 'weightClipping']));
    for (const setting of own) {
      const { minimum, maximum, integer, exclusive } = LIVE_SETTING_LIMITS[setting];
      const [less, more] =
        integer === true ? [minimum - 1, maximum + 1] : [minimum - 1e-9, maximum * (1 + 1e-9)];
      expect(written(setting, maximum), setting).toBe(maximum);
      expect(() => written(setting, more), setting).toThrow();
      expect(isWithinLimits(setting, maximum), setting).toBe(true);
      expect(isWithinLimits(setting, more), setting).toBe(false);
      expect(() => written(setting, less), setting).toThrow();
      expect(isWithinLimits(setting, less), setting).toBe(false);
      expect(isWithinLimits(setting, minimum), setting).toBe(exclusive !== true);
      if (exclusive === true) expect(() => written(setting, minimum), setting).toThrow();
      // A config with a 0 may say that there is none.
      else expect(written(setting, minimum) ?? 0, setting).toBe(minimum);
      if (integer === true) {
        expect(() => written(setting, 2.5), setting).toThrow();
        expect(isWithinLimits(setting, 2.5), setting).toBe(false);
      }
    }
  });

  it('say what they may be', () => {
    expect(describeLimits('discriminatorSteps')).toBe('a whole number from 1 to 1,000');
    expect(describeLimits('generatorRampSteps')).toBe('a whole number from 1 to 1,000,000,000');
    expect(describeLimits('generatorBeta2')).toBe('a number from 0 to 0.999999');
    expect(describeLimits('weightClipping')).toBe('a number above 0 and at most 1,000,000');
  });

  it('have names', () => {
    const names = new Set(LIVE_SETTINGS.map(settingName));
    expect(names.size).toBe(LIVE_SETTINGS.length);
    expect(settingName('generatorBeta1')).toBe('Generator β₁');
    expect(optimizerNumber('discriminatorWeightDecay')).toEqual({
      player: 'discriminator',
      number: 'WeightDecay',
    });
    expect(optimizerNumber('generatorEmaDecay')).toBeUndefined();
  });
});
