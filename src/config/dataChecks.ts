/** Checks of the data section against the rest of the config, before anything is loaded. */
import { formatCount } from './formatCount';
import type { ActivationName, DataConfig, GanConfig, LayerConfig } from './ganConfig';
import type { PlacedProblem } from './problems';
import { headerOf, isImageData, type DataHeader, type ImageDataConfig } from './sampleShape';
import type { ConfigPath } from './sourceDocument';

const ACTIVATION_RANGES: Readonly<Record<ActivationName, readonly [number, number]>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  leakyRelu: [-Infinity, Infinity],
  elu: [-1, Infinity],
  tanh: [-1, 1],
  sigmoid: [0, 1],
  softplus: [0, Infinity],
};

type Interval = readonly [number, number];

/** No value of a contrast-normalised image is larger than the norm of the image. */
function pixelInterval(data: ImageDataConfig): Interval {
  const norm = contrastNorm(data);
  if (norm !== undefined) return around(norm, 1);
  return data.pixelRange === 'minusOneToOne' ? [-1, 1] : [0, 1];
}

/** Of the images, where they have it. */
function contrastNorm(data: DataConfig): number | undefined {
  return 'contrastNormalization' in data ? data.contrastNormalization : undefined;
}

function subsetOf(data: DataConfig): { start: number; stop: number } | undefined {
  return 'subset' in data ? data.subset : undefined;
}

function around(reach: number, divisor: number): Interval {
  return [-reach / divisor, reach / divisor];
}

/** The interval that holds the data, or nearly all of it: three standard deviations around every mode or curve. */
function dataRange(data: DataConfig): Interval | undefined {
  switch (data.source) {
    case 'digits':
    case 'idx':
    case 'cifar10':
    case 'cifar100':
    case 'imageFolder':
      return pixelInterval(data);
    case 'points':
      return undefined;
    case 'gaussian':
      return [data.mean - 3 * data.standardDeviation, data.mean + 3 * data.standardDeviation];
    case 'ring':
    case 'spiral':
      return around(data.radius + 3 * data.standardDeviation, data.divisor);
    case 'grid':
      return around(
        ((data.side - 1) / 2) * data.spacing + 3 * data.standardDeviation,
        data.divisor,
      );
    case 'swissRoll':
      return around(4.5 * Math.PI + 3 * data.standardDeviation, data.divisor);
    case 'moons': {
      const margin = 3 * data.standardDeviation;
      return [(-1 - margin) / data.divisor, (2 + margin) / data.divisor];
    }
    case 'mixture': {
      const ends = data.components.flatMap(({ centre, standardDeviation }) =>
        centre.flatMap((value) => [value - 3 * standardDeviation, value + 3 * standardDeviation]),
      );
      const fold = (pick: (...values: number[]) => number) =>
        ends.reduce((a, b) => pick(a, b)) / data.divisor;
      return [fold(Math.min), fold(Math.max)];
    }
  }
}

/** All centres of a mixture lie in one space. */
function checkMixture(data: DataConfig): PlacedProblem[] {
  if (data.source !== 'mixture') return [];
  const expected = data.components[0]?.centre.length;
  return data.components.flatMap(({ centre }, i): PlacedProblem[] =>
    centre.length === expected
      ? []
      : [
          {
            path: ['data', 'components', i, 'centre'],
            severity: 'error',
            message: `This centre has ${formatCount(centre.length)} coordinates, the first one ${formatCount(expected ?? 0)}. Give all of them the same number.`,
          },
        ],
  );
}

/** The activation that ends the generator, and where it stands. */
function lastActivation(
  layers: readonly LayerConfig[],
): { name: ActivationName; path: ConfigPath } | undefined {
  const passing: readonly LayerConfig['type'][] = [
    'dropout',
    'gaussianNoise',
    'reshape',
    'flatten',
  ];
  const index = layers.findLastIndex(({ type }) => !passing.includes(type));
  const layer = layers[index];
  if (layer === undefined || !('activation' in layer)) return undefined;
  return { name: layer.activation, path: ['generator', 'layers', index, 'activation'] };
}

const digits = (value: number) => Number(value.toPrecision(4)).toString().replace('-', '−');

/**
 * Whether the generator can make the values of the data.
 *
 * @param range the values themselves, where they have been read
 */
export function checkOutputRange(
  { layers }: GanConfig['generator'],
  data: DataConfig,
  range = dataRange(data),
): PlacedProblem[] {
  const last = lastActivation(layers);
  if (last === undefined) return [];
  const [low, high] = ACTIVATION_RANGES[last.name];
  if (range === undefined) return [];
  const [dataLow, dataHigh] = range;
  const warn = (message: string): PlacedProblem[] => [
    { path: last.path, severity: 'warning', message },
  ];
  const isImage = isImageData(data) && contrastNorm(data) === undefined;
  const fitting = dataLow < 0 ? 'tanh' : 'sigmoid';
  if (isImage && last.name === 'relu') {
    return warn(
      `The generator ends in \`relu\`: a pixel that falls below 0 gets no gradient any more. Use \`${fitting}\`, which fits \`data.pixelRange\`.`,
    );
  }
  const mismatch =
    low > dataLow || high < dataHigh || (isImage && low < dataLow && high === dataHigh);
  if (!mismatch) return [];
  const made =
    high === Infinity ? `values above ${digits(low)}` : `${digits(low)} to ${digits(high)}`;
  const remedy = isImage
    ? `Use \`${fitting}\`, or change \`data.pixelRange\`.`
    : 'Leave the last layer linear.';
  return warn(
    `The generator ends in \`${last.name}\`, which gives ${made}, but the data lies in ${digits(dataLow)} to ${digits(dataHigh)}. ${remedy}`,
  );
}

function checkBatchSize(
  training: GanConfig['training'],
  data: DataConfig,
  header: DataHeader | undefined,
): PlacedProblem[] {
  if (header === undefined) return [];
  const subset = subsetOf(data);
  const count = subset === undefined ? header.count : subset.stop - subset.start;
  if (count >= training.batchSize) return [];
  const few = subset === undefined ? `${header.name} only` : `the subset of ${header.name} only`;
  return [
    {
      path: ['training', 'batchSize'],
      orElse: ['data', 'source'],
      severity: 'warning',
      message: `A minibatch has ${formatCount(training.batchSize)} samples, but ${few} ${formatCount(count)}: each minibatch holds some more than once. Use at most ${formatCount(count)}.`,
    },
  ];
}

/** Only labels say which images are of a class. */
function checkOnlyClasses(data: DataConfig): PlacedProblem[] {
  if (data.source !== 'idx' || data.onlyClasses === undefined || data.labels !== undefined) {
    return [];
  }
  return [
    {
      path: ['data', 'onlyClasses'],
      severity: 'error',
      message:
        'Images of some classes are to be used, but nothing says which these are. Name the file with the labels in `data.labels`, such as `train-labels-idx1-ubyte.gz`, or remove `onlyClasses`.',
    },
  ];
}

/** The subset lies among the images and has some. */
export function checkSubset(
  data: DataConfig,
  header: Pick<DataHeader, 'name' | 'count'> | undefined,
): PlacedProblem[] {
  const subset = subsetOf(data);
  if (subset === undefined) return [];
  const { start, stop } = subset;
  const problem = (message: string): PlacedProblem[] => [
    { path: ['data', 'subset', 'stop'], severity: 'error', message },
  ];
  if (start >= stop) {
    return problem(
      `The subset starts at image ${formatCount(start)} and stops before image ${formatCount(stop)}: it has none. Use a larger \`stop\`.`,
    );
  }
  if (header === undefined || stop <= header.count) return [];
  return problem(
    `The subset stops at image ${formatCount(stop)}, but ${header.name} has only ${formatCount(header.count)}. Use at most ${formatCount(header.count)}.`,
  );
}

/**
 * @param header what the files of the data say; checks that need it are left out without it
 */
export function checkDataUse(
  { data, generator, training }: Partial<GanConfig>,
  header: DataHeader | undefined,
): PlacedProblem[] {
  if (data === undefined) return [];
  return [
    ...checkMixture(data),
    ...(generator ? checkOutputRange(generator, data) : []),
    ...checkOnlyClasses(data),
    ...checkSubset(data, headerOf(data, header)),
    ...(training ? checkBatchSize(training, data, headerOf(data, header)) : []),
  ];
}
