/** Checks of the networks: layers that fit together and to the data, before anything is built. */
import { checkConditioning } from './conditioningChecks';
import { formatCount } from './formatCount';
import type { DataConfig, GanConfig, LayerConfig } from './ganConfig';
import { checkLoss, checkSlopes } from './lossChecks';
import {
  conditionedShape,
  countConditioningParameters,
  countParameters,
  describeShape,
  layerOutputShapes,
  sizeOf,
  type Conditioning,
  type Shape,
} from './networkShape';
import { allLayers } from './placedLayers';
import type { PlacedProblem } from './problems';
import { classCountOf, headerOf, isImageData, sampleShapeOf, type DataHeader } from './sampleShape';
import type { ConfigPath } from './sourceDocument';

/** Parameters, gradients and two optimizer slots, four bytes each, must fit in 4 GiB. */
const MAX_PARAMETERS = 2 ** 28;

type Player = 'generator' | 'discriminator';

function error(path: ConfigPath, message: string): PlacedProblem {
  return { path, severity: 'error', message };
}

/** Layers that do not work on what they get. */
function checkLayers(
  player: Player,
  layers: readonly LayerConfig[],
  input: Shape,
): PlacedProblem[] {
  const { problem } = layerOutputShapes(layers, input);
  return problem === undefined
    ? []
    : [error([player, 'layers', problem.index, 'type'], problem.message)];
}

/** The field that says how many values or channels a layer makes. */
function extentField(layer: LayerConfig): 'units' | 'filters' | undefined {
  if ('units' in layer) return 'units';
  return 'filters' in layer ? 'filters' : undefined;
}

function describeSample(data: DataConfig, header: DataHeader | undefined, shape: Shape): string {
  const found = headerOf(data, header);
  const size = formatCount(sizeOf(shape));
  if (found === undefined) return `a sample of the data has ${size}`;
  return `a sample of ${found.name} has ${shape.join('×')} = ${size}`;
}

function checkGeneratorSize(
  layers: readonly LayerConfig[],
  input: Shape,
  data: DataConfig,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const expected = sampleShapeOf(data, header);
  const { shapes, problem } = layerOutputShapes(layers, input);
  const made = shapes.at(-1) ?? input;
  if (expected === undefined || problem !== undefined) return [];
  const fits =
    made.length === 1 ? sizeOf(made) === sizeOf(expected) : made.join() === expected.join();
  if (fits) return [];
  const index = layers.findLastIndex((layer) => extentField(layer) !== undefined);
  const layer = layers[index];
  const field = layer && extentField(layer);
  const sample = describeSample(data, header, expected);
  if (made.length > 1) {
    const samplesAre = `samples are ${describeShape(expected)}`;
    const message = `The generator makes images ${describeShape(made)} [channels×height×width], but ${samplesAre}: ${sample} values. Change its \`filters\`, strides or the shape it starts from.`;
    return [error(['generator', 'layers', Math.max(0, index), 'type'], message)];
  }
  const values = sizeOf(made) === 1 ? '[1] value' : `[${formatCount(sizeOf(made))}] values`;
  const remedy =
    field === undefined
      ? `Add a \`dense\` layer with \`units\` ${sizeOf(expected)} at the end.`
      : `Set \`${field}\` of its last ${layer?.type ?? ''} layer to ${sizeOf(expected)}.`;
  return [
    error(
      field === undefined ? ['generator', 'layers'] : ['generator', 'layers', index, field],
      `The generator makes ${values}, but ${sample}. ${remedy}`,
    ),
  ];
}

function checkGeneratorEnd({ layers }: GanConfig['generator']): PlacedProblem[] {
  const last = layers.at(-1)?.type;
  if (last !== 'dropout' && last !== 'gaussianNoise') return [];
  const what =
    last === 'dropout'
      ? 'values of its samples are zeroed at random while training'
      : 'noise is added to its samples while training only';
  return [
    {
      path: ['generator', 'layers', layers.length - 1, 'type'],
      severity: 'warning',
      message: `The generator ends in \`${last}\`: ${what}, which the discriminator learns to see. Move it before the last layer or remove it.`,
    },
  ];
}

const LOGIT_REMEDY =
  'The discriminator ends in one output: `{ "type": "dense", "units": 1 }` without an activation; the loss applies what it needs.';

/** The last layer makes one value, without an activation. */
function checkDiscriminatorEnd({ layers }: GanConfig['discriminator']): PlacedProblem[] {
  const index = layers.length - 1;
  const last = layers[index];
  const place = ['discriminator', 'layers', index];
  if (last === undefined) return [];
  if (last.type !== 'dense' && last.type !== 'conv2d') {
    return [error([...place, 'type'], `The last layer is \`${last.type}\`. ${LOGIT_REMEDY}`)];
  }
  const [field, made] = last.type === 'dense' ? ['units', last.units] : ['filters', last.filters];
  return [
    ...(made === 1
      ? []
      : [
          error(
            [...place, field],
            `The last layer makes [${formatCount(made)}] ${last.type === 'dense' ? 'values' : 'channels'}. ${LOGIT_REMEDY}`,
          ),
        ]),
    ...(last.activation === 'linear'
      ? []
      : [
          error(
            [...place, 'activation'],
            `The last layer has the activation \`${last.activation}\`. ${LOGIT_REMEDY}`,
          ),
        ]),
  ];
}

/** A convolution may end the discriminator when one pixel is left. */
function checkDiscriminatorShape(
  discriminator: GanConfig['discriminator'],
  input: Shape,
): PlacedProblem[] {
  const { layers } = discriminator;
  const problems = checkLayers('discriminator', layers, input);
  const made = layerOutputShapes(layers, input).shapes.at(-1);
  const last = layers.at(-1);
  if (problems.length > 0 || made === undefined || last?.type !== 'conv2d') return problems;
  if (sizeOf(made) === 1 || last.filters !== 1) return [];
  return [
    error(
      ['discriminator', 'layers', layers.length - 1, 'type'],
      `The last layer makes ${describeShape(made)}, ${formatCount(sizeOf(made))} values. Cover the whole image with \`kernelSize\` and \`"padding": "valid"\`, or add a dense layer. ${LOGIT_REMEDY}`,
    ),
  ];
}

/** The shape of what the discriminator judges: `packing` samples side by side. */
function judgedShape({ packing }: GanConfig['discriminator'], sample: Shape): Shape {
  const [first = 1, ...pixels] = sample;
  return [packing * first, ...pixels];
}

/** A bias from the mean image needs a value of it for each of its own, and the sigmoid that its logit undoes. */
function checkMarginalBias(
  player: Player,
  layers: readonly LayerConfig[],
  data: DataConfig | undefined,
): PlacedProblem[] {
  return allLayers(layers, [player, 'layers']).flatMap(({ layer, path }) => {
    if (!('bias' in layer) || layer.bias.name !== 'dataMarginals') return [];
    const isLast = player === 'generator' && layer === layers.at(-1);
    const forEachPixel = layer.type === 'dense' || ('untiedBias' in layer && layer.untiedBias);
    if (isLast && forEachPixel && layer.activation === 'sigmoid' && hasMarginals(data)) return [];
    return [
      error(
        [...path, 'bias', 'name'],
        '`dataMarginals` needs the last layer of the generator, `dense` or with `untiedBias`, with the activation `sigmoid`, and images in `zeroToOne` without `contrastNormalization`. Change that, or start the bias from a `constant`.',
      ),
    ];
  });
}

/** Whether the values of the data are probabilities, as the means of pixels from 0 to 1 are. */
function hasMarginals(data: DataConfig | undefined): boolean {
  if (data === undefined) return true;
  const contrast = 'contrastNormalization' in data ? data.contrastNormalization : undefined;
  return isImageData(data) && data.pixelRange === 'zeroToOne' && contrast === undefined;
}

function checkParameterCount(
  player: Player,
  layers: readonly LayerConfig[],
  { shape, conditioning }: NetworkInput,
): PlacedProblem[] {
  const count =
    countParameters(layers, shape) + countConditioningParameters(layers, shape, conditioning);
  if (count <= MAX_PARAMETERS) return [];
  return [
    error(
      [player, 'layers'],
      `The ${player} has ${formatCount(count)} parameters; at most ${formatCount(MAX_PARAMETERS)} fit in memory. Use fewer units.`,
    ),
  ];
}

/** Layers that compare samples in groups need whole groups. */
function checkGroups(
  player: Player,
  layers: readonly LayerConfig[],
  rows: number,
): PlacedProblem[] {
  return allLayers(layers, [player, 'layers']).flatMap(({ layer, path }) =>
    layer.type !== 'minibatchStdDev' || rows % layer.groupSize === 0
      ? []
      : [
          error(
            [...path, 'groupSize'],
            `\`groupSize\` ${layer.groupSize} does not divide the ${formatCount(rows)} samples that the ${player} gets at once. Use a divisor.`,
          ),
        ],
  );
}

function checkBatch(
  { generator, discriminator }: Partial<GanConfig>,
  { batchSize }: GanConfig['training'],
): PlacedProblem[] {
  const packing = discriminator?.packing ?? 1;
  if (batchSize % packing !== 0) {
    return [
      error(
        ['discriminator', 'packing'],
        `\`packing\` ${packing} does not divide the batch size ${formatCount(batchSize)}: some samples would be left over. Use a batch size that is a multiple of ${packing}.`,
      ),
    ];
  }
  return [
    ...(generator ? checkGroups('generator', generator.layers, batchSize) : []),
    ...(discriminator
      ? checkGroups('discriminator', discriminator.layers, batchSize / packing)
      : []),
  ];
}

/** What the first layer of a network gets. */
interface NetworkInput {
  readonly shape: Shape;
  readonly conditioning?: Conditioning;
}

/**
 * Undefined while the number of classes is not known.
 *
 * @param input a sample or latent vector
 */
function networkInput(
  { layers, conditioning }: GanConfig[Player],
  input: Shape,
  classes: number | undefined,
): NetworkInput | undefined {
  if (conditioning === undefined) return { shape: input };
  if (classes === undefined || classes === 0) return undefined;
  const of = { config: conditioning, classes };
  return { shape: conditionedShape(input, layers, of), conditioning: of };
}

function checkGenerator(
  generator: GanConfig['generator'],
  data: DataConfig | undefined,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const { layers, latent } = generator;
  const input = networkInput(generator, [latent.dimension], data && classCountOf(data, header));
  const ofEnd = checkGeneratorEnd(generator);
  if (input === undefined) return ofEnd;
  return [
    ...checkLayers('generator', layers, input.shape),
    ...(data ? checkGeneratorSize(layers, input.shape, data, header) : []),
    ...ofEnd,
    ...checkMarginalBias('generator', layers, data),
    ...checkParameterCount('generator', layers, input),
  ];
}

function checkDiscriminator(
  discriminator: GanConfig['discriminator'],
  data: DataConfig | undefined,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const ofEnd = [
    ...checkDiscriminatorEnd(discriminator),
    ...checkMarginalBias('discriminator', discriminator.layers, undefined),
  ];
  const sample = data && sampleShapeOf(data, header);
  if (data === undefined || sample === undefined) return ofEnd;
  const judged = judgedShape(discriminator, sample);
  const input = networkInput(discriminator, judged, classCountOf(data, header));
  if (input === undefined) return ofEnd;
  return [
    ...ofEnd,
    ...checkDiscriminatorShape(discriminator, input.shape),
    ...checkParameterCount('discriminator', discriminator.layers, input),
  ];
}

/**
 * Checks the sections that are there and valid on their own.
 *
 * @param header what the files of the data say; checks that need it are left out without it
 */
export function checkNetworks(
  config: Partial<GanConfig>,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const { data, generator, discriminator, loss, training } = config;
  return [
    ...(generator ? checkGenerator(generator, data, header) : []),
    ...(discriminator ? checkDiscriminator(discriminator, data, header) : []),
    ...checkConditioning(config, header),
    ...(training ? checkBatch(config, training) : []),
    ...(loss ? checkLoss(loss) : []),
    ...checkSlopes(config),
  ];
}
