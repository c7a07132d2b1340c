import { hostname } from 'node:os';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadLate } from '../../../src/host/loadLate';
import type { Log } from '../../../src/host/log';
import { PanelLink } from '../../../src/host/panel/panelLink';
import type { RunFiles } from '../../../src/host/panel/runFiles';
import { stepView } from '../../../src/host/runReader/curveView';
import { MetricStore } from '../../../src/host/runReader/metricStore';
import { Run } from '../../../src/host/runs/run';
import { type Evaluate, RunEvaluations } from '../../../src/host/runs/runEvaluations';
import type { EvaluationSeries } from '../../../src/protocol/evaluationModel';
import {
  BALANCE_STEP_COLUMNS,
  CURVE_COLUMNS,
  type HistoryView,
  type HostMessage,
} from '../../../src/protocol/panelProtocol';
import type { JournalEvent, RunRecord } from '../../../src/protocol/runModel';
import type { EvaluationRecord } from '../../../src/runs/evaluationFile';
import { metricRows } from '../../helpers/metricRows';

const log: Log = {
  trace: vi.fn(),
  debug: vi.fn(),
  info: vi.fn(),
  warn: vi.fn(),
  error: vi.fn(),
};

const record: RunRecord = {
  formatVersion: 1,
  id: '1',
  name: 'mnist',
  state: 'running',
  step: 10,
  steps: 1000,
  seed: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  host: 'here',
  processId: 1,
  settings: { discriminatorSteps: 1, generatorLearningRate: 1, discriminatorLearningRate: 1 },
  versions: {},
};

function edit(step: number): JournalEvent {
  const time = '2026-01-01T00:00:00.000Z';
  return {
    time,
    step,
    type: 'edit',
    setting: 'discriminatorSteps',
    from: 1,
    to: 3,
    effectiveFrom: step,
  };
}

const series: EvaluationSeries = {
  ...{ metric: 'coverage', unit: 'share', samples: 2000, network: 'generator' },
  ...{ features: 'pixels', source: 'command' },
  ...{ step: Int32Array.of(10), value: Float64Array.of(0.9) },
};

/** A run directory in memory: the rows of the file, and a journal. */
class MemoryFiles implements RunFiles {
  readonly store = new MetricStore();
  readonly events: JournalEvent[] = [];
  delay = 0;
  problem: Error | undefined;
  history: HistoryView | undefined;
  evaluations: readonly EvaluationSeries[] = [];
  evaluating: EvaluationRecord | undefined;

  readonly metrics = {
    curves: async () => {
      if (this.problem !== undefined) throw this.problem;
      await new Promise((resolve) => setTimeout(resolve, this.delay));
      const toStep = this.store.step[this.store.length - 1] ?? 0;
      return stepView(this.store, CURVE_COLUMNS, { fromStep: 1, toStep }, 600);
    },
    balance: async () => {
      const toStep = this.store.step[this.store.length - 1] ?? 0;
      return {
        everyStep: stepView(this.store, BALANCE_STEP_COLUMNS, { fromStep: 1, toStep }, 600),
      };
    },
    history: async () => this.history,
    evaluations: () => Promise.resolve(this.evaluations),
    exportTable: () => Promise.reject(new Error('not called')),
    appendLive: (rows: Parameters<MetricStore['appendLive']>[0]) => this.store.appendLive(rows),
    dispose: () => undefined,
  };

  journal = async () => this.events;
  sampleSteps = async () => [0];
  samples = async () => ({ problem: 'none' });
  latent = () => Promise.reject(new Error('none'));
  distributionSteps = async () => [0, 400];
  distribution = async () => ({ problem: 'none' });
  evaluation = async () => this.evaluating;
  evaluationsFingerprint = async () => String(this.evaluations.length);
  histogram = async () => ({ problem: 'none' });
}

describe('PanelLink', () => {
  let files: MemoryFiles;
  let run: Run;
  let link: PanelLink;
  let posted: HostMessage[];
  let evaluations: RunEvaluations;
  let evaluate: Evaluate;

  beforeAll(async () => {
    // Nobody waits for it here.
    await loadLate();
  });

  beforeEach(() => {
    vi.useFakeTimers();
    files = new MemoryFiles();
    files.store.appendFile(metricRows(1, 10));
    run = new Run('/run', { record, attachable: true, hasCheckpoint: false });
    run.connect(
      { call: () => Promise.reject(new Error('not called')), dispose: () => undefined },
      { record, progress: { step: 10, steps: 1000, stepsPerSecond: 5 } },
    );
    posted = [];
    const openNetworks = () => Promise.reject(new Error('not opened'));
    evaluations = new RunEvaluations((...asked) => evaluate(...asked), log);
    const post = (message: HostMessage) => void posted.push(message);
    link = new PanelLink(run, files, openNetworks, evaluations, post, log);
  });

  afterEach(() => {
    link.dispose();
    vi.useRealTimers();
  });

  async function snapshot(): Promise<void> {
    const sent = link.sendSnapshot();
    await vi.advanceTimersByTimeAsync(files.delay + 1);
    await sent;
  }

  const types = (): string[] => posted.map(({ type }) => type);

  it('sends nothing before the panel has asked', async () => {
    run.receiveProgress({ step: 11, steps: 1000, stepsPerSecond: 5 });
    await vi.advanceTimersByTimeAsync(1000);
    expect(posted).toEqual([]);
  });

  it('sends a snapshot, then updates that count up by one', async () => {
    await snapshot();
    run.receiveMetrics(metricRows(11, 12));
    run.receiveProgress({ step: 12, steps: 1000, stepsPerSecond: 5 });
    run.receiveJournal(edit(12));
    await vi.advanceTimersByTimeAsync(1000);
    expect(types()).toEqual(['snapshot', 'journal', 'progress', 'curves']);
    expect(posted.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    expect(posted.at(-1)).toMatchObject({ type: 'curves', curves: { toStep: 12 } });
  });

  it('sends an update that was watched at once', async () => {
    await snapshot();
    const next = { step: 11, kind: 'generator', index: 1, count: 1 } as const;
    const stepping = { slowMotion: 0, updatesDone: 1, next, updates: {} };
    run.receiveStepping(stepping);
    expect(posted.at(-1)).toEqual({ type: 'stepping', stepping, sequence: 1 });
    await snapshot();
    expect(posted.at(-1)).toMatchObject({ type: 'snapshot', snapshot: { stepping } });
  });

  it('sends progress and curves at most once a second', async () => {
    await snapshot();
    for (let step = 11; step <= 210; step++) {
      run.receiveMetrics(metricRows(step, step));
      run.receiveProgress({ step, steps: 1000, stepsPerSecond: 100 });
      await vi.advanceTimersByTimeAsync(10);
    }
    const count = (type: string): number => types().filter((one) => one === type).length;
    // Two seconds have passed.
    expect(count('progress')).toBeGreaterThan(0);
    expect(count('progress')).toBeLessThanOrEqual(2);
    expect(count('curves')).toBeGreaterThan(0);
    expect(count('curves')).toBeLessThanOrEqual(2);
    expect(count('summary')).toBe(0);
  });

  it('loses no event that comes while the snapshot is read, and tells none twice', async () => {
    files.delay = 50;
    files.events.push(edit(5));
    const sent = link.sendSnapshot();
    run.receiveJournal(edit(5));
    run.receiveJournal(edit(11));
    await vi.advanceTimersByTimeAsync(60);
    await sent;
    expect(types()).toEqual(['snapshot', 'journal']);
    expect(posted[1]).toMatchObject({ event: { step: 11 } });
  });

  it('loses no kept step and no outcome that comes while the snapshot is read', async () => {
    files.delay = 50;
    const sent = link.sendSnapshot();
    await vi.advanceTimersByTimeAsync(10);
    // The steps that are kept have been listed by now.
    run.receiveDistribution({ step: 600, kept: true });
    link.send({ type: 'outcome', command: 'resume', message: 'It failed.', failed: true });
    await vi.advanceTimersByTimeAsync(60);
    await sent;
    expect(posted).toMatchObject([
      { type: 'snapshot', sequence: 0 },
      { type: 'distributionAdded', step: 600, sequence: 1 },
      { type: 'outcome', message: 'It failed.', sequence: 2 },
    ]);
  });

  it('leads to a card once there is a page that has it', async () => {
    link.showCard('value');
    expect(types()).toEqual([]);
    await snapshot();
    expect(posted.at(-1)).toMatchObject({ type: 'showCard', card: 'value', sequence: 1 });
    link.showCard('samples');
    expect(posted.at(-1)).toMatchObject({ type: 'showCard', card: 'samples', sequence: 2 });
    await snapshot();
    expect(types()).toEqual(['snapshot', 'showCard', 'showCard', 'snapshot']);
  });

  it('shows the rest first when the metrics take long to read', async () => {
    files.delay = 2000;
    const sent = link.sendSnapshot();
    await vi.advanceTimersByTimeAsync(200);
    await sent;
    expect(types()).toEqual(['snapshot']);
    await vi.advanceTimersByTimeAsync(3000);
    expect(types()).toEqual(['snapshot', 'curves']);
  });

  it('stops when the panel is hidden, until it asks again', async () => {
    await snapshot();
    link.pause();
    run.receiveJournal(edit(11));
    await vi.advanceTimersByTimeAsync(1000);
    expect(types()).toEqual(['snapshot']);
    await snapshot();
    expect(types()).toEqual(['snapshot', 'snapshot']);
  });

  it('sends nothing to a panel that was hidden while its snapshot was read', async () => {
    files.delay = 50;
    const sent = link.sendSnapshot();
    link.pause();
    await vi.advanceTimersByTimeAsync(60);
    await sent;
    run.receiveJournal(edit(11));
    await vi.advanceTimersByTimeAsync(2000);
    expect(types()).toEqual([]);
    await snapshot();
    expect(types()).toEqual(['snapshot']);
  });

  it('sends a snapshot to a panel that was hidden and shown again while it was read', async () => {
    files.delay = 50;
    const sent = link.sendSnapshot();
    link.pause();
    void link.sendSnapshot();
    await vi.advanceTimersByTimeAsync(60);
    await sent;
    expect(types()).toEqual(['snapshot']);
  });

  it('sends everything anew when a run without a link has gone on', async () => {
    run.disconnect();
    await snapshot();
    run.update({ record: { ...record, step: 20 }, attachable: false, hasCheckpoint: true });
    await vi.advanceTimersByTimeAsync(10);
    expect(types()).toEqual(['snapshot', 'snapshot']);
  });

  it('sends metrics that somebody else adds to a run that has ended', async () => {
    run.disconnect();
    await snapshot();
    const sent = (): HostMessage[] => posted.filter(({ type }) => type === 'evaluations');
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent()).toEqual([]);
    files.evaluations = [series];
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent()).toMatchObject([{ evaluations: [series] }]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent()).toHaveLength(1);
  });

  describe('a thorough evaluation', () => {
    const states = (): unknown[] =>
      posted.flatMap((message) => (message.type === 'evaluating' ? [message.evaluating] : []));
    const underWay: EvaluationRecord = {
      ...{ formatVersion: 1, id: 'a', state: 'running', step: 10, message: 'Drawing samples' },
      ...{ host: 'elsewhere', processId: 1, startedAt: '2026-01-01T00:00:00.000Z' },
    };

    it('is shown whoever has begun it, with the metrics before it is said to be done', async () => {
      files.evaluating = underWay;
      await snapshot();
      expect(posted.at(-1)).toMatchObject({
        snapshot: {
          evaluating: { state: 'running', step: 10, message: 'Drawing samples', host: 'elsewhere' },
        },
      });
      await vi.advanceTimersByTimeAsync(2000);
      expect(states()).toEqual([]);
      files.evaluating = { ...underWay, state: 'done', notes: ['A note.'], host: hostname() };
      files.evaluations = [series];
      await vi.advanceTimersByTimeAsync(1000);
      expect(states()).toEqual([
        { state: 'done', step: 10, message: 'Drawing samples', notes: ['A note.'] },
      ]);
      expect(types().slice(-2)).toEqual(['evaluations', 'evaluating']);
    });

    it('is begun once at a time, and says why it could not be', async () => {
      let fail: (error: Error) => void = () => undefined;
      evaluate = vi.fn<Evaluate>(() => new Promise((_, reject) => (fail = reject)));
      await snapshot();
      const done = link.receive({ type: 'evaluate' });
      await link.receive({ type: 'evaluate' });
      await vi.waitFor(() => expect(states()).toEqual([{ state: 'running' }]));
      expect(evaluate).toHaveBeenCalledTimes(1);
      fail(new Error('There is no worker.'));
      await done;
      await vi.waitFor(() => expect(states()).toHaveLength(2));
      expect(states()[1]).toEqual({ state: 'failed', message: 'There is no worker.' });
      // Another one has begun since: what failed before is past.
      files.evaluating = { ...underWay, state: 'canceled' };
      await vi.advanceTimersByTimeAsync(1000);
      expect(states()[2]).toEqual({ state: 'none' });
    });

    it('is given up without a complaint, and goes on when the window goes', async () => {
      const signals: AbortSignal[] = [];
      evaluate = (_, signal) => {
        signals.push(signal);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('It was canceled.')));
        });
      };
      await snapshot();
      const done = link.receive({ type: 'evaluate' });
      await vi.waitFor(() => expect(states()).toEqual([{ state: 'running' }]));
      await link.receive({ type: 'cancelEvaluation' });
      await done;
      await vi.waitFor(() => expect(states()).toEqual([{ state: 'running' }, { state: 'none' }]));
      void link.receive({ type: 'evaluate' });
      await vi.waitFor(() => expect(signals).toHaveLength(2));
      evaluations.dispose();
      expect(signals[1]?.aborted).toBe(false);
    });
  });

  it('says so when the run cannot be read', async () => {
    files.problem = new Error('The disk is away.');
    await snapshot();
    expect(posted).toEqual([{ type: 'gone', message: 'The disk is away.', sequence: 0 }]);
  });
});
