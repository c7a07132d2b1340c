/** What the kernels over float32 arrays share. */

/** Numbers worked on in one turn of the loops. */
export const GROUP: usize = 16;
/** A sum of squares is carried over from float32 to float64 after so many bytes. */
export const BLOCK: usize = 4096 * 4;

// @ts-ignore: decorator
@inline
export function horizontalSum(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    <f64>f32x4.extract_lane(x, 2) +
    <f64>f32x4.extract_lane(x, 3)
  );
}

/**
 * x clamped to [−limit, limit]; not-a-number stays: pmin(x, y) is y where y < x, else x. (min and max, which order the
 * zeros too, take several times as long.)
 */
// @ts-ignore: decorator
@inline
export function clamped(x: v128, limit: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, limit), f32x4.neg(limit));
}

/** Whether what an optimizer sees of a gradient differs from the gradient. */
// @ts-ignore: decorator
@inline
export function alters(gradientScale: f32, gradientLimit: f32, weightDecay: f32): bool {
  return gradientScale != 1 || gradientLimit != Infinity || weightDecay != 0;
}

/**
 * What an optimizer sees of a gradient: clamp(scale·g, ±limit) + weightDecay·θ. `altered` is known when this is
 * compiled: the loops for plain gradients, up to twice as fast in cache, do without the rest.
 */
// @ts-ignore: decorator
@inline
export function seen(
  g: v128,
  parameter: v128,
  scale: v128,
  limit: v128,
  weightDecay: v128,
  altered: bool,
): v128 {
  if (!altered) return g;
  return f32x4.add(clamped(f32x4.mul(scale, g), limit), f32x4.mul(weightDecay, parameter));
}
