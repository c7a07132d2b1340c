/** Of the larger end: in narrower spans numbers of 16 digits are no longer evenly apart. */
const NARROWEST = 1e-12;

/**
 * Multiples of 1, 2 or 5 times a power of ten, at most one more than so many between two ends and at least a fifth as
 * many; none in a span too narrow for numbers.
 */
export function evenTicks(low: number, high: number, most: number): number[] {
  const span = high - low;
  if (span <= NARROWEST * Math.max(Math.abs(low), Math.abs(high))) return [];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  // All the digits that a number has of its own: 3 · 0.1 is 0.3, and a thousandth beside a billion is not lost.
  const ticks = Array.from({ length: count }, (_, i) =>
    Number(((first + i) * step).toPrecision(15)),
  );
  return ticks.filter((tick) => tick >= low && tick <= high);
}
