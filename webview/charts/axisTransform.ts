import { evenTicks } from './evenTicks';

/** What an axis makes of a value before it becomes a place on the screen. */
export type AxisKind = 'linear' | 'log' | 'symlog';

export interface AxisTransform {
  /** Not-a-number where the axis has no place for the value. */
  readonly forward: (value: number) => number;
  readonly inverse: (place: number) => number;
}

const linear: AxisTransform = { forward: (value) => value, inverse: (place) => place };

const log: AxisTransform = {
  forward: (value) => (value > 0 ? Math.log10(value) : NaN),
  inverse: (place) => 10 ** place,
};

/**
 * Linear around nought, logarithmic away from it, on both sides: sign(x)·log₁₀(1 + |x|/c).
 * Webber 2012, "A bi-symmetric log transformation for wide-range data", equation 5.
 */
function symlog(constant: number): AxisTransform {
  return {
    forward: (value) => (Math.sign(value) * Math.log1p(Math.abs(value) / constant)) / Math.LN10,
    inverse: (place) => Math.sign(place) * constant * Math.expm1(Math.abs(place) * Math.LN10),
  };
}

/** @param constant c of the symmetric logarithm; the others have none */
export function axisTransform(kind: AxisKind, constant = 1): AxisTransform {
  if (kind === 'symlog') return symlog(constant);
  return kind === 'log' ? log : linear;
}

/** Below this many ticks an axis says too little. */
const FEWEST_TICKS = 3;

/**
 * Values for the ticks of a logarithmic axis, ascending: nought and powers of ten before fives and twos, no two closer
 * than the limit allows; round numbers at equal distances where the axis spans less than a decade.
 * @param limit ticks at most
 */
export function logTicks(
  { forward }: AxisTransform,
  min: number,
  max: number,
  limit: number,
): number[] {
  const apart = (forward(max) - forward(min)) / limit;
  if (!(apart > 0)) return [];
  const spaced = (candidates: readonly number[]): number[] => {
    const ticks: number[] = [];
    for (const value of candidates) {
      const far = (tick: number): boolean => Math.abs(forward(tick) - forward(value)) >= apart;
      if (value >= min && value <= max && ticks.every(far)) ticks.push(value);
    }
    return ticks.sort((a, b) => a - b);
  };
  const ticks = spaced(decades(min, max));
  return ticks.length >= FEWEST_TICKS ? ticks : evenTicks(min, max, limit);
}

/** Nought, then powers of ten from the largest down, then fives and twos. */
function decades(min: number, max: number): number[] {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const top = Math.floor(Math.log10(largest));
  const smallest = min > 0 ? min : largest * 1e-12;
  const bottom = Math.max(top - 40, Math.floor(Math.log10(smallest)));
  const values = [0];
  for (const mantissa of [1, 5, 2]) {
    for (let exponent = top; exponent >= bottom; exponent -= 1) {
      const value = Number(`${mantissa}e${exponent}`);
      values.push(value, -value);
    }
  }
  return values;
}
