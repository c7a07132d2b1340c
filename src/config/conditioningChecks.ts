/** Checks of networks that are told classes, before anything is built. */
import type { DataConfig, GanConfig } from './ganConfig';
import { allLayers } from './placedLayers';
import type { PlacedProblem } from './problems';
import { classCountOf, isImageData, onlyClassesOf, type DataHeader } from './sampleShape';
import type { ConfigPath } from './sourceDocument';

type Player = 'generator' | 'discriminator';

function error(path: ConfigPath, message: string): PlacedProblem {
  return { path, severity: 'error', message };
}

/** The first player that is told classes. */
function conditionedPlayer({ generator, discriminator }: Partial<GanConfig>): Player | undefined {
  if (generator?.conditioning !== undefined) return 'generator';
  return discriminator?.conditioning === undefined ? undefined : 'discriminator';
}

/** A network that is told classes, and one that is not, play different games. */
function checkBoth({ generator, discriminator }: Partial<GanConfig>): PlacedProblem[] {
  if (generator === undefined || discriminator === undefined) return [];
  const [told, other, lost] =
    generator.conditioning === undefined
      ? (['discriminator', 'generator', 'it cannot make what the discriminator expects'] as const)
      : (['generator', 'discriminator', 'nothing makes the generator heed the class'] as const);
  const sections = { generator, discriminator };
  if (sections[told].conditioning === undefined || sections[other].conditioning !== undefined) {
    return [];
  }
  return [
    error(
      [told, 'conditioning'],
      `The ${told} is told the class, but the ${other} is not: ${lost}. Give \`${other}\` a \`conditioning\` as well, such as \`{ "name": "concatenation" }\`, or remove this one.`,
    ),
  ];
}

function labelRemedy(data: DataConfig): string {
  if (onlyClassesOf(data) !== undefined) return 'Name more of them in `data.onlyClasses`.';
  if (data.source === 'idx') {
    return 'Name the file with the labels of the images in `data.labels`, such as `train-labels-idx1-ubyte.gz`.';
  }
  if (data.source === 'imageFolder')
    return 'Put the images of each class into a folder of its own.';
  return isImageData(data)
    ? 'Use data with labels.'
    : `Use images with labels, such as \`digits\`, instead of \`${data.source}\`.`;
}

function checkLabels(
  player: Player,
  data: DataConfig,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const classes = classCountOf(data, header);
  if (classes === undefined || classes > 1) return [];
  const found = classes === 0 ? 'the data has no labels' : 'all samples of the data are of one';
  return [
    error(
      [player, 'conditioning'],
      `The networks are to be told the classes of samples, but ${found}. ${labelRemedy(data)}`,
    ),
  ];
}

function checkPacking({ packing }: GanConfig['discriminator']): PlacedProblem[] {
  if (packing === 1) return [];
  return [
    error(
      ['discriminator', 'packing'],
      `With \`packing\` ${packing} the discriminator judges ${packing} samples at once, which may be of different classes: it cannot be told one. Remove \`packing\` or \`conditioning\`.`,
    ),
  ];
}

/** yᵀ·V·φ(x) needs a φ(x): what the last dense layer gets. */
function checkProjection({ layers }: GanConfig['discriminator']): PlacedProblem[] {
  const last = layers.at(-1);
  if (last === undefined || last.type === 'dense') return [];
  return [
    error(
      ['discriminator', 'conditioning', 'name'],
      `\`projection\` works on what the last layer gets, and needs it to be \`dense\`, but it is \`${last.type}\`. End the discriminator in \`{ "type": "dense", "units": 1 }\`, or use \`concatenation\`.`,
    ),
  ];
}

/** One matrix without a bound undoes the bounds of all others. */
function checkBound({ conditioning, layers }: GanConfig['discriminator']): PlacedProblem[] {
  if (conditioning?.name !== 'projection' || conditioning.spectralNorm) return [];
  const bounded = allLayers(layers, []).some(
    ({ layer }) => 'spectralNorm' in layer && layer.spectralNorm,
  );
  if (!bounded) return [];
  return [
    {
      path: ['discriminator', 'conditioning', 'spectralNorm'],
      orElse: ['discriminator', 'conditioning', 'name'],
      severity: 'warning',
      message:
        'Layers of the discriminator have `spectralNorm`, but the projection has not: its slope is not bounded. Add `"spectralNorm": true` here, as in the released code of Miyato & Koyama 2018.',
    },
  ];
}

/** Noise before the first weights falls on the class as well. */
function checkNoise(player: Player, section: GanConfig[Player]): PlacedProblem[] {
  const [first] = section.layers;
  if (section.conditioning?.name !== 'concatenation' || first === undefined) return [];
  if (first.type !== 'dropout' && first.type !== 'gaussianNoise') return [];
  const what = first.type === 'dropout' ? 'drops' : 'blurs';
  const other = player === 'discriminator' ? ', or use `projection`' : '';
  return [
    {
      path: [player, 'layers', 0, 'type'],
      severity: 'warning',
      message: `The class joins the input before the first layer: this \`${first.type}\` ${what} it as well. Move it behind the first layer with weights${other}.`,
    },
  ];
}

/**
 * @param header what the files of the data say; checks that need it are left out without it
 */
export function checkConditioning(
  config: Partial<GanConfig>,
  header: DataHeader | undefined,
): PlacedProblem[] {
  const player = conditionedPlayer(config);
  if (player === undefined) return [];
  const { data, generator, discriminator } = config;
  return [
    ...checkBoth(config),
    ...(data ? checkLabels(player, data, header) : []),
    ...(generator ? checkNoise('generator', generator) : []),
    ...(discriminator
      ? [
          ...checkPacking(discriminator),
          ...checkBound(discriminator),
          ...checkNoise('discriminator', discriminator),
        ]
      : []),
    ...(discriminator?.conditioning?.name === 'projection' ? checkProjection(discriminator) : []),
  ];
}
