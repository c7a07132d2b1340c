/** What training with different k has led to at equal compute: bench/results/discriminatorSteps.md, `npm run bench -- discriminatorSteps`. */

export interface MeasuredJsd {
  /** In nats, over the last tenth of a run; a mean over 5 seeds. */
  readonly mean: number;
  readonly standardError: number;
}

export interface KEvidence {
  readonly k: number;
  readonly nonSaturating: MeasuredJsd;
  readonly minimax: MeasuredJsd;
  /** Seeds of 5 that end at log 2 with the minimax loss. */
  readonly dead: number;
}

const measured = (mean: number, standardError: number): MeasuredJsd => ({ mean, standardError });

export const K_EVIDENCE: readonly KEvidence[] = [
  { k: 1, nonSaturating: measured(0.1213, 0.0216), minimax: measured(0.1921, 0.0206), dead: 0 },
  { k: 2, nonSaturating: measured(0.0316, 0.0046), minimax: measured(0.0391, 0.0126), dead: 0 },
  { k: 5, nonSaturating: measured(0.0269, 0.0009), minimax: measured(0.0017, 0.0004), dead: 0 },
  { k: 10, nonSaturating: measured(0.04, 0.0022), minimax: measured(0.4162, 0.1696), dead: 3 },
  { k: 20, nonSaturating: measured(0.0487, 0.0098), minimax: measured(0.4171, 0.169), dead: 3 },
  { k: 50, nonSaturating: measured(0.2244, 0.013), minimax: measured(0.5123, 0.1115), dead: 3 },
];

export function formatMeasured({ mean, standardError }: MeasuredJsd): string {
  return `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
}
