/** Mean and spread of each metric over pairs of real sets. */
import { meanAndVariance } from '../../engine/statistics';
import type { Quantity, RealBaseline } from '../../protocol/evaluationModel';
import type { FeatureMetrics } from './metricsProtocol';

const keyOf = (features: string, quantity: string): string => `${features}/${quantity}`;

export class Baselines {
  private readonly values = new Map<string, number[]>();

  /** Adds what one pair gave. */
  add(measured: readonly FeatureMetrics[]): void {
    for (const { features, values } of measured) {
      for (const [quantity, value] of Object.entries(values)) {
        const key = keyOf(features, quantity);
        const list = this.values.get(key) ?? [];
        if (Number.isFinite(value)) list.push(value);
        this.values.set(key, list);
      }
    }
  }

  /** Not-a-number where no pair gave a value, or for the deviation fewer than two did. */
  of(features: string, quantity: Quantity): RealBaseline {
    const values = this.values.get(keyOf(features, quantity)) ?? [];
    const { mean, variance } = meanAndVariance(values);
    return { mean, deviation: Math.sqrt(variance), pairs: values.length };
  }
}
