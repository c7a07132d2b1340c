/**
 * What training tells about itself. Called after every step, so it must cost next to nothing: rows go into arrays;
 * the clock decides when they travel on.
 */
import type { StepResult } from '../engine/trainer';
import type { LiveSettings } from '../protocol/liveSettings';
import {
  METRIC_COLUMNS,
  type OutputConvention,
  type OutputHistogram,
  type Progress,
} from '../protocol/runModel';
import type { MetricsWriter } from '../runs/metricsFile';
import { joinRows } from '../runs/tableRows';
import { BUFFER_ROWS, MetricBuffer } from './metricBuffer';
import { outputHistogram } from './outputs';
import type { Publisher } from './publisher';
import { SpeedMeter, type TrainingClock } from './speed';

/** Clients hear of progress this often. */
export const TICK_MS = 250;
/** Rows reach the file, and clients get a new histogram, every so many ticks. */
const TICKS_PER_FLUSH = 4;

export interface TelemetryParts {
  readonly writer: MetricsWriter;
  readonly publisher: Publisher;
  readonly clock: TrainingClock;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  readonly steps: number;
  readonly startStep: number;
  /** What the discriminator's outputs mean. */
  readonly convention: OutputConvention;
  /** What the metrics of samples do at this step and speed; absent where there are none. */
  readonly measuring?: (progress: Progress) => Progress['measuring'];
}

export class Telemetry {
  private readonly buffer: MetricBuffer;
  private readonly speed = new SpeedMeter();
  private step: number;
  private publishedRows = 0;
  private ticks = 0;
  private histogramDue = true;
  private resting = false;
  private lastHistogram: OutputHistogram | undefined;
  private learningRates: Progress['learningRates'];

  constructor(private readonly parts: TelemetryParts) {
    this.step = parts.startStep;
    this.buffer = new MetricBuffer(parts.convention);
  }

  get histogram(): OutputHistogram | undefined {
    return this.lastHistogram;
  }

  get progress(): Progress {
    const { step, learningRates } = this;
    const { steps, measuring } = this.parts;
    const speed = this.resting
      ? { step, steps, stepsPerSecond: 0 }
      : this.speed.progress(step, steps);
    return { ...speed, learningRates, measuring: measuring?.(speed) };
  }

  /** Takes down one step. `keepHistogram` makes a histogram of this very step. */
  record(result: StepResult, settings: LiveSettings, step: number, keepHistogram: boolean): void {
    this.step = step;
    this.learningRates = {
      generator: result.generatorLearningRate,
      discriminator: result.discriminatorLearningRate,
    };
    this.buffer.add(step, this.parts.clock.seconds, result, settings);
    if (this.histogramDue || keepHistogram) {
      const { realLogits, fakeLogits } = result;
      this.lastHistogram = outputHistogram(step, realLogits, fakeLogits, this.parts.convention);
      if (this.histogramDue) this.parts.publisher.send('histogram', this.lastHistogram);
      this.histogramDue = false;
    }
    if (this.buffer.length === BUFFER_ROWS) this.flush();
  }

  /** To be called every `TICK_MS`. */
  tick(): void {
    this.ticks++;
    if (!this.resting) this.speed.note(this.parts.now(), this.step);
    if (this.parts.publisher.clients > 0) this.publish();
    if (this.ticks % TICKS_PER_FLUSH !== 0) return;
    this.flush();
    this.histogramDue = this.parts.publisher.clients > 0;
  }

  /** Sends the rows that clients have not got, and the progress. */
  private publish(): void {
    const { publisher } = this.parts;
    if (this.publishedRows < this.buffer.length) {
      // A copy: what is sent may wait in a socket's buffer.
      publisher.send('metrics', joinRows(METRIC_COLUMNS, [this.buffer.since(this.publishedRows)]));
      this.publishedRows = this.buffer.length;
      publisher.send('progress', this.progress);
    }
  }

  /** Brings every row to the file and to the clients. Answers the last step in the file. */
  flush(): number {
    if (this.buffer.length > 0) {
      if (this.parts.publisher.clients > 0) this.publish();
      this.parts.writer.append(this.buffer.since(0));
      this.buffer.clear();
      this.publishedRows = 0;
    }
    return this.step;
  }

  /** To be called when the run pauses or goes on: the pace before says nothing about the one after. */
  setResting(resting: boolean): void {
    this.resting = resting;
    this.speed.reset();
    this.tellProgress();
  }

  /** Tells clients what has changed though no step was done. */
  tellProgress(): void {
    this.parts.publisher.send('progress', this.progress);
  }

  /** Sees all rows to the disk. */
  async sync(): Promise<void> {
    this.flush();
    await this.parts.writer.sync();
  }

  close(): void {
    this.flush();
    this.parts.writer.close();
  }
}
