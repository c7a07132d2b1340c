/** The steps of a run, whole or an update at a time, and what follows each: rows, evaluations, checkpoints. */
import type { GanConfig } from '../config/ganConfig';
import type { StepResult, Trainer } from '../engine/trainer';
import type { BackgroundWrites } from './backgroundWrites';
import type { Balance } from './balance';
import type { CheckpointKeeper } from './checkpointKeeper';
import type { Distributions } from './distributions';
import type { SampleMetrics } from './evaluation/sampleMetrics';
import type { SampleGrid } from './sampleGrid';
import type { RunJournal } from './runJournal';
import type { RunSettings } from './runSettings';
import type { TrainingClock } from './speed';
import type { Telemetry } from './telemetry';
import type { WatchedUpdates } from './watchedUpdates';

export interface TrainingStepsParts {
  readonly config: GanConfig;
  readonly trainer: Trainer;
  readonly settings: RunSettings;
  readonly clock: TrainingClock;
  readonly journal: RunJournal;
  readonly telemetry: Telemetry;
  readonly balance: Balance;
  readonly sampleGrid: SampleGrid;
  /** Of runs whose samples are points in one or two dimensions. */
  readonly distributions: Distributions | undefined;
  /** Undefined when samples are not measured. */
  readonly metrics: SampleMetrics | undefined;
  readonly checkpoints: CheckpointKeeper;
  readonly background: BackgroundWrites;
  readonly watched: WatchedUpdates;
}

export class TrainingSteps {
  constructor(private readonly parts: TrainingStepsParts) {}

  /** One step, or what is left of it. */
  async step(): Promise<void> {
    await this.beginUpdate();
    const { trainer, balance, settings } = this.parts;
    const step = trainer.step + 1;
    const measured = this.isEvaluated(step) || balance.isDue(step);
    await this.endStep(await trainer.iterate(settings.ofStep, measured), measured);
  }

  /** One update that somebody watches. */
  async watchedUpdate(wholeStep: boolean): Promise<void> {
    await this.beginUpdate();
    const { trainer, settings, watched } = this.parts;
    const update = await trainer.watchedUpdate(settings.ofStep);
    if (update.step !== undefined) await this.endStep(update.step, true);
    watched.note(update, wholeStep);
  }

  /**
   * An evaluation of this step: its sample grid, its distribution, and samples to measure if it is time for that. Files
   * are written while training goes on.
   *
   * @param isLast of the run
   */
  async evaluate(isLast: boolean): Promise<void> {
    const { background, sampleGrid, telemetry, journal, trainer, distributions } = this.parts;
    const { step } = trainer;
    // At most one picture waits for a slow disk.
    await background.idle();
    const write = await sampleGrid.draw(step);
    const writeDistribution = await distributions?.evaluate(step, isLast);
    const histogram = telemetry.histogram?.step === step ? telemetry.histogram : undefined;
    background.add(async () => {
      await writeDistribution?.();
      journal.samples(step, await write(), histogram);
    });
    await this.parts.metrics?.consider(step);
  }

  async saveCheckpoint(): Promise<void> {
    await this.parts.checkpoints.save(this.parts.settings.current);
  }

  /** To be called when training is held: the time until it goes on is none of it. */
  rest(): void {
    this.parts.clock.stop();
    this.parts.telemetry.flush();
    this.parts.balance.flush();
  }

  /** Shows those who watch what was done, and which update comes next. */
  showUpdates(): void {
    const { watched, settings, trainer } = this.parts;
    watched.publish(settings.ofNextUpdate(trainer.updatesDone));
  }

  private isEvaluated(step: number): boolean {
    return step % this.parts.config.evaluation.everySteps === 0;
  }

  private async beginUpdate(): Promise<void> {
    const { trainer, settings, journal, clock } = this.parts;
    if (trainer.updatesDone === 0 && settings.beginStep(trainer.step + 1)) {
      await journal.adopt(settings.current);
    }
    clock.start();
  }

  private async endStep(result: StepResult, measured: boolean): Promise<void> {
    const { trainer, telemetry, config, balance, settings } = this.parts;
    const { step } = trainer;
    const evaluate = this.isEvaluated(step);
    telemetry.record(result, settings.ofStep, step, evaluate);
    balance.note(result);
    if (measured) await balance.record(result, step, evaluate);
    if (evaluate) await this.evaluate(step === config.training.steps);
    if (step % config.checkpoints.everySteps === 0) await this.saveCheckpoint();
  }
}
