/** Picks what a program runs on, by timing it, and says why. */
import type { DeviceCandidate, DeviceChoice, LiveSettings } from '../../protocol/runModel';
import type { GanProgram } from '../program/ganProgram';
import type { Kernels } from '../kernels';
import { median } from '../statistics';
import type { StepResult, Trainer } from '../trainer';
import {
  candidatesFor,
  DEVICE_LABELS,
  FALLBACKS,
  PROVIDERS,
  type Candidate,
  type DeviceModules,
  type DeviceName,
} from './candidates';
import { createExecutor } from './createExecutor';
import { messageOf } from './deviceErrors';
import type { Executor } from './executor';

export interface DeviceOptions {
  readonly program: GanProgram;
  readonly kernels: Kernels;
  readonly modules: DeviceModules;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Trains with the program on an executor: what is timed are real steps. */
  readonly train: (executor: Executor) => Trainer;
}

export interface ChosenDevice {
  readonly candidate: Candidate;
  readonly choice: DeviceChoice;
}

/** All timing together takes about this long, in milliseconds. */
const BUDGET = 2000;
/** Time for one candidate whose steps are long, in milliseconds; a second step that would not fit is left out. */
const CANDIDATE_LIMIT = 1000;
const MIN_STEPS = 5;
const MAX_STEPS = 30;
/** Time for one candidate, in milliseconds, unless it has not done `MIN_STEPS` by then. */
const CANDIDATE_BUDGET = 350;
/** Discriminator steps of a timed step, at most: a large k would use up the time and rank the devices the same. */
const MAX_TIMED_K = 4;
/** More threads must save this share of the time, or still more are not tried. */
const WORTHWHILE = 0.03;
/** More threads must save this share of the time to be chosen: the cores have other things to do, and timing is noisy. */
const WORTH_A_CORE = 0.1;

/** What the first step may differ from the CPU's by, relative; the short floats of some GPUs stay below it. */
const AGREEMENT = 0.01;

/** Losses and gradient norms of a first step. */
type FirstStep = readonly number[];

interface Timing {
  readonly candidate: Candidate;
  readonly millisecondsPerStep: number;
  readonly first: FirstStep;
}

type Outcome =
  | { readonly kind: 'timed'; readonly timing: Timing }
  | { readonly kind: 'failed'; readonly candidate: Candidate; readonly why: string };

/** What `auto` tries, in this order: the CPU first, whose numbers the others must have. */
function automatic({ providers }: DeviceModules): readonly DeviceName[] {
  return ['onnxruntime-cpu', ...providers, 'tensorflow'];
}

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
  options: DeviceOptions,
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

async function timeCandidate(candidate: Candidate, options: DeviceOptions): Promise<Outcome> {
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

/** Times a candidate and turns one down whose numbers are not those of the devices before it. */
async function timeBelievably(
  candidate: Candidate,
  options: DeviceOptions,
  { timings }: Report,
): Promise<Outcome> {
  const outcome = await timeCandidate(candidate, options);
  if (outcome.kind === 'failed' || timings.length === 0) return outcome;
  const why = disagreement(outcome.timing.first, timings[0].first);
  return why === undefined ? outcome : { kind: 'failed', candidate, why };
}

/** The table under construction. */
interface Report {
  readonly rows: DeviceCandidate[];
  readonly timings: Timing[];
  /** Why a device is not used, one sentence each. */
  readonly obstacles: Map<DeviceName, string>;
  /** On the clock: nothing more is timed then that something else can stand in for. */
  readonly deadline: number;
}

/** Times candidates of one device, the first whatever the time; stops adding threads once they do not help. */
async function timeDevice(
  candidates: readonly Candidate[],
  options: DeviceOptions,
  report: Report,
): Promise<void> {
  let best = Infinity;
  for (const candidate of candidates) {
    const { device, label, slower } = candidate;
    if (options.now() > report.deadline && candidate !== candidates[0]) {
      report.rows.push({ device, label, note: 'Not timed: the time for trying devices was over.' });
      continue;
    }
    const outcome = await timeBelievably(candidate, options, report);
    if (outcome.kind === 'failed') {
      report.rows.push({ device, label, note: outcome.why });
      report.obstacles.set(device, `${label}: ${outcome.why}`);
      return;
    }
    const { millisecondsPerStep } = outcome.timing;
    report.rows.push({ device, label, millisecondsPerStep, note: slower });
    report.timings.push(outcome.timing);
    if (millisecondsPerStep > best * (1 - WORTHWHILE)) return;
    best = millisecondsPerStep;
  }
}

async function tryDevice(
  device: DeviceName,
  options: DeviceOptions,
  report: Report,
  asked: boolean,
): Promise<void> {
  const { threads } = options.program.config;
  const found = await candidatesFor(device, options.modules, { threads, asked });
  if ('note' in found) {
    report.rows.push(found);
    report.obstacles.set(device, `${found.label}: ${found.note}`);
    return;
  }
  await timeDevice(found, options, report);
}

/** "1.3 ms", with two digits that count. */
function formatMilliseconds(milliseconds: number): string {
  return milliseconds >= 100
    ? `${milliseconds.toFixed(0)} ms`
    : `${milliseconds.toPrecision(2)} ms`;
}

function reasonOf(chosen: Timing, timings: readonly Timing[], asked: boolean): string {
  const speed = formatMilliseconds(chosen.millisecondsPerStep);
  const next = timings
    .filter((timing) => timing !== chosen)
    .toSorted((a, b) => a.millisecondsPerStep - b.millisecondsPerStep)
    .at(0);
  const comparison =
    next === undefined
      ? ''
      : `; next is ${next.candidate.label} with ${formatMilliseconds(next.millisecondsPerStep)}`;
  const why = asked
    ? 'The config asks for it'
    : next === undefined
      ? 'The only one that runs this program'
      : next.millisecondsPerStep < chosen.millisecondsPerStep
        ? 'Hardly slower than the fastest, and with fewer threads'
        : 'The fastest that was timed';
  return `${why}: ${speed} a step${comparison}.`;
}

/** The fastest, or the same device with fewer threads when that is hardly slower. */
function bestOf(timings: readonly Timing[]): Timing | undefined {
  const fastest = timings.toSorted((a, b) => a.millisecondsPerStep - b.millisecondsPerStep).at(0);
  if (fastest === undefined) return undefined;
  return timings
    .filter(({ candidate }) => candidate.device === fastest.candidate.device)
    .filter(
      (timing) => fastest.millisecondsPerStep > timing.millisecondsPerStep * (1 - WORTH_A_CORE),
    )
    .toSorted((a, b) => a.candidate.threads - b.candidate.threads)
    .at(0);
}

function choiceOf(report: Report, asked: DeviceName | undefined): ChosenDevice {
  const { timings, rows, obstacles } = report;
  const best = bestOf(timings);
  if (best === undefined) {
    throw new Error(`No device can train this config. ${[...obstacles.values()].join(' ')}`);
  }
  const { device, label, threads } = best.candidate;
  const wanted = asked ?? 'onnxruntime-cpu';
  // In `auto`, losing to a faster device is no fallback; that no compiled program ran is one.
  const compiled = timings.some(({ candidate }) => candidate.device.startsWith('onnxruntime'));
  const fellBack = asked === undefined ? !compiled : device !== asked;
  const eager = device.startsWith('onnxruntime') ? '' : ' (eager, operation by operation)';
  const instead = fellBack
    ? `Training runs on ${label}${eager} instead of ${DEVICE_LABELS[wanted]}, probably slower. ${obstacles.get(wanted) ?? ''}`
    : undefined;
  const { slower } = best.candidate;
  const sentences = [instead, slower].filter((sentence) => sentence !== undefined);
  const fallback = sentences.length === 0 ? undefined : sentences.join(' ').trim();
  const reason = reasonOf(best, timings, device === asked);
  return {
    candidate: best.candidate,
    choice: { device, label, reason, fallback, threads, candidates: rows },
  };
}

/**
 * Times a few real steps of this program on each device of the config's choice and takes the fastest, fewer threads
 * where they cost little. A device that is missing, or cannot run the program, gives way to the next one, and the choice
 * says so.
 * @throws Error when nothing can run the program
 */
export async function chooseDevice(options: DeviceOptions): Promise<ChosenDevice> {
  const { device } = options.program.config;
  const deadline = options.now() + BUDGET;
  const report: Report = { rows: [], timings: [], obstacles: new Map(), deadline };
  if (device === 'auto') {
    for (const name of automatic(options.modules)) {
      await tryDevice(name, options, report, false);
    }
    if (report.timings.length === 0) {
      await tryDevice('javascript', options, report, false);
    } else {
      report.rows.push({
        device: 'javascript',
        label: DEVICE_LABELS.javascript,
        note: 'Not timed: always slower than compiled code.',
      });
    }
    return choiceOf(report, undefined);
  }
  for (const name of [device, ...FALLBACKS[device]]) {
    await tryDevice(name, options, report, name === device);
    if (report.timings.length > 0) break;
  }
  return choiceOf(report, device);
}
