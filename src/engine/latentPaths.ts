/** Ways through the latent space, to see what the generator makes of the latents between and beside those drawn. */
import type { GanConfig } from '../config/ganConfig';
import { LATENT_PRIORS } from './program/latents';

type LatentDistribution = GanConfig['generator']['latent']['distribution'];
export type LatentPath = 'spherical' | 'linear';

/** Standard deviations from the mean that a walk through a normal prior reaches: 98.8 % of its entries lie within. */
const WALK_REACH = 2.5;
/** Below this sine the two directions are the same or opposite, and the formula divides by zero. */
const SMALLEST_SINE = 1e-6;

/**
 * The path whose latents are as likely as those that the generator was trained on. Normal vectors of many entries lie
 * near a sphere, and the straight line cuts through its empty middle (White 2016, arXiv 1609.04468); a cube of uniform
 * ones is convex.
 */
export function latentPath(distribution: LatentDistribution): LatentPath {
  return distribution === 'normal' ? 'spherical' : 'linear';
}

/** Values that a walk goes through, evenly spaced: ±2.5 standard deviations of a normal prior, a uniform one whole. */
export function walkPositions(distribution: LatentDistribution, count: number): Float32Array {
  const { low, high } =
    distribution === 'normal' ? { low: -WALK_REACH, high: WALK_REACH } : LATENT_PRIORS.uniform;
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** Shares of the way from 0 to 1, evenly spaced. */
export function waypoints(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => i / (count - 1));
}

/**
 * Latents on the way from one to another, [positions, dimension]; the ends are the two themselves. Spherical:
 * (sin((1 − t)θ)·a + sin(tθ)·b) / sin θ with the angle θ between a and b (Shoemake 1985), linear where they point the
 * same way or opposite ways.
 */
export function interpolateLatents(
  from: Float32Array,
  to: Float32Array,
  path: LatentPath,
  positions: Float32Array,
): Float32Array {
  const angle = path === 'spherical' ? angleBetween(from, to) : 0;
  const sine = Math.sin(angle);
  const dimension = from.length;
  const latents = new Float32Array(positions.length * dimension);
  positions.forEach((t, row) => {
    const curved = sine >= SMALLEST_SINE;
    const ofFrom = curved ? Math.sin((1 - t) * angle) / sine : 1 - t;
    const ofTo = curved ? Math.sin(t * angle) / sine : t;
    for (let i = 0; i < dimension; i += 1) {
      latents[row * dimension + i] = ofFrom * from[i] + ofTo * to[i];
    }
  });
  return latents;
}

/** In radians, from 0 to π; 0 where one of them is zero. */
function angleBetween(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    product += a[i] * b[i];
    squareA += a[i] ** 2;
    squareB += b[i] ** 2;
  }
  if (squareA === 0 || squareB === 0) return 0;
  const cosine = product / Math.sqrt(squareA * squareB);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

/** The latent with one entry replaced by each position, [positions, dimension]. */
export function walkLatents(
  latent: Float32Array,
  dimension: number,
  positions: Float32Array,
): Float32Array {
  const latents = new Float32Array(positions.length * latent.length);
  positions.forEach((value, row) => {
    latents.set(latent, row * latent.length);
    latents[row * latent.length + dimension] = value;
  });
  return latents;
}
