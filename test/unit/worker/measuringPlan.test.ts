import { describe, expect, it, vi } from 'vitest';
import type { Trainer } from '../../../src/engine/trainer';
import { EvaluationTail, EvaluationWriter } from '../../../src/runs/evaluations';
import { EvaluationBudget } from '../../../src/worker/evaluation/evaluationBudget';
import { SampleMetrics } from '../../../src/worker/evaluation/sampleMetrics';
import { temporaryFolder } from '../../helpers/temporaryFolder';

/** Metrics whose thread answers when the test says so, and ends as a thread does. */
function slowMetrics(share = 0.05) {
  const run = temporaryFolder();
  const clock = { seconds: 0 };
  const answers: (() => void)[] = [];
  const refusals: ((error: Error) => void)[] = [];
  const slowly = () =>
    new Promise<{ measured: []; seconds: number }>((resolve, reject) => {
      answers.push(() => resolve({ measured: [], seconds: 1 }));
      refusals.push(reject);
    });
  const thread = {
    functions: {
      start: () => Promise.resolve(),
      measure: slowly,
      measureReal: () => Promise.resolve({ measured: [], seconds: 1 }),
    },
    close: () => {
      for (const refuse of refusals) refuse(new Error('The metrics thread has ended.'));
      return Promise.resolve();
    },
  };
  const trainer = {
    networks: ['generator'],
    evaluationLatents: () => new Float32Array(2),
    generate: () => Promise.resolve(new Float32Array(2)),
  } as unknown as Trainer;
  const onFailure = vi.fn();
  const metrics = new SampleMetrics({
    ...{ trainer, thread: thread as never, setup: {} as never, onFailure, onPlan: vi.fn() },
    pairs: (function* () {
      for (;;) yield { real: new Float32Array(2), other: new Float32Array(2) };
    })() as never,
    ...{ samples: 1, steps: 1000, everySteps: 200 },
    writer: EvaluationWriter.open(run, 0),
    budget: new EvaluationBudget(share),
    trainingSeconds: () => clock.seconds,
    now: () => 0,
  });
  const answer = async (): Promise<void> => {
    answers.splice(0).forEach((resolve) => resolve());
    await vi.waitFor(() => expect(metrics.plan(at(0))?.now).toBeUndefined());
  };
  const at = (step: number, stepsPerSecond = 10) => ({ step, stepsPerSecond });
  return { run, metrics, clock, answer, at, onFailure };
}

describe('what a run tells of its metrics', () => {
  it('is the step that is measured, then the one that the time will have earned', async () => {
    const { metrics, clock, answer, at } = slowMetrics();
    await metrics.consider(0);
    expect(metrics.plan(at(3))).toEqual({ now: 0 });
    await answer();
    // What the untrained generator took is nobody's debt.
    expect(metrics.plan(at(3))).toEqual({ next: 200 });
    clock.seconds = 1;
    await metrics.consider(200);
    expect(metrics.plan(at(230))).toEqual({ now: 200 });
    await answer();
    // A second was spent: 20 s of training earn it, 19 s and 190 steps from here.
    expect(metrics.plan(at(230))).toEqual({ next: 600 });
    expect(metrics.plan(at(230, 0))).toEqual({});
    await metrics.consider(400);
    expect(metrics.plan(at(400))).toEqual({ next: 600 });
    // Too late for anything but the last step.
    expect(metrics.plan(at(950))).toEqual({ next: 1000 });
    await metrics.close();
    expect(metrics.plan(at(950))).toBeUndefined();
  });

  it('is the last step where nothing is ever earned', async () => {
    const { metrics, answer, at } = slowMetrics(0);
    await metrics.consider(200);
    await answer();
    expect(metrics.plan(at(230))).toEqual({ next: 1000 });
    await metrics.close();
  });

  it('ends with the last step, which is given up without a complaint', async () => {
    const { run, metrics, at, onFailure } = slowMetrics();
    const finished = metrics.finish(1000);
    await vi.waitFor(() => expect(metrics.plan(at(1000))).toEqual({ now: 1000 }));
    await metrics.giveUp();
    await finished;
    expect(onFailure).not.toHaveBeenCalled();
    expect((await new EvaluationTail(run).read()).rows).toEqual([]);
    await metrics.close();
  });
});
