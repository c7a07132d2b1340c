/**
 * What can be changed while a run trains: k, and the numbers of both optimizers, of the average of the generator's weights
 * and of weight clipping, as far as the config of the run has them.
 */

/** The same as in the config file. */
interface Limits {
  readonly minimum: number;
  readonly maximum: number;
  readonly integer?: true;
  /** The minimum is too little. */
  readonly exclusive?: true;
}

const positive = (maximum: number): Limits => ({ minimum: 0, maximum, exclusive: true });
const DELAY: Limits = { minimum: 0, maximum: 1_000_000_000, integer: true };
const STEPS: Limits = { ...DELAY, minimum: 1 };

const OPTIMIZER_LIMITS = {
  /** Before the factor of its schedule, which goes on being applied to a rate that is changed. */
  LearningRate: { minimum: 0, maximum: 1000 },
  /** The schedule is a function of the steps since the start of the run: changed, the rate may jump. */
  ScheduleDelaySteps: DELAY,
  ScheduleSteps: STEPS,
  /** Of an exponential schedule: what each step multiplies the rate by. */
  ScheduleFactor: positive(1),
  ScheduleFinalFactor: { minimum: 0, maximum: 1 },
  WarmupSteps: DELAY,
  Beta1: { minimum: 0, maximum: 0.9999 },
  Beta2: { minimum: 0, maximum: 0.999999 },
  Epsilon: positive(1),
  /** Of RMSProp's second moment. */
  Decay: { minimum: 0, maximum: 0.999999 },
  Momentum: { minimum: 0, maximum: 0.9999 },
  /** Where a ramp of the momentum begins, in place of `Momentum`. */
  InitialMomentum: { minimum: 0, maximum: 0.9999 },
  RampDelaySteps: DELAY,
  RampSteps: STEPS,
  RampEverySteps: STEPS,
  /** Where the ramp ends. */
  FinalMomentum: { minimum: 0, maximum: 0.9999 },
  WeightDecay: { minimum: 0, maximum: 1000 },
  /** Of gradient clipping, by norm or by value. */
  GradientMaximum: positive(1e9),
} as const satisfies Record<string, Limits>;

export type OptimizerSetting = keyof typeof OPTIMIZER_LIMITS;
export const OPTIMIZER_SETTINGS = Object.keys(OPTIMIZER_LIMITS) as readonly OptimizerSetting[];

export const PLAYERS = ['generator', 'discriminator'] as const;
type PlayerSetting = `${(typeof PLAYERS)[number]}${OptimizerSetting}`;

const SINGLE_LIMITS = {
  /** k of Algorithm 1. */
  discriminatorSteps: { minimum: 1, maximum: 1000, integer: true },
  /** 0 makes the average what the generator is. */
  generatorEmaDecay: { minimum: 0, maximum: 0.999999 },
  /** c of the WGAN. */
  weightClipping: positive(1e6),
} as const satisfies Record<string, Limits>;

export type LiveSetting = keyof typeof SINGLE_LIMITS | PlayerSetting;

function limitsOf(player: (typeof PLAYERS)[number]): Readonly<Record<string, Limits>> {
  const entries = Object.entries(OPTIMIZER_LIMITS);
  return Object.fromEntries(entries.map(([name, limits]) => [`${player}${name}`, limits]));
}

const { discriminatorSteps, generatorEmaDecay, weightClipping } = SINGLE_LIMITS;
export const LIVE_SETTING_LIMITS = {
  discriminatorSteps,
  ...limitsOf('generator'),
  generatorEmaDecay,
  ...limitsOf('discriminator'),
  weightClipping,
} as unknown as Readonly<Record<LiveSetting, Limits>>;

/** k, then those of the generator, then those of the discriminator. */
export const LIVE_SETTINGS = Object.keys(LIVE_SETTING_LIMITS) as readonly LiveSetting[];

/** Those that every run has. */
export const COMMON_SETTINGS = [
  'discriminatorSteps',
  'generatorLearningRate',
  'discriminatorLearningRate',
] as const satisfies readonly LiveSetting[];

/** The settings of a run: what its config does not have is missing. */
export type LiveSettings = Readonly<
  Record<(typeof COMMON_SETTINGS)[number], number> & Partial<Record<LiveSetting, number>>
>;

const OPTIMIZER_NAMES: Readonly<Record<OptimizerSetting, string>> = {
  LearningRate: 'learning rate',
  ScheduleDelaySteps: 'schedule delay',
  ScheduleSteps: 'schedule steps',
  ScheduleFactor: 'schedule factor',
  ScheduleFinalFactor: 'final factor',
  WarmupSteps: 'warm-up steps',
  Beta1: 'β₁',
  Beta2: 'β₂',
  Epsilon: 'ε',
  Decay: 'decay',
  Momentum: 'momentum',
  InitialMomentum: 'initial momentum',
  RampDelaySteps: 'ramp delay',
  RampSteps: 'ramp steps',
  RampEverySteps: 'ramp interval',
  FinalMomentum: 'final momentum',
  WeightDecay: 'weight decay',
  GradientMaximum: 'gradient maximum',
};

const SINGLE_NAMES: Readonly<Record<keyof typeof SINGLE_LIMITS, string>> = {
  discriminatorSteps: 'Discriminator steps (k)',
  generatorEmaDecay: 'EMA decay',
  weightClipping: 'Weight clipping c',
};

/** Greek letters stay as formulas have them. */
function capitalized(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

interface OptimizerNumber {
  readonly player: (typeof PLAYERS)[number];
  readonly number: OptimizerSetting;
}

const OPTIMIZER_NUMBERS: ReadonlyMap<LiveSetting, OptimizerNumber> = new Map(
  PLAYERS.flatMap((player) =>
    OPTIMIZER_SETTINGS.map((number): [LiveSetting, OptimizerNumber] => [
      `${player}${number}`,
      { player, number },
    ]),
  ),
);

/** Whose optimizer a setting belongs to, and which of its numbers it is. */
export function optimizerNumber(setting: LiveSetting): OptimizerNumber | undefined {
  return OPTIMIZER_NUMBERS.get(setting);
}

/** Such as "Generator β₁". */
export function settingName(setting: LiveSetting): string {
  const found = optimizerNumber(setting);
  return found === undefined
    ? SINGLE_NAMES[setting as keyof typeof SINGLE_NAMES]
    : `${capitalized(found.player)} ${OPTIMIZER_NAMES[found.number]}`;
}

/** Beside the name of the player, such as "β₁". */
export function shortSettingName(setting: LiveSetting): string {
  const found = optimizerNumber(setting);
  return found === undefined ? settingName(setting) : capitalized(OPTIMIZER_NAMES[found.number]);
}

export function isWithinLimits(setting: LiveSetting, value: number): boolean {
  const { minimum, maximum, integer, exclusive } = LIVE_SETTING_LIMITS[setting];
  if (integer === true && !Number.isInteger(value)) return false;
  return (exclusive === true ? value > minimum : value >= minimum) && value <= maximum;
}

/** Such as "a whole number from 1 to 1,000" or "a number above 0 and at most 1". */
export function describeLimits(setting: LiveSetting): string {
  const { minimum, maximum, integer, exclusive } = LIVE_SETTING_LIMITS[setting];
  const kind = integer === true ? 'a whole number' : 'a number';
  const most = Number.isInteger(maximum) ? maximum.toLocaleString('en-US') : String(maximum);
  return exclusive === true
    ? `${kind} above ${minimum} and at most ${most}`
    : `${kind} from ${minimum} to ${most}`;
}
