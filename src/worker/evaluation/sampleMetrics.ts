/**
 * Metrics of generated samples while a run trains: takes samples from the generator at evaluations that the budget
 * allows, lets the thread measure them beside the training, and writes them down with what real samples get.
 */
import { sampledNetwork } from '../../engine/savableNetworks';
import type { Trainer } from '../../engine/trainer';
import type { Progress } from '../../protocol/runModel';
import type { EvaluationWriter } from '../../runs/evaluations';
import { describeCause } from '../../runs/fileSystemCause';
import type { Thread } from '../startThread';
import { Baselines } from './baselines';
import type { EvaluationBudget } from './evaluationBudget';
import { evaluationRows, type Evaluation } from './evaluationRows';
import type { MetricsFunctions, MetricsSetup } from './metricsProtocol';
import type { RealPair } from './realSamples';

/** Pairs of real sets that are compared at the start … */
const PAIRS = 20;
/** … or as many as fit this time, but no fewer than this. */
const PAIRS_SECONDS = 5;
const FEWEST_PAIRS = 5;

export interface SampleMetricsParts {
  readonly trainer: Trainer;
  readonly thread: Thread<MetricsFunctions>;
  readonly setup: MetricsSetup;
  readonly pairs: Iterator<RealPair, never>;
  /** Samples that are compared at once. */
  readonly samples: number;
  /** Of the run. */
  readonly steps: number;
  /** Steps between two evaluations. */
  readonly everySteps: number;
  readonly writer: EvaluationWriter;
  readonly budget: EvaluationBudget;
  /** Seconds of training. */
  readonly trainingSeconds: () => number;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
  /** Hears that the plan has changed. */
  readonly onPlan: () => void;
  /** Hears, once, why nothing more is measured: one sentence. */
  readonly onFailure: (reason: string) => void;
}

export class SampleMetrics {
  private readonly baselines = new Baselines();
  private readonly calibration: Promise<void>;
  private calibrated = false;
  private hurried = false;
  private failed = false;
  private lastStep: number | undefined;
  private measuring: Promise<void> | undefined;
  private readonly unwritten: Evaluation[] = [];

  constructor(private readonly parts: SampleMetricsParts) {
    this.calibration = this.calibrate().catch((error: unknown) => this.fail(error));
  }

  /** To be called at an evaluation, between two steps: measures if the thread is free and the budget allows it. */
  async consider(step: number): Promise<void> {
    const { budget, trainingSeconds } = this.parts;
    if (this.measuring !== undefined || !budget.allows(trainingSeconds())) return;
    await this.take(step);
  }

  /** What is measured now, else what comes next at this speed. Undefined where nothing is measured any more. */
  plan({ step, stepsPerSecond }: Pick<Progress, 'step' | 'stepsPerSecond'>): Progress['measuring'] {
    if (this.failed) return undefined;
    if (this.measuring !== undefined || this.unwritten.length > 0) return { now: this.lastStep };
    const { budget, trainingSeconds, steps, everySteps } = this.parts;
    const wait = budget.secondsLeft(trainingSeconds());
    if (wait > 0 && stepsPerSecond === 0) return {};
    const earned = wait === 0 ? step : step + wait * stepsPerSecond;
    // The last step is measured whatever it costs.
    return { next: Math.min(steps, (Math.floor(earned / everySteps) + 1) * everySteps) };
  }

  /** Measures the last step, whatever it costs; everything is written when the promise resolves. */
  async finish(step: number): Promise<void> {
    this.hurried = true;
    await this.measuring;
    if (this.lastStep !== step) await this.take(step);
    await this.measuring;
    await this.calibration;
  }

  /** Ends what is being measured; it is not written then, and nothing is any more. */
  async giveUp(): Promise<void> {
    this.failed = true;
    await this.parts.thread.close();
    await Promise.all([this.measuring, this.calibration]);
  }

  async close(): Promise<void> {
    await this.giveUp();
    this.parts.writer.close();
  }

  /** Network whose samples are measured. */
  private get network(): 'generator' | 'generatorEma' {
    return sampledNetwork(this.parts.trainer.networks);
  }

  private async take(step: number): Promise<void> {
    if (this.failed) return;
    const { trainer, samples, budget, now, thread } = this.parts;
    const begin = now();
    this.lastStep = step;
    const fakes = await trainer.generate(this.network, trainer.evaluationLatents(samples, step));
    // As real with real samples, what the untrained generator makes is measured once: it is nobody's debt.
    const spend = (seconds: number): void => {
      if (step > 0) budget.spend(seconds);
    };
    spend((now() - begin) / 1000);
    const time = new Date().toISOString();
    this.measuring = thread.functions
      .measure(fakes)
      .then(({ measured, seconds }) => {
        spend(seconds);
        this.unwritten.push({ step, time, samples, network: this.network, measured });
        this.write();
      })
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.measuring = undefined;
        this.parts.onPlan();
      });
    this.parts.onPlan();
  }

  /** Real against real samples. */
  private async calibrate(): Promise<void> {
    const { thread, setup, pairs, now } = this.parts;
    await thread.functions.start(setup);
    const begin = now();
    for (let pair = 0; pair < PAIRS; pair += 1) {
      if (pair >= FEWEST_PAIRS && (this.hurried || now() - begin > PAIRS_SECONDS * 1000)) break;
      const { real, other } = pairs.next().value;
      this.baselines.add((await thread.functions.measureReal(real, other)).measured);
    }
    this.calibrated = true;
    this.write();
    this.parts.onPlan();
  }

  private write(): void {
    if (!this.calibrated || this.unwritten.length === 0) return;
    const evaluations = this.unwritten.splice(0);
    this.parts.writer.append(
      evaluations.flatMap((evaluation) => evaluationRows(evaluation, this.baselines)),
    );
  }

  private fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.parts.onFailure(
      `Samples are not measured any more: ${describeCause(error)}. Training goes on.`,
    );
  }
}
