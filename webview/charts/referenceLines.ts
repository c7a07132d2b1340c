import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { PanelTheme } from '../theme';
import { axisFont } from './chartOptions';
import type { ReferenceLine } from './curveSpecs';
import type { ValueRange } from './valueRange';

/** Lines in this upper part of the plot have their label below them: above there is no room. */
const CROWDED_TOP = 0.1;

/** Dotted lines at the values of the equilibrium, each with its formula. */
export function referenceAnnotations(
  references: readonly ReferenceLine[],
  { min, max }: ValueRange,
  theme: PanelTheme,
): Record<string, AnnotationOptions> {
  return Object.fromEntries(
    references.map(({ value, role, plotLabel }, index): [string, AnnotationOptions] => [
      `reference${index}`,
      {
        type: 'line',
        scaleID: 'y',
        value,
        borderColor: role === undefined ? theme.foreground : theme[role],
        borderWidth: 1.25,
        borderDash: [2, 3],
        label: {
          display: plotLabel !== undefined,
          content: plotLabel ?? '',
          position: 'end',
          xAdjust: -2,
          yAdjust: max - value < CROWDED_TOP * (max - min) ? 10 : -9,
          // A halo instead of a box: the curves stay visible behind the words.
          backgroundColor: 'transparent',
          textStrokeColor: theme.background,
          textStrokeWidth: 4,
          color: theme.foreground,
          font: { ...axisFont(theme), weight: 'normal' },
          padding: 2,
        },
      },
    ]),
  );
}
