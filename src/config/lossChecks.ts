/** Checks of the loss, and of the discriminator's slope under it. */
import type { GanConfig, LayerConfig } from './ganConfig';
import { allLayers } from './placedLayers';
import type { PlacedProblem } from './problems';

/** What the discriminator is to say of real samples must lie above what it is to say of generated ones. */
export function checkLoss(loss: GanConfig['loss']): PlacedProblem[] {
  const ends =
    'realLabel' in loss
      ? (['realLabel', loss.realLabel, 'fakeLabel', loss.fakeLabel] as const)
      : 'realTarget' in loss
        ? (['realTarget', loss.realTarget, 'fakeTarget', loss.fakeTarget] as const)
        : undefined;
  if (ends === undefined || ends[1] > ends[3]) return [];
  const [real, realValue, fake, fakeValue] = ends;
  return [
    {
      path: ['loss', real],
      severity: 'error',
      message: `\`${real}\` (${realValue}) must be above \`${fake}\` (${fakeValue}): otherwise the discriminator is not asked to tell real samples from generated ones.`,
      orElse: ['loss', fake],
    },
  ];
}

export function checkSlopes({
  discriminator,
  loss,
  regularizers,
}: Partial<GanConfig>): PlacedProblem[] {
  if (discriminator === undefined || regularizers === undefined) return [];
  const problems: PlacedProblem[] = [];
  const normalized = allLayers(discriminator.layers, ['discriminator', 'layers']).find(
    ({ layer }) => layer.type === 'batchNorm',
  );
  if (regularizers.gradientPenalty !== undefined && normalized !== undefined) {
    problems.push({
      path: [...normalized.path, 'type'],
      severity: 'warning',
      message:
        'A gradient penalty holds for each sample alone, but `batchNorm` makes outputs depend on the whole minibatch (Gulrajani et al. 2017, section 4). Use `layerNorm` in the discriminator.',
    });
  }
  if (loss?.name === 'wasserstein' && !boundsSlope(discriminator.layers, regularizers)) {
    problems.push({
      path: ['loss', 'name'],
      severity: 'warning',
      message:
        'Nothing bounds the slope of the discriminator, so that the `wasserstein` loss falls without end. Add `regularizers.gradientPenalty` or `weightClipping`, or `spectralNorm` to its layers.',
    });
  }
  return problems;
}

function boundsSlope(
  layers: readonly LayerConfig[],
  regularizers: GanConfig['regularizers'],
): boolean {
  return (
    Object.keys(regularizers).length > 0 ||
    allLayers(layers, []).some(({ layer }) => 'spectralNorm' in layer && layer.spectralNorm)
  );
}
