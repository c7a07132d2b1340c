import type { Mixture } from './densityShapes';

/** Standard deviations from the nearest centre within which a sample counts as one of good quality (PacGAN, VEEGAN). */
const REACH = 3;

export interface ModeCounts {
  /** Samples within reach of each centre that is their nearest, [modes]. */
  readonly counts: Uint32Array;
  readonly captured: number;
  /** Share of the samples within reach of a centre. Of perfect ones 98.9 % in two dimensions, 99.7 % in one. */
  readonly highQualityShare: number;
}

/** Modes with at least one sample within three standard deviations (Lin et al. 2018, Srivastava et al. 2017). */
export function countModes(samples: Float32Array, mixture: Mixture): ModeCounts {
  const { centres, deviations, dimensions } = mixture;
  const counts = new Uint32Array(deviations.length);
  for (let at = 0; at < samples.length; at += dimensions) {
    let nearest = 0;
    let least = Infinity;
    for (let mode = 0; mode < counts.length; mode += 1) {
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis += 1) {
        squares += (samples[at + axis] - centres[mode * dimensions + axis]) ** 2;
      }
      const distance = squares / deviations[mode] ** 2;
      if (distance < least) {
        least = distance;
        nearest = mode;
      }
    }
    if (least < REACH * REACH) counts[nearest] += 1;
  }
  const inside = counts.reduce((sum, count) => sum + count, 0);
  return {
    counts,
    captured: counts.filter((count) => count > 0).length,
    highQualityShare: (inside * dimensions) / samples.length,
  };
}
