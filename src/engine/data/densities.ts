/** Data sets drawn from densities in closed form: there are as many samples as one wants. */
import type { Streams } from '../random/streams';
import type { DensityShape, Mixture, NoisyCurves } from '../theory/densityShapes';
import { checkMinibatch, type DataSet } from './dataSet';

/** Turns minibatch `index` of N(0, 1) noise, [batchSize, dimensions], into samples, in place. */
type Place = (index: number, target: Float32Array) => void;

export function createDensityData(
  shape: DensityShape,
  description: string,
  streams: Streams,
  batchSize: number,
): DataSet {
  const dimensions = shape.kind === 'mixture' ? shape.dimensions : 2;
  const place =
    shape.kind === 'mixture'
      ? placeInMixture(shape, streams, batchSize)
      : placeOnCurves(shape, streams, batchSize);
  return {
    description,
    sampleShape: [dimensions],
    sampleSize: dimensions,
    warnings: [],
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, dimensions);
      streams.fillNormal('data', index, target);
      place(index, target);
    },
  };
}

/** Which component each sample comes from. */
function createChoice(
  { weights, deviations }: Mixture,
  streams: Streams,
  batchSize: number,
): (index: number) => Uint32Array {
  const chosen = new Uint32Array(batchSize);
  if (weights === undefined) {
    return (index) => {
      streams.fillIntegers('dataModes', index, deviations.length, chosen);
      return chosen;
    };
  }
  let sum = 0;
  const upTo = weights.map((weight) => (sum += weight));
  const uniform = new Float32Array(batchSize);
  return (index) => {
    streams.fillUniform('dataPlaces', index, uniform);
    uniform.forEach((value, row) => {
      const component = upTo.findIndex((bound) => value < bound);
      // Rounding may leave the last bound a little below 1.
      chosen[row] = component < 0 ? weights.length - 1 : component;
    });
    return chosen;
  };
}

function placeInMixture(mixture: Mixture, streams: Streams, batchSize: number): Place {
  const { centres, deviations, dimensions } = mixture;
  const choose = createChoice(mixture, streams, batchSize);
  return (index, target) => {
    const chosen = choose(index);
    for (let row = 0; row < batchSize; row += 1) {
      const component = chosen[row];
      for (let axis = 0; axis < dimensions; axis += 1) {
        const at = row * dimensions + axis;
        const centre = centres[component * dimensions + axis];
        target[at] = centre + deviations[component] * target[at];
      }
    }
  };
}

function placeOnCurves(
  { curves, point, standardDeviation }: NoisyCurves,
  streams: Streams,
  batchSize: number,
): Place {
  const chosen = new Uint32Array(batchSize);
  const parameters = new Float32Array(batchSize);
  return (index, target) => {
    streams.fillIntegers('dataModes', index, curves, chosen);
    streams.fillUniform('dataPlaces', index, parameters);
    for (let row = 0; row < batchSize; row += 1) {
      const [x, y] = point(chosen[row], parameters[row]);
      target[2 * row] = x + standardDeviation * target[2 * row];
      target[2 * row + 1] = y + standardDeviation * target[2 * row + 1];
    }
  };
}
