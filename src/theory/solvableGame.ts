/**
 * A GAN whose dynamics near its solution are known: p_data = N(0, s²), G(z) = θ + sz, D(x) = σ(wx + b), R1 of strength γ.
 * To second order V = −log 4 − θw/2 − s²w²/4, so that in units of G's step size θ' = w/2 and
 * w' = κ(−θ/2 − (s²/2 + γ)w): a damped oscillator, λ² + κ(s²/2 + γ)λ + κ/4 = 0.
 */
export interface SolvableGame {
  /** s, larger than 0. */
  readonly deviation: number;
  /** γ of R1, γ/2 E|∇ₓa|². */
  readonly penalty: number;
}

function damping({ deviation, penalty }: SolvableGame): number {
  return 0.5 * deviation ** 2 + penalty;
}

/** κ = k η_D / η_G at which the oscillator is critically damped: the fastest there is. */
export function criticalRatio(game: SolvableGame): number {
  return 1 / damping(game) ** 2;
}

/** What the slower of the two modes decays by: its rate in units of G's step size per step of G. */
export function restRate(game: SolvableGame, ratio: number): number {
  const half = 0.5 * ratio * damping(game);
  const inner = half * half - 0.25 * ratio;
  // The smaller root from the product of both, ratio / 4.
  return inner <= 0 ? half : (0.25 * ratio) / (half + Math.sqrt(inner));
}

/** The rate with D at its optimum before every step of G: κ without end. */
export function optimalRate(game: SolvableGame): number {
  return 0.25 / damping(game);
}
