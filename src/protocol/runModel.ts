/**
 * The words host, worker, command line and panel share about a run.
 * The same shapes stand in the run directory, so that a finished run reads like a live one.
 */
import type { Algorithm, LossName } from './algorithm';
import type { LiveSetting, LiveSettings } from './liveSettings';

export const RUN_STATES = [
  'starting',
  'running',
  'paused',
  'stopping',
  'completed',
  'stopped',
  'failed',
  'diverged',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** States in which a worker process owns the run. */
const LIVE_STATES = [
  'starting',
  'running',
  'paused',
  'stopping',
] as const satisfies readonly RunState[];

export function isLiveState(state: RunState): boolean {
  return LIVE_STATES.some((live) => live === state);
}

/** One candidate of the device report: what was timed, or why it was not. */
export interface DeviceCandidate {
  /** A value of the config's `device` field. */
  readonly device: string;
  /** Human name, such as "ONNX Runtime, CPU, 1 thread". */
  readonly label: string;
  /** Median milliseconds of one step of this program; absent when it could not run. */
  readonly millisecondsPerStep?: number;
  /** Why it was rejected or not chosen. */
  readonly note?: string;
}

export interface DeviceChoice {
  readonly device: string;
  readonly label: string;
  /** One sentence: why this one. */
  readonly reason: string;
  /** Set when training runs on something slower than asked for: one sentence saying so and why. */
  readonly fallback?: string;
  readonly threads: number;
  readonly candidates: readonly DeviceCandidate[];
}

/** What the output of the discriminator means under the loss in use. */
export interface OutputConvention {
  /** `probability`: D = σ(a), in [0, 1]; `score`: the output a of the network itself. */
  readonly outputKind: 'probability' | 'score';
  /** The output where real and generated samples cannot be told apart; absent where the loss leaves it open. */
  readonly output?: number;
}

/**
 * Values of the two losses at the equilibrium p_g = p_data, with the discriminator at its optimum. Closed form of the
 * loss in use: in nats for log losses, in units of the output for the others.
 */
export interface LossEquilibrium extends OutputConvention {
  /** Name of the loss in the config; absent in runs of older versions. */
  readonly loss?: LossName | undefined;
  readonly discriminator: number;
  readonly generator: number;
  /** How the values come about, such as "2·log 2". */
  readonly discriminatorFormula: string;
  readonly generatorFormula: string;
}

export interface DataSummary {
  /** Such as "MNIST, 60,000 images of 28×28". */
  readonly description: string;
  /** Shape of one sample: [1], [2] or [height, width, channels]. */
  readonly sampleShape: readonly number[];
  /** Number of samples; absent when they are drawn from a density. */
  readonly count?: number;
  /** What over-fitting is looked for with, such as "512 samples drawn afresh"; absent where all samples are trained on. */
  readonly heldOut?: string;
  /** What was odd about them before step 1: whole sentences. */
  readonly warnings?: readonly string[];
}

/** `run.json`: replaced as a whole at each change of state and at each heartbeat. */
export interface RunRecord {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  /** Why the state is what it is: an error, a divergence, "the user stopped it". */
  readonly reason?: string;
  /** Generator updates done. */
  readonly step: number;
  /** Generator updates until completion. */
  readonly steps: number;
  readonly seed: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  /** Machine and process that train, to tell a live run from a dead one. */
  readonly host: string;
  readonly processId: number;
  /** Absolute path of the config file the run was started from. */
  readonly configPath?: string;
  readonly settings: LiveSettings;
  readonly device?: DeviceChoice;
  readonly data?: DataSummary;
  /** Names of the classes that the networks are told, in the order of their numbers; absent if they are told none. */
  readonly classes?: readonly string[];
  readonly equilibrium?: LossEquilibrium;
  readonly parameters?: { readonly generator: number; readonly discriminator: number };
  /** Conventions worth stating: update order, scale of the loss. */
  readonly convention?: string;
  /** Why metrics of samples that one may expect are not taken while it trains: whole sentences. */
  readonly unmeasured?: readonly string[];
  /** Absent in runs of versions that did not tell. */
  readonly algorithm?: Algorithm;
  readonly versions: Readonly<Record<string, string>>;
  readonly gitRevision?: string;
}

/** Columns of `metrics.arrows` besides `step` (int32); all float32. */
export const METRIC_COLUMNS = [
  /** Seconds of training since the start of the run, pauses left out. */
  'seconds',
  'discriminatorLoss',
  'generatorLoss',
  /** Mean of D(x), or of the score a(x), over the last discriminator minibatch. */
  'meanRealOutput',
  /** Mean of D(G(z)), or of the score, over the last discriminator minibatch. */
  'meanFakeOutput',
  /** Share of real samples with D(x) above the output of `OutputConvention`; NaN where the loss leaves it open. */
  'realAccuracy',
  /** Share of fake samples with D(G(z)) below it. */
  'fakeAccuracy',
  'discriminatorGradientNorm',
  'generatorGradientNorm',
  'discriminatorSteps',
  /** Rates of the step, with the factors of their schedules. */
  'discriminatorLearningRate',
  'generatorLearningRate',
] as const;
export type MetricColumn = (typeof METRIC_COLUMNS)[number];

/** Consecutive rows of a table over the steps, oldest first; every array has the same length. */
export interface TableRows<Column extends string> {
  readonly step: Int32Array;
  readonly columns: Readonly<Record<Column, Float32Array>>;
}
export type MetricRows = TableRows<MetricColumn>;

/** Outputs of the discriminator on its last minibatch, in 20 equal bins. */
export interface OutputHistogram {
  readonly step: number;
  /** Ends of the bins; absent for probabilities, which lie in [0, 1]. */
  readonly range?: readonly [low: number, high: number];
  readonly real: readonly number[];
  readonly fake: readonly number[];
}
export const HISTOGRAM_BINS = 20;

/** Classes that a grid of samples shows at most, a column each: more would be too narrow to see anything. */
export const CLASS_COLUMNS = 20;

/** What a run that trains does about its metrics of samples. */
export interface MeasuringPlan {
  /** The step that is being measured now. */
  readonly now?: number;
  /** About the step that is measured next: what the metrics have taken has to be earned first. Absent while unknown. */
  readonly next?: number;
}

/** Training speed, over the last few seconds. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  readonly stepsPerSecond: number;
  /** Seconds until completion at this speed; absent while unknown or paused. */
  readonly secondsLeft?: number;
  /** Rates of the last step, with the factors of their schedules; absent before the first step. */
  readonly learningRates?: { readonly generator: number; readonly discriminator: number };
  /** Absent where samples are not measured. */
  readonly measuring?: MeasuringPlan | undefined;
}

/** One line of `events.ndjson`. */
export type JournalEvent = { readonly time: string; readonly step: number } & (
  | {
      readonly type: 'state';
      readonly from: RunState;
      readonly to: RunState;
      readonly reason?: string;
    }
  | {
      readonly type: 'edit';
      readonly setting: LiveSetting;
      readonly from: number;
      readonly to: number;
      /** First step that uses the new value. */
      readonly effectiveFrom: number;
    }
  | {
      readonly type: 'samples';
      readonly file: string;
      /** Outputs of the discriminator on the minibatch of this step. */
      readonly histogram?: OutputHistogram;
    }
  | { readonly type: 'checkpoint'; readonly directory: string }
  | { readonly type: 'export'; readonly files: readonly string[] }
  /** Something odd that training goes on with. */
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'error'; readonly message: string }
);
