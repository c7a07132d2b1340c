/** How the samples spread over the modes of a known mixture. */
import type { Mixture } from '../theory/densityShapes';
import type { SampleSet } from './sampleSet';

export interface ModeStatistics {
  /** High-quality samples nearest to each mode, [modes]. */
  readonly counts: Float64Array;
  /** Modes with at least one high-quality sample. */
  readonly captured: number;
  /** Share of the samples that are of high quality. */
  readonly highQualityShare: number;
  /**
   * KL(q‖w) in nats between the shares q of the high-quality samples and the weights w of the modes; not-a-number
   * without any such sample.
   */
  readonly reverseKl: number;
}

/** The quantile of the standard normal distribution at 1 − e^−4.5, the mass of a plane Gaussian within 3σ. */
const NORMAL_QUANTILE = 2.2865;

/**
 * Distance in standard deviations below which a sample counts as one of a mode: 3 on the line and in the plane, as in
 * the literature. In more dimensions nothing of a Gaussian lies that near: there it is the radius of the same mass,
 * 98.9 %, by the approximation of Wilson & Hilferty (1931).
 */
export function qualityRadius(dimensions: number): number {
  if (dimensions <= 2) return 3;
  const variance = 2 / (9 * dimensions);
  return Math.sqrt(dimensions * (1 - variance + NORMAL_QUANTILE * Math.sqrt(variance)) ** 3);
}

/**
 * High-quality samples lie within `qualityRadius` standard deviations of their nearest mode; a mode is captured by one
 * of them (Srivastava et al. 2017, VEEGAN; Lin et al. 2018, PacGAN). Real data of the plane have a share of
 * 1 − e^−4.5 = 0.98889, not 1, and a KL divergence of about (modes − 1) / (2 n), not 0. O(n · modes · d).
 */
export function modeStatistics(samples: SampleSet, mixture: Mixture): ModeStatistics {
  const { centres, deviations, weights, dimensions } = mixture;
  const modes = deviations.length;
  const counts = new Float64Array(modes);
  const limit = qualityRadius(dimensions) ** 2;
  for (let row = 0; row < samples.count; row += 1) {
    const at = row * dimensions;
    let nearest = 0;
    let least = Infinity;
    for (let mode = 0; mode < modes; mode += 1) {
      let squared = 0;
      for (let axis = 0; axis < dimensions; axis += 1) {
        squared += (samples.values[at + axis] - centres[mode * dimensions + axis]) ** 2;
      }
      const distance = squared / deviations[mode] ** 2;
      if (distance < least) [nearest, least] = [mode, distance];
    }
    if (least < limit) counts[nearest] += 1;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  let reverseKl = total === 0 ? NaN : 0;
  counts.forEach((count, mode) => {
    if (count === 0) return;
    reverseKl += (count / total) * Math.log(count / total / (weights?.[mode] ?? 1 / modes));
  });
  return {
    counts,
    captured: counts.filter((count) => count > 0).length,
    highQualityShare: total / samples.count,
    reverseKl,
  };
}
