/** The priors p(z): each entry of a latent vector on its own. Both have mean 0 and variance 1. */
export const LATENT_PRIORS = {
  normal: { mean: 0, standardDeviation: 1 },
  uniform: { low: -Math.sqrt(3), high: Math.sqrt(3) },
} as const;
