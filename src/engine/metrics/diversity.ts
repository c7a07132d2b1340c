/** How many different samples a generator has (Arora & Zhang 2018). */
import { distancesOfPairs, type PairDistances } from './distances';

/** Two samples count as the same below the distance that this share of the pairs of real samples stay under. */
const SAME_SHARE = 0.01;

/**
 * Effective number of different fakes divided by that of the real samples: the reciprocal of the chance that two are the
 * same (the Rényi entropy of order 2). The lower-variance form of the birthday test, over all pairs of one set instead of
 * the first collision. Without units; about 1 for two sets of one distribution, below ½ a sign of collapse; Infinity
 * without two fakes that are the same. O(n² log n).
 */
export function relativeDiversity({ count, real, fake }: PairDistances): number {
  const pairs = distancesOfPairs(real, count).sort();
  const limit = pairs[Math.ceil(SAME_SHARE * pairs.length) - 1];
  const sameReal = pairs.filter((squared) => squared <= limit).length;
  const sameFake = distancesOfPairs(fake, count).filter((squared) => squared <= limit).length;
  return sameReal / sameFake;
}
