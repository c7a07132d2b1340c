/** The numbers of a config that may change while it trains, as settings of the run, and back. */
import type { GanConfig } from '../config/ganConfig';
import type { OptimizerConfig } from '../config/optimizerSchema';
import type { LiveSetting, LiveSettings, OptimizerSetting } from '../protocol/liveSettings';
import type { Player } from './program/player';

/** A number of an optimizer: undefined where the config has none. */
interface OptimizerNumber {
  readonly of: (config: OptimizerConfig) => number | undefined;
  readonly changed: (config: OptimizerConfig, value: number) => OptimizerConfig;
}

function field(name: string): OptimizerNumber {
  return {
    of: (config) => (config as Readonly<Record<string, unknown>>)[name] as number | undefined,
    changed: (config, value) => ({ ...config, [name]: value }),
  };
}

const NUMBERS: Readonly<Record<OptimizerSetting, OptimizerNumber>> = {
  LearningRate: field('learningRate'),
  Beta1: field('beta1'),
  Beta2: field('beta2'),
  Epsilon: field('epsilon'),
  Decay: field('decay'),
  Momentum: field('momentum'),
  FinalMomentum: {
    of: (config) => ('momentumRamp' in config ? config.momentumRamp?.finalMomentum : undefined),
    changed: (config, finalMomentum) =>
      'momentumRamp' in config && config.momentumRamp !== undefined
        ? { ...config, momentumRamp: { ...config.momentumRamp, finalMomentum } }
        : config,
  },
  WeightDecay: {
    // Which terms an update has is settled when it is compiled.
    of: ({ weightDecay }) => (weightDecay === 0 ? undefined : weightDecay),
    changed: (config, weightDecay) => ({ ...config, weightDecay }),
  },
  GradientMaximum: {
    of: ({ gradientClipping }) => gradientClipping?.maximum,
    changed: (config, maximum) =>
      config.gradientClipping === undefined
        ? config
        : { ...config, gradientClipping: { ...config.gradientClipping, maximum } },
  },
};

const ENTRIES = Object.entries(NUMBERS) as [OptimizerSetting, OptimizerNumber][];

function settingsOf(player: Player, config: OptimizerConfig): [LiveSetting, number | undefined][] {
  return ENTRIES.map(([name, { of }]) => [`${player}${name}`, of(config)]);
}

/** The settings a run of this config starts with. */
export function liveSettings({ training, regularizers }: GanConfig): LiveSettings {
  const { discriminatorSteps, generatorOptimizer, discriminatorOptimizer } = training;
  const { generatorEmaDecay } = training;
  const optional: [LiveSetting, number | undefined][] = [
    ['generatorEmaDecay', generatorEmaDecay === 0 ? undefined : generatorEmaDecay],
    ['weightClipping', regularizers.weightClipping],
    ...settingsOf('generator', generatorOptimizer),
    ...settingsOf('discriminator', discriminatorOptimizer),
  ];
  return {
    discriminatorSteps,
    generatorLearningRate: generatorOptimizer.learningRate,
    discriminatorLearningRate: discriminatorOptimizer.learningRate,
    ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
  };
}

/** An optimizer with the numbers in force; what the settings do not have is as in the config. */
export function optimizerInForce(
  config: OptimizerConfig,
  player: Player,
  settings: LiveSettings,
): OptimizerConfig {
  return ENTRIES.reduce((optimizer, [name, { of, changed }]) => {
    const before = of(optimizer);
    const value = settings[`${player}${name}`];
    if (before === undefined || value === undefined || value === before) return optimizer;
    return changed(optimizer, value);
  }, config);
}
