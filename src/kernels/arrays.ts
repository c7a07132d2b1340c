/**
 * Passes over all parameters or gradients of a player. Pointers are byte offsets of float32 arrays, multiples of 16;
 * `count` is a multiple of 16: arrays are padded with zeros.
 */
import { clamped } from './lanes';

/** Exponential moving average: average ← decay·average + (1 − decay)·θ. */
export function average(
  averages: usize,
  parameters: usize,
  count: usize,
  decay: f32,
  oneMinusDecay: f32,
): void {
  const d = f32x4.splat(decay);
  const c = f32x4.splat(oneMinusDecay);
  const bytes = count * 4;
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(
      averages + i,
      f32x4.add(
        f32x4.mul(d, v128.load(averages + i)),
        f32x4.mul(c, v128.load(parameters + i)),
      ),
    );
  }
}

/** x ← max(−limit, min(limit, x)) for each value. */
export function clamp(values: usize, count: usize, limit: f32): void {
  const limits = f32x4.splat(limit);
  const end = values + count * 4;
  for (let x = values; x < end; x += 16) v128.store(x, clamped(v128.load(x), limits));
}

// @ts-ignore: decorator
@inline
function lowSquares(x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  return f64x2.mul(low, low);
}

// @ts-ignore: decorator
@inline
function highSquares(x: v128): v128 {
  return lowSquares(v128.shuffle<i64>(x, x, 1, 0));
}

/** Sum of squares in float64, where the square of no float32 overflows. */
export function squaredNorm(values: usize, count: usize): f64 {
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  const end = values + count * 4;
  for (let p = values; p < end; p += 16) {
    const x = v128.load(p);
    sum0 = f64x2.add(sum0, lowSquares(x));
    sum1 = f64x2.add(sum1, highSquares(x));
  }
  const sum = f64x2.add(sum0, sum1);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Sum of the squared differences of two arrays: the differences in float32, which is exact where they are small. */
export function squaredDistance(values: usize, others: usize, count: usize): f64 {
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  const bytes = count * 4;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = f32x4.sub(v128.load(values + i), v128.load(others + i));
    sum0 = f64x2.add(sum0, lowSquares(x));
    sum1 = f64x2.add(sum1, highSquares(x));
  }
  const sum = f64x2.add(sum0, sum1);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
