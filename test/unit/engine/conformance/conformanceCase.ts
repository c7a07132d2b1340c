/** One config in the conformance suite, and how far an executor is from the reference on it. */
import type { GanConfig } from '../../../../src/config/ganConfig';
import type { MakeExecutor } from '../testGan';

export const QUANTITIES = ['forward', 'gradient', 'state'] as const;
/** Losses and penalties; gradients, of penalties too; what updates make of parameters and statistics. */
export type Quantity = (typeof QUANTITIES)[number];

/**
 * Largest relative errors allowed. Float32 rounds at 6e-8; sums of hundreds of terms, and gradients through several
 * layers, lose two digits. Adam divides by the root of squared gradients, which doubles their relative error.
 */
export const TOLERANCES: Readonly<Record<Quantity, number>> = {
  forward: 1e-5,
  gradient: 2e-5,
  state: 1e-4,
};

export interface LargestError {
  readonly error: number;
  /** What has it, such as "gradient of generator/0/weights". */
  readonly what: string;
}

export type Errors = Readonly<Partial<Record<Quantity, LargestError>>>;

export interface ConformanceCase {
  readonly name: string;
  readonly config: GanConfig;
  /** Where the wanted numbers come from. */
  readonly reference: 'PyTorch, float64' | 'central differences, float64' | 'TensorFlow.js';
  /** Whether the optimizers of the config take part. */
  readonly updates: boolean;
  measure(makeExecutor: MakeExecutor): Promise<Errors>;
}

/** Keeps the largest error of each quantity. */
export class ErrorMeter {
  private readonly largest: Partial<Record<Quantity, LargestError>> = {};

  get errors(): Errors {
    return this.largest;
  }

  /** |found − wanted| relative to the largest |wanted| and 1; NaN counts as infinite. */
  compare(
    quantity: Quantity,
    what: string,
    found: ArrayLike<number>,
    wanted: ArrayLike<number>,
  ): void {
    if (found.length !== wanted.length) {
      throw new Error(`${what} has ${found.length} values instead of ${wanted.length}.`);
    }
    let difference = 0;
    let scale = 1;
    for (let i = 0; i < found.length; i++) {
      const own = Math.abs(found[i]! - wanted[i]!);
      difference = Math.max(difference, Number.isNaN(own) ? Infinity : own);
      scale = Math.max(scale, Math.abs(wanted[i]!));
    }
    const error = difference / scale;
    if (error >= (this.largest[quantity]?.error ?? 0)) this.largest[quantity] = { error, what };
  }
}

/** Computes once, at the first call. */
export function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}
