/** What the inspector of a sample says; part of `strings`. */
import type { NeighbourSpace } from '../../src/protocol/inspection';
import { formatInteger, formatPercent, formatShort, formatValue } from '../format';

const minus = (text: string): string => text.replace('-', '−');

export const inspectorStrings = {
  hint: 'Choose a sample to inspect it.',
  cells: 'Samples of the grid. Arrow keys move, Enter inspects one.',
  cell: (sample: number, row: number, column: number, className: string | undefined) =>
    `Sample ${formatInteger(sample + 1)}, row ${formatInteger(row + 1)}, column ${formatInteger(column + 1)}${className === undefined ? '' : `, class ${className}`}`,
  title: (sample: number, className: string | undefined) =>
    `Sample ${formatInteger(sample + 1)}${className === undefined ? '' : ` · class ${className}`}`,
  close: 'Close Inspector',
  picture: (sample: number, step: number) =>
    `Sample ${formatInteger(sample + 1)} at step ${formatInteger(step)}, enlarged`,
  ofStep: (step: number) => `Step ${formatInteger(step)}`,

  older: (step: number) =>
    `Of step ${formatInteger(step)} the picture is kept, and the latent vector is the same at every step. Networks are kept of the newest step only: choose Latest for the rest.`,
  ended:
    'No process has the networks of this run any more: load its last checkpoint to see what D says, the nearest training images, and ways through the latent space.',
  load: 'Load Last Checkpoint',
  loadHelp:
    'Starts a process that reads the last checkpoint and the data. It changes nothing and ends with this panel, or after ten minutes without a question.',
  loading: 'Loading the last checkpoint',
  lost: 'The networks of this run are gone: no process has them, and there is no checkpoint to load.',
  failed: (reason: string) => `The checkpoint could not be loaded. ${reason}`,
  working: 'Working it out…',

  output: {
    title: 'Output of D',
    probability: (value: number) => `D(G(z)) = ${formatValue(value)}`,
    logit: (value: number) => `logit ${minus(formatValue(value))}`,
    score: (value: number) => `score ${minus(formatValue(value))}`,
    packed: (packing: number) =>
      `D judges ${formatInteger(packing)} samples at once: one alone has no output.`,
    average: 'Drawn by the moving average of the generator, as the grid is.',
  },

  latent: {
    title: 'Latent vector z',
    label: (count: number, low: number, high: number, length: number) =>
      `${formatInteger(count)} entries from ${minus(formatShort(low))} to ${minus(formatShort(high))}, length ${formatShort(length)}.`,
    prior: (distribution: 'normal' | 'uniform') =>
      distribution === 'normal'
        ? 'Prior: normal, mean 0, deviation 1 each'
        : 'Prior: uniform from −√3 to √3 each',
    copy: 'Copy Latent Vector',
    copied: 'Copied as a JSON array.',
    notCopied: 'The clipboard cannot be written here: the table has the numbers.',
    entry: 'entry',
    value: 'value',
  },

  neighbours: {
    title: 'Nearest training images',
    space: 'Compared by',
    spaces: { pixels: 'Pixels', features: 'Features' },
    spaceHelp: {
      pixels: 'Near is what has nearly the same value in every pixel.',
      features:
        'Near is what looks alike to a classifier of handwritten digits, wherever its pixels lie.',
    },
    unit: (space: NeighbourSpace, withLabels: boolean) =>
      `L2 distance of the ${space === 'pixels' ? 'pixels' : '64 features'}${withLabels ? ', class' : ''}`,
    pixelsOnly: (reason: string) => `Compared by pixels only. ${reason}`,
    features: 'Features of the training images',
    progress: (done: number, total: number) =>
      `Features of ${formatInteger(done)} of ${formatInteger(total)} training images. Choose Pixels to give it up: what is done stays.`,
    meaning:
      'The classifier was trained on handwritten digits (MNIST): of other images its features say little.',
    own: 'sample',
    image: (
      image: number,
      distance: number,
      label: string | undefined,
      file: string | undefined,
      mirrored: boolean,
    ) =>
      [
        `Distance ${formatShort(distance)}`,
        ...(label === undefined ? [] : [`class ${label}`]),
        file ?? `image ${formatInteger(image)} of the data, counted from 0`,
        ...(mirrored ? ['mirrored'] : []),
      ].join(', '),
    mirrored: '⇄',
    compared: (count: number) => `All ${formatInteger(count)} training images compared.`,
    real: (count: number, median: number) =>
      `Between real images: ${formatShort(median)} to the nearest other one (median of ${formatInteger(count)}).`,
    measuring: 'Measuring how far training images are from one another…',
    verdict: (nearest: number, median: number, closer: number) =>
      `This sample: ${formatShort(nearest)}, ${formatShort(nearest / median)} times that; ${formatPercent(closer)} of the real images have a nearer neighbour.`,
    copy: {
      pixels:
        'Nearer than real images are to one another: look whether it is a copy. Smooth images are near to everything.',
      features:
        'Nearer than real images are to one another, as the classifier sees them: look whether it is a copy. The features tell digits apart, not every stroke.',
    },
    noCopy: 'Not nearer than real images are to one another: by this measure no copy.',
  },

  interpolation: {
    title: 'Interpolation',
    to: 'to sample',
    none: 'choose…',
    pick: 'Pick in Grid',
    picking: 'Choose the other sample in the grid.',
    path: {
      spherical:
        'Spherical, as the prior is normal: latents in between are as long as those drawn.',
      linear: 'Linear, as the prior is uniform: latents in between lie in the same cube.',
    },
    image: (position: number, output: string | undefined) =>
      `${formatPercent(position)} of the way${output === undefined ? '' : `, ${output}`}`,
  },

  walk: {
    title: 'Walk along one entry of z',
    slider: 'Entry of the latent vector',
    entry: (dimension: number, count: number, own: number) =>
      `Entry ${formatInteger(dimension + 1)} of ${formatInteger(count)}; here ${minus(formatShort(own))}`,
    image: (dimension: number, position: number, output: string | undefined) =>
      `Entry ${formatInteger(dimension + 1)} at ${minus(formatShort(position))}${output === undefined ? '' : `, ${output}`}`,
    position: (value: number) => minus(String(Number(value.toFixed(2)))),
  },
};
