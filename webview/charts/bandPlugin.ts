import type { Chart, ChartArea, Plugin } from 'chart.js';
import type { StepView } from '../../src/protocol/panelProtocol';
import { withAlpha } from '../theme';
import type { MarkerShape } from './seriesStyle';

export interface DrawnSeries {
  readonly colour: string;
  readonly shape: MarkerShape;
  readonly low: Float32Array;
  readonly mean: Float32Array;
  readonly high: Float32Array;
}

/** Pixels between two markers on a line. */
const MARKER_SPACING = 110;
const MARKER_RADIUS = 3.5;

/** Maps data to pixels without asking the scale for every point. */
function affine(scale: {
  readonly min: number;
  readonly max: number;
  getPixelForValue(value: number): number;
}): (value: number) => number {
  // Within the scale: Chart.js has no pixels far away.
  const origin = scale.getPixelForValue(scale.min);
  const slope = (scale.getPixelForValue(scale.max) - origin) / (scale.max - scale.min);
  return (value) => origin + slope * (value - scale.min);
}

/** Fills between `low` and `high`, leaving out the buckets without a finite value. */
function drawBand(
  context: CanvasRenderingContext2D,
  step: Int32Array,
  series: DrawnSeries,
  toX: (value: number) => number,
  toY: (value: number) => number,
): void {
  context.fillStyle = withAlpha(series.colour, 0.2);
  let start = 0;
  while (start < step.length) {
    let end = start;
    while (end < step.length && Number.isFinite(series.mean[end])) end += 1;
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

export function traceMarker(
  context: CanvasRenderingContext2D,
  shape: MarkerShape,
  x: number,
  y: number,
) {
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
  toX: (value: number) => number,
  toY: (value: number) => number,
  background: string,
  offset: number,
): void {
  context.fillStyle = series.colour;
  context.strokeStyle = background;
  context.lineWidth = 1.5;
  let next = toX(step[0] ?? 0) + offset;
  for (let i = 0; i < step.length; i += 1) {
    const x = toX(step[i] ?? 0);
    const mean = series.mean[i] ?? Number.NaN;
    if (x < next || !Number.isFinite(mean)) continue;
    traceMarker(context, series.shape, x, toY(mean));
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

/** Draws the low–high bands under the lines and sparse markers on them, straight from the typed arrays. */
export function bandPlugin(
  current: () => {
    readonly curves: StepView<string> | undefined;
    readonly series: readonly DrawnSeries[];
    readonly background: string;
  },
): Plugin<'line'> {
  const paint = (
    chart: Chart,
    each: (
      context: CanvasRenderingContext2D,
      curves: StepView<string>,
      series: DrawnSeries,
      index: number,
      toX: (value: number) => number,
      toY: (value: number) => number,
    ) => void,
  ): void => {
    const { curves, series } = current();
    const { x, y } = chart.scales;
    if (curves === undefined || x === undefined || y === undefined) return;
    const toX = affine(x);
    const toY = affine(y);
    clipped(chart, chart.chartArea, (context) => {
      series.forEach((one, index) => each(context, curves, one, index, toX, toY));
    });
  };
  return {
    id: 'ganBands',
    beforeDatasetsDraw: (chart) =>
      paint(chart, (context, curves, series, _index, toX, toY) =>
        drawBand(context, curves.step, series, toX, toY),
      ),
    afterDatasetsDraw: (chart) =>
      paint(chart, (context, curves, series, index, toX, toY) => {
        // Markers of the two lines alternate, so that they stay apart where the lines meet.
        const offset = MARKER_SPACING * (0.3 + 0.5 * index);
        drawMarkers(context, curves.step, series, toX, toY, current().background, offset);
      }),
  };
}
