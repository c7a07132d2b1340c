/** Times real steps of a program on a device, and compares what they come to with that of others. */
import type { LiveSettings } from '../../protocol/liveSettings';
import type { Kernels } from '../kernels';
import type { GanProgram } from '../program/ganProgram';
import { median } from '../statistics';
import type { StepResult, Trainer } from '../trainer';
import { PROVIDERS, type Candidate, type DeviceName } from './candidates';
import { createExecutor } from './createExecutor';
import { messageOf } from './deviceErrors';
import type { Executor } from './executor';

export interface TimingOptions {
  readonly program: GanProgram;
  readonly kernels: Kernels;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Trains with the program on an executor: what is timed are real steps. */
  readonly train: (executor: Executor) => Trainer;
}

/** Time for one candidate whose steps are long, in milliseconds; a second step that would not fit is left out. */
const CANDIDATE_LIMIT = 1000;
const MIN_STEPS = 5;
const MAX_STEPS = 30;
/** Time for one candidate, in milliseconds, unless it has not done `MIN_STEPS` by then. */
const CANDIDATE_BUDGET = 350;
/** Discriminator steps of a timed step, at most: a large k would use up the time and rank the devices the same. */
const MAX_TIMED_K = 4;

/** What the first step may differ from the CPU's by, relative; the short floats of some GPUs stay below it. */
const AGREEMENT = 0.01;

/** Losses and gradient norms of a first step. */
type FirstStep = readonly number[];

export interface Timing {
  readonly candidate: Candidate;
  readonly millisecondsPerStep: number;
  readonly first: FirstStep;
}

export type Outcome =
  | { readonly kind: 'timed'; readonly timing: Timing }
  | { readonly kind: 'failed'; readonly candidate: Candidate; readonly why: string };

/** Settings of a timed step: a learning rate of 0 costs the same and cannot diverge. */
function timedSettings({ config }: GanProgram): LiveSettings {
  return {
    discriminatorSteps: Math.min(config.training.discriminatorSteps, MAX_TIMED_K),
    generatorLearningRate: 0,
    discriminatorLearningRate: 0,
  };
}

async function timeSteps(
  device: DeviceName,
  trainer: Trainer,
  options: TimingOptions,
): Promise<Omit<Timing, 'candidate'>> {
  const { now, program } = options;
  const settings = timedSettings(program);
  const results: FirstStep[] = [];
  const step = async (): Promise<number> => {
    const start = now();
    const result = await trainer.iterate(settings);
    const time = now() - start;
    if (results.length === 0) results.push(firstStepOf(result));
    return time;
  };
  const start = now();
  let first = await step();
  // A GPU compiles its programs in the first step, for seconds.
  if (device === 'tensorflow' || device in PROVIDERS) first = Math.min(first, await step());
  const times: number[] = [];
  while (times.length < MAX_STEPS) {
    const spent = now() - start;
    if (times.length >= MIN_STEPS && spent > CANDIDATE_BUDGET) break;
    if (spent + (times.at(-1) ?? first) > CANDIDATE_LIMIT) break;
    times.push(await step());
  }
  return { millisecondsPerStep: times.length === 0 ? first : median(times), first: results[0] };
}

function firstStepOf(step: StepResult): FirstStep {
  return [
    step.discriminatorLoss,
    step.generatorLoss,
    step.discriminatorGradientNorm,
    step.generatorGradientNorm,
  ];
}

/** Why a device cannot be believed whose first step is not that of another device; undefined when it is. */
function disagreement(first: FirstStep, reference: FirstStep): string | undefined {
  const at = first.findIndex(
    (value, i) =>
      !(Math.abs(value - reference[i]) <= AGREEMENT * Math.max(1, Math.abs(reference[i]))),
  );
  if (at === -1) return undefined;
  const quantity = at < 2 ? 'a loss' : 'a gradient norm';
  return `Computes something else than other devices: ${quantity} of the first step is ${first[at].toPrecision(4)} instead of ${reference[at].toPrecision(4)}.`;
}

async function timeCandidate(candidate: Candidate, options: TimingOptions): Promise<Outcome> {
  try {
    const executor = await createExecutor(candidate.backend, options.program, options.kernels);
    try {
      const trainer = options.train(executor);
      const timing = await timeSteps(candidate.device, trainer, options);
      return { kind: 'timed', timing: { candidate, ...timing } };
    } finally {
      await executor.dispose();
    }
  } catch (error) {
    return { kind: 'failed', candidate, why: messageOf(error) };
  }
}

/**
 * Times a candidate and turns one down whose numbers are not those of the devices before it.
 *
 * @param timings of those
 */
export async function timeBelievably(
  candidate: Candidate,
  options: TimingOptions,
  timings: readonly Timing[],
): Promise<Outcome> {
  const outcome = await timeCandidate(candidate, options);
  if (outcome.kind === 'failed' || timings.length === 0) return outcome;
  const why = disagreement(outcome.timing.first, timings[0].first);
  return why === undefined ? outcome : { kind: 'failed', candidate, why };
}
