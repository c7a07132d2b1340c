import { beforeAll, describe, expect, it } from 'vitest';
import { DIGIT_FEATURES_NAME, type EvaluationRow } from '../../../src/protocol/evaluationModel';
import { EvaluationTail } from '../../../src/runs/evaluations';
import { EvaluationBudget } from '../../../src/worker/evaluation/evaluationBudget';
import { comparedSamples, realPairs } from '../../../src/worker/evaluation/realSamples';
import { buildPrograms } from '../../helpers/builtPrograms';
import { largeDigitsConfig } from '../../helpers/largeDigits';
import { temporaryFolder } from '../../helpers/temporaryFolder';
import { ended, smallConfig, startRun } from '../../helpers/trainingRuns';

let programs: string;
beforeAll(async () => {
  programs = await buildPrograms();
});

async function evaluationsOf(runDirectory: string): Promise<readonly EvaluationRow[]> {
  return (await new EvaluationTail(runDirectory).read()).rows;
}

describe('a training run', () => {
  it('measures its samples at the start and at the end, beside what real samples get', async () => {
    const run = await startRun(programs, temporaryFolder(), smallConfig());
    expect(await ended(run)).toMatchObject({
      state: 'completed',
      unmeasured: [
        'There are no metrics on features of the digit classifier. The classifier of digits takes grey images of 28×28 pixels only.',
      ],
    });
    const rows = await evaluationsOf(run);
    const steps = new Set(rows.map(({ step }) => step));
    expect(steps).toContain(0);
    expect(steps).toContain(60);
    const last = rows.filter(({ step }) => step === 60);
    expect(last.map(({ metric }) => metric)).toEqual([
      'frechetDistance',
      'kernelInceptionDistance',
      'precision',
      'recall',
      'density',
      'coverage',
      'nearestNeighbourReal',
      'nearestNeighbourFake',
    ]);
    // A quarter of the 1,797 digits.
    for (const { samples, realPairs: pairs, features } of last) {
      expect([samples, features]).toEqual([449, 'pixels']);
      expect(pairs).toBeGreaterThanOrEqual(5);
    }
    const of = (metric: string) => last.find((row) => row.metric === metric)!;
    const { realMean, realDeviation, realPairs: pairs } = of('density');
    // The density of equal distributions is 1.
    const error = realDeviation! / Math.sqrt(pairs);
    expect(Math.abs(realMean! - 1)).toBeLessThan(4 * error + 0.01);
    // After 60 steps nobody takes the samples for digits.
    expect(of('nearestNeighbourFake').value).toBeGreaterThan(0.9);
  });

  it('measures digits of 28×28 pixels by what a classifier sees as well', async () => {
    const folder = temporaryFolder();
    const config = await largeDigitsConfig(
      folder,
      { steps: 20 },
      { evaluation: { everySteps: 20, metricSamples: 200 } },
    );
    const run = await startRun(programs, folder, config);
    expect(await ended(run)).toMatchObject({ state: 'completed', unmeasured: [] });
    const rows = (await evaluationsOf(run)).filter(
      ({ step, features }) => step === 20 && features === DIGIT_FEATURES_NAME,
    );
    const of = (metric: string) => rows.find((row) => row.metric === metric)!;
    expect(rows.map(({ metric }) => metric).slice(0, 9)).toEqual([
      ...['frechetDistance', 'kernelInceptionDistance'],
      ...['precision', 'recall', 'density', 'coverage'],
      ...['digitScore', 'digitsCaptured', 'digitEntropy'],
    ]);
    // The real ones are digits that the classifier has never seen, of other writers and from 8×8 pixels.
    expect(of('digitsCaptured').realMean).toBeGreaterThan(9);
    expect(of('digitScore').realMean).toBeGreaterThan(5);
    expect(of('digitEntropy').realMean).toBeLessThanOrEqual(Math.log(10));
    // One layer after 20 steps makes none.
    expect(of('coverage').value).toBeLessThan(0.1);
    expect(of('frechetDistance').value).toBeGreaterThan(10 * of('frechetDistance').realMean!);
  });

  it('measures nothing when asked not to', async () => {
    const quiet = smallConfig({ steps: 20 }, { evaluation: { everySteps: 20, metrics: [] } });
    const run = await startRun(programs, temporaryFolder(), quiet);
    expect(await ended(run)).toMatchObject({
      state: 'completed',
      unmeasured: [expect.stringContaining('`evaluation.metrics` of the config is empty')],
    });
    expect(await evaluationsOf(run)).toEqual([]);
  });
});

describe('the budget', () => {
  it('is never exceeded by more than one evaluation', () => {
    const budget = new EvaluationBudget(0.05);
    expect(budget.secondsLeft(0)).toBe(0);
    let spent = 0;
    for (let seconds = 0; seconds <= 100; seconds += 0.1) {
      if (!budget.allows(seconds)) continue;
      budget.spend(0.3);
      spent += 0.3;
    }
    expect(spent).toBeLessThanOrEqual(0.05 * 100 + 0.3);
    expect(spent).toBeGreaterThan(0.05 * 100 - 0.3);
    // A second that is spent has to be earned by twenty.
    budget.spend(1);
    const left = budget.secondsLeft(100);
    expect(budget.allows(100 + left - 0.01)).toBe(false);
    expect(budget.allows(100 + left + 0.01)).toBe(true);
    const none = new EvaluationBudget(0);
    none.spend(1);
    expect(none.secondsLeft(1e9)).toBe(Infinity);
  });
});

describe('real samples', () => {
  it('are at most a quarter of a finite set, and none of a tiny one', () => {
    expect(comparedSamples(1000, undefined)).toBe(1000);
    expect(comparedSamples(1000, 1797)).toBe(449);
    expect(comparedSamples(1000, 39)).toBeUndefined();
  });

  it('come in pairs that share none', () => {
    const count = 103;
    const data = {
      ...{ description: 'numbers', sampleShape: [1], sampleSize: 1, warnings: [], count },
      fillMinibatch: (index: number, target: Float32Array) => {
        target.forEach((_, row) => (target[row] = (index * target.length + row) % count));
      },
    };
    const pairs = realPairs(data, 25);
    for (let i = 0; i < 10; i += 1) {
      const { real, other } = pairs.next().value;
      expect(new Set([...real, ...other]).size).toBe(50);
    }
  });
});
