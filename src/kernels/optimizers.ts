/**
 * One update of all parameters of a player, in place and in one pass: the fused form of
 * src/engine/program/optimizers.ts.
 *
 * Pointers are byte offsets of float32 arrays, multiples of 16; `count` is a multiple of 16: arrays are padded with
 * zeros, which stay zero. The optimizers return the sum of the squared gradients, which costs nothing here and a
 * pass of its own elsewhere; it is not finite when a gradient is not.
 */

/** Numbers worked on in one turn of the loops. */
const GROUP = 16;
/** The sum of squares is carried over from float32 to float64 after so many bytes. */
const BLOCK: usize = 4096 * 4;

// @ts-ignore: decorator
@inline
function horizontalSum(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    <f64>f32x4.extract_lane(x, 2) +
    <f64>f32x4.extract_lane(x, 3)
  );
}

// @ts-ignore: decorator
@inline
function adamLanes(
  parameters: usize,
  firstMoments: usize,
  secondMoments: usize,
  g: v128,
  stepSize: v128,
  beta1: v128,
  oneMinusBeta1: v128,
  beta2: v128,
  oneMinusBeta2: v128,
  secondMomentScale: v128,
  epsilon: v128,
): v128 {
  const squared = f32x4.mul(g, g);
  const first = f32x4.add(
    f32x4.mul(beta1, v128.load(firstMoments)),
    f32x4.mul(oneMinusBeta1, g),
  );
  const second = f32x4.add(
    f32x4.mul(beta2, v128.load(secondMoments)),
    f32x4.mul(oneMinusBeta2, squared),
  );
  v128.store(firstMoments, first);
  v128.store(secondMoments, second);
  const root = f32x4.add(f32x4.mul(f32x4.sqrt(second), secondMomentScale), epsilon);
  v128.store(
    parameters,
    f32x4.sub(v128.load(parameters), f32x4.div(f32x4.mul(stepSize, first), root)),
  );
  return squared;
}

/**
 * Adam (Kingma & Ba 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − stepSize·m / (√v·scale + ε), where
 * stepSize = η / (1 − β₁ᵗ) and scale = 1 / √(1 − β₂ᵗ).
 */
export function adam(
  parameters: usize,
  firstMoments: usize,
  secondMoments: usize,
  gradients: usize,
  count: usize,
  stepSize: f32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  secondMomentScale: f32,
  epsilon: f32,
): f64 {
  const size = f32x4.splat(stepSize);
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(oneMinusBeta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(oneMinusBeta2);
  const scale = f32x4.splat(secondMomentScale);
  const eps = f32x4.splat(epsilon);
  let total: f64 = 0;
  let p = parameters;
  let m = firstMoments;
  let v = secondMoments;
  let g = gradients;
  const end = g + count * 4;
  while (g < end) {
    const blockEnd = min(g + BLOCK, end);
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    while (g < blockEnd) {
      const s0 = adamLanes(p, m, v, v128.load(g), size, b1, c1, b2, c2, scale, eps);
      const s1 = adamLanes(p + 16, m + 16, v + 16, v128.load(g, 16), size, b1, c1, b2, c2, scale, eps);
      const s2 = adamLanes(p + 32, m + 32, v + 32, v128.load(g, 32), size, b1, c1, b2, c2, scale, eps);
      const s3 = adamLanes(p + 48, m + 48, v + 48, v128.load(g, 48), size, b1, c1, b2, c2, scale, eps);
      sum0 = f32x4.add(sum0, f32x4.add(s0, s2));
      sum1 = f32x4.add(sum1, f32x4.add(s1, s3));
      p += GROUP * 4;
      m += GROUP * 4;
      v += GROUP * 4;
      g += GROUP * 4;
    }
    total += horizontalSum(f32x4.add(sum0, sum1));
  }
  return total;
}

// @ts-ignore: decorator
@inline
function sgdLanes(
  parameters: usize,
  velocities: usize,
  g: v128,
  learningRate: v128,
  momentum: v128,
): v128 {
  const velocity = f32x4.sub(
    f32x4.mul(momentum, v128.load(velocities)),
    f32x4.mul(learningRate, g),
  );
  v128.store(velocities, velocity);
  v128.store(parameters, f32x4.add(v128.load(parameters), velocity));
  return f32x4.mul(g, g);
}

/** Gradient descent with classical momentum (Polyak 1964): v ← μv − ηg, θ ← θ + v. */
export function sgd(
  parameters: usize,
  velocities: usize,
  gradients: usize,
  count: usize,
  learningRate: f32,
  momentum: f32,
): f64 {
  const rate = f32x4.splat(learningRate);
  const mu = f32x4.splat(momentum);
  let total: f64 = 0;
  let p = parameters;
  let v = velocities;
  let g = gradients;
  const end = g + count * 4;
  while (g < end) {
    const blockEnd = min(g + BLOCK, end);
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    while (g < blockEnd) {
      const s0 = sgdLanes(p, v, v128.load(g), rate, mu);
      const s1 = sgdLanes(p + 16, v + 16, v128.load(g, 16), rate, mu);
      const s2 = sgdLanes(p + 32, v + 32, v128.load(g, 32), rate, mu);
      const s3 = sgdLanes(p + 48, v + 48, v128.load(g, 48), rate, mu);
      sum0 = f32x4.add(sum0, f32x4.add(s0, s2));
      sum1 = f32x4.add(sum1, f32x4.add(s1, s3));
      p += GROUP * 4;
      v += GROUP * 4;
      g += GROUP * 4;
    }
    total += horizontalSum(f32x4.add(sum0, sum1));
  }
  return total;
}

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
