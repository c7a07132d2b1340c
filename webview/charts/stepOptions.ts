/** A chart over steps in the words of Chart.js. */
import type { ChartConfiguration, ChartDataset, Plugin, ScatterDataPoint } from 'chart.js';
import { strings } from '../strings';
import { bandPlugin } from './bandPlugin';
import {
  commonOptions,
  labelColour,
  ofKind,
  stepAxis,
  tooltipOptions,
  yAxis,
} from './chartOptions';
import { eventPlugin, LABEL_ROW_HEIGHT, labelRows } from './eventMarkers';
import { referenceAnnotations } from './referenceLines';
import { columnRoles, lineDash, seriesStyles, type ViewColumn } from './seriesStyle';
import { RIGHT_PADDING, type StepScene } from './stepScene';
import { drawnStep } from './zoom';

export type StepDataset = ChartDataset<'line', ScatterDataPoint[]>;
export type StepOptions = NonNullable<ChartConfiguration<'line'>['options']>;

/** The points of a line, in the array given: used again at each update. */
function fillPoints(scene: StepScene, column: ViewColumn, points: ScatterDataPoint[]): void {
  const { curves, stepScale } = scene;
  const series = curves?.series[column];
  const line = series?.smooth ?? series?.mean;
  points.length = curves?.step.length ?? 0;
  for (let i = 0; i < points.length; i += 1) {
    const x = drawnStep(curves?.step[i] ?? 0, stepScale);
    const y = line?.[i] ?? Number.NaN;
    const point = points[i];
    if (point === undefined) points[i] = { x, y };
    else Object.assign(point, { x, y });
  }
}

/** @param points an array a series, filled here */
export function stepDatasets(
  scene: StepScene,
  points: readonly ScatterDataPoint[][],
): StepDataset[] {
  const { theme, hidden, spec } = scene;
  return spec.columns.map((column, index) => {
    const data = points[index] ?? [];
    fillPoints(scene, column, data);
    const role = columnRoles[column];
    const { shape } = seriesStyles[role];
    return {
      label: strings.series[column],
      data,
      hidden: hidden.includes(column),
      borderColor: theme[role],
      backgroundColor: theme[role],
      borderDash: lineDash(role, theme.highContrast),
      pointStyle: shape === 'square' ? 'rect' : shape,
    };
  });
}

export function stepPlugins(scene: () => StepScene): Plugin<'line'>[] {
  return [bandPlugin(scene), eventPlugin(scene)];
}

/** @param plot size of the plot within its axes, in pixels */
export function stepOptions(
  scene: StepScene,
  plot: { readonly width: number; readonly height: number },
): StepOptions {
  const { theme, range, stepScale, axis, fixed, placed } = scene;
  return {
    ...commonOptions(),
    layout: { padding: { top: 4 + labelRows(placed) * LABEL_ROW_HEIGHT, right: RIGHT_PADDING } },
    scales: {
      x: ofKind(stepAxis(theme, strings.axis.step, stepEnds(range, stepScale)), stepScale, 1),
      y: ofKind(
        yAxis(theme, { min: axis.min, max: axis.max }, fixed?.tickSpacing),
        axis.kind,
        axis.constant,
      ),
    },
    plugins: {
      annotation: { annotations: referenceAnnotations(scene, plot) },
      tooltip: {
        ...tooltipOptions(theme),
        callbacks: {
          title: ([item]) => (item === undefined ? '' : bucketTitle(scene, item.dataIndex)),
          label: ({ datasetIndex, dataIndex }) => bucketText(scene, datasetIndex, dataIndex),
          labelColor: labelColour,
        },
      },
    },
  };
}

function stepEnds({ fromStep, toStep }: StepScene['range'], scale: StepScene['stepScale']) {
  const min = drawnStep(fromStep, scale);
  return { min, max: Math.max(toStep, min + 1) };
}

function bucketTitle({ curves }: StepScene, index: number): string {
  const step = curves?.step ?? new Int32Array();
  const from = step[index] ?? 0;
  const to = index + 1 < step.length ? (step[index + 1] ?? 0) - 1 : (curves?.toStep ?? from);
  return strings.tooltip.steps(from, to);
}

function bucketText({ spec, curves }: StepScene, datasetIndex: number, index: number): string {
  const column = spec.columns[datasetIndex];
  const series = column === undefined ? undefined : curves?.series[column];
  if (column === undefined || series === undefined) return '';
  const at = (values: Float32Array): number => values[index] ?? Number.NaN;
  const text = strings.tooltip.value(
    strings.series[column],
    at(series.mean),
    at(series.low),
    at(series.high),
  );
  return series.smooth === undefined
    ? text
    : `${text}, ${strings.tooltip.smooth(at(series.smooth))}`;
}
