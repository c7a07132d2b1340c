/** What a run makes of Algorithm 1 of Goodfellow et al. 2014, as far as it does not change: the game and who moves when. */
import type { AugmentationName, LossConfig } from '../config/ganConfig';

export const LOSS_NAMES = [
  'nonSaturating',
  'minimax',
  'leastSquares',
  'hinge',
  'wasserstein',
] as const satisfies readonly LossConfig['name'][];
export type LossName = (typeof LOSS_NAMES)[number];

export const AUGMENTATIONS = [
  'colour',
  'translation',
  'cutout',
] as const satisfies readonly AugmentationName[];
export type Augmentation = (typeof AUGMENTATIONS)[number];

export interface AlgorithmLoss {
  readonly name: LossName;
  readonly discriminatorScale: number;
  readonly generatorScale: number;
  /** What the discriminator is told; log losses only. */
  readonly labels?: { readonly real: number; readonly fake: number };
  /** Values that its output is drawn to; least squares only. */
  readonly targets?: { readonly real: number; readonly fake: number; readonly generator: number };
}

/** What the discriminator minimises besides its loss: `factor` · E of a function of its slope. */
export type AlgorithmPenalty =
  | {
      /** Distance of the slope from `target`, or what it has above it. */
      readonly kind: 'gradientPenalty';
      readonly factor: number;
      readonly target: number;
      readonly side: 'both' | 'above';
    }
  | {
      /** The squared slope at real samples (R1) or at generated ones (R2). */
      readonly kind: 'r1' | 'r2';
      readonly factor: number;
    };

export interface Algorithm {
  readonly updateOrder: 'alternating' | 'simultaneous';
  /** m: samples of a minibatch. */
  readonly batchSize: number;
  readonly loss: AlgorithmLoss;
  readonly penalties: readonly AlgorithmPenalty[];
  /** c: parameters of the discriminator are clamped to ±c after each of its updates. */
  readonly weightClipping?: number;
  /** Samples that the discriminator judges at once. */
  readonly packing: number;
  /** What is changed at random in the images that the discriminator sees, in this order; absent where nothing is. */
  readonly augmentation?: readonly Augmentation[];
  /** Optimizers that take the gradients; names as in the config. */
  readonly optimizers: { readonly discriminator: string; readonly generator: string };
}
