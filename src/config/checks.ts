/** Checks between fields: what no single field can be blamed for, before anything is loaded. */
import { checkDataUse } from './dataChecks';
import type { DataConfig, GanConfig, LayerConfig } from './ganConfig';
import { countParameters, layerOutputSizes } from './networkSize';
import { checkOptimizers } from './optimizerChecks';
import type { PlacedProblem } from './problems';
import { headerOf, sampleShapeOf, type DataHeader } from './sampleShape';
import type { ConfigPath } from './sourceDocument';

/** Parameters, gradients and two optimizer slots, four bytes each, must fit in 4 GiB. */
const MAX_PARAMETERS = 2 ** 28;

const number = (value: number) => value.toLocaleString('en-US');

/** Values in a sample; undefined for data whose shape is not known. */
function sampleSize(data: DataConfig, header: DataHeader | undefined): number | undefined {
  return sampleShapeOf(data, header)?.reduce((product, extent) => product * extent, 1);
}

function describeSample(data: DataConfig, header: DataHeader | undefined): string {
  const size = number(sampleSize(data, header) ?? 0);
  const found = headerOf(data, header);
  if (found === undefined) return `a sample of the data has ${size}`;
  return `a sample of ${found.name} has ${found.sampleShape.join('×')} = ${size}`;
}

/** Index of the last layer that sets the number of values. */
function lastSizedLayer(layers: readonly LayerConfig[]): number {
  return layers.findLastIndex(({ type }) => type === 'dense' || type === 'maxout');
}

function checkGeneratorSize(
  generator: GanConfig['generator'],
  data: DataConfig,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const expected = sampleSize(data, header);
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
      message: `The generator makes ${made}, but ${describeSample(data, header)}. ${remedy}`,
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

function checkParameterCounts(
  config: Partial<GanConfig>,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const { data, generator, discriminator } = config;
  const size = data && sampleSize(data, header);
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

/**
 * Checks the sections that are there and valid on their own.
 *
 * @param header what the files of the data say; checks that need it are left out without it
 */
export function checkConfig(config: Partial<GanConfig>, header?: DataHeader): PlacedProblem[] {
  const { data, generator, discriminator, training } = config;
  return [
    ...(generator && data ? checkGeneratorSize(generator, data, header) : []),
    ...(generator ? checkGeneratorDropout(generator) : []),
    ...(discriminator ? checkDiscriminatorEnd(discriminator) : []),
    ...checkParameterCounts(config, header),
    ...checkDataUse(config, header),
    ...checkSchedule(config),
    ...(training ? checkOptimizers(training) : []),
  ];
}
