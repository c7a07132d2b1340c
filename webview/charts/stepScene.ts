/** What a chart over steps shows, worked out once for each drawing: on the page, or in a file. */
import type { StepScale, StepView, ViewSeries } from '../../src/protocol/panelProtocol';
import type { PanelChoices, StepRange, ValueScale } from '../choices';
import type { PanelModel } from '../store';
import type { PanelTheme } from '../theme';
import type { DrawnSeries } from './bandPlugin';
import { axisFont, textMeasure, Y_AXIS_WIDTH } from './chartOptions';
import type { CurveSpec, FixedRange, ReferenceLine } from './curveSpecs';
import { eventMarkers, markersWithin, placeMarkers, type PlacedMarker } from './eventMarkers';
import { columnRoles, seriesStyles } from './seriesStyle';
import { allPositive, valueAxis, type ValueAxis } from './valueRange';
import { stepTransform } from './zoom';

export const RIGHT_PADDING = 8;

const NO_VALUES = new Float32Array();
const NO_SERIES: ViewSeries = { low: NO_VALUES, mean: NO_VALUES, high: NO_VALUES };

export interface StepScene {
  readonly spec: CurveSpec;
  readonly theme: PanelTheme;
  readonly hidden: readonly string[];
  readonly curves: StepView<string> | undefined;
  /** Those not hidden. */
  readonly series: readonly DrawnSeries[];
  readonly range: StepRange;
  readonly stepScale: StepScale;
  readonly axis: ValueAxis;
  /** Whether a logarithmic axis has a place for every value. */
  readonly positive: boolean;
  /** Fixed ends of the value axis. */
  readonly fixed: FixedRange | undefined;
  readonly references: readonly ReferenceLine[];
  readonly placed: readonly PlacedMarker[];
}

/** The steps on screen: the zoom, or the whole run. */
export function shownRange(choices: PanelChoices, curves: StepView<string> | undefined): StepRange {
  if (choices.range !== null) return choices.range;
  const { fromStep, toStep } = curves ?? { fromStep: 0, toStep: 1 };
  return { fromStep, toStep: Math.max(toStep, fromStep + 1) };
}

/** How a chart spreads its values: what was chosen for it. */
export function chosenScale(spec: CurveSpec, choices: PanelChoices): ValueScale {
  return choices.valueScales[spec.id] ?? 'linear';
}

function seriesOf(
  spec: CurveSpec,
  curves: StepView<string>,
  hidden: readonly string[],
  theme: PanelTheme,
): DrawnSeries[] {
  return spec.columns
    .filter((column) => !hidden.includes(column))
    .map((column) => {
      const role = columnRoles[column];
      const { low, mean, high, smooth } = curves.series[column] ?? NO_SERIES;
      return {
        ...{ colour: theme[role], shape: seriesStyles[role].shape },
        ...{ low, high, line: smooth ?? mean, raw: smooth === undefined ? undefined : mean },
      };
    });
}

/** @param width of the whole chart, in pixels */
export function stepScene(
  spec: CurveSpec,
  { snapshot }: PanelModel,
  choices: PanelChoices,
  theme: PanelTheme,
  width: number,
): StepScene {
  const curves = snapshot && spec.view(snapshot);
  const range = shownRange(choices, curves);
  const series = curves === undefined ? [] : seriesOf(spec, curves, choices.hiddenSeries, theme);
  const equilibrium = snapshot?.summary.equilibrium;
  const references = spec.references(equilibrium);
  const wanted = chosenScale(spec, choices);
  const fixed = wanted === 'linear' ? spec.range(equilibrium) : undefined;
  const positive = allPositive(series);
  const values = references.map(({ value }) => value);
  const axis = fixed
    ? { ...fixed, kind: 'linear' as const, constant: 1 }
    : valueAxis(series, values, wanted === 'log' && !positive ? 'symlog' : wanted);
  const { stepScale } = choices;
  return {
    ...{ spec, theme, hidden: choices.hiddenSeries, curves, series, range, stepScale },
    ...{ axis, positive, fixed, references },
    placed: placedEvents(spec, snapshot?.journal ?? [], { range, stepScale }, theme, width),
  };
}

function placedEvents(
  spec: CurveSpec,
  journal: Parameters<typeof eventMarkers>[0],
  { range, stepScale }: Pick<StepScene, 'range' | 'stepScale'>,
  theme: PanelTheme,
  width: number,
): PlacedMarker[] {
  const markers = markersWithin(eventMarkers(journal), range.fromStep, range.toStep);
  if (!spec.labelsEvents) {
    return markers.map((marker) => ({ ...marker, row: undefined, leftward: false }));
  }
  const plotWidth = width - Y_AXIS_WIDTH - RIGHT_PADDING;
  const { forward } = stepTransform(stepScale);
  const [start, end] = [forward(range.fromStep), forward(range.toStep)];
  const toX = (step: number): number => ((forward(step) - start) / (end - start)) * plotWidth;
  return placeMarkers(markers, toX, plotWidth, textMeasure(axisFont(theme)));
}
