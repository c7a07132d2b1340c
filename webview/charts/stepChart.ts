import {
  Chart,
  type ChartArea,
  type ChartConfiguration,
  type ChartDataset,
  type ScatterDataPoint,
} from 'chart.js';
import type { StepView } from '../../src/protocol/panelProtocol';
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
  textMeasure,
  tooltipOptions,
  Y_AXIS_WIDTH,
  yAxis,
} from './chartOptions';
import { cursorPlugin, type CursorLine } from './cursorPlugin';
import type { CurveSpec } from './curveSpecs';
import {
  eventMarkers,
  eventPlugin,
  LABEL_ROW_HEIGHT,
  labelRows,
  markersWithin,
  placeMarkers,
  type PlacedMarker,
} from './eventMarkers';
import { referenceAnnotations } from './referenceLines';
import { columnRoles, lineDash, seriesStyles, type ViewColumn } from './seriesStyle';
import { valueRange } from './valueRange';

const RIGHT_PADDING = 8;

const NO_VALUES = new Float32Array();
const NO_SERIES = { low: NO_VALUES, mean: NO_VALUES, high: NO_VALUES };

type LineOptions = NonNullable<ChartConfiguration<'line'>['options']>;

/** The chart fills its frame; the canvas itself has a size only once the chart is made. */
function frameWidth(canvas: HTMLCanvasElement): number {
  return canvas.parentElement?.clientWidth ?? 0;
}

/** Two curves over the steps of the run, with bands, reference lines and markers; a Chart.js chart in a canvas. */
export class StepChart {
  readonly #spec: CurveSpec;
  readonly #context: PanelContext;
  #canvas: HTMLCanvasElement | undefined;
  #chart: Chart<'line', ScatterDataPoint[]> | undefined;
  #curves: StepView<string> | undefined;
  #series: readonly DrawnSeries[] = [];
  #placed: readonly PlacedMarker[] = [];
  /** What the last drawing was made of. */
  #shown: readonly unknown[] = [];
  /** One array of points a series, used again at each update. */
  readonly #points: readonly [ScatterDataPoint[], ScatterDataPoint[]] = [[], []];

  constructor(spec: CurveSpec, context: PanelContext) {
    this.#spec = spec;
    this.#context = context;
  }

  get chart(): Chart<'line', ScatterDataPoint[]> | undefined {
    return this.#chart;
  }

  /** The chart itself is made at the first update, when the canvas has its place on the page and its size. */
  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas;
  }

  detach(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#canvas = undefined;
    this.#shown = [];
  }

  /** The steps on screen: the zoom, or the whole run. */
  shownRange(): StepRange {
    const { range } = this.#context.choices;
    if (range !== null) return range;
    const { fromStep, toStep } = this.#curves ?? { fromStep: 0, toStep: 1 };
    return { fromStep, toStep: Math.max(toStep, fromStep + 1) };
  }

  /** Draws the chart again when anything that it shows has changed. */
  update(model: PanelModel): void {
    const canvas = this.#canvas;
    if (canvas === undefined || !this.#hasChanged(model, canvas)) return;
    const { theme } = this.#context;
    this.#curves = model.snapshot && this.#spec.view(model.snapshot);
    this.#series = this.#curves === undefined ? [] : this.#visibleSeries(this.#curves, theme);
    this.#placed = this.#place(model, canvas);
    this.#spec.columns.forEach((_, index) => this.#fillPoints(index));
    const options = this.#options(model);
    const datasets = this.#spec.columns.map((column, index) => this.#dataset(column, index));
    if (this.#chart === undefined) {
      this.#chart = new Chart(canvas, this.#configuration(options, datasets));
      return;
    }
    this.#chart.data.datasets.forEach((dataset, index) => {
      const { borderColor, backgroundColor, borderDash, hidden } = datasets[index] ?? {};
      Object.assign(dataset, { borderColor, backgroundColor, borderDash, hidden });
    });
    this.#chart.options = options;
    this.#chart.update('none');
  }

  /** Paints what is there once more: a cursor moved. */
  repaint(): void {
    this.#chart?.draw();
  }

  #hasChanged({ snapshot }: PanelModel, canvas: HTMLCanvasElement): boolean {
    const { theme, choices, cursor } = this.#context;
    const { journal, summary } = snapshot ?? {};
    const curves = snapshot && this.#spec.view(snapshot);
    const shown = [curves, journal, summary, theme, choices, cursor.step, frameWidth(canvas)];
    const changed = shown.some((value, index) => value !== this.#shown[index]);
    this.#shown = shown;
    return changed;
  }

  #visibleSeries(curves: StepView<string>, theme: PanelTheme): DrawnSeries[] {
    return this.#spec.columns
      .filter((column) => !this.#context.choices.hiddenSeries.includes(column))
      .map((column) => {
        const role = columnRoles[column];
        const { low, mean, high } = curves.series[column] ?? NO_SERIES;
        return { colour: theme[role], shape: seriesStyles[role].shape, low, mean, high };
      });
  }

  #fillPoints(index: number): void {
    const points = this.#points[index];
    const column = this.#spec.columns[index];
    if (points === undefined || column === undefined) return;
    const step = this.#curves?.step ?? new Int32Array();
    const mean = this.#curves?.series[column]?.mean ?? new Float32Array();
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

  #dataset(column: ViewColumn, index: number): ChartDataset<'line', ScatterDataPoint[]> {
    const role = columnRoles[column];
    const { theme } = this.#context;
    const colour = theme[role];
    const { shape } = seriesStyles[role];
    return {
      label: strings.series[column],
      data: this.#points[index] ?? [],
      hidden: this.#context.choices.hiddenSeries.includes(column),
      borderColor: colour,
      backgroundColor: colour,
      borderDash: lineDash(role, theme.highContrast),
      pointStyle: shape === 'square' ? 'rect' : shape,
    };
  }

  #configuration(
    options: LineOptions,
    datasets: ChartDataset<'line', ScatterDataPoint[]>[],
  ): ChartConfiguration<'line', ScatterDataPoint[]> {
    return {
      type: 'line',
      data: { datasets },
      options,
      plugins: [
        bandPlugin(() => ({
          curves: this.#curves,
          series: this.#series,
          background: this.#context.theme.background,
        })),
        cursorPlugin(() => this.#cursorLines()),
        eventPlugin(() => ({ placed: this.#placed, theme: this.#context.theme })),
      ],
    };
  }

  #options(model: PanelModel): LineOptions {
    const { theme } = this.#context;
    const { fromStep, toStep } = this.shownRange();
    const equilibrium = model.snapshot?.summary.equilibrium;
    const references = this.#spec.references(equilibrium);
    const fixed = this.#spec.range(equilibrium);
    const values = fixed ??
      valueRange(
        this.#series,
        references.map(({ value }) => value),
      ) ?? { min: 0, max: 1 };
    return {
      ...commonOptions(),
      layout: {
        padding: { top: 4 + labelRows(this.#placed) * LABEL_ROW_HEIGHT, right: RIGHT_PADDING },
      },
      // The names of the events are placed by the width of the plot.
      onResize: () => this.#context.redraw(),
      onHover: (event, active) => {
        const index = event.type === 'mouseout' ? undefined : active[0]?.index;
        this.#context.hover(index === undefined ? undefined : this.#curves?.step[index]);
      },
      scales: {
        x: stepAxis(theme, strings.axis.step, { min: fromStep, max: toStep }),
        y: yAxis(theme, values, fixed?.tickSpacing),
      },
      plugins: {
        annotation: {
          annotations: referenceAnnotations(references, values, this.#plotHeight(), theme),
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

  /** Of the plot as it was drawn last; of the whole frame before. */
  #plotHeight(): number {
    // Undefined until the chart has been laid out, whatever its type says.
    const area: ChartArea | undefined = this.#chart?.chartArea;
    return area?.height ?? this.#canvas?.parentElement?.clientHeight ?? 0;
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

  #place(model: PanelModel, canvas: HTMLCanvasElement): PlacedMarker[] {
    const { fromStep, toStep } = this.shownRange();
    const markers = markersWithin(eventMarkers(model.snapshot?.journal ?? []), fromStep, toStep);
    if (!this.#spec.labelsEvents) {
      return markers.map((marker) => ({ ...marker, row: undefined, leftward: false }));
    }
    const width = frameWidth(canvas) - Y_AXIS_WIDTH - RIGHT_PADDING;
    const toX = (step: number) => ((step - fromStep) / (toStep - fromStep)) * width;
    return placeMarkers(markers, toX, width, textMeasure(axisFont(this.#context.theme)));
  }

  #cursorLines(): CursorLine[] {
    const { theme, cursor, hoveredStep } = this.#context;
    const lines: CursorLine[] = [];
    if (cursor.step !== undefined) {
      lines.push({ step: cursor.step, colour: withAlpha(theme.foreground, 0.45), dash: [6, 3] });
    }
    if (hoveredStep !== undefined) {
      lines.push({ step: hoveredStep, colour: theme.foreground, dash: [] });
    }
    return lines;
  }
}
