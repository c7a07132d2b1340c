/** Data sets drawn from densities in closed form: there are as many samples as one wants. */
import type { DataConfig } from '../../config/ganConfig';
import type { Streams } from '../random/streams';
import { checkMinibatch, type DataSet } from './dataSet';

type Config<Source extends DataConfig['source']> = Extract<DataConfig, { source: Source }>;

/** N(mean, standardDeviation²) on the line. */
export function createGaussianData(
  { mean, standardDeviation }: Config<'gaussian'>,
  streams: Streams,
  batchSize: number,
): DataSet {
  return {
    description: `Normal distribution, mean ${mean}, standard deviation ${standardDeviation}`,
    sampleShape: [1],
    sampleSize: 1,
    warnings: [],
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, 1);
      streams.fillNormal('data', index, target);
      for (let i = 0; i < target.length; i += 1) target[i] = mean + standardDeviation * target[i];
    },
  };
}

/**
 * An equal mixture of round Gaussians in the plane.
 * @param centres [modes, 2]
 */
function createMixtureData(
  description: string,
  centres: Float64Array,
  standardDeviation: number,
  streams: Streams,
  batchSize: number,
): DataSet {
  const modes = new Uint32Array(batchSize);
  return {
    description: `${description}, standard deviation ${standardDeviation}`,
    sampleShape: [2],
    sampleSize: 2,
    warnings: [],
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, 2);
      streams.fillIntegers('dataModes', index, centres.length / 2, modes);
      streams.fillNormal('data', index, target);
      for (let i = 0; i < target.length; i += 1) {
        const mode = modes[i >> 1];
        target[i] = centres[2 * mode + (i & 1)] + standardDeviation * target[i];
      }
    },
  };
}

/** Modes at angles 2πi / modes: the circle is not closed twice, so all of them are distinct. */
export function createRingData(
  { modes, radius, standardDeviation }: Config<'ring'>,
  streams: Streams,
  batchSize: number,
): DataSet {
  const centres = new Float64Array(2 * modes);
  for (let i = 0; i < modes; i += 1) {
    const angle = (2 * Math.PI * i) / modes;
    centres[2 * i] = radius * Math.cos(angle);
    centres[2 * i + 1] = radius * Math.sin(angle);
  }
  const description = `Ring of ${modes} Gaussians, radius ${radius}`;
  return createMixtureData(description, centres, standardDeviation, streams, batchSize);
}

/** Modes at ((i − (side − 1) / 2)·spacing, (j − (side − 1) / 2)·spacing). */
export function createGridData(
  { side, spacing, standardDeviation }: Config<'grid'>,
  streams: Streams,
  batchSize: number,
): DataSet {
  const centres = new Float64Array(2 * side * side);
  const coordinate = (i: number) => (i - (side - 1) / 2) * spacing;
  for (let mode = 0; mode < side * side; mode += 1) {
    centres[2 * mode] = coordinate(mode % side);
    centres[2 * mode + 1] = coordinate(Math.floor(mode / side));
  }
  const description = `Grid of ${side * side} Gaussians, spacing ${spacing}`;
  return createMixtureData(description, centres, standardDeviation, streams, batchSize);
}
