/**
 * What is known of p_data, p_g and the discriminator between them at one step: the live form of figure 1 of Goodfellow et
 * al. 2014. The same values stand in `distributions/step-*.safetensors`; the figures also in `theory.csv`.
 */

/**
 * Numbers of one step; not-a-number where the loss or the data leaves one undefined. Natural logarithms: nats.
 * V, C(G) and the gaps are those of equation 1 and theorem 1 of Goodfellow et al. 2014, without label smoothing.
 */
export const DISTRIBUTION_FIGURES = [
  /** V(D, G) = E log D(x) + E log(1 − D(G(z))). */
  'value',
  /** Standard error of `value`; 0 where it is integrated. */
  'valueError',
  /** C(G) = −log 4 + 2·JSD: V at the optimal discriminator D*. */
  'optimalValue',
  /** Jensen–Shannon divergence of p_data and p_g, from 0 to log 2. */
  'jensenShannon',
  /** Mean and standard deviation of what the same measurement gives for real data in place of generated. */
  'jensenShannonNull',
  'jensenShannonNullDeviation',
  /** KL(p_data ‖ p_g): large where modes are missing. */
  'klForward',
  /** KL(p_g ‖ p_data): large where p_g has mass that the data has not. */
  'klReverse',
  /** Total variation; the Bayes accuracy is ½ + ½·TV. */
  'totalVariation',
  /** Wasserstein-1 distance in units of the data; one dimension only. */
  'wasserstein',
  /** What a better D could gain: V(D*, G) − V(D, G). */
  'discriminatorGap',
  /** What G could gain against this D by moving its mass to where D is highest. */
  'generatorGap',
  /** Share of both sides, half and half, that D tells right. */
  'discriminatorAccuracy',
  /** Mean |D − D*| over p_data and p_g, half and half. */
  'discriminatorError',
  /** Mean output of D for real and for generated samples. */
  'meanReal',
  'meanFake',
  /** Share of p_g outside of the grid. */
  'outsideMass',
  /** Modes with at least one sample within three standard deviations; mixtures only. */
  'modesCaptured',
  /** Share of generated samples within three standard deviations of a mode; mixtures only. */
  'highQualityShare',
] as const;
export type DistributionFigure = (typeof DISTRIBUTION_FIGURES)[number];
export type DistributionFigures = Readonly<Record<DistributionFigure, number>>;

/** How p_g was found: mass carried through G cell by cell, or samples smoothed as much as p_data is. */
export type DistributionMethod = 'transport' | 'smoothed';

/** Float32 arrays of a distribution, row-major; empty where there is nothing of the kind. */
export const DISTRIBUTION_ARRAYS = [
  /** Densities and outputs at the centres of the cells, [cells] or [cells, cells] with y before x. */
  'dataDensity',
  'generatorDensity',
  /** Output of the discriminator: D, or its score. */
  'discriminator',
  /** Output of the optimal one; not-a-number where neither density has mass. */
  'optimum',
  /** Samples, [count, dimensions]. */
  'real',
  'fake',
  /** Latents on a lattice of equal probability, [count, latent dimension], and what G makes of them. */
  'latents',
  'images',
  /** Minus the gradient of the generator's loss at generated samples: [count, 4] of x, y and its two components. */
  'forces',
  /** [modes, 3]: centre, and how many generated samples lie within three standard deviations. */
  'modes',
] as const;
export type DistributionArray = (typeof DISTRIBUTION_ARRAYS)[number];
export type DistributionArrays = Readonly<Record<DistributionArray, Float32Array>>;

export interface Distribution {
  readonly step: number;
  /** Updates that were done already of the step after that one; absent where none were, as in all that is kept. */
  readonly updates?: number;
  readonly dimensions: 1 | 2;
  readonly method: DistributionMethod;
  /** p_data is known in closed form; otherwise it is estimated from points. */
  readonly knownDensity: boolean;
  /** Generated samples, or cells of latent space, that p_g was found from. */
  readonly samples: number;
  /** Standard deviation of the smoothing of both sides along each axis, in units of the data; 0 without. */
  readonly bandwidth: readonly number[];
  /** Ends of the grid along each axis. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Cells of the arrays along each axis. */
  readonly cells: number;
  /** Latent axes of `latents`: 1, 2, or 0 where there are more, which no lattice shows. */
  readonly latentDimensions: 0 | 1 | 2;
  readonly figures: DistributionFigures;
  readonly arrays: DistributionArrays;
}
