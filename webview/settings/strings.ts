import {
  describeLimits,
  optimizerNumber,
  settingName,
  shortSettingName,
  type LiveSetting,
  type OptimizerSetting,
} from '../../src/protocol/liveSettings';

const CHART_NAMES: Partial<Record<LiveSetting, string>> = {
  discriminatorSteps: 'k',
  generatorLearningRate: 'generator rate',
  discriminatorLearningRate: 'discriminator rate',
};

const COMPACT_NAMES: Partial<Record<LiveSetting, string>> = {
  discriminatorSteps: 'D steps (k)',
  generatorLearningRate: 'Generator rate',
  discriminatorLearningRate: 'Discriminator rate',
};

const OPTIMIZER_HELP: Record<OptimizerSetting, string> = {
  LearningRate: 'Step size; 0 freezes the player, once its momentum has run out.',
  ScheduleDelaySteps: 'Steps since the start of the run before the rate begins to change.',
  ScheduleSteps: 'Steps that the change of the rate takes. Changed, the rate may jump.',
  ScheduleFactor: 'What each step since the start of the run multiplies the rate by.',
  ScheduleFinalFactor: 'Share of the rate at the end of its schedule.',
  WarmupSteps: 'Steps since the start of the run in which the rate grows to its full size.',
  Beta1: 'Decay of the first moment of Adam. Changed, the first steps may be longer or shorter.',
  Beta2: 'Decay of the second moment of Adam. Changed, the first steps may be longer or shorter.',
  Epsilon: 'Added to the root of the second moment.',
  Decay: 'Decay of the second moment of RMSProp.',
  Momentum: 'Share of the last move that the next one keeps.',
  InitialMomentum: 'Momentum where its ramp begins.',
  RampDelaySteps: 'Steps since the start of the run before the momentum begins to change.',
  RampSteps: 'Steps that the change of the momentum takes.',
  RampEverySteps: 'Steps between two changes of the momentum.',
  FinalMomentum: 'Momentum where its ramp ends.',
  WeightDecay: 'What pulls the weights to 0; which kind, the config says.',
  GradientMaximum: 'Longer gradients are clipped: by norm or value, as the config says.',
};

const HELP: Partial<Record<LiveSetting, string>> = {
  discriminatorSteps: 'Discriminator updates before each generator update.',
  generatorEmaDecay:
    'Decay of the moving average of the generator’s weights; while it warms up, less.',
  weightClipping: 'The discriminator’s weights are clamped to [−c, c].',
};

function helpOf(setting: LiveSetting): string {
  const found = optimizerNumber(setting);
  return (found === undefined ? HELP[setting] : OPTIMIZER_HELP[found.number]) ?? '';
}

export const settingStrings = {
  settings: 'Settings that can change while training',
  more: 'More settings',
  players: { generator: 'Generator', discriminator: 'Discriminator' },
  name: settingName,
  /** Beside the name of the player. */
  short: shortSettingName,
  /** On a line of a chart. */
  chart: (setting: LiveSetting) => CHART_NAMES[setting] ?? settingName(setting),
  /** Where there is little room. */
  compact: (setting: LiveSetting) => COMPACT_NAMES[setting] ?? settingName(setting),
  help: (setting: LiveSetting) => `${helpOf(setting)} Enter applies, Escape restores.`,
  /** The rate of the last step, which a schedule has made another than the one set. */
  inForce: (rate: number) => `· now ${Number(rate.toPrecision(3))}`,
  scheduled: (inForce: string) =>
    inForce === '' ? '' : ' The factor of its schedule is applied to what is entered.',
  invalid: (setting: LiveSetting) => `Enter ${describeLimits(setting)}.`,
};
