/** The settings that may change while a run trains: those that were asked for, and those of the step in progress. */
import { LIVE_SETTING_LIMITS } from '../protocol/panelProtocol';
import type { LiveSetting, LiveSettings } from '../protocol/runModel';
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

  /** Answers whether that is another value. */
  change(setting: LiveSetting, value: number): boolean {
    if (this.asked[setting] === value) return false;
    this.replayed.cancel(setting);
    this.asked = { ...this.asked, [setting]: value };
    return true;
  }
}

/** @throws RequestError when a setting cannot have this value */
export function checkSetting(setting: LiveSetting, value: number): void {
  const { minimum, maximum, integer } = LIVE_SETTING_LIMITS[setting];
  if (value >= minimum && value <= maximum && (!integer || Number.isInteger(value))) return;
  throw new RequestError(
    `${setting} must be ${integer ? 'a whole number' : 'a number'} from ${minimum} to ${maximum}, not ${value}.`,
  );
}
