/** The run loop: orders steps, evaluations and checkpoints, and does what clients ask between two steps. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GanConfig } from '../config/ganConfig';
import { DivergenceError, type Trainer } from '../engine/trainer';
import { LIVE_SETTING_LIMITS } from '../protocol/panelProtocol';
import type { Distribution } from '../protocol/distribution';
import type { LiveSetting, LiveSettings, RunRecord } from '../protocol/runModel';
import type { AttachResult } from '../protocol/workerProtocol';
import type { BackgroundWrites } from './backgroundWrites';
import type { Balance } from './balance';
import type { CheckpointKeeper } from './checkpointKeeper';
import { type Controls, RequestError } from './controls';
import type { Distributions } from './distributions';
import type { SampleMetrics } from './evaluation/sampleMetrics';
import type { Evaluator } from './evaluator';
import { failureReason } from './failureReason';
import { describeFully, log } from './log';
import type { ReplayedEdits } from './replayedEdits';
import type { RunJournal } from './runJournal';
import { saveModel, type SavedModel } from './saveModel';
import type { TrainingClock } from './speed';
import type { Telemetry } from './telemetry';

/** Sockets and timers get a turn this often, whether or not the executor waits for anything. */
const TURN_EVERY_MS = 5;

export interface TrainingRunParts {
  readonly runDirectory: string;
  readonly config: GanConfig;
  readonly trainer: Trainer;
  /** Shape of one sample of the data. */
  readonly sampleShape: readonly number[];
  /** Names of the classes that the networks are told. */
  readonly classes: readonly string[] | undefined;
  readonly controls: Controls;
  readonly journal: RunJournal;
  readonly telemetry: Telemetry;
  readonly balance: Balance;
  readonly clock: TrainingClock;
  readonly evaluator: Evaluator;
  /** Of runs whose samples are points in one or two dimensions. */
  readonly distributions: Distributions | undefined;
  /** Undefined when samples are not measured. */
  readonly metrics: SampleMetrics | undefined;
  readonly checkpoints: CheckpointKeeper;
  readonly background: BackgroundWrites;
  readonly replayed: ReplayedEdits;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export class TrainingRun {
  private settings: LiveSettings;
  private lastTurn: number;
  private markEnded: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.markEnded = resolve));

  constructor(private readonly parts: TrainingRunParts) {
    this.settings = parts.journal.record.settings;
    this.lastTurn = parts.now();
  }

  /**
   * Trains until the run is completed, stopped, failed or diverged. Answers its last record, which is on the disk then.
   *
   * @throws Error when even that could not be written
   */
  async train(): Promise<RunRecord> {
    try {
      await this.loop();
    } catch (error) {
      log(describeFully(error));
      await this.fail(error);
    } finally {
      this.parts.controls.end('The run has ended.');
      this.markEnded();
    }
    return this.parts.journal.record;
  }

  private async loop(): Promise<void> {
    const { trainer, controls, journal, config, clock, background } = this.parts;
    if (trainer.step === 0) {
      await this.evaluate(false);
      await background.idle();
    }
    await journal.transition('running');
    for (;;) {
      await controls.boundary();
      if (controls.stopReason !== undefined) return this.finish('stopped', controls.stopReason);
      if (trainer.step >= config.training.steps) return this.finish('completed');
      await this.applyReplayed();
      clock.start();
      await this.step();
      controls.stepDone();
      if (controls.paused) this.rest();
      await this.takeTurn();
    }
  }

  private async step(): Promise<void> {
    const { trainer, telemetry, config, balance, controls } = this.parts;
    const step = trainer.step + 1;
    const evaluate = step % config.evaluation.everySteps === 0;
    // A step that is done by hand is looked at closely.
    const measured = evaluate || balance.isDue(step) || controls.paused;
    const result = await trainer.iterate(this.settings, measured);
    telemetry.record(result, this.settings, step, evaluate);
    balance.note(result);
    if (measured) await balance.record(result, step, evaluate);
    if (evaluate) await this.evaluate(step === config.training.steps);
    if (step % config.checkpoints.everySteps === 0) {
      await this.parts.checkpoints.save(this.settings);
    }
  }

  /** Draws the sample grid of this step; it is written while training goes on. */
  private async evaluate(isLast: boolean): Promise<void> {
    const { background, evaluator, telemetry, journal, trainer, distributions } = this.parts;
    const { step } = trainer;
    // At most one picture waits for a slow disk.
    await background.idle();
    const write = await evaluator.evaluate(step);
    const writeDistribution = await distributions?.evaluate(step, isLast);
    const histogram = telemetry.histogram?.step === step ? telemetry.histogram : undefined;
    background.add(async () => {
      await writeDistribution?.();
      journal.samples(step, await write(), histogram);
    });
    await this.parts.metrics?.consider(step);
  }

  private async finish(state: 'completed' | 'stopped', reason?: string): Promise<void> {
    const { journal, checkpoints, background, trainer, evaluator, telemetry, metrics } = this.parts;
    this.parts.balance.flush();
    if (state === 'stopped') await journal.transition('stopping', reason);
    await background.idle();
    if (evaluator.lastStep !== trainer.step) await this.evaluate(true);
    if (checkpoints.lastStep !== trainer.step) await checkpoints.save(this.settings);
    await background.idle();
    await metrics?.finish(trainer.step);
    await telemetry.sync();
    await journal.transition(state, reason);
    journal.sync();
  }

  private async fail(error: unknown): Promise<void> {
    const { journal, telemetry, checkpoints, trainer, background } = this.parts;
    // A checkpoint that is being written is of a step that went well.
    await background.idle().catch(() => undefined);
    const diverged = error instanceof DivergenceError;
    const reason = failureReason(error, trainer.step, checkpoints.lastStep);
    try {
      telemetry.flush();
      this.parts.balance.flush();
      journal.error(reason);
    } finally {
      // The state matters more than the rows before it: it is tried even when those could not be written.
      await journal.transition(diverged ? 'diverged' : 'failed', reason);
    }
  }

  private rest(): void {
    this.parts.clock.stop();
    this.parts.telemetry.flush();
    this.parts.balance.flush();
  }

  private async takeTurn(): Promise<void> {
    if (this.parts.now() - this.lastTurn < TURN_EVERY_MS) return;
    await nextTurn();
    this.lastTurn = this.parts.now();
  }

  private async applyReplayed(): Promise<void> {
    const settings = this.parts.replayed.settingsFor(this.parts.trainer.step + 1, this.settings);
    if (settings === this.settings) return;
    this.settings = settings;
    await this.parts.journal.adopt(settings);
  }

  attachResult(): AttachResult {
    const { journal, telemetry } = this.parts;
    const metricsFlushedToStep = telemetry.flush();
    const { progress, histogram } = telemetry;
    return { record: journal.record, progress, metricsFlushedToStep, histogram };
  }

  pause(): Promise<{ step: number }> {
    const { controls, journal, telemetry, trainer } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) {
        controls.paused = true;
        this.rest();
        telemetry.setResting(true);
        await journal.transition('paused');
      }
      return { step: trainer.step };
    });
  }

  resume(): Promise<{ step: number }> {
    const { controls, journal, telemetry, trainer } = this.parts;
    return controls.atBoundary(async () => {
      if (controls.paused) {
        controls.paused = false;
        telemetry.setResting(false);
        await journal.transition('running');
      }
      return { step: trainer.step };
    });
  }

  async singleStep(): Promise<{ step: number }> {
    const { controls, trainer } = this.parts;
    let done: Promise<void> | undefined;
    await controls.atBoundary(() => {
      if (!controls.paused) throw new RequestError('Pause the run to go on step by step.');
      done = controls.allowStep();
    });
    await done;
    return { step: trainer.step };
  }

  async stop(reason: string): Promise<{ step: number }> {
    this.parts.controls.requestStop(reason);
    await this.ended;
    return { step: this.parts.trainer.step };
  }

  changeSetting(setting: LiveSetting, value: number): Promise<{ effectiveFrom: number }> {
    const { controls, journal, trainer, replayed } = this.parts;
    checkSetting(setting, value);
    return controls.atBoundary(async () => {
      const effectiveFrom = trainer.step + 1;
      if (this.settings[setting] !== value) {
        replayed.cancel(setting);
        this.settings = { ...this.settings, [setting]: value };
        await journal.edit(setting, this.settings, effectiveFrom);
      }
      return { effectiveFrom };
    });
  }

  distribution(knownStep: number): Promise<Distribution | null> {
    const { controls, distributions, trainer } = this.parts;
    if (distributions === undefined) return Promise.resolve(null);
    return controls.atBoundary(async () => {
      const newest = await distributions.look(trainer.step, controls.paused);
      return newest === undefined || newest.step === knownStep ? null : newest;
    });
  }

  saveModel(): Promise<SavedModel> {
    const { controls, journal, trainer, runDirectory, config, sampleShape, classes } = this.parts;
    return controls.atBoundary(async () => {
      const saved = await saveModel(runDirectory, trainer, { config, sampleShape, classes });
      journal.exported(saved.files);
      return saved;
    });
  }
}

function checkSetting(setting: LiveSetting, value: number): void {
  const { minimum, maximum, integer } = LIVE_SETTING_LIMITS[setting];
  if (value >= minimum && value <= maximum && (!integer || Number.isInteger(value))) return;
  throw new RequestError(
    `${setting} must be ${integer ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}, not ${value}.`,
  );
}
