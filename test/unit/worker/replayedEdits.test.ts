import { describe, expect, test } from 'vitest';
import type { LiveSetting, LiveSettings } from '../../../src/protocol/liveSettings';
import type { JournalEvent } from '../../../src/protocol/runModel';
import { ReplayedEdits } from '../../../src/worker/replayedEdits';

const before: LiveSettings = {
  discriminatorSteps: 1,
  generatorLearningRate: 0.5,
  discriminatorLearningRate: 0.25,
};

function edit(setting: LiveSetting, to: number, effectiveFrom: number): JournalEvent {
  const time = '2026-01-02T03:04:05.000Z';
  return { time, step: effectiveFrom - 1, type: 'edit', setting, from: 0, to, effectiveFrom };
}

/** The values of k that steps 1001 to 1300, in hundreds, see. */
function kAt(edits: ReplayedEdits): number[] {
  let settings = before;
  const seen: number[] = [];
  for (let step = 1001; step <= 1301; step++) {
    settings = edits.settingsFor(step, settings);
    if (step % 100 === 1) seen.push(settings.discriminatorSteps);
  }
  return seen;
}

describe('edits after the checkpoint', () => {
  test('happen again at their steps; those before it do not', () => {
    const journal = [
      edit('discriminatorSteps', 9, 500),
      edit('discriminatorSteps', 3, 1101),
      edit('discriminatorSteps', 2, 1250),
    ];
    expect(kAt(new ReplayedEdits(journal, 1000))).toEqual([1, 3, 3, 2]);
  });

  test('of an abandoned future give way to those that were made instead', () => {
    const journal = [
      edit('discriminatorSteps', 3, 1201),
      // Resumed from 1000, then:
      edit('discriminatorSteps', 2, 1101),
    ];
    expect(kAt(new ReplayedEdits(journal, 1000))).toEqual([1, 2, 2, 2]);
  });

  test('of a setting do not happen once the user decides anew about it', () => {
    const edits = new ReplayedEdits(
      [edit('discriminatorSteps', 3, 1101), edit('generatorLearningRate', 0.125, 1101)],
      1000,
    );
    edits.cancel('discriminatorSteps');
    expect(edits.settingsFor(1101, before)).toEqual({ ...before, generatorLearningRate: 0.125 });
  });

  test('leave the settings as they are where there are none', () => {
    expect(new ReplayedEdits([], 0).settingsFor(1, before)).toBe(before);
  });
});
