/** When the distributions of a run are measured, and where they go. */
import { mkdir } from 'node:fs/promises';
import type { DistributionMeter } from '../engine/theory/distributionMeter';
import type { Distribution } from '../protocol/distribution';
import { encodeDistribution } from '../runs/distributions';
import { distributionFile, runFile } from '../runs/layout';
import { replaceFile } from '../runs/replaceFile';
import { TheoryWriter } from '../runs/theoryTable';
import type { Publisher } from './publisher';

/** Files kept of a run, at most about this many: a hundred kilobytes each. Every evaluation has its row of figures. */
const MOST_FILES = 256;
/** Two who watch share what is measured. */
const LEAST_PAUSE_MS = 400;
/** Of the time since the start that all measurements together may take before one more is made for those who watch. */
const BUDGET = 0.05;

/** How far training has come. */
interface Moment {
  /** Whole steps done. */
  readonly step: number;
  /** Updates done of the next one. */
  readonly updates: number;
}

/** Whether training waits for its user, in slow motion for the next update, or for nothing. */
type Pace = 'held' | 'slow' | 'running';

export interface DistributionsParts {
  readonly runDirectory: string;
  readonly meter: DistributionMeter;
  readonly publisher: Publisher;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Steps of the run, and between two evaluations. */
  readonly steps: number;
  readonly everySteps: number;
  readonly startStep: number;
}

/** Every so many evaluations are kept as a file: a power of two. */
export function keptEvery(steps: number, everySteps: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(steps / everySteps / MOST_FILES)));
}

export class Distributions {
  private readonly table: TheoryWriter;
  private readonly stride: number;
  private readonly startedAt: number;
  private measuredAt = Number.NEGATIVE_INFINITY;
  private spent = 0;
  private longest = 0;
  private newest: Distribution | undefined;

  constructor(private readonly parts: DistributionsParts) {
    this.table = TheoryWriter.open(parts.runDirectory, parts.startStep);
    this.stride = keptEvery(parts.steps, parts.everySteps);
    this.startedAt = parts.now();
  }

  /**
   * Measures the networks of an evaluation. Answers a function that writes what is kept of it.
   *
   * @param isLast of the run: kept whatever its step is
   */
  async evaluate(step: number, isLast: boolean): Promise<() => Promise<void>> {
    const { runDirectory, everySteps, publisher } = this.parts;
    const distribution = await this.measure({ step, updates: 0 });
    const whole = isLast || (step / everySteps) % this.stride === 0;
    return async () => {
      if (whole) {
        await mkdir(runFile(runDirectory, 'distributions'), { recursive: true });
        await replaceFile(distributionFile(runDirectory, step), encodeDistribution(distribution));
      }
      await this.table.append(step, distribution.figures);
      publisher.send('distribution', step, whole);
    };
  }

  /**
   * The distribution of now, if it has been measured or may be; else the newest.
   *
   * @param pace of training meanwhile
   */
  async look(now: Moment, pace: Pace): Promise<Distribution | undefined> {
    const { step, updates = 0 } = this.newest ?? {};
    const isNew = step !== now.step || updates !== now.updates;
    if (!isNew || !this.mayLook(pace)) return this.newest;
    const { spent } = this;
    const distribution = await this.measure(now);
    // Time that training has not waited for is not taken from it.
    if (pace !== 'running') this.spent = spent;
    return distribution;
  }

  private mayLook(pace: Pace): boolean {
    if (pace === 'held') return true;
    const { now } = this.parts;
    const pause = now() - this.measuredAt;
    // At most half of the time: updates are to come at the pace that was asked for.
    if (pace === 'slow') return pause >= this.longest;
    if (pause < LEAST_PAUSE_MS) return false;
    return this.spent + this.longest <= BUDGET * (now() - this.startedAt);
  }

  private async measure({ step, updates }: Moment): Promise<Distribution> {
    const { meter, now } = this.parts;
    const isFirst = this.newest === undefined;
    const start = now();
    const distribution = await meter.measure(step, updates);
    this.measuredAt = now();
    const took = this.measuredAt - start;
    this.spent += took;
    // The first one also prepares what all of them share.
    if (!isFirst) this.longest = Math.max(0.9 * this.longest, took);
    this.newest = distribution;
    return distribution;
  }

  close(): void {
    this.table.close();
  }
}
