/** Gradient steps of the Dirac-GAN, as training makes them. */
import { velocity, type DiracGame, type Point } from './game';

export const UPDATE_ORDERS = ['alternating', 'simultaneous'] as const;
export type UpdateOrder = (typeof UPDATE_ORDERS)[number];

export interface DiracSetup {
  readonly game: DiracGame;
  /**
   * Alternating: k discriminator updates, then the generator's (Goodfellow et al. 2014, algorithm 1). Simultaneous: the
   * last discriminator update and the generator's from the same point.
   */
  readonly order: UpdateOrder;
  /** k, at least 1. */
  readonly discriminatorSteps: number;
  /** Step size h of both players. */
  readonly stepSize: number;
}

function clipped({ regularizer, strength }: DiracGame, psi: number): number {
  return regularizer === 'weightClipping' ? Math.min(strength, Math.max(-strength, psi)) : psi;
}

export function discriminatorUpdate({ game, stepSize }: DiracSetup, point: Point): Point {
  const { psi } = velocity(game, point);
  return { theta: point.theta, psi: clipped(game, point.psi + stepSize * psi) };
}

export function generatorUpdate({ game, stepSize }: DiracSetup, point: Point): Point {
  return { ...point, theta: point.theta + stepSize * velocity(game, point).theta };
}

/** One step: a generator update, and the k discriminator updates that belong to it. */
export function step(setup: DiracSetup, point: Point): Point {
  const { order, discriminatorSteps } = setup;
  let current = point;
  for (let i = 1; i < discriminatorSteps; i += 1) current = discriminatorUpdate(setup, current);
  const after = discriminatorUpdate(setup, current);
  const { theta } = generatorUpdate(setup, order === 'alternating' ? after : current);
  return { theta, psi: after.psi };
}

export interface Trajectory {
  /** Before the first step and after each: [steps + 1], fewer where the point escapes. */
  readonly theta: Float64Array;
  readonly psi: Float64Array;
}

/** Farther away nothing new happens. */
const ESCAPE = 1e6;

export function simulate(setup: DiracSetup, start: Point, steps: number): Trajectory {
  const theta = new Float64Array(steps + 1);
  const psi = new Float64Array(steps + 1);
  let point = { theta: start.theta, psi: clipped(setup.game, start.psi) };
  let count = 0;
  while (Math.hypot(point.theta, point.psi) < ESCAPE) {
    theta[count] = point.theta;
    psi[count] = point.psi;
    count += 1;
    if (count > steps) break;
    point = step(setup, point);
  }
  return { theta: theta.subarray(0, count), psi: psi.subarray(0, count) };
}

/** Distance from the equilibrium, for each point of the trajectory. */
export function distances({ theta, psi }: Trajectory): Float64Array {
  return theta.map((value, i) => Math.hypot(value, psi[i]));
}

/** Below, float64 runs out of digits. */
const VANISHED = 1e-290;
const LEAST_POINTS = 8;

/**
 * What a step multiplies the distance by, over the last half of the trajectory: between two points in the same direction
 * from the equilibrium, or opposite ones, since the distance swings within a turn. Where there is not half a turn, from
 * the slope of a least-squares line through the logarithms. Undefined where the trajectory is too short.
 */
export function measuredFactor(trajectory: Trajectory): number | undefined {
  const all = distances(trajectory);
  const vanished = all.findIndex((distance) => distance < VANISHED);
  const end = vanished === -1 ? all.length : vanished;
  const start = Math.floor(end / 2);
  if (end - start < LEAST_POINTS) return undefined;
  const logarithms = all.subarray(start, end).map(Math.log);
  const angles = unwrapped(trajectory, start, end);
  return Math.exp(slopeOverHalfTurns(logarithms, angles) ?? leastSquaresSlope(logarithms));
}

/** Angles that go on where a turn is over. */
function unwrapped({ theta, psi }: Trajectory, start: number, end: number): Float64Array {
  const angles = new Float64Array(end - start);
  let turns = 0;
  for (let i = 0; i < angles.length; i += 1) {
    const angle = Math.atan2(psi[start + i], theta[start + i]);
    if (i > 0) turns -= Math.round((angle + 2 * Math.PI * turns - angles[i - 1]) / (2 * Math.PI));
    angles[i] = angle + 2 * Math.PI * turns;
  }
  return angles;
}

function slopeOverHalfTurns(logarithms: Float64Array, angles: Float64Array): number | undefined {
  const last = angles.length - 1;
  const turned = angles[last] - angles[0];
  const halfTurns = Math.floor(Math.abs(turned) / Math.PI);
  if (halfTurns === 0) return undefined;
  const wanted = angles[last] - Math.sign(turned) * halfTurns * Math.PI;
  const after = angles.findIndex((angle) => (angle - wanted) * Math.sign(turned) >= 0);
  const before = Math.max(0, after - 1);
  const between = after === 0 ? 0 : (wanted - angles[before]) / (angles[after] - angles[before]);
  const logarithm = logarithms[before] + between * (logarithms[after] - logarithms[before]);
  return (logarithms[last] - logarithm) / (last - before - between);
}

function leastSquaresSlope(logarithms: Float64Array): number {
  const middle = (logarithms.length - 1) / 2;
  let [products, squares] = [0, 0];
  logarithms.forEach((logarithm, i) => {
    products += (i - middle) * logarithm;
    squares += (i - middle) ** 2;
  });
  return products / squares;
}
