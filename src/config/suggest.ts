/** What a misspelt word was meant to be. */

/** Names of other tools for our fields. */
const SYNONYMS: Readonly<Record<string, string>> = {
  alpha: 'negativeSlope',
  batch: 'batchSize',
  criticsteps: 'discriminatorSteps',
  dim: 'dimension',
  epochs: 'steps',
  eps: 'epsilon',
  irange: 'range',
  iterations: 'steps',
  k: 'discriminatorSteps',
  latentdim: 'dimension',
  lr: 'learningRate',
  ncritic: 'discriminatorSteps',
  neurons: 'units',
  p: 'rate',
  path: 'images',
  sigma: 'standardDeviation',
  size: 'units',
  slope: 'negativeSlope',
  std: 'standardDeviation',
  stddev: 'standardDeviation',
  width: 'units',
};

function normalise(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance). */
export function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [
    i,
    ...Array<number>(b.length).fill(0),
  ]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let j = 0; j <= b.length; j += 1) (rows[0] ?? [])[j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(i - 2, j - 2) + 1
          : Infinity;
      (rows[i] ?? [])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped);
    }
  }
  return at(a.length, b.length);
}

/** Longest word worth comparing; longer ones are no misspelling. */
const MAX_LENGTH = 40;

/** The candidate that `word` most likely stands for; undefined when none is near. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const wanted = normalise(word);
  const synonym = Object.hasOwn(SYNONYMS, wanted) ? SYNONYMS[wanted] : undefined;
  if (synonym !== undefined && candidates.includes(synonym)) return synonym;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, normalise(candidate));
    const allowed = Math.max(1, Math.floor(candidate.length / 3));
    if (distance <= allowed && distance < (best?.distance ?? Infinity))
      best = { candidate, distance };
  }
  return best?.candidate;
}
