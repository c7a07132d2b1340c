import { formatCount } from '../../config/formatCount';
import type { Streams } from '../random/streams';
import { checkMinibatch, type DataSet } from './dataSet';
import { createOrder } from './order';
import { columnStatistics, scaleWarnings } from './pointStatistics';

/** Points that somebody has read. */
export interface PointSet {
  /** For messages, such as "data/points.csv". */
  readonly name: string;
  readonly count: number;
  readonly dimensions: number;
  /** [count, dimensions], finite. */
  readonly values: Float32Array;
}

const shown = (values: Float64Array) =>
  Array.from(values.subarray(0, 4), (value) => Number(value.toPrecision(4))).join(', ') +
  (values.length > 4 ? ', …' : '');

/** Every column with mean 0 and standard deviation 1; a constant one has none to divide by. */
function standardized(
  values: Float32Array,
  means: Float64Array,
  deviations: Float64Array,
): Float32Array {
  const dimensions = means.length;
  return values.map((value, i) => {
    const axis = i % dimensions;
    return (value - means[axis]) / (deviations[axis] || 1);
  });
}

/**
 * A finite set of points, shuffled anew each epoch.
 *
 * @param standardize subtract the mean of each column and divide by its standard deviation
 * @throws RangeError when `points` holds fewer or more values than it says
 */
export function createPointData(
  points: PointSet,
  standardize: boolean,
  streams: Streams,
  batchSize: number,
): DataSet {
  const { name, count, dimensions, values } = points;
  if (values.length !== count * dimensions) {
    throw new RangeError(
      `${count} points of ${dimensions} values have ${count * dimensions} values, not ${values.length}.`,
    );
  }
  const { means, deviations } = columnStatistics(values, dimensions);
  const samples = standardize ? standardized(values, means, deviations) : values;
  const positionToPoint = createOrder(streams, count);
  const described = `${name}, ${formatCount(count)} points of ${formatCount(dimensions)} value${dimensions === 1 ? '' : 's'}`;
  return {
    description: standardize
      ? `${described}, standardised: mean ${shown(means)}, standard deviation ${shown(deviations)}`
      : described,
    sampleShape: [dimensions],
    count,
    sampleSize: dimensions,
    warnings: [
      ...(count < batchSize
        ? [
            `The data set has ${formatCount(count)} points, a minibatch ${formatCount(batchSize)}: each minibatch holds some more than ` +
              'once. A smaller `training.batchSize` or more points avoid this.',
          ]
        : []),
      ...scaleWarnings(deviations, standardize),
    ],
    fillMinibatch(index, target) {
      checkMinibatch(target, batchSize, dimensions);
      for (let row = 0; row < batchSize; row += 1) {
        const from = positionToPoint(index * batchSize + row) * dimensions;
        target.set(samples.subarray(from, from + dimensions), row * dimensions);
      }
    },
  };
}
