/** log p_data of the known densities, float64, in nats. */
import type { DensityShape, Mixture, NoisyCurves } from './densityShapes';

/** Natural logarithm of the density at a point of as many coordinates as a sample has. */
export type LogDensity = (point: ArrayLike<number>) => number;

/**
 * Mixtures are exact. Curves are integrated over their parameter by composite Gauss–Legendre quadrature of 8 nodes with
 * panels of at most two standard deviations along the curve: relative error of the density below 1e-6 within ten
 * standard deviations of the curve.
 *
 * @throws RangeError when a curve is so long and thin that more than 2²⁰ nodes would be needed
 */
export function createLogDensity(shape: DensityShape): LogDensity {
  return sumOfGaussians(shape.kind === 'mixture' ? mixtureTerms(shape) : curveTerms(shape));
}

/** exp(log factor − |x − centre|² / 2σ²), many times. */
interface Terms {
  readonly dimensions: number;
  readonly centres: Float64Array;
  readonly logFactors: Float64Array;
  /** 1 / 2σ² */
  readonly precisions: Float64Array;
}

/** Nats below the largest term: a million terms of e^−50 make no difference to float64. */
const NEGLIGIBLE = 50;

/** Log-sum-exp over the terms: far from every centre the density underflows, its logarithm does not. */
function sumOfGaussians({ dimensions, centres, logFactors, precisions }: Terms): LogDensity {
  const exponents = new Float64Array(logFactors.length);
  return (point) => {
    let largest = -Infinity;
    for (let i = 0; i < exponents.length; i += 1) {
      let squares = 0;
      for (let axis = 0; axis < dimensions; axis += 1) {
        squares += (point[axis] - centres[i * dimensions + axis]) ** 2;
      }
      exponents[i] = logFactors[i] - squares * precisions[i];
      if (exponents[i] > largest) largest = exponents[i];
    }
    if (largest === -Infinity) return -Infinity;
    let sum = 0;
    for (const exponent of exponents) {
      if (exponent > largest - NEGLIGIBLE) sum += Math.exp(exponent - largest);
    }
    return largest + Math.log(sum);
  };
}

function logNormalizer(standardDeviation: number, dimensions: number): number {
  return -dimensions * (Math.log(standardDeviation) + 0.5 * Math.log(2 * Math.PI));
}

function mixtureTerms({ dimensions, centres, weights, deviations }: Mixture): Terms {
  const equal = 1 / deviations.length;
  return {
    dimensions,
    centres,
    logFactors: deviations.map(
      (deviation, i) => Math.log(weights?.[i] ?? equal) + logNormalizer(deviation, dimensions),
    ),
    precisions: deviations.map((deviation) => 1 / (2 * deviation * deviation)),
  };
}

/** Nodes and weights on [−1, 1] (Abramowitz & Stegun 1964, table 25.4, n = 8); the other half mirrors them. */
const GAUSS_LEGENDRE: readonly (readonly [node: number, weight: number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
];
const PANEL_DEVIATIONS = 2;
const MAX_NODES = 2 ** 20;

function curveTerms({ curves, point, speed, standardDeviation }: NoisyCurves): Terms {
  const panels = Math.ceil(speed / (PANEL_DEVIATIONS * standardDeviation));
  const count = curves * panels * 2 * GAUSS_LEGENDRE.length;
  if (count > MAX_NODES) {
    throw new RangeError(
      `The density of a curve ${(speed / standardDeviation).toPrecision(3)} standard deviations long is not integrated.`,
    );
  }
  const centres = new Float64Array(2 * count);
  const logFactors = new Float64Array(count);
  const normalizer = logNormalizer(standardDeviation, 2);
  let i = 0;
  for (let curve = 0; curve < curves; curve += 1) {
    for (let panel = 0; panel < panels; panel += 1) {
      for (const [node, weight] of GAUSS_LEGENDRE) {
        for (const sign of [-1, 1]) {
          centres.set(point(curve, (panel + 0.5 + 0.5 * sign * node) / panels), 2 * i);
          logFactors[i] = Math.log((0.5 * weight) / panels / curves) + normalizer;
          i += 1;
        }
      }
    }
  }
  const precisions = new Float64Array(count).fill(1 / (2 * standardDeviation ** 2));
  return { dimensions: 2, centres, logFactors, precisions };
}
