/**
 * Shape inference of both networks, before anything is built: a pure function of the config, so that an editor can
 * point at the layer that does not fit.
 */
import type { LayerConfig } from '../../config/ganConfig';
import type { Player } from './player';

/** Why the layers do not fit together. */
export interface ShapeProblem {
  readonly player: Player;
  /** Index of the layer to blame; −1 when the network has no layer. */
  readonly layerIndex: number;
  /** One sentence with both shapes and the remedy. */
  readonly message: string;
}

export interface NetworkShapes {
  /** Output shape of each layer for one sample, in order. */
  readonly generator: readonly (readonly number[])[];
  readonly discriminator: readonly (readonly number[])[];
}

export interface ShapeReport {
  readonly shapes: NetworkShapes;
  readonly problems: readonly ShapeProblem[];
}

interface Networks {
  readonly generator: {
    readonly latent: { readonly dimension: number };
    readonly layers: readonly LayerConfig[];
  };
  readonly discriminator: { readonly layers: readonly LayerConfig[] };
}

/** "[28, 28, 1]". */
function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

function layerOutputSize(layer: LayerConfig, inputSize: number): number {
  switch (layer.type) {
    case 'dense':
    case 'maxout':
      return layer.units;
    case 'dropout':
    case 'activation':
      return inputSize;
  }
}

/** Number of values after each layer, per sample. */
export function layerOutputSizes(layers: readonly LayerConfig[], inputSize: number): number[] {
  const sizes: number[] = [];
  let size = inputSize;
  for (const layer of layers) {
    size = layerOutputSize(layer, size);
    sizes.push(size);
  }
  return sizes;
}

function generatorProblems(
  sizes: readonly number[],
  latentDimension: number,
  sampleShape: readonly number[],
): ShapeProblem[] {
  const sampleSize = sampleShape.reduce((product, extent) => product * extent, 1);
  const size = sizes.at(-1) ?? latentDimension;
  if (size === sampleSize) return [];
  const made =
    sizes.length === 0
      ? `The generator has no layers, so it makes its latent vector, shape ${formatShape([size])}`
      : `The last layer of the generator makes shape ${formatShape([size])}`;
  const values = sampleShape.length > 1 ? `, ${sampleSize} values` : '';
  const message = `${made}, but a sample of the data has shape ${formatShape(sampleShape)}${values}. End the generator with a layer of ${sampleSize} units.`;
  return [{ player: 'generator', layerIndex: sizes.length - 1, message }];
}

function discriminatorProblems(
  layers: readonly LayerConfig[],
  sizes: readonly number[],
): ShapeProblem[] {
  const layerIndex = layers.length - 1;
  const last = layers.at(-1);
  const remedy =
    'End the discriminator with `{ "type": "dense", "units": 1 }` and no activation: the losses need the logit.';
  const problem = (why: string): ShapeProblem[] => [
    { player: 'discriminator', layerIndex, message: `${why} ${remedy}` },
  ];
  if (last === undefined) return problem('The discriminator has no layers.');
  const size = sizes[layerIndex];
  if (size !== 1) {
    return problem(
      `The last layer of the discriminator makes shape ${formatShape([size])}, but a logit has shape [1].`,
    );
  }
  if (last.type !== 'dense') {
    return problem(`The last layer of the discriminator is \`${last.type}\`, not \`dense\`.`);
  }
  if (last.activation !== 'linear') {
    return problem(
      `The last layer of the discriminator has the activation \`${last.activation}\`, but a logit has none.`,
    );
  }
  return [];
}

/**
 * Output shapes of all layers, and what does not fit: the generator must end in one sample, the discriminator in one
 * logit.
 * @param sampleShape shape of one sample of the data: [1], [2] or [height, width, channels]
 */
export function inferShapes(networks: Networks, sampleShape: readonly number[]): ShapeReport {
  const { generator, discriminator } = networks;
  const sampleSize = sampleShape.reduce((product, extent) => product * extent, 1);
  const generatorSizes = layerOutputSizes(generator.layers, generator.latent.dimension);
  const discriminatorSizes = layerOutputSizes(discriminator.layers, sampleSize);
  return {
    shapes: {
      generator: generatorSizes.map((size) => [size]),
      discriminator: discriminatorSizes.map((size) => [size]),
    },
    problems: [
      ...generatorProblems(generatorSizes, generator.latent.dimension, sampleShape),
      ...discriminatorProblems(discriminator.layers, discriminatorSizes),
    ],
  };
}
