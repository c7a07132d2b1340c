/**
 * One update of all parameters of a player, in place and in one pass: the fused form of
 * src/engine/program/optimizers.ts.
 *
 * Pointers are byte offsets of float32 arrays, multiples of 16; `count` is a multiple of 16: arrays are padded with
 * zeros, which stay zero. What is called g below is clamp(gradientScale · gradient, ±gradientLimit) + weightDecay · θ:
 * scale 1, limit ∞ and decay 0 leave the gradient as it is. The optimizers return the sum of the squares of the
 * gradients as they were given, which costs nothing here and a pass of its own elsewhere; it is not finite when a
 * gradient is not.
 */
import { alters, BLOCK, GROUP, horizontalSum, seen } from './lanes';

// @ts-ignore: decorator
@inline
function adamLanes(
  parameters: usize,
  firstMoments: usize,
  secondMoments: usize,
  gradient: v128,
  scale: v128,
  limit: v128,
  weightDecay: v128,
  stepSize: v128,
  beta1: v128,
  oneMinusBeta1: v128,
  beta2: v128,
  oneMinusBeta2: v128,
  secondMomentScale: v128,
  epsilon: v128,
  kept: v128,
  altered: bool,
): v128 {
  const parameter = v128.load(parameters);
  const g = seen(gradient, parameter, scale, limit, weightDecay, altered);
  const first = f32x4.add(
    f32x4.mul(beta1, v128.load(firstMoments)),
    f32x4.mul(oneMinusBeta1, g),
  );
  const second = f32x4.add(
    f32x4.mul(beta2, v128.load(secondMoments)),
    f32x4.mul(oneMinusBeta2, f32x4.mul(g, g)),
  );
  v128.store(firstMoments, first);
  v128.store(secondMoments, second);
  const root = f32x4.add(f32x4.mul(f32x4.sqrt(second), secondMomentScale), epsilon);
  v128.store(
    parameters,
    f32x4.sub(
      altered ? f32x4.mul(kept, parameter) : parameter,
      f32x4.div(f32x4.mul(stepSize, first), root),
    ),
  );
  return f32x4.mul(gradient, gradient);
}

// @ts-ignore: decorator
@inline
function adamLoop(
  parameters: usize,
  firstMoments: usize,
  secondMoments: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  stepSize: f32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  secondMomentScale: f32,
  epsilon: f32,
  kept: f32,
  altered: bool,
): f64 {
  const factor = f32x4.splat(gradientScale);
  const limit = f32x4.splat(gradientLimit);
  const decay = f32x4.splat(weightDecay);
  const size = f32x4.splat(stepSize);
  const b1 = f32x4.splat(beta1);
  const c1 = f32x4.splat(oneMinusBeta1);
  const b2 = f32x4.splat(beta2);
  const c2 = f32x4.splat(oneMinusBeta2);
  const scale = f32x4.splat(secondMomentScale);
  const eps = f32x4.splat(epsilon);
  const keep = f32x4.splat(kept);
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
      const s0 = adamLanes(p, m, v, v128.load(g), factor, limit, decay, size, b1, c1, b2, c2, scale, eps, keep, altered);
      const s1 = adamLanes(p + 16, m + 16, v + 16, v128.load(g, 16), factor, limit, decay, size, b1, c1, b2, c2, scale, eps, keep, altered);
      const s2 = adamLanes(p + 32, m + 32, v + 32, v128.load(g, 32), factor, limit, decay, size, b1, c1, b2, c2, scale, eps, keep, altered);
      const s3 = adamLanes(p + 48, m + 48, v + 48, v128.load(g, 48), factor, limit, decay, size, b1, c1, b2, c2, scale, eps, keep, altered);
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

/**
 * Adam (Kingma & Ba 2015): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← kept·θ − stepSize·m / (√v·scale + ε), where
 * stepSize = η / (1 − β₁ᵗ) and scale = 1 / √(1 − β₂ᵗ). AdamW (Loshchilov & Hutter 2019) has kept = 1 − ηλ, Adam 1.
 */
export function adam(
  parameters: usize,
  firstMoments: usize,
  secondMoments: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  stepSize: f32,
  beta1: f32,
  oneMinusBeta1: f32,
  beta2: f32,
  oneMinusBeta2: f32,
  secondMomentScale: f32,
  epsilon: f32,
  kept: f32,
): f64 {
  return alters(gradientScale, gradientLimit, weightDecay) || kept != 1
    ? adamLoop(parameters, firstMoments, secondMoments, gradients, count, gradientScale, gradientLimit, weightDecay, stepSize, beta1, oneMinusBeta1, beta2, oneMinusBeta2, secondMomentScale, epsilon, kept, true)
    : adamLoop(parameters, firstMoments, secondMoments, gradients, count, gradientScale, gradientLimit, weightDecay, stepSize, beta1, oneMinusBeta1, beta2, oneMinusBeta2, secondMomentScale, epsilon, kept, false);
}

// @ts-ignore: decorator
@inline
function sgdLanes(
  parameters: usize,
  velocities: usize,
  gradient: v128,
  scale: v128,
  limit: v128,
  weightDecay: v128,
  learningRate: v128,
  momentum: v128,
  nesterov: bool,
  altered: bool,
): v128 {
  const parameter = v128.load(parameters);
  const step = f32x4.mul(learningRate, seen(gradient, parameter, scale, limit, weightDecay, altered));
  const velocity = f32x4.sub(f32x4.mul(momentum, v128.load(velocities)), step);
  v128.store(velocities, velocity);
  const move = nesterov ? f32x4.sub(f32x4.mul(momentum, velocity), step) : velocity;
  v128.store(parameters, f32x4.add(parameter, move));
  return f32x4.mul(gradient, gradient);
}

// @ts-ignore: decorator
@inline
function sgdLoop(
  parameters: usize,
  velocities: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  learningRate: f32,
  momentum: f32,
  nesterov: bool,
  altered: bool,
): f64 {
  const factor = f32x4.splat(gradientScale);
  const limit = f32x4.splat(gradientLimit);
  const decay = f32x4.splat(weightDecay);
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
      const s0 = sgdLanes(p, v, v128.load(g), factor, limit, decay, rate, mu, nesterov, altered);
      const s1 = sgdLanes(p + 16, v + 16, v128.load(g, 16), factor, limit, decay, rate, mu, nesterov, altered);
      const s2 = sgdLanes(p + 32, v + 32, v128.load(g, 32), factor, limit, decay, rate, mu, nesterov, altered);
      const s3 = sgdLanes(p + 48, v + 48, v128.load(g, 48), factor, limit, decay, rate, mu, nesterov, altered);
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

/** Gradient descent with classical momentum (Polyak 1964): v ← μv − ηg, θ ← θ + v. */
export function sgd(
  parameters: usize,
  velocities: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  learningRate: f32,
  momentum: f32,
): f64 {
  return alters(gradientScale, gradientLimit, weightDecay)
    ? sgdLoop(parameters, velocities, gradients, count, gradientScale, gradientLimit, weightDecay, learningRate, momentum, false, true)
    : sgdLoop(parameters, velocities, gradients, count, gradientScale, gradientLimit, weightDecay, learningRate, momentum, false, false);
}

/**
 * Gradient descent with Nesterov momentum in the form of Sutskever et al. 2013 whose parameters are the points where
 * gradients are taken: v ← μv − ηg, θ ← θ + μv − ηg.
 */
export function nesterov(
  parameters: usize,
  velocities: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  learningRate: f32,
  momentum: f32,
): f64 {
  return alters(gradientScale, gradientLimit, weightDecay)
    ? sgdLoop(parameters, velocities, gradients, count, gradientScale, gradientLimit, weightDecay, learningRate, momentum, true, true)
    : sgdLoop(parameters, velocities, gradients, count, gradientScale, gradientLimit, weightDecay, learningRate, momentum, true, false);
}

// @ts-ignore: decorator
@inline
function rmsPropLanes(
  parameters: usize,
  secondMoments: usize,
  velocities: usize,
  gradient: v128,
  scale: v128,
  limit: v128,
  weightDecay: v128,
  learningRate: v128,
  decay: v128,
  oneMinusDecay: v128,
  epsilon: v128,
  momentum: v128,
  altered: bool,
): v128 {
  const parameter = v128.load(parameters);
  const g = seen(gradient, parameter, scale, limit, weightDecay, altered);
  const second = f32x4.add(
    f32x4.mul(decay, v128.load(secondMoments)),
    f32x4.mul(oneMinusDecay, f32x4.mul(g, g)),
  );
  v128.store(secondMoments, second);
  const step = f32x4.div(f32x4.mul(learningRate, g), f32x4.add(f32x4.sqrt(second), epsilon));
  const velocity = f32x4.sub(f32x4.mul(momentum, v128.load(velocities)), step);
  v128.store(velocities, velocity);
  v128.store(parameters, f32x4.add(parameter, velocity));
  return f32x4.mul(gradient, gradient);
}

// @ts-ignore: decorator
@inline
function rmsPropLoop(
  parameters: usize,
  secondMoments: usize,
  velocities: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  learningRate: f32,
  decay: f32,
  oneMinusDecay: f32,
  epsilon: f32,
  momentum: f32,
  altered: bool,
): f64 {
  const factor = f32x4.splat(gradientScale);
  const limit = f32x4.splat(gradientLimit);
  const l2 = f32x4.splat(weightDecay);
  const rate = f32x4.splat(learningRate);
  const d = f32x4.splat(decay);
  const c = f32x4.splat(oneMinusDecay);
  const eps = f32x4.splat(epsilon);
  const mu = f32x4.splat(momentum);
  let total: f64 = 0;
  let p = parameters;
  let v = secondMoments;
  let u = velocities;
  let g = gradients;
  const end = g + count * 4;
  while (g < end) {
    const blockEnd = min(g + BLOCK, end);
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    while (g < blockEnd) {
      const s0 = rmsPropLanes(p, v, u, v128.load(g), factor, limit, l2, rate, d, c, eps, mu, altered);
      const s1 = rmsPropLanes(p + 16, v + 16, u + 16, v128.load(g, 16), factor, limit, l2, rate, d, c, eps, mu, altered);
      const s2 = rmsPropLanes(p + 32, v + 32, u + 32, v128.load(g, 32), factor, limit, l2, rate, d, c, eps, mu, altered);
      const s3 = rmsPropLanes(p + 48, v + 48, u + 48, v128.load(g, 48), factor, limit, l2, rate, d, c, eps, mu, altered);
      sum0 = f32x4.add(sum0, f32x4.add(s0, s2));
      sum1 = f32x4.add(sum1, f32x4.add(s1, s3));
      p += GROUP * 4;
      v += GROUP * 4;
      u += GROUP * 4;
      g += GROUP * 4;
    }
    total += horizontalSum(f32x4.add(sum0, sum1));
  }
  return total;
}

/**
 * RMSProp (Tieleman & Hinton 2012), not centred, with momentum:
 * v ← decay·v + (1 − decay)g², u ← μu − ηg / (√v + ε), θ ← θ + u.
 */
export function rmsProp(
  parameters: usize,
  secondMoments: usize,
  velocities: usize,
  gradients: usize,
  count: usize,
  gradientScale: f32,
  gradientLimit: f32,
  weightDecay: f32,
  learningRate: f32,
  decay: f32,
  oneMinusDecay: f32,
  epsilon: f32,
  momentum: f32,
): f64 {
  return alters(gradientScale, gradientLimit, weightDecay)
    ? rmsPropLoop(parameters, secondMoments, velocities, gradients, count, gradientScale, gradientLimit, weightDecay, learningRate, decay, oneMinusDecay, epsilon, momentum, true)
    : rmsPropLoop(parameters, secondMoments, velocities, gradients, count, gradientScale, gradientLimit, weightDecay, learningRate, decay, oneMinusDecay, epsilon, momentum, false);
}
