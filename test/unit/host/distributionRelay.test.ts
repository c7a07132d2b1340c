import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '../../../src/host/log';
import { DistributionRelay, type Update } from '../../../src/host/panel/distributionRelay';
import type { RunFiles } from '../../../src/host/panel/runFiles';
import { Run } from '../../../src/host/runs/run';
import type { Distribution } from '../../../src/protocol/distribution';
import { WHOLE_RUN, type HistoryView } from '../../../src/protocol/panelProtocol';
import type { RunRecord } from '../../../src/protocol/runModel';
import { runRecord } from '../../helpers/runRecord';

const log: Log = { trace: vi.fn(), debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

const points: RunRecord = {
  ...runRecord(),
  data: { description: 'Normal distribution', sampleShape: [1] },
};
const of = (step: number) => ({ step }) as Distribution;
const history = { fromStep: 0, toStep: 400 } as HistoryView;

describe('what a panel is told of distributions', () => {
  const asked: unknown[] = [];
  let answers: (Distribution | null)[] = [];
  let posted: Update[];
  let run: Run;
  let relay: DistributionRelay;

  function start(record: RunRecord, readHistory: () => Promise<HistoryView | undefined>): void {
    asked.length = 0;
    posted = [];
    run = new Run('/run', { record, attachable: true, hasCheckpoint: false });
    const call = vi.fn(async (...args: unknown[]) => {
      asked.push(args);
      return answers.shift() ?? null;
    });
    run.connect(
      { call: call as never, dispose: () => undefined },
      { record, progress: { step: 0, steps: 10, stepsPerSecond: 1 } },
    );
    const files = {
      metrics: { history: readHistory },
      distributionSteps: async () => [0, 200],
    } as unknown as RunFiles;
    relay = new DistributionRelay(run, files, (update) => posted.push(update), log);
  }

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    relay.dispose();
    vi.useRealTimers();
  });

  it('is what the worker measures, as often as the panel ticks, each step once', async () => {
    start(points, async () => history);
    answers = [of(10), null, of(30)];
    for (let i = 0; i < 3; i += 1) {
      relay.tick();
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(asked).toEqual([
      ['distribution', -1, 0],
      ['distribution', 10, 0],
      ['distribution', 10, 0],
    ]);
    expect(posted).toEqual([
      { type: 'distributionNow', distribution: of(10) },
      { type: 'distributionNow', distribution: of(30) },
    ]);
    expect(await relay.snapshotPart(WHOLE_RUN)).toMatchObject({
      history,
      distributionSteps: [0, 200],
      distribution: of(30),
    });
  });

  it('is nothing for a run on images', async () => {
    start(
      { ...points, data: { description: 'MNIST', sampleShape: [1, 28, 28] } },
      async () => history,
    );
    relay.tick();
    expect(asked).toEqual([]);
    expect(await relay.snapshotPart(WHOLE_RUN)).toEqual({});
  });

  it('tells of an evaluation: its step if kept, and the figures at the next tick', async () => {
    start(points, async () => history);
    run.receiveDistribution({ step: 200, kept: false });
    run.receiveDistribution({ step: 400, kept: true });
    relay.tick();
    await vi.advanceTimersByTimeAsync(1);
    expect(posted).toEqual([
      { type: 'distributionAdded', step: 400 },
      { type: 'history', history },
    ]);
  });

  it('does not let a snapshot wait for figures that are long in coming', async () => {
    start(points, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      return history;
    });
    const part = relay.snapshotPart(WHOLE_RUN);
    await vi.advanceTimersByTimeAsync(200);
    expect((await part).history).toBeUndefined();
    relay.tick();
    await vi.advanceTimersByTimeAsync(5100);
    expect(posted).toContainEqual({ type: 'history', history });
  });
});
