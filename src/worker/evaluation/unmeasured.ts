/** Why metrics of samples that one may expect are not taken. */
import type { GanConfig } from '../../config/ganConfig';
import type { RunData } from '../runData';
import type { Comparison } from './openComparison';
import { FEWEST_DATA } from './realSamples';

/** Why nothing is measured by what the classifier of digits sees, though somebody may expect it; else undefined. */
export function withoutDigits(
  metrics: 'auto' | readonly string[],
  { data, digits }: Pick<RunData, 'data'> & Pick<Comparison, 'digits'>,
): string | undefined {
  const isImage = data.sampleShape.length > 1;
  const isExpected = metrics === 'auto' ? isImage : metrics.includes('digits');
  if (!isExpected || !('missing' in digits)) return undefined;
  return `There are no metrics on features of the digit classifier. ${digits.missing}`;
}

/** What a run does not measure while it trains: whole sentences. */
export function unmeasured(
  { evaluation: { metrics } }: GanConfig,
  { data, digits, compared }: Pick<RunData, 'data'> & Comparison,
): string[] {
  if (metrics.length === 0) {
    return [
      '`evaluation.metrics` of the config is empty: samples are not measured while training.',
    ];
  }
  if (compared === undefined) {
    return [
      `The data set has ${data.count ?? 0} samples: too few to compare with. Metrics need ${FEWEST_DATA} at least.`,
    ];
  }
  const reason = withoutDigits(metrics, { data, digits });
  return reason === undefined ? [] : [reason];
}
