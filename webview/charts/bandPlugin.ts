import type { Chart, ChartArea, Plugin } from 'chart.js';
import type { StepScale, StepView } from '../../src/protocol/panelProtocol';
import type { Pen } from '../export/pen';
import { withAlpha } from '../theme';
import type { MarkerShape } from './seriesStyle';
import { drawnStep } from './zoom';

export interface DrawnSeries {
  readonly colour: string;
  readonly shape: MarkerShape;
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** What the line follows: the means, or their moving average. */
  readonly line: Float32Array;
  /** The means behind a moving average. */
  readonly raw: Float32Array | undefined;
}

type ToPixel = (value: number) => number;

/** Pixels between two markers on a line. */
const MARKER_SPACING = 110;
const MARKER_RADIUS = 3.5;

/** Fills between `low` and `high`, leaving out the buckets without a finite value. */
function drawBand(
  context: CanvasRenderingContext2D,
  step: Int32Array,
  series: DrawnSeries,
  toX: ToPixel,
  toY: ToPixel,
): void {
  context.fillStyle = withAlpha(series.colour, 0.2);
  let start = 0;
  while (start < step.length) {
    let end = start;
    while (end < step.length && Number.isFinite(series.low[end])) end += 1;
    if (end > start) {
      context.beginPath();
      for (let i = start; i < end; i += 1) {
        context.lineTo(toX(step[i] ?? 0), toY(series.high[i] ?? 0));
      }
      for (let i = end - 1; i >= start; i -= 1) {
        context.lineTo(toX(step[i] ?? 0), toY(series.low[i] ?? 0));
      }
      context.fill();
    }
    start = end + 1;
  }
}

/** The means faintly behind their moving average, with gaps where there are none. */
function drawRaw(
  context: CanvasRenderingContext2D,
  step: Int32Array,
  { raw, colour }: DrawnSeries,
  toX: ToPixel,
  toY: ToPixel,
): void {
  if (raw === undefined) return;
  context.strokeStyle = withAlpha(colour, 0.35);
  context.lineWidth = 1;
  context.beginPath();
  let drawing = false;
  for (let i = 0; i < step.length; i += 1) {
    const y = toY(raw[i] ?? Number.NaN);
    const x = toX(step[i] ?? 0);
    if (!Number.isFinite(y)) drawing = false;
    else if (drawing) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      drawing = true;
    }
  }
  context.stroke();
}

export function traceMarker(context: Pen, shape: MarkerShape, x: number, y: number) {
  const r = MARKER_RADIUS;
  context.beginPath();
  switch (shape) {
    case 'circle':
      context.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case 'square':
      context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      break;
    case 'triangle':
      context.moveTo(x, y - r * 1.2);
      context.lineTo(x + r * 1.15, y + r * 0.9);
      context.lineTo(x - r * 1.15, y + r * 0.9);
      context.closePath();
      break;
  }
}

function drawMarkers(
  context: CanvasRenderingContext2D,
  step: Int32Array,
  series: DrawnSeries,
  toX: ToPixel,
  toY: ToPixel,
  background: string,
  offset: number,
): void {
  context.fillStyle = series.colour;
  context.strokeStyle = background;
  context.lineWidth = 1.5;
  let next = toX(step[0] ?? 0) + offset;
  for (let i = 0; i < step.length; i += 1) {
    const x = toX(step[i] ?? 0);
    const y = toY(series.line[i] ?? Number.NaN);
    if (x < next || !Number.isFinite(y)) continue;
    traceMarker(context, series.shape, x, y);
    context.stroke();
    context.fill();
    next = x + MARKER_SPACING;
  }
}

function clipped(chart: Chart, area: ChartArea, draw: (context: CanvasRenderingContext2D) => void) {
  const context = chart.ctx;
  context.save();
  context.beginPath();
  context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
  context.clip();
  draw(context);
  context.restore();
}

/** What the plugin draws of. */
interface BandScene {
  readonly curves: StepView<string> | undefined;
  readonly series: readonly DrawnSeries[];
  readonly theme: { readonly background: string };
  readonly stepScale: StepScale;
}

/** Draws the low–high bands under the lines and sparse markers on them, straight from the typed arrays. */
export function bandPlugin(current: () => BandScene): Plugin<'line'> {
  const paint = (
    chart: Chart,
    each: (
      context: CanvasRenderingContext2D,
      step: Int32Array,
      series: DrawnSeries,
      index: number,
      toX: ToPixel,
      toY: ToPixel,
    ) => void,
  ): void => {
    const { curves, series, stepScale } = current();
    const { x, y } = chart.scales;
    if (curves === undefined || x === undefined || y === undefined) return;
    const toX: ToPixel = (step) => x.getPixelForValue(drawnStep(step, stepScale));
    const toY: ToPixel = (value) => y.getPixelForValue(value);
    clipped(chart, chart.chartArea, (context) => {
      series.forEach((one, index) => each(context, curves.step, one, index, toX, toY));
    });
  };
  return {
    id: 'ganBands',
    beforeDatasetsDraw: (chart) =>
      paint(chart, (context, step, series, _index, toX, toY) => {
        drawBand(context, step, series, toX, toY);
        drawRaw(context, step, series, toX, toY);
      }),
    afterDatasetsDraw: (chart) =>
      paint(chart, (context, step, series, index, toX, toY) => {
        // Markers of the two lines alternate, so that they stay apart where the lines meet.
        const offset = MARKER_SPACING * (0.3 + 0.5 * index);
        drawMarkers(context, step, series, toX, toY, current().theme.background, offset);
      }),
  };
}
