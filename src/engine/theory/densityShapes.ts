/** What the known densities are made of, float64: Gaussians around centres, or curves in the plane with Gaussian noise. */
import type { DataConfig } from '../../config/ganConfig';

type Config<Source extends DataConfig['source']> = Extract<DataConfig, { source: Source }>;

/** A mixture of round Gaussians. */
export interface Mixture {
  readonly kind: 'mixture';
  readonly dimensions: number;
  /** [components, dimensions] */
  readonly centres: Float64Array;
  /** [components], adding up to 1; undefined where all are equal. */
  readonly weights?: Float64Array;
  /** [components] */
  readonly deviations: Float64Array;
}

/** A point that is uniform in the parameter t of curves of equal weight, plus round Gaussian noise. */
export interface NoisyCurves {
  readonly kind: 'curves';
  readonly curves: number;
  /** The point of a curve at t in [0, 1]. */
  readonly point: (curve: number, t: number) => readonly [x: number, y: number];
  /** Upper bound of |dpoint / dt|. */
  readonly speed: number;
  readonly standardDeviation: number;
}

export type DensityShape = Mixture | NoisyCurves;

function equalMixture(centres: Float64Array, standardDeviation: number, divisor: number): Mixture {
  const deviations = new Float64Array(centres.length / 2).fill(standardDeviation / divisor);
  return {
    kind: 'mixture',
    dimensions: 2,
    centres: centres.map((value) => value / divisor),
    deviations,
  };
}

/** Modes at angles 2πi / modes: the circle is not closed twice, so all of them are distinct. */
function ring({ modes, radius, standardDeviation, divisor }: Config<'ring'>): Mixture {
  const centres = new Float64Array(2 * modes);
  for (let i = 0; i < modes; i += 1) {
    const angle = (2 * Math.PI * i) / modes;
    centres[2 * i] = radius * Math.cos(angle);
    centres[2 * i + 1] = radius * Math.sin(angle);
  }
  return equalMixture(centres, standardDeviation, divisor);
}

/** Modes at ((i − (side − 1) / 2)·spacing, (j − (side − 1) / 2)·spacing). */
function grid({ side, spacing, standardDeviation, divisor }: Config<'grid'>): Mixture {
  const centres = new Float64Array(2 * side * side);
  const coordinate = (i: number) => (i - (side - 1) / 2) * spacing;
  for (let mode = 0; mode < side * side; mode += 1) {
    centres[2 * mode] = coordinate(mode % side);
    centres[2 * mode + 1] = coordinate(Math.floor(mode / side));
  }
  return equalMixture(centres, standardDeviation, divisor);
}

function ownMixture({ components, divisor }: Config<'mixture'>): Mixture {
  const total = components.reduce((sum, { weight }) => sum + weight, 0);
  const deviations = components.map(({ standardDeviation }) => standardDeviation / divisor);
  const equal = components.every(({ weight }) => weight === components[0].weight);
  const shape: Mixture = {
    kind: 'mixture',
    dimensions: components[0].centre.length,
    centres: Float64Array.from(
      components.flatMap(({ centre }) => centre.map((value) => value / divisor)),
    ),
    deviations: Float64Array.from(deviations),
  };
  if (equal) return shape;
  return { ...shape, weights: Float64Array.from(components, ({ weight }) => weight / total) };
}

function spiral(config: Config<'spiral'>): NoisyCurves {
  const { arms, turns, standardDeviation, divisor } = config;
  const radius = config.radius / divisor;
  return {
    kind: 'curves',
    curves: arms,
    point: (arm, t) => {
      const angle = 2 * Math.PI * (turns * t + arm / arms);
      return [radius * t * Math.cos(angle), radius * t * Math.sin(angle)];
    },
    speed: radius * Math.hypot(1, 2 * Math.PI * turns),
    standardDeviation: standardDeviation / divisor,
  };
}

/** As `make_swiss_roll` of scikit-learn makes it, without its depth: t = 1.5π (1 + 2u). */
function swissRoll({ standardDeviation, divisor }: Config<'swissRoll'>): NoisyCurves {
  return {
    kind: 'curves',
    curves: 1,
    point: (_, u) => {
      const t = 1.5 * Math.PI * (1 + 2 * u);
      return [(t * Math.cos(t)) / divisor, (t * Math.sin(t)) / divisor];
    },
    speed: (3 * Math.PI * Math.hypot(1, 4.5 * Math.PI)) / divisor,
    standardDeviation: standardDeviation / divisor,
  };
}

/** As `make_moons` of scikit-learn: (cos πt, sin πt) and (1 − cos πt, ½ − sin πt). */
function moons({ standardDeviation, divisor }: Config<'moons'>): NoisyCurves {
  return {
    kind: 'curves',
    curves: 2,
    point: (moon, t) => {
      const [x, y] = [Math.cos(Math.PI * t), Math.sin(Math.PI * t)];
      return moon === 0 ? [x / divisor, y / divisor] : [(1 - x) / divisor, (0.5 - y) / divisor];
    },
    speed: Math.PI / divisor,
    standardDeviation: standardDeviation / divisor,
  };
}

/** The shape of a known density; undefined for data that come from elsewhere. */
export function densityShape(data: DataConfig): DensityShape | undefined {
  switch (data.source) {
    case 'gaussian':
      return {
        kind: 'mixture',
        dimensions: 1,
        centres: Float64Array.of(data.mean),
        deviations: Float64Array.of(data.standardDeviation),
      };
    case 'ring':
      return ring(data);
    case 'grid':
      return grid(data);
    case 'mixture':
      return ownMixture(data);
    case 'spiral':
      return spiral(data);
    case 'swissRoll':
      return swissRoll(data);
    case 'moons':
      return moons(data);
    case 'digits':
    case 'idx':
    case 'cifar10':
    case 'cifar100':
    case 'imageFolder':
    case 'points':
      return undefined;
  }
}
