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

type Fields = Readonly<Record<string, unknown>>;

function field(name: string): OptimizerNumber {
  return {
    of: (config) => (config as Fields)[name] as number | undefined,
    changed: (config, value) => ({ ...config, [name]: value }),
  };
}

function fieldOf(section: string, name: string): OptimizerNumber {
  const fields = (config: OptimizerConfig) => (config as Fields)[section] as Fields | undefined;
  return {
    of: (config) => fields(config)?.[name] as number | undefined,
    changed: (config, value) => ({ ...config, [section]: { ...fields(config), [name]: value } }),
  };
}

const weightDecay = field('weightDecay');
const warmup = fieldOf('learningRateSchedule', 'warmupSteps');
const momentum = field('momentum');

function hasRamp(config: OptimizerConfig): boolean {
  return 'momentumRamp' in config && config.momentumRamp !== undefined;
}

const NUMBERS: Readonly<Record<OptimizerSetting, OptimizerNumber>> = {
  LearningRate: field('learningRate'),
  ScheduleDelaySteps: fieldOf('learningRateSchedule', 'delaySteps'),
  ScheduleSteps: fieldOf('learningRateSchedule', 'steps'),
  ScheduleFactor: fieldOf('learningRateSchedule', 'factor'),
  ScheduleFinalFactor: fieldOf('learningRateSchedule', 'finalFactor'),
  WarmupSteps: { ...warmup, of: (config) => warmup.of(config) || undefined },
  Beta1: field('beta1'),
  Beta2: field('beta2'),
  Epsilon: field('epsilon'),
  Decay: field('decay'),
  Momentum: { ...momentum, of: (config) => (hasRamp(config) ? undefined : momentum.of(config)) },
  InitialMomentum: {
    ...momentum,
    of: (config) => (hasRamp(config) ? momentum.of(config) : undefined),
  },
  RampDelaySteps: fieldOf('momentumRamp', 'delaySteps'),
  RampSteps: fieldOf('momentumRamp', 'steps'),
  RampEverySteps: fieldOf('momentumRamp', 'everySteps'),
  FinalMomentum: fieldOf('momentumRamp', 'finalMomentum'),
  // Which terms an update has is settled when it is compiled.
  WeightDecay: { ...weightDecay, of: (config) => weightDecay.of(config) || undefined },
  GradientMaximum: fieldOf('gradientClipping', 'maximum'),
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
