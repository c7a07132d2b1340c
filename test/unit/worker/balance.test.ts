/** What is taken down of the balance of the players, and when. */
import { describe, expect, test } from 'vitest';
import type { StepResult } from '../../../src/engine/trainer';
import { BalanceTail, BalanceWriter } from '../../../src/runs/balanceFile';
import { Balance } from '../../../src/worker/balance';
import type { OverfitFigures } from '../../../src/worker/evaluation/overfit';
import { temporaryFolder } from '../../helpers/temporaryFolder';

/** Float32 has seven digits. */
const DIGITS = 6;
const logit = (output: number): number => Math.log(output / (1 - output));

const result: StepResult = {
  discriminatorLoss: 1.5,
  generatorLoss: 0.75,
  discriminatorGradientNorm: 3,
  generatorGradientNorm: 4,
  discriminatorLearningRate: 0.125,
  generatorLearningRate: 0.25,
  discriminatorUpdate: { update: 0.004, parameters: 2 },
  generatorUpdate: { update: 0.003, parameters: 12 },
  discriminatorPenalty: 0.25,
  discriminatorTime: 6,
  generatorTime: 3,
  realLogits: Float32Array.of(logit(0.6), logit(0.9)),
  fakeLogits: Float32Array.of(logit(0.1), logit(0.2)),
  generatorLogits: Float32Array.of(logit(0.3), logit(0.1)),
};

const loss = {
  name: 'nonSaturating',
  discriminatorScale: 1,
  generatorScale: 1,
  realLabel: 1,
  fakeLabel: 0,
} as const;

function openBalance(run: string, figures?: OverfitFigures) {
  let time = 0;
  const asked: number[] = [];
  const balance = new Balance({
    writer: BalanceWriter.open(run, 0),
    loss,
    overfit: {
      consider: async () => {
        asked.push(time);
        return figures;
      },
    },
    now: () => time,
  });
  return { balance, asked, pass: (milliseconds: number) => (time += milliseconds) };
}

/** The only row that a file has. */
async function onlyRow(run: string) {
  const { step, columns } = await new BalanceTail(run).readAll();
  expect(step).toHaveLength(1);
  const figures = Object.entries(columns).map(([name, values]) => [name, values[0]!] as const);
  return { step: step[0], figures: Object.fromEntries(figures) as Record<string, number> };
}

describe('the balance of a run', () => {
  test('is in the file once it is synchronized, before any time has passed', async () => {
    const run = temporaryFolder();
    const { balance } = openBalance(run);
    balance.note(result);
    await balance.record(result, 10, false);
    expect((await new BalanceTail(run).readAll()).step).toHaveLength(0);
    await balance.sync();
    expect((await onlyRow(run)).step).toBe(10);
    balance.close();
  });

  test('has every figure of a step', async () => {
    const run = temporaryFolder();
    const { balance } = openBalance(run);
    balance.note(result);
    await balance.record(result, 10, false);
    balance.close();
    const { step, figures } = await onlyRow(run);
    expect(step).toBe(10);
    const wanted = {
      discriminatorUpdateRatio: 0.002,
      generatorUpdateRatio: 0.00025,
      // Means of 1 − D and of D over 0.3 and 0.1, and (0.7 + 0.9)² / (2 (0.49 + 0.81)).
      generatorGain: 0.8,
      otherGeneratorGain: 0.2,
      generatorEffectiveShare: 2.56 / 2.6,
      realGain: 0.25,
      fakeGain: 0.15,
      discriminatorObjective: 1.75,
      discriminatorPenalty: 0.25,
      discriminatorMilliseconds: 6,
      generatorMilliseconds: 3,
    };
    for (const [name, value] of Object.entries(wanted)) {
      expect(figures[name], name).toBeCloseTo(value, DIGITS);
    }
    expect([figures['trainingOutput'], figures['heldOutOutput']]).toEqual([NaN, NaN]);
  });

  test('leaves gaps where there is nothing to tell', async () => {
    const run = temporaryFolder();
    const { balance } = openBalance(run);
    const { discriminatorUpdate, generatorUpdate, discriminatorPenalty, ...rest } = result;
    const { discriminatorTime, generatorTime, ...silent } = rest;
    balance.note(silent);
    await balance.record(silent, 10, false);
    balance.close();
    const { figures } = await onlyRow(run);
    for (const name of [
      'discriminatorUpdateRatio',
      'generatorUpdateRatio',
      'discriminatorPenalty',
      'discriminatorObjective',
      'discriminatorMilliseconds',
      'generatorMilliseconds',
    ]) {
      expect(figures[name], name).toBeNaN();
    }
    expect(figures['generatorGain']).toBeCloseTo(0.8, DIGITS);
  });

  test('has the mean time of all steps since the row before', async () => {
    const run = temporaryFolder();
    const { balance } = openBalance(run);
    for (const time of [2, 4, 9]) balance.note({ ...result, discriminatorTime: time });
    await balance.record(result, 10, false);
    balance.note({ ...result, discriminatorTime: 1 });
    await balance.record(result, 11, false);
    balance.close();
    const { columns } = await new BalanceTail(run).readAll();
    expect([...columns.discriminatorMilliseconds]).toEqual([5, 1]);
  });

  test('looks at held-out samples at evaluations only', async () => {
    const run = temporaryFolder();
    const figures = { trainingOutput: 0.75, heldOutOutput: 0.5, heldOutError: 0.0625 };
    const { balance, asked } = openBalance(run, figures);
    await balance.record(result, 10, false);
    await balance.record(result, 20, true);
    balance.close();
    expect(asked).toHaveLength(1);
    const { columns } = await new BalanceTail(run).readAll();
    expect([...columns.trainingOutput]).toEqual([NaN, 0.75]);
    expect([...columns.heldOutOutput]).toEqual([NaN, 0.5]);
    expect([...columns.heldOutError]).toEqual([NaN, 0.0625]);
  });

  test('has its rows in the file within a second, in batches', async () => {
    const run = temporaryFolder();
    const { balance, pass } = openBalance(run);
    const tail = new BalanceTail(run);
    const rows = async () => [...(await tail.read()).rows.step];
    pass(400);
    await balance.record(result, 10, false);
    expect(await rows()).toEqual([]);
    pass(600);
    await balance.record(result, 20, false);
    expect(await rows()).toEqual([10, 20]);
    await balance.record(result, 30, false);
    balance.flush();
    expect(await rows()).toEqual([30]);
    balance.close();
  });

  test('is due at the first step and at every tenth', () => {
    const { balance } = openBalance(temporaryFolder());
    const due = Array.from({ length: 31 }, (_, i) => i + 1).filter((step) => balance.isDue(step));
    expect(due).toEqual([1, 10, 20, 30]);
    balance.close();
  });
});
