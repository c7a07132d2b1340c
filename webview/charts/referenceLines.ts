import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import { axisFont, textMeasure } from './chartOptions';
import { axisTransform } from './axisTransform';
import { crossedBy, placeLabels, type PlacedLabel } from './labelPlacement';
import type { StepScene } from './stepScene';
import { stepTransform } from './zoom';

/** Between the end of a line and its label. */
const INSET = 2;

/** Dotted lines at the values of the equilibrium, each with its formula; those without a place on the axis left out. */
export function referenceAnnotations(
  scene: StepScene,
  plot: { readonly width: number; readonly height: number },
): Record<string, AnnotationOptions> {
  const { references, axis, theme } = scene;
  const { forward } = axisTransform(axis.kind, axis.constant);
  const labels = labelsOf(scene, plot);
  return Object.fromEntries(
    references.flatMap(({ value, role }, index): [string, AnnotationOptions][] => {
      if (!Number.isFinite(forward(value))) return [];
      const { text = '', position = 'end', yAdjust = 0 } = labels.get(index) ?? {};
      const xAdjust = { start: INSET, center: 0, end: -INSET }[position];
      return [
        [
          `reference${index}`,
          {
            type: 'line',
            scaleID: 'y',
            value,
            borderColor: role === undefined ? theme.foreground : theme[role],
            borderWidth: 1.25,
            borderDash: [2, 3],
            label: {
              ...{ display: text !== '', content: text, position, xAdjust, yAdjust },
              // A halo instead of a box: the curves stay visible behind the words.
              backgroundColor: 'transparent',
              textStrokeColor: theme.background,
              textStrokeWidth: 4,
              color: theme.foreground,
              font: { ...axisFont(theme), weight: 'normal' },
              padding: 2,
            },
          },
        ],
      ];
    }),
  );
}

function labelsOf(
  { references, axis, series, curves, range, stepScale, theme }: StepScene,
  { width, height }: { readonly width: number; readonly height: number },
): ReadonlyMap<number, PlacedLabel> {
  const { forward } = axisTransform(axis.kind, axis.constant);
  const steps = stepTransform(stepScale);
  const [bottom, top] = [forward(axis.min), forward(axis.max)];
  const [start, end] = [steps.forward(range.fromStep), steps.forward(range.toStep)];
  const toY = (value: number): number => ((top - forward(value)) / (top - bottom)) * height;
  const toX = (step: number): number => ((steps.forward(step) - start) / (end - start)) * width;
  const x = Float64Array.from(curves?.step ?? [], toX);
  const drawn = series.map(({ line }) => ({ x, y: Float64Array.from(line, toY) }));
  return placeLabels(references, {
    ...{ width, height, toY },
    measure: textMeasure(axisFont(theme)),
    crossed: (box) => crossedBy(drawn, box),
  });
}
