/**
 * Edits that a run made after the checkpoint it is resumed from. They happen again at the same steps, so that the run
 * takes the way it took before it was cut off.
 */
import type { LiveSetting, LiveSettings } from '../protocol/liveSettings';
import type { JournalEvent } from '../protocol/runModel';

type Edit = Extract<JournalEvent, { type: 'edit' }>;

export class ReplayedEdits {
  private edits: readonly Edit[];

  /**
   * @param journal all events so far, oldest first
   * @param checkpointStep the step the run goes on from
   */
  constructor(journal: readonly JournalEvent[], checkpointStep: number) {
    let edits: Edit[] = [];
    for (const event of journal) {
      if (event.type !== 'edit') continue;
      // An edit of a resumed run overrules those of the abandoned future.
      edits = edits.filter(
        (earlier) =>
          earlier.setting !== event.setting || earlier.effectiveFrom < event.effectiveFrom,
      );
      edits.push(event);
    }
    this.edits = edits.filter(({ effectiveFrom }) => effectiveFrom > checkpointStep);
  }

  /** The settings of `step`, given those of the step before; the same object when nothing changes. */
  settingsFor(step: number, before: LiveSettings): LiveSettings {
    if (this.edits.length === 0) return before;
    const due = this.edits.filter(({ effectiveFrom }) => effectiveFrom <= step);
    this.edits = this.edits.filter(({ effectiveFrom }) => effectiveFrom > step);
    return due.reduce((settings, { setting, to }) => ({ ...settings, [setting]: to }), before);
  }

  /** The user decides anew about a setting. */
  cancel(setting: LiveSetting): void {
    this.edits = this.edits.filter((edit) => edit.setting !== setting);
  }
}
