/** Picks what a program runs on, by timing it, and says why. */
import type { DeviceCandidate, DeviceChoice } from '../../protocol/runModel';
import {
  candidatesFor,
  DEVICE_LABELS,
  FALLBACKS,
  type Candidate,
  type DeviceModules,
  type DeviceName,
} from './candidates';
import { timeBelievably, type Timing, type TimingOptions } from './timeCandidate';

export interface DeviceOptions extends TimingOptions {
  readonly modules: DeviceModules;
}

export interface ChosenDevice {
  readonly candidate: Candidate;
  readonly choice: DeviceChoice;
}

/** All timing together takes about this long, in milliseconds. */
const BUDGET = 2000;
/** More threads must save this share of the time, or still more are not tried. */
const WORTHWHILE = 0.03;
/** More threads must save this share of the time to be chosen: the cores have other things to do, and timing is noisy. */
const WORTH_A_CORE = 0.1;

/** What `auto` tries, in this order: the CPU first, whose numbers the others must have. */
function automatic({ providers }: DeviceModules): readonly DeviceName[] {
  return ['onnxruntime-cpu', ...providers, 'tensorflow'];
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
    const outcome = await timeBelievably(candidate, options, report.timings);
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
