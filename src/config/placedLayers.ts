/** The layers of a network with the places where they stand. */
import type { LayerConfig } from './ganConfig';
import type { ConfigPath } from './sourceDocument';

interface PlacedLayer {
  readonly layer: LayerConfig;
  readonly path: ConfigPath;
}

/** All layers of a network, those inside residual blocks too. */
export function allLayers(layers: readonly LayerConfig[], path: ConfigPath): PlacedLayer[] {
  return layers.flatMap((layer, index) => {
    const own = [...path, index];
    if (layer.type !== 'residual') return [{ layer, path: own }];
    return [
      { layer, path: own },
      ...allLayers(layer.layers, [...own, 'layers']),
      ...allLayers(layer.shortcut, [...own, 'shortcut']),
    ];
  });
}
