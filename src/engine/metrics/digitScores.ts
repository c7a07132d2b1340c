/** What a classifier of digits says of a set of images, without any real ones. */

export interface DigitScores {
  /** exp(E KL(p(y|x) ‖ p(y))), the inception score (Salimans et al. 2016) with this classifier. */
  readonly score: number;
  /** Digits that at least a quarter of an even share of the images show. */
  readonly captured: number;
  /** Entropy of the shares, nats. */
  readonly entropy: number;
  /** Share of the images taken for each class, [classes]. */
  readonly shares: Float64Array;
}

/** A class with less of the images than this part of an even share counts as lost. */
const CAPTURED_PART = 1 / 4;

function softmax(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  const exponentials = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

const entropyOf = (shares: Float64Array): number =>
  shares.reduce((sum, share) => (share === 0 ? sum : sum - share * Math.log(share)), 0);

/**
 * The score is 1 where all images have one distribution over the classes, and at most the number of classes, where each
 * image is surely of one class and the classes are equally many. It is blind to copies, and to images of one class that
 * are all alike. The entropy is at most log(classes).
 *
 * @param logits [images, classes]
 */
export function digitScores(logits: Float32Array, classes: number): DigitScores {
  const count = logits.length / classes;
  const mean = new Float64Array(classes);
  const shares = new Float64Array(classes);
  let entropies = 0;
  for (let row = 0; row < count; row += 1) {
    const own = softmax(logits.subarray(row * classes, (row + 1) * classes));
    own.forEach((probability, index) => (mean[index] += probability / count));
    shares[own.indexOf(Math.max(...own))] += 1 / count;
    entropies += entropyOf(own);
  }
  return {
    // E KL(p(y|x) ‖ p(y)) = H(p(y)) − E H(p(y|x)): no quotient, so that no probability of 0 needs a floor.
    score: Math.exp(entropyOf(mean) - entropies / count),
    captured: shares.filter((share) => share >= CAPTURED_PART / classes).length,
    entropy: entropyOf(shares),
    shares,
  };
}
