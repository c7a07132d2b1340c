/** What clients may ask of a run that trains, each between two of its steps or updates. */
import { formatCount } from '../config/formatCount';
import type { GanConfig } from '../config/ganConfig';
import type { Trainer } from '../engine/trainer';
import type { Distribution } from '../protocol/distribution';
import type { NetworkInspection, NetworkRequest } from '../protocol/inspection';
import type { LiveSetting } from '../protocol/liveSettings';
import type { Stepping, UpdatePlace } from '../protocol/updates';
import type { AttachResult } from '../protocol/workerProtocol';
import { asError } from '../runs/errors';
import { type Controls, RequestError } from './controls';
import type { Distributions } from './distributions';
import type { SampleInspector } from './inspection/sampleInspector';
import type { RunJournal } from './runJournal';
import type { RunSettings } from './runSettings';
import { saveModel, type SavedModel } from './saveModel';
import type { Telemetry } from './telemetry';
import type { TrainingSteps } from './trainingSteps';
import type { WatchedUpdates } from './watchedUpdates';

export interface ClientRequestsParts {
  readonly runDirectory: string;
  readonly config: GanConfig;
  readonly trainer: Trainer;
  /** Shape of one sample of the data. */
  readonly sampleShape: readonly number[];
  /** Names of the classes that the networks are told. */
  readonly classes: readonly string[] | undefined;
  readonly steps: TrainingSteps;
  readonly settings: RunSettings;
  readonly controls: Controls;
  readonly journal: RunJournal;
  readonly telemetry: Telemetry;
  /** Of runs whose samples are points in one or two dimensions. */
  readonly distributions: Distributions | undefined;
  /** Of runs whose samples are images. */
  readonly inspector: SampleInspector | undefined;
  readonly watched: WatchedUpdates;
}

export class ClientRequests {
  constructor(private readonly parts: ClientRequestsParts) {}

  attachResult(): AttachResult {
    const { journal, telemetry } = this.parts;
    const metricsFlushedToStep = telemetry.flush();
    const { progress, histogram } = telemetry;
    const stepping = this.stepping();
    return { record: journal.record, progress, metricsFlushedToStep, histogram, stepping };
  }

  pause(): Promise<{ step: number }> {
    const { controls, journal, telemetry, trainer, steps } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) {
        controls.paused = true;
        steps.rest();
        telemetry.setResting(true);
        await journal.transition('paused');
        steps.showUpdates();
      }
      return { step: trainer.step };
    });
  }

  resume(): Promise<{ step: number }> {
    const { controls, journal, telemetry, trainer, steps, watched } = this.parts;
    return controls.atBoundary(async () => {
      if (controls.paused) {
        controls.paused = false;
        telemetry.setResting(false);
        if (!watched.slow) watched.forget();
        steps.showUpdates();
        await journal.transition('running');
      }
      return { step: trainer.step };
    });
  }

  /** One step while paused, or what is left of one that has been begun update by update. */
  singleStep(): Promise<{ step: number }> {
    const { controls, trainer, steps } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) throw new RequestError('Pause the run to go on step by step.');
      await this.whileHeld(async () => {
        do await steps.watchedUpdate(true);
        while (trainer.updatesDone > 0);
      });
      return { step: trainer.step };
    });
  }

  /** One update while paused: the next of Algorithm 1, if it moves this player. */
  singleUpdate(player: 'discriminator' | 'generator'): Promise<Stepping> {
    const { controls, steps } = this.parts;
    return controls.atBoundary(async () => {
      if (!controls.paused) throw new RequestError('Pause the run to go on update by update.');
      const refusal = whyNotNext(player, this.stepping().next);
      if (refusal !== undefined) throw new RequestError(refusal);
      await this.whileHeld(() => steps.watchedUpdate(false));
      return this.stepping();
    });
  }

  slowMotion(updatesPerSecond: number): Promise<Stepping> {
    const { controls, watched, steps } = this.parts;
    return controls.atBoundary(() => {
      watched.setSlowMotion(updatesPerSecond);
      if (!controls.paused && updatesPerSecond === 0) watched.forget();
      steps.showUpdates();
      return this.stepping();
    });
  }

  async stop(reason: string): Promise<{ step: number }> {
    const { controls, trainer } = this.parts;
    controls.requestStop(reason);
    await controls.ended;
    return { step: trainer.step };
  }

  changeSetting(setting: LiveSetting, value: number): Promise<{ effectiveFrom: number }> {
    const { controls, journal, trainer, steps, settings } = this.parts;
    return controls.atBoundary(async () => {
      const effectiveFrom = trainer.step + (trainer.updatesDone > 0 ? 2 : 1);
      const from = settings.change(setting, value);
      if (from !== value) {
        await journal.edit({ setting, from, to: value }, settings.current, effectiveFrom);
        steps.showUpdates();
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
    const { controls, journal, trainer, steps, runDirectory } = this.parts;
    const { config, sampleShape, classes } = this.parts;
    return controls.atBoundary(async () => {
      // A model is that of a step: one that has been begun is ended first.
      if (trainer.updatesDone > 0) await this.whileHeld(() => steps.step());
      await trainer.settle();
      const saved = await saveModel(runDirectory, trainer, { config, sampleShape, classes });
      journal.exported(saved.files);
      return saved;
    });
  }

  private stepping(): Stepping {
    const { watched, settings, trainer } = this.parts;
    return watched.view(settings.ofNextUpdate(trainer.updatesDone));
  }

  /** Trains while the run is held. What goes wrong ends the run, as it would in the loop. */
  private async whileHeld(work: () => Promise<void>): Promise<void> {
    const { controls, trainer, config, steps } = this.parts;
    try {
      // It may have been held after its last step.
      if (trainer.step < config.training.steps) await work();
    } catch (error) {
      controls.abort(asError(error));
      throw new RequestError('The run has ended.');
    }
    steps.rest();
    steps.showUpdates();
    // Nothing is left to be held before.
    if (trainer.step >= config.training.steps) controls.paused = false;
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
      return `Discriminator update ${index} of ${count} of step ${formatCount(step)} comes before the generator moves.`;
    case 'generator':
      return `The discriminator updates of step ${formatCount(step)} are done: the generator moves next.`;
    case 'simultaneous':
      return `In step ${formatCount(step)} both players move at once next: choose the generator's update.`;
  }
}
