import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { PanelTheme } from '../theme';
import { axisFont } from './chartOptions';
import type { ReferenceLine } from './curveSpecs';
import { placeLabels } from './labelPlacement';
import type { ValueRange } from './valueRange';

/** Dotted lines at the values of the equilibrium, each with its formula. */
export function referenceAnnotations(
  references: readonly ReferenceLine[],
  range: ValueRange,
  height: number,
  theme: PanelTheme,
): Record<string, AnnotationOptions> {
  const labels = placeLabels(references, range, height);
  return Object.fromEntries(
    references.map(({ value, role }, index): [string, AnnotationOptions] => {
      const label = labels.get(index);
      return [
        `reference${index}`,
        {
          type: 'line',
          scaleID: 'y',
          value,
          borderColor: role === undefined ? theme.foreground : theme[role],
          borderWidth: 1.25,
          borderDash: [2, 3],
          label: {
            display: label !== undefined,
            content: label?.text ?? '',
            position: 'end',
            xAdjust: -2,
            yAdjust: label?.yAdjust ?? 0,
            // A halo instead of a box: the curves stay visible behind the words.
            backgroundColor: 'transparent',
            textStrokeColor: theme.background,
            textStrokeWidth: 4,
            color: theme.foreground,
            font: { ...axisFont(theme), weight: 'normal' },
            padding: 2,
          },
        },
      ];
    }),
  );
}
