/** Checks between fields: what no single field can be blamed for, before anything is loaded. */
import type { ActivationName, DataConfig, GanConfig, LayerConfig } from './ganConfig';
import { countParameters, layerOutputSizes } from './networkSize';
import type { PlacedProblem } from './problems';
import type { ConfigPath } from './sourceDocument';

/** The images of a data set, as far as their file's header tells. */
export interface ImageSize {
  /** For messages, such as "mnist/train-images-idx3-ubyte.gz". */
  readonly name: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

const DIGITS: ImageSize = { name: 'the built-in digits', count: 1797, height: 8, width: 8 };

/** Parameters, gradients and two optimizer slots, four bytes each, must fit in 4 GiB. */
const MAX_PARAMETERS = 2 ** 28;

const number = (value: number) => value.toLocaleString('en-US');

function imagesOf(data: DataConfig, images: ImageSize | undefined): ImageSize | undefined {
  if (data.source === 'digits') return DIGITS;
  return data.source === 'idx' ? images : undefined;
}

/** Values in a sample; undefined for images whose size is not known. */
export function sampleSize(data: DataConfig, images?: ImageSize): number | undefined {
  switch (data.source) {
    case 'digits':
    case 'idx': {
      const size = imagesOf(data, images);
      return size === undefined ? undefined : size.height * size.width;
    }
    case 'gaussian':
      return 1;
    case 'ring':
    case 'grid':
      return 2;
  }
}

function describeSample(data: DataConfig, images: ImageSize | undefined): string {
  const size = imagesOf(data, images);
  if (size !== undefined) {
    return `a sample of ${size.name} has ${size.height}×${size.width} = ${number(size.height * size.width)}`;
  }
  return data.source === 'gaussian' ? 'a sample of the data has 1' : 'a sample of the data has 2';
}

/** Index of the last layer that sets the number of values. */
function lastSizedLayer(layers: readonly LayerConfig[]): number {
  return layers.findLastIndex(({ type }) => type === 'dense' || type === 'maxout');
}

function checkGeneratorSize(
  generator: GanConfig['generator'],
  data: DataConfig,
  images: ImageSize | undefined,
): PlacedProblem[] {
  const expected = sampleSize(data, images);
  const { latent, layers } = generator;
  const actual = layerOutputSizes(layers, latent.dimension).at(-1) ?? latent.dimension;
  if (expected === undefined || actual === expected) return [];
  const index = lastSizedLayer(layers);
  const made = actual === 1 ? '[1] value' : `[${number(actual)}] values`;
  const remedy =
    index < 0
      ? `Add a \`dense\` layer with \`units\` ${expected} at the end.`
      : `Set \`units\` of its last ${layers[index]?.type ?? ''} layer to ${expected}.`;
  return [
    {
      path: index < 0 ? ['generator', 'layers'] : ['generator', 'layers', index, 'units'],
      severity: 'error',
      message: `The generator makes ${made}, but ${describeSample(data, images)}. ${remedy}`,
    },
  ];
}

function checkDiscriminatorEnd({ layers }: GanConfig['discriminator']): PlacedProblem[] {
  const index = layers.length - 1;
  const last = layers[index];
  const place = ['discriminator', 'layers', index];
  const remedy =
    'The discriminator ends in one logit: `{ "type": "dense", "units": 1 }` without an activation; the loss applies the sigmoid.';
  const problem = (path: ConfigPath, message: string): PlacedProblem[] => [
    { path, severity: 'error', message: `${message} ${remedy}` },
  ];
  if (last === undefined) return [];
  if (last.type !== 'dense') {
    return problem([...place, 'type'], `The last layer is \`${last.type}\`.`);
  }
  return [
    ...(last.units === 1
      ? []
      : problem([...place, 'units'], `The last layer makes [${number(last.units)}] values.`)),
    ...(last.activation === 'linear'
      ? []
      : problem(
          [...place, 'activation'],
          `The last layer has the activation \`${last.activation}\`.`,
        )),
  ];
}

function checkGeneratorDropout({ layers }: GanConfig['generator']): PlacedProblem[] {
  if (layers.at(-1)?.type !== 'dropout') return [];
  return [
    {
      path: ['generator', 'layers', layers.length - 1, 'type'],
      severity: 'warning',
      message:
        'The generator ends in `dropout`: values of its samples are zeroed at random while training, which the discriminator learns to see. Move it before the last layer or remove it.',
    },
  ];
}

const ACTIVATION_RANGES: Readonly<Record<ActivationName, readonly [number, number]>> = {
  linear: [-Infinity, Infinity],
  relu: [0, Infinity],
  leakyRelu: [-Infinity, Infinity],
  elu: [-1, Infinity],
  tanh: [-1, 1],
  sigmoid: [0, 1],
  softplus: [0, Infinity],
};

/** The interval that holds the data, or nearly all of it: three standard deviations around every mode. */
function dataRange(data: DataConfig): readonly [number, number] {
  switch (data.source) {
    case 'digits':
    case 'idx':
      return data.pixelRange === 'minusOneToOne' ? [-1, 1] : [0, 1];
    case 'gaussian':
      return [data.mean - 3 * data.standardDeviation, data.mean + 3 * data.standardDeviation];
    case 'ring': {
      const reach = data.radius + 3 * data.standardDeviation;
      return [-reach, reach];
    }
    case 'grid': {
      const reach = ((data.side - 1) / 2) * data.spacing + 3 * data.standardDeviation;
      return [-reach, reach];
    }
  }
}

/** The activation that ends the generator, and where it stands. */
function lastActivation(
  layers: readonly LayerConfig[],
): { name: ActivationName; path: ConfigPath } | undefined {
  const index = layers.findLastIndex(({ type }) => type !== 'dropout');
  const layer = layers[index];
  if (layer === undefined || layer.type === 'maxout' || layer.type === 'dropout') return undefined;
  return { name: layer.activation, path: ['generator', 'layers', index, 'activation'] };
}

const digits = (value: number) => Number(value.toPrecision(4)).toString().replace('-', '−');

function checkOutputRange({ layers }: GanConfig['generator'], data: DataConfig): PlacedProblem[] {
  const last = lastActivation(layers);
  if (last === undefined) return [];
  const [low, high] = ACTIVATION_RANGES[last.name];
  const [dataLow, dataHigh] = dataRange(data);
  const warn = (message: string): PlacedProblem[] => [
    { path: last.path, severity: 'warning', message },
  ];
  const isImage = data.source === 'digits' || data.source === 'idx';
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

function checkParameterCounts(
  config: Partial<GanConfig>,
  images: ImageSize | undefined,
): PlacedProblem[] {
  const { data, generator, discriminator } = config;
  const size = data && sampleSize(data, images);
  const counts = {
    generator: generator && countParameters(generator.layers, generator.latent.dimension),
    discriminator:
      discriminator && size !== undefined ? countParameters(discriminator.layers, size) : undefined,
  };
  return Object.entries(counts).flatMap(([player, count = 0]): PlacedProblem[] =>
    count <= MAX_PARAMETERS
      ? []
      : [
          {
            path: [player, 'layers'],
            severity: 'error',
            message: `The ${player} has ${number(count)} parameters; at most ${number(MAX_PARAMETERS)} fit in memory. Use fewer units.`,
          },
        ],
  );
}

function checkSchedule(config: Partial<GanConfig>): PlacedProblem[] {
  const { training, evaluation, checkpoints } = config;
  if (training === undefined) return [];
  const late = (section: string, everySteps: number | undefined, lost: string): PlacedProblem[] =>
    everySteps === undefined || everySteps <= training.steps
      ? []
      : [
          {
            path: [section, 'everySteps'],
            orElse: ['training', 'steps'],
            severity: 'warning',
            message: `\`${section}.everySteps\` (${number(everySteps)}) is more than \`training.steps\` (${number(training.steps)}): there will be no ${lost} on the way. Use a smaller number.`,
          },
        ];
  return [
    ...late('evaluation', evaluation?.everySteps, 'sample grid'),
    ...late('checkpoints', checkpoints?.everySteps, 'checkpoint'),
  ];
}

function checkBatchSize(
  training: GanConfig['training'],
  images: ImageSize | undefined,
): PlacedProblem[] {
  if (images === undefined || images.count >= training.batchSize) return [];
  return [
    {
      path: ['training', 'batchSize'],
      orElse: ['data', 'source'],
      severity: 'warning',
      message: `A minibatch has ${number(training.batchSize)} samples, but ${images.name} only ${number(images.count)} images: each minibatch holds some more than once. Use at most ${number(images.count)}.`,
    },
  ];
}

/**
 * Checks the sections that are there and valid on their own.
 *
 * @param images what the header of the file in `data.images` says; checks that need it are left out without it
 */
export function checkConfig(config: Partial<GanConfig>, images?: ImageSize): PlacedProblem[] {
  const { data, generator, discriminator, training } = config;
  return [
    ...(generator && data ? checkGeneratorSize(generator, data, images) : []),
    ...(generator ? checkGeneratorDropout(generator) : []),
    ...(generator && data ? checkOutputRange(generator, data) : []),
    ...(discriminator ? checkDiscriminatorEnd(discriminator) : []),
    ...checkParameterCounts(config, images),
    ...(training && data ? checkBatchSize(training, imagesOf(data, images)) : []),
    ...checkSchedule(config),
  ];
}
