import type * as tf from '@tensorflow/tfjs-core';
import type { LayerConfig } from '../../config/ganConfig';
import { layerOutputSizes } from '../../config/networkSize';
import { createLayers, type LayerDropout, type LayerParameter } from './layers';
import type { Player } from './player';

/** One trainable tensor of a network. */
export interface ParameterSpec extends Omit<LayerParameter, 'name'> {
  /** Layer and role, such as "0/weights". */
  readonly name: string;
}

/** One dropout layer of a network. */
export interface DropoutSpec extends LayerDropout {
  readonly layerIndex: number;
}

/** A network as a pure function of its parameters. */
export interface Network {
  readonly player: Player;
  /** Values per row of the input and of the output. */
  readonly inputSize: number;
  readonly outputSize: number;
  readonly parameters: readonly ParameterSpec[];
  readonly dropouts: readonly DropoutSpec[];
  /**
   * [rows, inputSize] → [rows, outputSize].
   * @param parameters in the order of `parameters` above
   * @param masks one per entry of `dropouts`, [rows, size]; absent: dropout off
   */
  apply(
    parameters: readonly tf.Tensor[],
    x: tf.Tensor2D,
    masks?: readonly tf.Tensor2D[],
  ): tf.Tensor2D;
}

/** Number of values of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** @param inputSize values per row of the input: latent dimension or sample size */
export function createNetwork(
  player: Player,
  configs: readonly LayerConfig[],
  inputSize: number,
): Network {
  const layers = createLayers(configs, inputSize);
  return {
    player,
    inputSize,
    outputSize: layerOutputSizes(configs, inputSize).at(-1) ?? inputSize,
    parameters: layers.flatMap((layer, index) =>
      layer.parameters.map((parameter) => ({ ...parameter, name: `${index}/${parameter.name}` })),
    ),
    dropouts: layers.flatMap(({ dropout }, layerIndex) =>
      dropout === undefined ? [] : [{ ...dropout, layerIndex }],
    ),
    apply: (parameters, x, masks) => {
      let rows = x;
      let nextParameter = 0;
      let nextMask = 0;
      for (const layer of layers) {
        const own = parameters.slice(nextParameter, nextParameter + layer.parameters.length);
        nextParameter += own.length;
        const mask = layer.dropout === undefined ? undefined : masks?.[nextMask++];
        rows = layer.apply(rows, own, mask);
      }
      return rows;
    },
  };
}
