/** What the host would send about the balance of the players. */
import { balanceViews } from '../../src/host/runReader/balanceStore';
import { stepView } from '../../src/host/runReader/curveView';
import { BALANCE_COLUMNS, BALANCE_EVERY, type BalanceColumn } from '../../src/protocol/balance';
import {
  BALANCE_STEP_COLUMNS,
  type BalanceStepColumn,
  type BalanceView,
} from '../../src/protocol/panelProtocol';
import { mapColumns } from '../../src/runs/tableRows';
import { LAST_STEP, randomStream } from './ganRun';

/** Steps between two evaluations. */
const EVALUATED_EVERY = 200;
const POINTS = 300;

const everyStep: Record<BalanceStepColumn, (step: number) => number> = {
  discriminatorGradientNorm: (step) => 0.4 + 1.6 * Math.exp(-step / 2000),
  generatorGradientNorm: (step) => 0.9 - 0.6 * Math.exp(-step / 1500),
  realAccuracy: (step) => 0.72 + 0.25 * Math.exp(-step / 3000),
  fakeAccuracy: (step) => 0.68 + 0.3 * Math.exp(-step / 3000),
};

/** A non-saturating game on images of which some are left out; nothing in it is exact but what tests ask for. */
const measured: Record<BalanceColumn, (step: number) => number> = {
  discriminatorUpdateRatio: (step) => 0.0009 * (1 + Math.exp(-step / 1000)),
  generatorUpdateRatio: (step) => 0.00012 * (1 + Math.exp(-step / 1000)),
  generatorGain: (step) => 0.6 + 0.39 * Math.exp(-step / 4000),
  otherGeneratorGain: (step) => 0.4 - 0.39 * Math.exp(-step / 4000),
  generatorEffectiveShare: () => 0.85,
  realGain: (step) => 0.35 - 0.3 * Math.exp(-step / 4000),
  fakeGain: (step) => 0.4 - 0.39 * Math.exp(-step / 4000),
  discriminatorObjective: () => NaN,
  discriminatorPenalty: () => NaN,
  discriminatorMilliseconds: () => 9.3,
  generatorMilliseconds: () => 5.1,
  trainingOutput: (step) => (step % EVALUATED_EVERY === 0 ? 0.62 + step / 100_000 : NaN),
  heldOutOutput: (step) => (step % EVALUATED_EVERY === 0 ? 0.62 - step / 200_000 : NaN),
  heldOutError: (step) => (step % EVALUATED_EVERY === 0 ? 0.016 : NaN),
};

function rows<Column extends string>(
  columns: readonly Column[],
  of: Record<Column, (step: number) => number>,
  stride: number,
  noise: number,
  lastStep: number,
) {
  const length = Math.floor(lastStep / stride);
  const step = Int32Array.from({ length }, (_, i) => (i + 1) * stride);
  const random = randomStream(3);
  return {
    length,
    step,
    columns: mapColumns(columns, (column) =>
      Float32Array.from(step, (at) => of[column](at) * (1 + noise * (random() - 0.5))),
    ),
  };
}

/** @param parts what differs; null for a run whose file of measured figures does not exist */
export function makeBalance(
  parts: Partial<Record<BalanceColumn, (step: number) => number>> | null = {},
  lastStep = LAST_STEP,
): BalanceView {
  const range = { fromStep: 1, toStep: lastStep };
  const steps = rows(BALANCE_STEP_COLUMNS, everyStep, 1, 0.05, lastStep);
  const view = { everyStep: stepView(steps, BALANCE_STEP_COLUMNS, range, POINTS) };
  if (parts === null) return view;
  const some = rows(BALANCE_COLUMNS, { ...measured, ...parts }, BALANCE_EVERY, 0, lastStep);
  return { ...view, ...balanceViews(some, range, POINTS) };
}
