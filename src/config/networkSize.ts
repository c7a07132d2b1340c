/** Sizes that follow from the layers alone, known before anything is built. */
import type { LayerConfig } from './ganConfig';

/**
 * Number of values after each layer, per sample.
 *
 * @param inputSize values that enter the first layer: the latent dimension, or the size of a sample
 */
export function layerOutputSizes(layers: readonly LayerConfig[], inputSize: number): number[] {
  let size = inputSize;
  return layers.map((layer) => {
    if (layer.type === 'dense' || layer.type === 'maxout') size = layer.units;
    return size;
  });
}

/** Number of trainable values of a network. */
export function countParameters(layers: readonly LayerConfig[], inputSize: number): number {
  const sizes = [inputSize, ...layerOutputSizes(layers, inputSize)];
  return layers.reduce((sum, layer, i) => {
    const entering = sizes[i] ?? 0;
    if (layer.type === 'dense') return sum + (entering + 1) * layer.units;
    if (layer.type === 'maxout') return sum + (entering + 1) * layer.units * layer.pieces;
    return sum;
  }, 0);
}
