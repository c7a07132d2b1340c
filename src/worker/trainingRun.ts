/** The life of a run: steps one after the other, with what clients ask in between, until it ends in one way or another. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GanConfig } from '../config/ganConfig';
import { DivergenceError, type Trainer } from '../engine/trainer';
import type { RunRecord } from '../protocol/runModel';
import type { BackgroundWrites } from './backgroundWrites';
import type { Balance } from './balance';
import type { CheckpointKeeper } from './checkpointKeeper';
import type { Controls } from './controls';
import type { SampleMetrics } from './evaluation/sampleMetrics';
import type { SampleGrid } from './sampleGrid';
import { failureReason } from './failureReason';
import { describeFully, log } from './log';
import type { RunJournal } from './runJournal';
import type { TrainingClock } from './speed';
import type { Telemetry } from './telemetry';
import type { TrainingSteps } from './trainingSteps';
import type { WatchedUpdates } from './watchedUpdates';

/** Sockets and timers get a turn this often, whether or not the executor waits for anything. */
const TURN_EVERY_MS = 5;

export interface TrainingRunParts {
  readonly config: GanConfig;
  readonly trainer: Trainer;
  readonly steps: TrainingSteps;
  readonly controls: Controls;
  readonly journal: RunJournal;
  readonly telemetry: Telemetry;
  readonly balance: Balance;
  readonly clock: TrainingClock;
  readonly sampleGrid: SampleGrid;
  /** Undefined when samples are not measured. */
  readonly metrics: SampleMetrics | undefined;
  readonly checkpoints: CheckpointKeeper;
  readonly background: BackgroundWrites;
  readonly watched: WatchedUpdates;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export class TrainingRun {
  private lastTurn: number;

  constructor(private readonly parts: TrainingRunParts) {
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
    }
    return this.parts.journal.record;
  }

  private async loop(): Promise<void> {
    const { trainer, steps, controls, journal, config, background, watched } = this.parts;
    if (trainer.step === 0) {
      await steps.evaluate(false);
      await background.idle();
    }
    await journal.transition('running');
    for (;;) {
      await controls.boundary(() => watched.wait);
      if (controls.stopReason !== undefined) return this.finish('stopped', controls.stopReason);
      if (trainer.step >= config.training.steps) return this.finish('completed');
      watched.endUnwatched();
      if (watched.slow) await this.slowUpdate();
      else await steps.step();
      await this.takeTurn();
    }
  }

  private async slowUpdate(): Promise<void> {
    const { steps, clock } = this.parts;
    await steps.watchedUpdate(false);
    steps.showUpdates();
    // The time until the next one is not training.
    clock.stop();
  }

  private async takeTurn(): Promise<void> {
    if (this.parts.now() - this.lastTurn < TURN_EVERY_MS) return;
    await nextTurn();
    this.lastTurn = this.parts.now();
  }

  private async finish(state: 'completed' | 'stopped', reason?: string): Promise<void> {
    const { journal, steps, checkpoints, background, trainer, sampleGrid } = this.parts;
    if (state === 'stopped') await journal.transition('stopping', reason);
    if (trainer.updatesDone > 0) await steps.step();
    await background.idle();
    if (sampleGrid.lastStep !== trainer.step) await steps.evaluate(true);
    if (checkpoints.lastStep !== trainer.step) await steps.saveCheckpoint();
    await background.idle();
    await this.measureLastStep();
    await this.parts.telemetry.sync();
    await this.parts.balance.sync();
    await journal.transition(state, reason);
    journal.sync();
  }

  /** Given up when somebody asks to stop, if need be once more. */
  private async measureLastStep(): Promise<void> {
    const { metrics, controls, trainer } = this.parts;
    if (metrics === undefined) return;
    controls.onStop = () => void metrics.giveUp();
    await metrics.finish(trainer.step);
  }

  private async fail(error: unknown): Promise<void> {
    const { journal, telemetry, balance, checkpoints, trainer, background } = this.parts;
    // A checkpoint that is being written is of a step that went well.
    await background.idle().catch(() => undefined);
    const diverged = error instanceof DivergenceError;
    const reason = failureReason(error, trainer.step, checkpoints.lastStep);
    try {
      telemetry.flush();
      balance.flush();
      journal.error(reason);
    } finally {
      // The state matters more than the rows before it: it is tried even when those could not be written.
      await journal.transition(diverged ? 'diverged' : 'failed', reason);
    }
  }
}
