/** What the nearest neighbours of samples tell. All of it from squared distances between all pairs, in O(n²). */
import type { PairDistances } from './distances';

/** As in Naeem et al. 2020. */
export const NEIGHBOURS = 5;

/** Smallest `k` values of a row but for the one at `skip`, ascending. */
function smallest(row: Float32Array, k: number, skip: number): Float64Array {
  const found = new Float64Array(k).fill(Infinity);
  for (let j = 0; j < row.length; j += 1) {
    const value = row[j];
    if (j === skip || value >= found[k - 1]) continue;
    let place = k - 1;
    for (; place > 0 && found[place - 1] > value; place -= 1) found[place] = found[place - 1];
    found[place] = value;
  }
  return found;
}

/** Squared distance from each sample to its k-th nearest neighbour in its own set. */
function neighbourhoods(distances: Float32Array, count: number, k: number): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, i) => smallest(distances.subarray(i * count, (i + 1) * count), k, i)[k - 1],
  );
}

export interface ManifoldScores {
  /** Share of the fakes that lie in the neighbourhood of a real sample (Kynkäänniemi et al. 2019). */
  readonly precision: number;
  /** Share of the real samples that lie in the neighbourhood of a fake. */
  readonly recall: number;
  /** Mean number of neighbourhoods of real samples that a fake lies in, divided by k (Naeem et al. 2020). */
  readonly density: number;
  /** Share of the real samples that have a fake in their neighbourhood. */
  readonly coverage: number;
}

/**
 * Precision, recall, density and coverage. The neighbourhood of a sample is the open ball up to its k-th nearest
 * neighbour in its own set. Without units. Of two sets from one distribution density is 1 and coverage
 * 1 − Π_{j<k} (n − 1 − j)/(2n − 1 − j), close to 1 − 2^−k = 0.969, in the mean; precision and recall depend on the data,
 * and one far outlier spoils them. All depend on n and k. As `prdc` (clovaai/generative-evaluation-prdc).
 *
 * @throws RangeError when there are no k neighbours
 */
export function manifoldScores(distances: PairDistances, k = NEIGHBOURS): ManifoldScores {
  const { count, real, fake, cross } = distances;
  if (count <= k) throw new RangeError(`${count} samples have no ${k} neighbours each.`);
  const realRadius = neighbourhoods(real, count, k);
  const fakeRadius = neighbourhoods(fake, count, k);
  const fakeInside = new Uint8Array(count);
  let [recalled, covered, pairs] = [0, 0, 0];
  for (let i = 0; i < count; i += 1) {
    let [inFake, hasFake] = [false, false];
    for (let j = 0; j < count; j += 1) {
      const squared = cross[i * count + j];
      if (squared < realRadius[i]) {
        pairs += 1;
        hasFake = true;
        fakeInside[j] = 1;
      }
      if (squared < fakeRadius[j]) inFake = true;
    }
    if (hasFake) covered += 1;
    if (inFake) recalled += 1;
  }
  return {
    precision: fakeInside.reduce((sum, inside) => sum + inside, 0) / count,
    recall: recalled / count,
    density: pairs / (k * count),
    coverage: covered / count,
  };
}

export interface NearestNeighbourAccuracy {
  /** Share of the real samples whose nearest neighbour is real. */
  readonly real: number;
  /** Share of the fakes whose nearest neighbour is a fake. */
  readonly fake: number;
}

/**
 * Leave-one-out accuracy of the 1-nearest-neighbour classifier on the pooled sets (Lopez-Paz & Oquab 2017; Xu et al.
 * 2018). Two sets from one distribution have (n − 1)/(2n − 1) in the mean, just under ½; sets apart 1; far below ½ the
 * fakes are copies of the real samples. c of K equal modes covered perfectly: K/(K + c).
 */
export function nearestNeighbourAccuracy(distances: PairDistances): NearestNeighbourAccuracy {
  const { count, real, fake, cross } = distances;
  const nearestReal = new Float64Array(count).fill(Infinity);
  const nearestFake = new Float64Array(count).fill(Infinity);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      const squared = cross[i * count + j];
      if (squared < nearestFake[i]) nearestFake[i] = squared;
      if (squared < nearestReal[j]) nearestReal[j] = squared;
    }
  }
  const own = (within: Float32Array, other: Float64Array): number => {
    let right = 0;
    for (let i = 0; i < count; i += 1) {
      const [nearest] = smallest(within.subarray(i * count, (i + 1) * count), 1, i);
      if (nearest < other[i]) right += 1;
    }
    return right / count;
  };
  return { real: own(real, nearestFake), fake: own(fake, nearestReal) };
}
