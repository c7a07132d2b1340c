/**
 * The Dirac-GAN (Mescheder, Geiger & Nowozin 2018, definition 2.1): all data at 0, all that is generated at θ, and a
 * discriminator of one slope. In the terms of Goodfellow et al. 2014 it is D(x) = σ(−ψx), and
 * V = f(ψθ) + f(0) with f(t) = −log(1 + e^−t). The equilibrium is θ = ψ = 0.
 */
import { sigmoid } from '../discriminator';

export interface Point {
  readonly theta: number;
  readonly psi: number;
}

export const DIRAC_LOSSES = ['minimax', 'nonSaturating', 'wasserstein', 'hinge'] as const;
export type DiracLoss = (typeof DIRAC_LOSSES)[number];

export const DIRAC_REGULARIZERS = [
  'none',
  'r1',
  'gradientPenalty',
  'instanceNoise',
  'consensus',
  'weightClipping',
] as const;
export type DiracRegularizer = (typeof DIRAC_REGULARIZERS)[number];

export interface DiracGame {
  readonly loss: DiracLoss;
  readonly regularizer: DiracRegularizer;
  /**
   * γ of R1 (γ/2 ψ²) and of consensus optimization (γ/2 |v|²), λ of the gradient penalty (λ/2 (|ψ| − 1)²), σ of the
   * instance noise, or c of the clipping (|ψ| ≤ c).
   */
  readonly strength: number;
}

/** The slope that the gradient penalty asks for (Gulrajani et al. 2017). */
export const PENALTY_TARGET = 1;

/** What moves each player at t = ψθ: θ' = −ψ generator(t), ψ' = θ discriminator(t); and the derivatives by t. */
export interface Slopes {
  readonly generator: (t: number) => number;
  readonly discriminator: (t: number) => number;
  readonly generatorDerivative: (t: number) => number;
  readonly discriminatorDerivative: (t: number) => number;
}

const one = (): number => 1;
const zero = (): number => 0;
/** f′ and f″ of f(t) = −log(1 + e^−t). */
const logSlope = (t: number): number => sigmoid(-t);
const logCurvature = (t: number): number => -sigmoid(t) * sigmoid(-t);

export const SLOPES: Readonly<Record<DiracLoss, Slopes>> = {
  minimax: {
    generator: logSlope,
    discriminator: logSlope,
    generatorDerivative: logCurvature,
    discriminatorDerivative: logCurvature,
  },
  // The generator maximizes f(−ψθ) instead.
  nonSaturating: {
    generator: (t) => logSlope(-t),
    discriminator: logSlope,
    generatorDerivative: (t) => -logCurvature(-t),
    discriminatorDerivative: logCurvature,
  },
  // f(t) = t.
  wasserstein: {
    generator: one,
    discriminator: one,
    generatorDerivative: zero,
    discriminatorDerivative: zero,
  },
  // The discriminator has had enough of t above 1 (Lim & Ye 2017).
  hinge: {
    generator: one,
    discriminator: (t) => (t < 1 ? 1 : 0),
    generatorDerivative: zero,
    discriminatorDerivative: zero,
  },
};

/** Distance of the nodes of the trapezoidal rule, in standard deviations, and how far they reach. */
const NODE_DISTANCE = 0.25;
const NODE_REACH = 8;

/** Nodes and weights for means over standard normal noise: the error falls as fast as the integrand is smooth. */
const NOISE: readonly (readonly [node: number, weight: number])[] = Array.from(
  { length: (2 * NODE_REACH) / NODE_DISTANCE + 1 },
  (_, i) => {
    const node = i * NODE_DISTANCE - NODE_REACH;
    return [node, (NODE_DISTANCE * Math.exp(-0.5 * node * node)) / Math.sqrt(2 * Math.PI)];
  },
);

/** Both sides with normal noise of a standard deviation added (Sønderby et al. 2017; Mescheder et al. 2018). */
function noisyVelocity(slopes: Slopes, deviation: number, { theta, psi }: Point): Point {
  let [towards, along] = [0, 0];
  for (const [node, weight] of NOISE) {
    const noise = deviation * node;
    const fake = theta + noise;
    towards -= weight * psi * slopes.generator(psi * fake);
    along +=
      weight *
      (fake * slopes.discriminator(psi * fake) - noise * slopes.discriminator(-psi * noise));
  }
  return { theta: towards, psi: along };
}

/** Gradient of ½ |v|². */
function energyGradient(slopes: Slopes, { theta, psi }: Point): Point {
  const t = psi * theta;
  const [a, b] = [slopes.generator(t), slopes.discriminator(t)];
  const bend =
    psi * psi * a * slopes.generatorDerivative(t) +
    theta * theta * b * slopes.discriminatorDerivative(t);
  return { theta: theta * b * b + psi * bend, psi: psi * a * a + theta * bend };
}

/** Where gradient steps of both players lead from a point, per unit of step size. */
export function velocity({ loss, regularizer, strength }: DiracGame, point: Point): Point {
  const slopes = SLOPES[loss];
  if (regularizer === 'instanceNoise') return noisyVelocity(slopes, strength, point);
  const { theta, psi } = point;
  const t = psi * theta;
  const plain = { theta: -psi * slopes.generator(t), psi: theta * slopes.discriminator(t) };
  switch (regularizer) {
    case 'none':
    case 'weightClipping':
      return plain;
    case 'r1':
      return { ...plain, psi: plain.psi - strength * psi };
    case 'gradientPenalty':
      return {
        ...plain,
        psi: plain.psi - strength * (Math.abs(psi) - PENALTY_TARGET) * Math.sign(psi),
      };
    case 'consensus': {
      // Mescheder, Nowozin & Geiger 2017.
      const energy = energyGradient(slopes, point);
      return {
        theta: plain.theta - strength * energy.theta,
        psi: plain.psi - strength * energy.psi,
      };
    }
  }
}
