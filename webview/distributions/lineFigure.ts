/** Figure 1 of Goodfellow et al. 2014, of the networks as they are: densities, D, and where G carries the latents. */
import type { Distribution } from '../../src/protocol/distribution';
import { traceMarker } from '../charts/bandPlugin';
import { axisFont } from '../charts/chartOptions';
import { evenTicks } from '../charts/evenTicks';
import type { Pen } from '../export/pen';
import { formatShort } from '../format';
import { strings } from '../strings';
import { withAlpha, type PanelTheme } from '../theme';
import { LINE_STYLES, LINES, type Line } from './lineStyles';

export const LEFT = 46;
const RIGHT = 40;
const TOP = 12;
/** Between the plot and the line of z: the numbers of the x axis, and the arrows. */
const TICK_ROW = 20;
const ARROWS = 58;
const BOTTOM = 20;
const MOST_TICKS = 8;
/** Pixels between two markers on a line. */
const MARKER_SPACING = 120;
/** The densities reach to here; the highest of p_data counts, a narrow p_g may leave the plot. */
const HEADROOM = 1.25;
const LARGEST_RATIO = 2;

export interface LineFigure {
  readonly distribution: Distribution;
  readonly theme: PanelTheme;
  readonly width: number;
  readonly height: number;
  /** Values of the second axis. */
  readonly outputs: readonly [low: number, high: number];
  /** Place of the readout. */
  readonly at: number | undefined;
}

interface Axes {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly toX: (x: number) => number;
  readonly densityToY: (density: number) => number;
  readonly outputToY: (output: number) => number;
}

/** The place on the x axis of a pixel, within the plot. */
export function placeAt(
  { distribution, width }: Pick<LineFigure, 'distribution' | 'width'>,
  pixel: number,
): number {
  const [low = 0] = distribution.low;
  const [high = 1] = distribution.high;
  const share = (pixel - LEFT) / (width - LEFT - RIGHT);
  return low + (high - low) * Math.min(1, Math.max(0, share));
}

function highest(values: Float32Array): number {
  return values.reduce((largest, value) => (value > largest ? value : largest), 0);
}

function axesOf({ distribution, width, height, outputs }: LineFigure): Axes {
  const { arrays } = distribution;
  const [low = 0] = distribution.low;
  const [high = 1] = distribution.high;
  const below = distribution.latentDimensions === 1 ? ARROWS + BOTTOM : 0;
  const [left, right, top] = [LEFT, width - RIGHT, TOP];
  const bottom = height - TICK_ROW - below;
  const data = highest(arrays.dataDensity);
  const most =
    HEADROOM * Math.min(LARGEST_RATIO * data, Math.max(data, highest(arrays.generatorDensity)));
  return {
    ...{ left, right, top, bottom },
    toX: (x) => left + ((x - low) / (high - low)) * (right - left),
    densityToY: (density) => bottom - (density / (most || 1)) * (bottom - top),
    outputToY: (output) =>
      bottom - ((output - outputs[0]) / (outputs[1] - outputs[0])) * (bottom - top),
  };
}

export function drawLineFigure(context: Pen, figure: LineFigure): void {
  const axes = axesOf(figure);
  const { theme, distribution } = figure;
  const font = axisFont(theme);
  context.font = `${font.size}px ${font.family}`;
  drawAxes(context, figure, axes);
  context.save();
  context.beginPath();
  context.rect(axes.left, axes.top - 6, axes.right - axes.left, axes.bottom - axes.top + 7);
  context.clip();
  fillUnder(context, figure, axes, 'dataDensity');
  fillUnder(context, figure, axes, 'generatorDensity');
  LINES.toReversed().forEach((line) => strokeLine(context, figure, axes, line));
  LINES.forEach((line, index) => drawMarkers(context, figure, axes, line, index));
  context.restore();
  if (distribution.latentDimensions === 1) drawArrows(context, figure, axes);
  if (figure.at !== undefined) {
    context.strokeStyle = theme.foreground;
    context.lineWidth = 1;
    segment(context, axes.toX(figure.at), axes.top, axes.toX(figure.at), axes.bottom);
  }
}

function segment(context: Pen, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

function drawAxes(context: Pen, figure: LineFigure, axes: Axes): void {
  const { theme, distribution, outputs } = figure;
  const { left, right, top, bottom, toX, densityToY, outputToY } = axes;
  context.setLineDash([]);
  context.lineWidth = 1;
  context.fillStyle = theme.mutedForeground;
  context.strokeStyle = theme.grid;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const values =
    outputs[0] === 0 && outputs[1] === 1 ? [0, 0.5, 1] : evenTicks(...outputs, MOST_TICKS);
  for (const output of values) {
    const y = Math.round(outputToY(output)) + 0.5;
    segment(context, left, y, right, y);
    context.fillText(output === 0.5 ? '½' : formatShort(output), right + 6, y);
  }
  context.textAlign = 'right';
  const most = densityAt(axes);
  for (const density of evenTicks(0, most, MOST_TICKS).filter((tick) => tick > 0)) {
    context.fillText(formatShort(density), left - 6, densityToY(density));
  }
  context.strokeStyle = theme.border;
  segment(context, left, bottom + 0.5, right, bottom + 0.5);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const x of evenTicks(distribution.low[0] ?? 0, distribution.high[0] ?? 1, MOST_TICKS)) {
    segment(context, toX(x), bottom, toX(x), bottom + 4);
    context.fillText(formatShort(x), toX(x), bottom + 6);
  }
  context.textAlign = 'left';
  context.fillText('x', 6, bottom - 4);
  context.textBaseline = 'alphabetic';
  context.fillText(strings.distribution.densityAxis, 2, top - 1);
  context.textAlign = 'right';
  context.fillText(strings.distribution.outputAxis, right + RIGHT - 2, top - 1);
}

/** The density at the top of the plot. */
function densityAt({ top, bottom, densityToY }: Axes): number {
  return (bottom - top) / (bottom - densityToY(1));
}

function valueToY(axes: Axes, line: Line): (value: number) => number {
  return line === 'dataDensity' || line === 'generatorDensity' ? axes.densityToY : axes.outputToY;
}

function centre({ low, high, cells }: Distribution, cell: number): number {
  const [start = 0] = low;
  const [end = 1] = high;
  return start + ((cell + 0.5) / cells) * (end - start);
}

function trace(context: Pen, { distribution }: LineFigure, axes: Axes, line: Line): void {
  const toY = valueToY(axes, line);
  let drawing = false;
  distribution.arrays[line].forEach((value, cell) => {
    if (Number.isFinite(value)) {
      const x = axes.toX(centre(distribution, cell));
      if (drawing) context.lineTo(x, toY(value));
      else context.moveTo(x, toY(value));
    }
    drawing = Number.isFinite(value);
  });
}

function fillUnder(
  context: Pen,
  figure: LineFigure,
  axes: Axes,
  line: 'dataDensity' | 'generatorDensity',
): void {
  context.fillStyle = withAlpha(figure.theme[LINE_STYLES[line].colour], 0.12);
  context.beginPath();
  context.moveTo(axes.left, axes.bottom);
  context.lineTo(axes.left, axes.bottom);
  figure.distribution.arrays[line].forEach((value, cell) =>
    context.lineTo(axes.toX(centre(figure.distribution, cell)), axes.densityToY(value)),
  );
  context.lineTo(axes.right, axes.bottom);
  context.fill();
}

function strokeLine(context: Pen, figure: LineFigure, axes: Axes, line: Line): void {
  const { colour, dash, width } = LINE_STYLES[line];
  context.strokeStyle = figure.theme[colour];
  context.lineWidth = width;
  context.lineCap = line === 'dataDensity' ? 'round' : 'butt';
  context.setLineDash([...dash]);
  context.beginPath();
  trace(context, figure, axes, line);
  context.stroke();
  context.setLineDash([]);
  context.lineCap = 'butt';
}

/** Sparse, at other places on each line, where the value is worth telling from nought. */
function drawMarkers(
  context: Pen,
  figure: LineFigure,
  axes: Axes,
  line: Line,
  index: number,
): void {
  const { shape, colour } = LINE_STYLES[line];
  if (shape === undefined) return;
  const { distribution, theme } = figure;
  const values = distribution.arrays[line];
  const toY = valueToY(axes, line);
  context.fillStyle = theme[colour];
  context.strokeStyle = theme.background;
  context.lineWidth = 1.5;
  const isDensity = toY === axes.densityToY;
  for (const x of markerPlaces(axes, index)) {
    const share = (x - axes.left) / (axes.right - axes.left);
    const value = values[Math.floor(share * distribution.cells)] ?? Number.NaN;
    const y = toY(value);
    if (!Number.isFinite(y) || (isDensity && y > axes.bottom - 4)) continue;
    traceMarker(context, shape, x, y);
    context.stroke();
    context.fill();
  }
}

/** Densities are narrow: their markers stand closer. */
function markerPlaces({ left, right }: Axes, index: number): number[] {
  const spacing = index < 2 ? MARKER_SPACING / 4 : MARKER_SPACING;
  const first = left + spacing * (0.3 + 0.5 * (index % 2));
  return Array.from(
    { length: Math.floor((right - first) / spacing) + 1 },
    (_, i) => first + i * spacing,
  );
}

/** From equally likely z, on the lowest line, to G(z) on the axis of x. */
function drawArrows(context: Pen, figure: LineFigure, axes: Axes): void {
  const { distribution, theme, height } = figure;
  const { latents, images } = distribution.arrays;
  const bottom = height - BOTTOM;
  const top = axes.bottom + TICK_ROW + 6;
  const end = latents.reduce((largest, z) => Math.max(largest, Math.abs(z)), 0) * 1.08 || 1;
  const zToX = (z: number): number =>
    axes.left + ((z + end) / (2 * end)) * (axes.right - axes.left);
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  segment(context, axes.left, bottom + 0.5, axes.right, bottom + 0.5);
  context.fillStyle = theme.mutedForeground;
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const z of evenTicks(-end, end, MOST_TICKS)) {
    segment(context, zToX(z), bottom, zToX(z), bottom + 4);
    context.fillText(formatShort(z), zToX(z), bottom + 6);
  }
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText('z', 6, bottom);
  context.strokeStyle = withAlpha(theme.generator, theme.highContrast ? 1 : 0.7);
  context.fillStyle = theme.generator;
  latents.forEach((z, i) => {
    const x = axes.toX(images[i] ?? Number.NaN);
    if (x >= axes.left && x <= axes.right) arrow(context, zToX(z), bottom, x, top);
  });
}

function arrow(context: Pen, x: number, y: number, toX: number, toY: number): void {
  segment(context, x, y, toX, toY);
  const angle = Math.atan2(toY - y, toX - x);
  context.beginPath();
  context.moveTo(toX, toY);
  for (const turn of [-0.4, 0.4]) {
    context.lineTo(toX - 5 * Math.cos(angle + turn), toY - 5 * Math.sin(angle + turn));
  }
  context.fill();
}
