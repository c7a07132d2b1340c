import { formatCount } from '../config/formatCount';
import { shortName } from '../config/shortName';
import { UsageError } from './usageError';

/** The value of an option. @throws UsageError */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const range =
    most === Infinity ? `a number from ${least}` : `a number from ${least} to ${formatCount(most)}`;
  throw new UsageError(`--${option} wants ${range}, not "${shortName(text)}".`);
}
