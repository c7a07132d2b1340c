import type { Layer, LayerResult, LayerTensors } from './layer';

/** Hands out consecutive parts of a list. */
function partsOf<T>(list: readonly T[]): (length: number) => readonly T[] {
  let next = 0;
  return (length) => list.slice(next, (next += length));
}

/**
 * Layers one after the other as one layer. Tensors are named after the layer they belong to: "0/weights".
 * @param prefix before every name, such as "shortcut/"
 */
export function sequence(layers: readonly Layer[], prefix = ''): Layer {
  const named = <T extends { readonly name: string }>(of: (layer: Layer) => readonly T[]): T[] =>
    layers.flatMap((layer, index) =>
      of(layer).map((tensor) => ({ ...tensor, name: `${prefix}${index}/${tensor.name}` })),
    );
  return {
    parameters: named((layer) => layer.parameters),
    statistics: named((layer) => layer.statistics),
    draws: layers.flatMap(({ draws }) => draws),
    mixesRows: layers.some(({ mixesRows }) => mixesRows),
    apply: (x, tensors, training) => {
      const next = tensorsInTurn(tensors);
      let result: LayerResult = { output: x, statistics: [] };
      for (const layer of layers) {
        const { output, statistics } = layer.apply(result.output, next(layer), training);
        result = { output, statistics: [...result.statistics, ...statistics] };
      }
      return result;
    },
  };
}

/** `layer` after another without tensors of its own but draws, so that names stay. */
export function after(first: Layer, layer: Layer): Layer {
  return {
    ...layer,
    draws: [...first.draws, ...layer.draws],
    apply: (x, tensors, training) => {
      const next = tensorsInTurn(tensors);
      const { output } = first.apply(x, next(first), training);
      return layer.apply(output, next(layer), training);
    },
  };
}

/** Gives each layer its own of the tensors of all. */
export function tensorsInTurn(tensors: LayerTensors): (layer: Layer) => LayerTensors {
  const parameters = partsOf(tensors.parameters);
  const statistics = partsOf(tensors.statistics);
  const draws = tensors.draws && partsOf(tensors.draws);
  return (layer) => ({
    parameters: parameters(layer.parameters.length),
    statistics: statistics(layer.statistics.length),
    ...(draws && { draws: draws(layer.draws.length) }),
    classes: tensors.classes,
  });
}
