/** The settings that may change while a run trains: those that were asked for, and those of the step in progress. */
import {
  describeLimits,
  isWithinLimits,
  type LiveSetting,
  type LiveSettings,
} from '../protocol/liveSettings';
import { RequestError } from './controls';
import type { ReplayedEdits } from './replayedEdits';

export class RunSettings {
  private asked: LiveSettings;
  private inForce: LiveSettings;

  /** @param replayed edits of before that are still to happen again */
  constructor(
    first: LiveSettings,
    private readonly replayed: ReplayedEdits,
  ) {
    this.asked = first;
    this.inForce = first;
  }

  /** Those of the next step that is begun. */
  get current(): LiveSettings {
    return this.asked;
  }

  /** Those of the step in progress, or of the last one: a change in the midst of a step is for the next one. */
  get ofStep(): LiveSettings {
    return this.inForce;
  }

  /** Those of the next update, where so many updates of a step have been done. */
  ofNextUpdate(updatesDone: number): LiveSettings {
    return updatesDone > 0 ? this.inForce : this.asked;
  }

  /** To be called before the first update of a step. Answers whether an edit of before has happened again. */
  beginStep(step: number): boolean {
    const before = this.asked;
    this.asked = this.replayed.settingsFor(step, before);
    this.inForce = this.asked;
    return this.asked !== before;
  }

  /**
   * Answers the value before.
   *
   * @throws RequestError when a setting cannot have this value, or the run has no such setting
   */
  change(setting: LiveSetting, value: number): number {
    const before = this.asked[setting];
    if (before === undefined) {
      const known = Object.keys(this.asked).join(', ');
      throw new RequestError(`The config of this run has no ${setting}. Change one of ${known}.`);
    }
    if (value !== before) {
      checkSetting(setting, value);
      this.replayed.cancel(setting);
      this.asked = { ...this.asked, [setting]: value };
    }
    return before;
  }
}

/** @throws RequestError when a setting cannot have this value */
function checkSetting(setting: LiveSetting, value: number): void {
  if (isWithinLimits(setting, value)) return;
  throw new RequestError(`${setting} must be ${describeLimits(setting)}, not ${value}.`);
}
