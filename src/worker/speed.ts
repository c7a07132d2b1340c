/** Training speed over a sliding window, and training time without pauses. */
import type { Progress } from '../protocol/runModel';

const WINDOW_MS = 5000;

export class SpeedMeter {
  private readonly samples: { readonly time: number; readonly step: number }[] = [];

  /** Notes the step reached at a time in milliseconds. */
  note(time: number, step: number): void {
    this.samples.push({ time, step });
    while (this.samples.length > 2 && time - (this.samples[1]?.time ?? time) >= WINDOW_MS) {
      this.samples.shift();
    }
  }

  /** Forgets what was: after a pause the time before it does not count. */
  reset(): void {
    this.samples.length = 0;
  }

  progress(step: number, steps: number): Progress {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.time === first.time) {
      return { step, steps, stepsPerSecond: 0 };
    }
    const stepsPerSecond = ((last.step - first.step) * 1000) / (last.time - first.time);
    if (stepsPerSecond === 0) return { step, steps, stepsPerSecond };
    return { step, steps, stepsPerSecond, secondsLeft: (steps - step) / stepsPerSecond };
  }
}

/** Counts the seconds of training; stands still while stopped. */
export class TrainingClock {
  private startedAt: number | undefined;

  constructor(
    private readonly now: () => number,
    private counted: number,
  ) {}

  start(): void {
    this.startedAt ??= this.now();
  }

  stop(): void {
    this.counted = this.seconds;
    this.startedAt = undefined;
  }

  get seconds(): number {
    if (this.startedAt === undefined) return this.counted;
    return this.counted + (this.now() - this.startedAt) / 1000;
  }
}
