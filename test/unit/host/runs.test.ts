import { describe, expect, it } from 'vitest';
import { isPossible, obviousTarget } from '../../../src/host/commands/target';
import { settingProblem } from '../../../src/host/commands/edit';
import { escapeMarkdown } from '../../../src/host/markdown';
import { can, contextValue } from '../../../src/host/runs/abilities';
import type { Log } from '../../../src/host/log';
import { Run, type RunStatus, type WorkerLink } from '../../../src/host/runs/run';
import { RunActions } from '../../../src/host/runs/runActions';
import {
  formatDuration,
  runAccessibleLabel,
  runDescription,
} from '../../../src/host/runs/runPresentation';
import { runTooltip } from '../../../src/host/runs/runTooltip';
import type { RunState } from '../../../src/protocol/runModel';
import { makeRecord } from './runRecords';

function offline(state: RunState, status: Partial<RunStatus> = {}): Run {
  return new Run(`/runs/${state}`, {
    record: makeRecord(state),
    attachable: false,
    hasCheckpoint: false,
    ...status,
  });
}

function online(state: RunState): Run {
  const run = offline(state);
  const link = { call: () => Promise.reject(new Error('not called')), dispose: () => undefined };
  run.connect(link, {
    record: makeRecord(state),
    progress: { step: 12_400, steps: 50_000, stepsPerSecond: 41.234, secondsLeft: 912 },
  });
  return run;
}

describe('what can be done with a run', () => {
  it('follows from its state and from whether a worker answers', () => {
    expect(contextValue(online('starting'))).toBe('run stoppable');
    expect(contextValue(online('running'))).toBe('run pausable stoppable editable savable');
    expect(contextValue(online('paused'))).toBe(
      'run resumable steppable stoppable editable savable',
    );
    expect(contextValue(online('stopping'))).toBe('run');
    expect(contextValue(offline('running'))).toBe('run');
    expect(contextValue(offline('stopped'))).toBe('run deletable');
    expect(contextValue(offline('stopped', { hasCheckpoint: true }))).toBe(
      'run resumable savable deletable',
    );
    expect(contextValue(offline('completed', { hasCheckpoint: true }))).toBe(
      'run savable deletable',
    );
  });

  it('ends when the worker goes', () => {
    const run = online('running');
    expect(can(run, 'pause')).toBe(true);
    run.disconnect();
    expect(can(run, 'pause')).toBe(false);
    expect(() => run.call).toThrow('mnist has no training process that answers.');
  });

  it('is known once a checkpoint has been written', () => {
    const run = online('running');
    run.receiveJournal({
      type: 'checkpoint',
      time: '2026-01-01T00:00:00.000Z',
      step: 1,
      directory: 'x',
    });
    run.disconnect();
    run.update({ record: makeRecord('failed'), attachable: false, hasCheckpoint: true });
    expect(can(run, 'resume')).toBe(true);
  });
});

describe('saving the model', () => {
  const log = { info: () => undefined } as unknown as Log;
  const saved = (run: Run) => ({
    step: 3374,
    directory: `${run.directory}/exports/step-000003374`,
    files: ['a', 'b', 'c', 'd', 'e'],
  });
  const starter = {
    resume: () => Promise.reject(new Error('not asked for')),
    exportModel: (run: Run) => Promise.resolve(saved(run)),
  };
  const actions = new RunActions(starter, log);
  const message = 'Saved the model of step 3,374 to exports/step-000003374 (5 files).';

  it('starts a process for a run that has ended, and tells where the files are', async () => {
    for (const state of ['completed', 'stopped', 'failed', 'diverged'] as const) {
      const run = offline(state, { hasCheckpoint: true });
      expect(await actions.saveModel(run)).toEqual({
        message,
        step: 3374,
        directory: `/runs/${state}/exports/step-000003374`,
      });
    }
  });

  it('is left to the process that trains', async () => {
    const run = offline('running');
    const call = ((name: string) => {
      expect(name).toBe('saveModel');
      return Promise.resolve(saved(run));
    }) as WorkerLink['call'];
    run.connect(
      { call, dispose: () => undefined },
      { record: makeRecord('running'), progress: { step: 1, steps: 2, stepsPerSecond: 1 } },
    );
    expect((await actions.saveModel(run)).message).toBe(message);
  });

  it('is not asked of a process that has ended and has not gone yet', async () => {
    const run = offline('running', { hasCheckpoint: true });
    const call = (() => Promise.reject(new Error('The run has ended.'))) as WorkerLink['call'];
    run.connect(
      { call, dispose: () => undefined },
      { record: makeRecord('running'), progress: { step: 1, steps: 2, stepsPerSecond: 1 } },
    );
    run.receiveRecord(makeRecord('stopped'));
    expect((await actions.saveModel(run)).message).toBe(message);
    // The starter of this test starts nothing, but it is what was asked.
    await expect(actions.resume(run)).rejects.toThrow('not asked for');
  });

  it('is refused with the reason', async () => {
    await expect(actions.saveModel(offline('failed'))).rejects.toThrow(
      'mnist has no checkpoint, so there is no model to save.',
    );
    await expect(actions.saveModel(online('stopping'))).rejects.toThrow(
      'mnist is stopping. Its model can be saved while it is running or paused.',
    );
    await expect(actions.saveModel(offline('running'))).rejects.toThrow('does not answer');
  });
});

describe('the run a command acts on', () => {
  const running = online('running');
  const paused = online('paused');
  const ended = offline('stopped');
  const runs = [running, paused, ended];

  it('is the one in front, whether or not that makes sense: never another one', () => {
    expect(obviousTarget(runs, { inPanel: ended, selected: running }, 'pause')).toBe(ended);
    expect(isPossible(runs, { inPanel: ended, selected: running }, 'pause')).toBe(false);
  });

  it('is the selected one if it fits', () => {
    const both = [running, online('running')];
    expect(obviousTarget(both, { inPanel: undefined, selected: running }, 'pause')).toBe(running);
  });

  it('is the only one that fits', () => {
    expect(obviousTarget(runs, { inPanel: undefined, selected: ended }, 'pause')).toBe(running);
    expect(obviousTarget(runs, { inPanel: undefined, selected: undefined }, 'step')).toBe(paused);
  });

  it('has to be asked for otherwise', () => {
    const attention = { inPanel: undefined, selected: undefined };
    expect(obviousTarget(runs, attention, 'stop')).toBeUndefined();
    expect(isPossible(runs, attention, 'stop')).toBe(true);
    expect(isPossible([ended], attention, 'stop')).toBe(false);
  });
});

describe('how a run is described', () => {
  it('by its progress while it runs, and by its state otherwise', () => {
    expect(runDescription(online('running'))).toBe('12,400 / 50,000 · 41.2/s');
    expect(runDescription(online('paused'))).toBe('12,400 / 50,000 · paused');
    expect(runDescription(offline('completed'))).toBe('12,400 steps');
    expect(runAccessibleLabel(online('running'))).toBe('mnist, running, step 12,400 of 50,000');
  });

  it('gives durations in two units', () => {
    expect(formatDuration(59.4)).toBe('59 s');
    expect(formatDuration(912)).toBe('15 min 12 s');
    expect(formatDuration(3725)).toBe('1 h 2 min');
  });

  it('shows what stands in files as text, never as Markdown', () => {
    const run = offline('failed', {
      record: makeRecord('failed', { name: '[x](command:y)', reason: '<b>$(zap)</b>\n| a' }),
    });
    const { value } = runTooltip(run, { discriminator: 1.3863, generator: 0.6931 });
    expect(value).toContain('**\\[x\\]\\(command:y\\)**');
    expect(value).toContain('\\<b\\>\\$\\(zap\\)\\</b\\> \\| a');
    expect(value).toContain('1\\.386 nats');
    expect(escapeMarkdown('a\nb  c')).toBe('a b c');
  });
});

describe('a setting that is typed', () => {
  it('must be a number within the limits of the config', () => {
    expect(settingProblem('discriminatorSteps', '3')).toBeUndefined();
    expect(settingProblem('discriminatorSteps', '1.5')).toBe(
      'Type a whole number from 1 to 1,000.',
    );
    expect(settingProblem('discriminatorSteps', '0')).toBe('Type a whole number from 1 to 1,000.');
    expect(settingProblem('generatorEpsilon', '0')).toBe('Type a number above 0 and at most 1.');
    expect(settingProblem('generatorLearningRate', '2e-4')).toBeUndefined();
    expect(settingProblem('generatorLearningRate', '0')).toBeUndefined();
    for (const text of ['', ' ', 'abc', '-1', '1e9', 'Infinity', 'NaN']) {
      expect(settingProblem('discriminatorLearningRate', text)).toMatch(/^Type a number from 0/);
    }
  });
});
