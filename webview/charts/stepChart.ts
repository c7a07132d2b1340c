import { Chart, type ChartConfiguration, type ScatterDataPoint } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { CurveView } from '../../src/protocol/panelProtocol';
import type { StepRange } from '../choices';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { withAlpha, type PanelTheme } from '../theme';
import { bandPlugin, type DrawnSeries } from './bandPlugin';
import {
  axisFont,
  commonOptions,
  labelColour,
  stepAxis,
  tooltipOptions,
  yAxis,
} from './chartOptions';
import { cursorPlugin, type CursorLine } from './cursorPlugin';
import type { CurveSpec, ReferenceLine } from './curveSpecs';
import {
  eventMarkers,
  LABEL_ROW_HEIGHT,
  labelRows,
  markerAnnotations,
  markersWithin,
  placeMarkers,
} from './eventMarkers';
import { columnRoles, seriesStyles } from './seriesStyle';
import { valueRange } from './valueRange';

/** Below this width of the plot, reference lines carry their value only. */
const SHORT_LABEL_WIDTH = 430;

/** Two curves over the steps of the run, with bands, reference lines and markers; a Chart.js chart in a canvas. */
export class StepChart {
  readonly #spec: CurveSpec;
  readonly #context: PanelContext;
  #chart: Chart<'line', ScatterDataPoint[]> | undefined;
  #curves: CurveView | undefined;
  #series: readonly DrawnSeries[] = [];
  /** One array of points a series, used again at each update. */
  readonly #points: readonly [ScatterDataPoint[], ScatterDataPoint[]] = [[], []];

  constructor(spec: CurveSpec, context: PanelContext) {
    this.#spec = spec;
    this.#context = context;
  }

  get chart(): Chart<'line', ScatterDataPoint[]> | undefined {
    return this.#chart;
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#chart = new Chart(canvas, this.#configuration());
  }

  detach(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  /** The steps on screen: the zoom, or the whole run. */
  shownRange(): StepRange {
    const { range } = this.#context.choices;
    if (range !== null) return range;
    const { fromStep, toStep } = this.#curves ?? { fromStep: 0, toStep: 1 };
    return { fromStep, toStep: Math.max(toStep, fromStep + 1) };
  }

  update(model: PanelModel): void {
    const chart = this.#chart;
    if (chart === undefined) return;
    this.#curves = model.snapshot?.curves;
    const { theme, choices } = this.#context;
    this.#series = this.#curves === undefined ? [] : this.#visibleSeries(this.#curves, theme);
    this.#spec.columns.forEach((column, index) => {
      this.#fillPoints(index);
      const dataset = chart.data.datasets[index];
      if (dataset === undefined) return;
      const role = columnRoles[column];
      Object.assign(dataset, { borderColor: theme[role], backgroundColor: theme[role] });
      chart.setDatasetVisibility(index, !choices.hiddenSeries.includes(column));
    });
    chart.options = this.#options(model);
    chart.update('none');
  }

  /** Paints what is there once more: a cursor moved. */
  repaint(): void {
    this.#chart?.draw();
  }

  #visibleSeries(curves: CurveView, theme: PanelTheme): DrawnSeries[] {
    return this.#spec.columns
      .filter((column) => !this.#context.choices.hiddenSeries.includes(column))
      .map((column) => {
        const role = columnRoles[column];
        const { low, mean, high } = curves.series[column];
        return { colour: theme[role], shape: seriesStyles[role].shape, low, mean, high };
      });
  }

  #fillPoints(index: number): void {
    const points = this.#points[index];
    const column = this.#spec.columns[index];
    if (points === undefined || column === undefined) return;
    const step = this.#curves?.step ?? new Int32Array();
    const mean = this.#curves?.series[column].mean ?? new Float32Array();
    points.length = step.length;
    for (let i = 0; i < step.length; i += 1) {
      const x = step[i] ?? 0;
      const y = mean[i] ?? Number.NaN;
      const point = points[i];
      if (point === undefined) {
        points[i] = { x, y };
      } else {
        point.x = x;
        point.y = y;
      }
    }
  }

  #configuration(): ChartConfiguration<'line', ScatterDataPoint[]> {
    return {
      type: 'line',
      data: {
        datasets: this.#spec.columns.map((column, index) => {
          const style = seriesStyles[columnRoles[column]];
          return {
            label: strings.series[column],
            data: this.#points[index] ?? [],
            borderDash: style.dash,
            pointStyle: style.shape === 'square' ? 'rect' : style.shape,
          };
        }),
      },
      options: this.#options(this.#context.store.model),
      plugins: [
        bandPlugin(() => ({
          curves: this.#curves,
          series: this.#series,
          background: this.#context.theme.background,
        })),
        cursorPlugin(() => this.#cursorLines()),
      ],
    };
  }

  #options(model: PanelModel): NonNullable<ChartConfiguration<'line'>['options']> {
    const { theme } = this.#context;
    const { fromStep, toStep } = this.shownRange();
    const references = this.#spec.references(model.snapshot?.summary.equilibrium);
    const values =
      this.#spec.range ??
      valueRange(
        this.#series,
        references.map(({ value }) => value),
      );
    const events = this.#placedMarkers(model);
    const rows = this.#spec.labelsEvents ? labelRows(events) : 0;
    return {
      ...commonOptions(),
      layout: { padding: { top: 4 + rows * LABEL_ROW_HEIGHT, right: 8 } },
      onHover: (event, active) => {
        const index = event.type === 'mouseout' ? undefined : active[0]?.index;
        this.#context.hover(index === undefined ? undefined : this.#curves?.step[index]);
      },
      scales: {
        x: stepAxis(theme, strings.axis.step, { min: fromStep, max: toStep }),
        y: yAxis(theme, values ?? { min: 0, max: 1 }),
      },
      plugins: {
        annotation: {
          clip: false,
          annotations: {
            ...this.#referenceAnnotations(references, theme),
            ...markerAnnotations(events, theme),
          },
        },
        tooltip: {
          ...tooltipOptions(theme),
          callbacks: {
            title: ([item]) => (item === undefined ? '' : this.#bucketTitle(item.dataIndex)),
            label: ({ datasetIndex, dataIndex }) => this.#bucketText(datasetIndex, dataIndex),
            labelColor: labelColour,
          },
        },
      },
    };
  }

  #bucketTitle(index: number): string {
    const step = this.#curves?.step ?? new Int32Array();
    const from = step[index] ?? 0;
    const to =
      index + 1 < step.length ? (step[index + 1] ?? 0) - 1 : (this.#curves?.toStep ?? from);
    return strings.tooltip.steps(from, to);
  }

  #bucketText(datasetIndex: number, index: number): string {
    const column = this.#spec.columns[datasetIndex];
    const series = column === undefined ? undefined : this.#curves?.series[column];
    if (column === undefined || series === undefined) return '';
    const at = (values: Float32Array) => values[index] ?? Number.NaN;
    return strings.tooltip.value(
      strings.series[column],
      at(series.mean),
      at(series.low),
      at(series.high),
    );
  }

  #placedMarkers(model: PanelModel) {
    const { fromStep, toStep } = this.shownRange();
    const markers = markersWithin(eventMarkers(model.snapshot?.journal ?? []), fromStep, toStep);
    const area = this.#chart?.chartArea;
    const context = this.#chart?.ctx;
    if (!this.#spec.labelsEvents || area === undefined || context === undefined) {
      return markers.map((marker) => ({ ...marker, width: 0, row: undefined, leftward: false }));
    }
    const width = area.right - area.left;
    const font = axisFont(this.#context.theme);
    context.save();
    context.font = `${font.size}px ${font.family}`;
    const placed = placeMarkers(
      markers,
      (step) => ((step - fromStep) / (toStep - fromStep)) * width,
      width,
      (label) => context.measureText(label).width + 8,
    );
    context.restore();
    return placed;
  }

  #referenceAnnotations(
    references: readonly ReferenceLine[],
    theme: PanelTheme,
  ): Record<string, AnnotationOptions> {
    const area = this.#chart?.chartArea;
    const short = area !== undefined && area.right - area.left < SHORT_LABEL_WIDTH;
    return Object.fromEntries(
      references.map((reference, index): [string, AnnotationOptions] => [
        `reference${index}`,
        {
          type: 'line',
          scaleID: 'y',
          value: reference.value,
          borderColor: reference.role === undefined ? theme.foreground : theme[reference.role],
          borderWidth: 1.25,
          borderDash: [2, 3],
          label: {
            display: true,
            content: short ? reference.shortLabel : reference.label,
            position: 'end',
            xAdjust: -4,
            yAdjust: -10,
            backgroundColor: withAlpha(theme.background, 0.85),
            color: theme.foreground,
            font: axisFont(theme),
            padding: { x: 4, y: 2 },
            borderRadius: 2,
          },
        },
      ]),
    );
  }

  #cursorLines(): CursorLine[] {
    const { theme, samplesStep, hoveredStep } = this.#context;
    const lines: CursorLine[] = [];
    if (samplesStep !== undefined) {
      lines.push({ step: samplesStep, colour: withAlpha(theme.foreground, 0.45), dash: [6, 3] });
    }
    if (hoveredStep !== undefined) {
      lines.push({ step: hoveredStep, colour: theme.foreground, dash: [] });
    }
    return lines;
  }
}
