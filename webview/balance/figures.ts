import type { BalanceColumn } from '../../src/protocol/balance';
import type { BalanceStepColumn, BalanceView, StepView } from '../../src/protocol/panelProtocol';

export type BalanceFigure = BalanceColumn | BalanceStepColumn;

/** What is known of the balance at one step; not-a-number where nothing is. */
export type Figures = (figure: BalanceFigure) => number;

/** The last finite mean of a series up to a step. */
function lastFinite(view: StepView<string> | undefined, name: string, at: number): number {
  const mean = view?.series[name]?.mean;
  const end = view?.step.findLastIndex((step) => step <= at) ?? -1;
  for (let i = end; i >= 0; i -= 1) {
    const value = mean?.[i] ?? NaN;
    if (Number.isFinite(value)) return value;
  }
  return NaN;
}

/** @param at a step; without one the newest figures */
export function figuresOf(balance: BalanceView | undefined, at = Infinity): Figures {
  const views = [balance?.everyStep, balance?.measured, balance?.evaluated];
  return (figure) =>
    lastFinite(
      views.find((view) => view !== undefined && figure in view.series),
      figure,
      at,
    );
}
