/** Mean and spread of each metric over pairs of real sets. */
import type { MetricValues } from '../../engine/metrics/metricSuite';
import type { Quantity, RealBaseline } from '../../protocol/evaluationModel';

export class Baselines {
  private readonly values = new Map<string, number[]>();

  /** Adds what one pair gave. */
  add(values: MetricValues): void {
    for (const [quantity, value] of Object.entries(values)) {
      const list = this.values.get(quantity) ?? [];
      if (Number.isFinite(value)) list.push(value);
      this.values.set(quantity, list);
    }
  }

  /** Not-a-number where no pair gave a value, or for the deviation fewer than two did. */
  of(quantity: Quantity): RealBaseline {
    const values = this.values.get(quantity) ?? [];
    const pairs = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / pairs;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, deviation: pairs < 2 ? NaN : Math.sqrt(squares / (pairs - 1)), pairs };
  }
}
