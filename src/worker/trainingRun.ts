/** The run loop: orders steps, evaluations and checkpoints, and does what clients ask in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GanConfig } from '../config/ganConfig';
import { DivergenceError, type StepResult, type Trainer } from '../engine/trainer';
import { LIVE_SETTING_LIMITS } from '../protocol/panelProtocol';
import type { Distribution } from '../protocol/distribution';
import type { NetworkInspection, NetworkRequest } from '../protocol/inspection';
import type { LiveSetting, LiveSettings, RunRecord } from '../protocol/runModel';
import type { Stepping, UpdatePlace } from '../protocol/updates';
import type { AttachResult } from '../protocol/workerProtocol';
import type { BackgroundWrites } from './backgroundWrites';
import type { Balance } from './balance';
import type { CheckpointKeeper } from './checkpointKeeper';
import { type Controls, RequestError } from './controls';
import type { Distributions } from './distributions';
import type { SampleMetrics } from './evaluation/sampleMetrics';
import type { Evaluator } from './evaluator';
import type { SampleInspector } from './inspection/sampleInspector';
import { failureReason } from './failureReason';
import { describeFully, log } from './log';
import type { ReplayedEdits } from './replayedEdits';
import type { RunJournal } from './runJournal';
import { saveModel, type SavedModel } from './saveModel';
import type { TrainingClock } from './speed';
import type { Telemetry } from './telemetry';
import type { WatchedUpdates } from './watchedUpdates';

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
  /** Of runs whose samples are images. */
  readonly inspector: SampleInspector | undefined;
  readonly checkpoints: CheckpointKeeper;
  readonly background: BackgroundWrites;
  readonly replayed: ReplayedEdits;
  readonly watched: WatchedUpdates;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export class TrainingRun {
  private settings: LiveSettings;
  /** Those of the step in progress: a change in its midst is for the next one. */
  private inForce: LiveSettings;
  private lastTurn: number;
  private markEnded: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => (this.markEnded = resolve));

  constructor(private readonly parts: TrainingRunParts) {
    this.settings = parts.journal.record.settings;
    this.inForce = this.settings;
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
    const { trainer, controls, journal, config, background, watched } = this.parts;
    if (trainer.step === 0) {
      await this.evaluate(false);
      await background.idle();
    }
    await journal.transition('running');
    for (;;) {
      await controls.boundary(() => watched.wait);
      if (controls.stopReason !== undefined) return this.finish('stopped', controls.stopReason);
      if (trainer.step >= config.training.steps) return this.finish('completed');
      watched.endUnwatched();
      if (watched.slow) await this.slowUpdate();
      else await this.step();
      await this.takeTurn();
    }
  }

  /** One step, or what is left of it. */
  private async step(): Promise<void> {
    await this.beginUpdate();
    const { trainer, balance } = this.parts;
    const step = trainer.step + 1;
    const measured = this.isEvaluated(step) || balance.isDue(step);
    await this.endStep(await trainer.iterate(this.inForce, measured), measured);
  }

  private isEvaluated(step: number): boolean {
    return step % this.parts.config.evaluation.everySteps === 0;
  }

  /** One update that somebody watches. */
  private async watchedUpdate(wholeStep: boolean): Promise<void> {
    await this.beginUpdate();
    const update = await this.parts.trainer.watchedUpdate(this.inForce);
    if (update.step !== undefined) await this.endStep(update.step, true);
    this.parts.watched.note(update, wholeStep);
  }

  private async slowUpdate(): Promise<void> {
    await this.watchedUpdate(false);
    this.showUpdates();
    // The time until the next one is not training.
    this.parts.clock.stop();
  }

  private async beginUpdate(): Promise<void> {
    if (this.parts.trainer.updatesDone === 0) {
      await this.applyReplayed();
      this.inForce = this.settings;
    }
    this.parts.clock.start();
  }

  private async endStep(result: StepResult, measured: boolean): Promise<void> {
    const { trainer, telemetry, config, balance } = this.parts;
    const { step } = trainer;
    const evaluate = this.isEvaluated(step);
    telemetry.record(result, this.inForce, step, evaluate);
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
    const { journal, checkpoints, background, trainer, evaluator, telemetry } = this.parts;
    if (state === 'stopped') await journal.transition('stopping', reason);
    if (trainer.updatesDone > 0) await this.step();
    await background.idle();
    if (evaluator.lastStep !== trainer.step) await this.evaluate(true);
    if (checkpoints.lastStep !== trainer.step) await checkpoints.save(this.settings);
    await background.idle();
    await this.measureLastStep();
    await telemetry.sync();
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
    const stepping = this.parts.watched.view(this.nextSettings);
    return { record: journal.record, progress, metricsFlushedToStep, histogram, stepping };
  }

  pause(): Promise<{ step: number }> {
    const { controls, journal, telemetry, trainer } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) {
        controls.paused = true;
        this.rest();
        telemetry.setResting(true);
        await journal.transition('paused');
        this.showUpdates();
      }
      return { step: trainer.step };
    });
  }

  resume(): Promise<{ step: number }> {
    const { controls, journal, telemetry, trainer, watched } = this.parts;
    return controls.atBoundary(async () => {
      if (controls.paused) {
        controls.paused = false;
        telemetry.setResting(false);
        if (!watched.slow) watched.forget();
        this.showUpdates();
        await journal.transition('running');
      }
      return { step: trainer.step };
    });
  }

  /** One step while paused, or what is left of one that has been begun update by update. */
  singleStep(): Promise<{ step: number }> {
    const { controls, trainer } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) throw new RequestError('Pause the run to go on step by step.');
      await this.whileHeld(async () => {
        do await this.watchedUpdate(true);
        while (trainer.updatesDone > 0);
      });
      return { step: trainer.step };
    });
  }

  /** One update while paused: the next of Algorithm 1, if it moves this player. */
  singleUpdate(player: 'discriminator' | 'generator'): Promise<Stepping> {
    const { controls, trainer, watched } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) throw new RequestError('Pause the run to go on update by update.');
      const refusal = whyNotNext(player, trainer.nextUpdate(this.nextSettings));
      if (refusal !== undefined) throw new RequestError(refusal);
      await this.whileHeld(() => this.watchedUpdate(false));
      return watched.view(this.nextSettings);
    });
  }

  slowMotion(updatesPerSecond: number): Promise<Stepping> {
    const { controls, watched } = this.parts;
    return controls.atBoundary(() => {
      watched.setSlowMotion(updatesPerSecond);
      if (!controls.paused && updatesPerSecond === 0) watched.forget();
      this.showUpdates();
      return watched.view(this.nextSettings);
    });
  }

  /** The settings that the next update will have. */
  private get nextSettings(): LiveSettings {
    return this.parts.trainer.updatesDone > 0 ? this.inForce : this.settings;
  }

  private showUpdates(): void {
    this.parts.watched.publish(this.nextSettings);
  }

  /** Trains while the run is held. What goes wrong ends the run, as it would in the loop. */
  private async whileHeld(work: () => Promise<void>): Promise<void> {
    const { controls, trainer, config } = this.parts;
    try {
      // It may have been held after its last step.
      if (trainer.step < config.training.steps) await work();
    } catch (error) {
      controls.abort(error instanceof Error ? error : new Error(String(error)));
      throw new RequestError('The run has ended.');
    }
    this.rest();
    this.showUpdates();
    // Nothing is left to be held before.
    if (trainer.step >= config.training.steps) controls.paused = false;
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
      const effectiveFrom = trainer.step + (trainer.updatesDone > 0 ? 2 : 1);
      if (this.settings[setting] !== value) {
        replayed.cancel(setting);
        this.settings = { ...this.settings, [setting]: value };
        await journal.edit(setting, this.settings, effectiveFrom);
        this.showUpdates();
      }
      return { effectiveFrom };
    });
  }

  distribution(knownStep: number, knownUpdates: number): Promise<Distribution | null> {
    const { controls, distributions, trainer, watched } = this.parts;
    if (distributions === undefined) return Promise.resolve(null);
    return controls.atBoundary(async () => {
      const now = { step: trainer.step, updates: trainer.updatesDone };
      const pace = controls.paused ? 'held' : watched.slow ? 'slow' : 'running';
      const newest = await distributions.look(now, pace);
      if (newest === undefined) return null;
      const { step, updates = 0 } = newest;
      return step === knownStep && updates === knownUpdates ? null : newest;
    });
  }

  async inspect(request: NetworkRequest): Promise<NetworkInspection> {
    const { inspector } = this.parts;
    if (inspector === undefined) throw new RequestError('Only images can be inspected.');
    return inspector.inspect(request);
  }

  saveModel(): Promise<SavedModel> {
    const { controls, journal, trainer, runDirectory, config, sampleShape, classes } = this.parts;
    return controls.atBoundary(async () => {
      // A model is that of a step: one that has been begun is ended first.
      if (trainer.updatesDone > 0) await this.whileHeld(() => this.step());
      await trainer.settle();
      const saved = await saveModel(runDirectory, trainer, { config, sampleShape, classes });
      journal.exported(saved.files);
      return saved;
    });
  }
}

/** Why the next update is not one of this player; undefined if it is. */
function whyNotNext(
  player: 'discriminator' | 'generator',
  { step, kind, index, count }: UpdatePlace,
): string | undefined {
  if (kind === player || (kind === 'simultaneous' && player === 'generator')) return undefined;
  switch (kind) {
    case 'discriminator':
      return `Discriminator update ${index} of ${count} of step ${step} comes before the generator moves.`;
    case 'generator':
      return `The discriminator updates of step ${step} are done: the generator moves next.`;
    case 'simultaneous':
      return `In step ${step} both players move at once next: choose the generator's update.`;
  }
}

function checkSetting(setting: LiveSetting, value: number): void {
  const { minimum, maximum, integer } = LIVE_SETTING_LIMITS[setting];
  if (value >= minimum && value <= maximum && (!integer || Number.isInteger(value))) return;
  throw new RequestError(
    `${setting} must be ${integer ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}, not ${value}.`,
  );
}
