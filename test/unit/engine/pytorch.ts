/** What PyTorch made of the same gradients: see test/fixtures/optimizers/pytorch.py. */
import fs from 'node:fs';

/** Settings of an optimizer as PyTorch names them. */
export interface PyTorchSettings {
  readonly lr: number;
  readonly betas?: readonly number[];
  readonly eps?: number;
  readonly weight_decay?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly alpha?: number;
}

interface Fixture {
  readonly start: readonly number[];
  /** One row an update. */
  readonly gradients: readonly (readonly number[])[];
  readonly optimizers: Readonly<
    Record<string, { readonly settings: PyTorchSettings; readonly end: readonly number[] }>
  >;
  /** Where sgd with momentum 0.5 ends with gradients clipped. */
  readonly clipped: Readonly<Record<'norm' | 'value', readonly number[]>>;
  /** Learning rate of each step, for a base rate of 1. */
  readonly factors: Readonly<
    Record<
      'linear' | 'cosine' | 'exponential' | 'warm-up' | 'linear after a delay',
      readonly number[]
    >
  >;
}

const file = new URL('../../fixtures/optimizers/pytorch.json', import.meta.url);

export const pytorch = JSON.parse(fs.readFileSync(file, 'utf8')) as Fixture;
