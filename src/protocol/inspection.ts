/** What is asked about one sample of the grid, and answered: by the run directory, or by a process that has the networks. */

/** Images of one size, as bytes that can be shown. */
export interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  /** [count, height, width, channels], row-major. */
  readonly pixels: Uint8Array;
}

/** What images are near in: their pixels, or the features of the classifier of digits. */
export const NEIGHBOUR_SPACES = ['pixels', 'features'] as const;
export type NeighbourSpace = (typeof NEIGHBOUR_SPACES)[number];

/** Time that one request may spend on features of training images. */
export const MOST_FEATURE_MILLISECONDS = 2000;

/** Samples are numbered from 0, as they stand in the grid, row by row. */
export type NetworkRequest =
  | { readonly kind: 'sample'; readonly sample: number }
  /** By features only once all training images have theirs. */
  | { readonly kind: 'neighbours'; readonly sample: number; readonly space: NeighbourSpace }
  | { readonly kind: 'realDistances'; readonly space: NeighbourSpace }
  /**
   * How many training images have their features; works on those of others for about so long first. They are worked on
   * only while somebody asks.
   */
  | { readonly kind: 'features'; readonly milliseconds: number }
  | { readonly kind: 'interpolation'; readonly sample: number; readonly other: number }
  | { readonly kind: 'walk'; readonly sample: number; readonly dimension: number };

export type InspectionRequest =
  { readonly kind: 'latent'; readonly sample: number } | NetworkRequest;

/** The latent vector of a sample: the same at every step. */
export interface InspectedLatent {
  readonly kind: 'latent';
  /** [latent dimension]. */
  readonly values: Float32Array;
  /** The prior that it was drawn from; both have mean 0 and variance 1. */
  readonly distribution: 'normal' | 'uniform';
  /** Number of the class that the generator is told; absent if it is told none. */
  readonly classNumber?: number;
}

interface OfNetworks {
  /** Generator updates that the networks have had. */
  readonly step: number;
  readonly pictures: Pictures;
}

/** One picture: the sample as the generator makes it at `step`. */
export interface InspectedSample extends OfNetworks {
  readonly kind: 'sample';
  readonly network: 'generator' | 'generatorEma';
  /** Output of the discriminator before any sigmoid; absent where it judges several samples at once. */
  readonly logit?: number;
  /** How many samples the discriminator judges at once. */
  readonly packing: number;
}

export interface TrainingNeighbour {
  /** Number of the image in the data as they are read, from 0. */
  readonly image: number;
  /** Euclidean distance: of the pixels, in the values that the networks are given, or of the features. */
  readonly distance: number;
  /** The mirror image is that near. */
  readonly mirrored: boolean;
  /** Name of its class, where the data have labels. */
  readonly label?: string;
  /** Its file, where each image has one. */
  readonly file?: string;
}

/** The sample, then its nearest training images, nearest first. */
export interface InspectedNeighbours extends OfNetworks {
  readonly kind: 'neighbours';
  readonly space: NeighbourSpace;
  readonly neighbours: readonly TrainingNeighbour[];
  /** Training images that were compared: all of them. */
  readonly compared: number;
}

/** How far training images are from one another: what the distances of a sample are to be held against. */
export interface RealDistances {
  readonly kind: 'realDistances';
  readonly space: NeighbourSpace;
  /** From some training images to the nearest of all others each, ascending. */
  readonly distances: Float64Array;
  readonly compared: number;
}

/** Training images whose features are known. */
export interface FeatureProgress {
  readonly kind: 'features';
  readonly done: number;
  readonly total: number;
  /** Why there are none and never will be: one sentence. */
  readonly missing?: string;
}

/** What the generator makes of the latents on the way from one sample to another. */
export interface InspectedInterpolation extends OfNetworks {
  readonly kind: 'interpolation';
  /** Shares of the way, from 0 to 1. */
  readonly positions: Float32Array;
  readonly path: 'spherical' | 'linear';
  /** One for each picture; absent where the discriminator judges several samples at once. */
  readonly logits?: Float32Array;
}

/** What the generator makes of the latent with one entry replaced. */
export interface InspectedWalk extends OfNetworks {
  readonly kind: 'walk';
  readonly dimension: number;
  /** Values of the entry. */
  readonly positions: Float32Array;
  readonly logits?: Float32Array;
}

export type NetworkInspection =
  | InspectedSample
  | InspectedNeighbours
  | RealDistances
  | FeatureProgress
  | InspectedInterpolation
  | InspectedWalk;

export type Inspection = InspectedLatent | NetworkInspection;

/** The answer to a request of a kind. */
export type InspectionOf<Kind extends InspectionRequest['kind']> = Extract<
  Inspection,
  { kind: Kind }
>;
