/** Data sets drawn from densities in closed form: there are as many samples as one wants. */
import type { Streams } from '../random/streams';
import type { DensityShape, Mixture, NoisyCurves } from '../theory/densityShapes';
import { checkMinibatch, type DataSet } from './dataSet';

/** Writes the places that the noise of a minibatch is added to: [batchSize, dimensions], and how wide it is in each. */
type Place = (index: number, row: (row: number, deviation: number, axes: Axes) => void) => void;
type Axes = (axis: number) => number;

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
      place(index, (row, deviation, axes) => {
        const start = row * dimensions;
        for (let axis = 0; axis < dimensions; axis += 1) {
          target[start + axis] = axes(axis) + deviation * target[start + axis];
        }
      });
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
  return (index, setRow) => {
    choose(index).forEach((component, row) => {
      const start = component * dimensions;
      setRow(row, deviations[component], (axis) => centres[start + axis]);
    });
  };
}

function placeOnCurves(
  { curves, point, standardDeviation }: NoisyCurves,
  streams: Streams,
  batchSize: number,
): Place {
  const chosen = new Uint32Array(batchSize);
  const parameters = new Float32Array(batchSize);
  return (index, setRow) => {
    streams.fillIntegers('dataModes', index, curves, chosen);
    streams.fillUniform('dataPlaces', index, parameters);
    chosen.forEach((curve, row) => {
      const place = point(curve, parameters[row]);
      setRow(row, standardDeviation, (axis) => place[axis]);
    });
  };
}
