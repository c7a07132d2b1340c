import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer';
import { sequence, tensorsInTurn } from './sequence';

/** layers(x) + shortcut(x) (He et al. 2016). */
export function residualLayer(
  branchLayers: readonly Layer[],
  shortcutLayers: readonly Layer[],
): Layer {
  const branch = sequence(branchLayers);
  const shortcut = sequence(shortcutLayers, 'shortcut/');
  return {
    parameters: [...branch.parameters, ...shortcut.parameters],
    statistics: [...branch.statistics, ...shortcut.statistics],
    draws: [...branch.draws, ...shortcut.draws],
    mixesRows: branch.mixesRows || shortcut.mixesRows,
    apply: (x, tensors, training) => {
      const next = tensorsInTurn(tensors);
      const main = branch.apply(x, next(branch), training);
      const around = shortcut.apply(x, next(shortcut), training);
      return {
        output: tf.add(main.output, around.output),
        statistics: [...main.statistics, ...around.statistics],
      };
    },
  };
}
