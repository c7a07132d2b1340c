/** What the linearised update operator of the Dirac-GAN says before any step is made. */
import { SLOPES, type DiracGame } from './game';
import type { DiracSetup } from './simulation';

/** Of (θ, ψ), row by row. */
export type Matrix = readonly [number, number, number, number];

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export function modulus({ re, im }: Complex): number {
  return Math.hypot(re, im);
}

function product([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

/** The one with the larger modulus first. */
export function eigenvalues([a, b, c, d]: Matrix): readonly [Complex, Complex] {
  const half = (a + d) / 2;
  const discriminant = ((a - d) / 2) ** 2 + b * c;
  if (discriminant < 0) {
    const im = Math.sqrt(-discriminant);
    return [
      { re: half, im },
      { re: half, im: -im },
    ];
  }
  const root = Math.sqrt(discriminant);
  // The other from the determinant: the difference of two near numbers would lose digits.
  const large = half + (half < 0 ? -root : root);
  const small = large === 0 ? 0 : (a * d - b * c) / large;
  return [
    { re: large, im: 0 },
    { re: small, im: 0 },
  ];
}

/**
 * Jacobian of the velocity at the equilibrium (Mescheder et al. 2018); undefined for the gradient
 * penalty, whose gradient jumps at ψ = 0.
 */
export function jacobian({ loss, regularizer, strength }: DiracGame): Matrix | undefined {
  if (regularizer === 'gradientPenalty' && strength > 0) return undefined;
  const slopes = SLOPES[loss];
  const [a, b] = [slopes.generator(0), slopes.discriminator(0)];
  const damping = {
    none: [0, 0],
    gradientPenalty: [0, 0],
    weightClipping: [0, 0],
    r1: [0, strength],
    instanceNoise: [0, -2 * slopes.discriminatorDerivative(0) * strength ** 2],
    consensus: [strength * b * b, strength * a * a],
  }[regularizer];
  return [-damping[0], -a, b, -damping[1]];
}

/** The linear map that a step is near the equilibrium. */
export function stepMatrix({
  game,
  order,
  discriminatorSteps,
  stepSize: h,
}: DiracSetup): Matrix | undefined {
  const slopes = jacobian(game);
  if (slopes === undefined) return undefined;
  const [a, b, c, d] = slopes;
  const discriminator: Matrix = [1, 0, h * c, 1 + h * d];
  const last: Matrix =
    order === 'alternating'
      ? product([1 + h * a, h * b, 0, 1], discriminator)
      : [1 + h * a, h * b, h * c, 1 + h * d];
  let matrix = last;
  for (let i = 1; i < discriminatorSteps; i += 1) matrix = product(matrix, discriminator);
  return matrix;
}

/**
 * What becomes of a point near the equilibrium.
 *
 * - `converges`: every step brings it nearer by a factor.
 * - `cycles`: the linear map keeps its distance, and nothing else takes it away.
 * - `shrinksSlowly`: the linear map keeps its distance; what is left beyond it brings the point in, slower than any factor.
 * - `settlesOnCycle`: driven away from the equilibrium, held back farther out.
 * - `diverges`: driven away.
 * - `overshoots`: the step is too long, each lands farther on the other side.
 * - `noLimit`: the force jumps at the equilibrium, and the point never comes to rest there.
 */
export type Verdict =
  | 'converges'
  | 'cycles'
  | 'shrinksSlowly'
  | 'settlesOnCycle'
  | 'diverges'
  | 'overshoots'
  | 'noLimit';

export interface Prediction {
  readonly verdict: Verdict;
  /** None without a linear map. */
  readonly eigenvalues?: readonly [Complex, Complex];
  /** What a step multiplies the distance by in the end: the largest modulus. */
  readonly factor?: number;
  /** Steps of a turn about the equilibrium; undefined where the eigenvalues are real and positive. */
  readonly turn?: number;
}

/** Nearer to the unit circle than this is on it, but for rounding. */
const ON_THE_CIRCLE = 1e-9;

function verdictOf({ loss, regularizer }: DiracGame, factor: number, leading: Complex): Verdict {
  if (factor < 1 - ON_THE_CIRCLE) return 'converges';
  if (factor <= 1 + ON_THE_CIRCLE) {
    // Along the flow ½ d(θ² + ψ²)/dt = t (f′(t) − f′(−t)) ≤ 0 for the non-saturating loss, and 0 for the others near 0.
    return loss === 'nonSaturating' ? 'shrinksSlowly' : 'cycles';
  }
  if (leading.im === 0 && leading.re < 0) return 'overshoots';
  const heldBack = loss === 'nonSaturating' || loss === 'hinge' || regularizer === 'weightClipping';
  return heldBack ? 'settlesOnCycle' : 'diverges';
}

export function predict(setup: DiracSetup): Prediction {
  const matrix = stepMatrix(setup);
  if (matrix === undefined) return { verdict: 'noLimit' };
  const both = eigenvalues(matrix);
  const [leading] = both;
  const factor = modulus(leading);
  const angle = Math.abs(Math.atan2(leading.im, leading.re));
  return {
    verdict: verdictOf(setup.game, factor, leading),
    eigenvalues: both,
    factor,
    turn: angle === 0 ? undefined : (2 * Math.PI) / angle,
  };
}
