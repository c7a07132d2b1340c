/** Draws a distribution in the plane. What does not change with the view is made once and kept. */
import type { Distribution } from '../../src/protocol/distribution';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import { axisFont } from '../charts/chartOptions';
import type { HeatMap, PlaneLayer } from '../choices';
import type { LegendEntry } from '../export/legend';
import type { Pen } from '../export/pen';
import { formatShort } from '../format';
import { strings } from '../strings';
import { withAlpha, type PanelTheme } from '../theme';
import {
  contourLines,
  forceArrows,
  latticeLines,
  mapPicture,
  traceSegments,
  unit,
  type Lines,
} from './planePicture';
import type { Viewport } from './viewport';

export interface PlaneFigure {
  readonly distribution: Distribution;
  readonly equilibrium: LossEquilibrium | undefined;
  readonly theme: PanelTheme;
  readonly map: HeatMap;
  readonly layers: readonly PlaneLayer[];
  readonly view: Viewport;
  readonly width: number;
  readonly height: number;
}

/** Pixels of the unit square, and of places in it. */
interface Projection {
  readonly size: number;
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
}

export function projectionOf({
  view,
  width,
  height,
}: Pick<PlaneFigure, 'view' | 'width' | 'height'>): Projection {
  const size = Math.min(width, height) * view.zoom;
  return {
    size,
    toX: (x) => width / 2 + (x - view.x) * size,
    toY: (y) => height / 2 - (y - view.y) * size,
  };
}

/** A patch of the map in a legend. */
const MAP_KEY = { dash: [], width: 10 };
const REAL_SIZE = 2.6;
const FAKE_SIZE = 3;

export class PlanePainter {
  #made: readonly unknown[] = [];
  #map: HTMLCanvasElement | undefined;
  #lines: { readonly data: Lines; readonly generated: Lines; readonly lattice: Lines } | undefined;
  #arrows: Float32Array = new Float32Array();
  #of: Distribution | undefined;

  draw(context: Pen, figure: PlaneFigure): void {
    this.#prepare(figure);
    const { layers } = figure;
    const projection = projectionOf(figure);
    this.#drawMap(context, projection);
    if (layers.includes('real')) drawPoints(context, figure, projection, 'real');
    if (layers.includes('lattice')) this.#stroke(context, figure, projection, 'lattice');
    if (layers.includes('fake')) drawPoints(context, figure, projection, 'fake');
    if (layers.includes('contours')) {
      this.#stroke(context, figure, projection, 'data');
      this.#stroke(context, figure, projection, 'generated');
    }
    if (layers.includes('forces')) this.#drawForces(context, figure, projection);
    if (layers.includes('modes')) drawModes(context, figure, projection);
    drawExtent(context, figure);
  }

  #prepare({ distribution, equilibrium, theme, map }: PlaneFigure): void {
    if (this.#of !== distribution) {
      this.#of = distribution;
      this.#arrows = forceArrows(distribution);
      this.#lines = {
        data: contourLines(distribution, 'dataDensity'),
        generated: contourLines(distribution, 'generatorDensity'),
        lattice: latticeLines(distribution),
      };
    }
    const made = [distribution, equilibrium, theme, map];
    if (made.every((value, index) => value === this.#made[index])) return;
    this.#made = made;
    this.#map = map === 'none' ? undefined : mapPicture(distribution, map, equilibrium, theme);
  }

  #drawMap(context: Pen, { size, toX, toY }: Projection): void {
    if (this.#map === undefined) return;
    context.drawImage(this.#map, toX(0), toY(1), size, size);
  }

  #stroke(
    context: Pen,
    { theme }: PlaneFigure,
    { size, toX, toY }: Projection,
    of: 'data' | 'generated' | 'lattice',
  ): void {
    const lines = this.#lines?.[of];
    if (lines === undefined) return;
    context.save();
    context.transform(size, 0, 0, -size, toX(0), toY(0));
    const { colour, width, dash } = lineStyle(of, theme);
    context.lineWidth = width / size;
    context.setLineDash(dash.map((length) => length / size));
    context.strokeStyle = colour;
    strokeLines(context, lines);
    context.restore();
  }

  #drawForces(context: Pen, { theme }: PlaneFigure, { toX, toY }: Projection): void {
    context.strokeStyle = theme.discriminator;
    context.lineWidth = 1.25;
    context.beginPath();
    for (let i = 0; i < this.#arrows.length; i += 4) {
      const [x, y] = [toX(this.#arrows[i] ?? 0), toY(this.#arrows[i + 1] ?? 0)];
      const [endX, endY] = [toX(this.#arrows[i + 2] ?? 0), toY(this.#arrows[i + 3] ?? 0)];
      context.moveTo(x, y);
      context.lineTo(endX, endY);
      const angle = Math.atan2(endY - y, endX - x);
      const head = Math.min(5, 0.5 * Math.hypot(endX - x, endY - y));
      for (const turn of [-0.5, 0.5]) {
        context.moveTo(endX, endY);
        context.lineTo(endX - head * Math.cos(angle + turn), endY - head * Math.sin(angle + turn));
      }
    }
    context.stroke();
  }
}

function lineStyle(of: 'data' | 'generated' | 'lattice', theme: PanelTheme) {
  switch (of) {
    case 'data':
      return { colour: theme.real, width: 1.5, dash: [2, 3] };
    case 'generated':
      return { colour: theme.generator, width: 1.5, dash: [] };
    case 'lattice':
      return { colour: withAlpha(theme.foreground, 0.55), width: 0.8, dash: [] };
  }
}

/** A canvas keeps the path between drawings; other pens walk along it. */
function strokeLines(pen: Pen, { segments, path }: Lines): void {
  if (pen instanceof CanvasRenderingContext2D) {
    pen.stroke(path);
    return;
  }
  pen.beginPath();
  traceSegments(pen, segments);
  pen.stroke();
}

/** Whether a distribution has anything to show in a layer. */
export function isThere({ arrays, latentDimensions }: Distribution, layer: PlaneLayer): boolean {
  if (layer === 'modes') return arrays.modes.length > 0;
  return layer !== 'lattice' || latentDimensions > 0;
}

/** What is on show, for a picture of it. */
export function planeLegend({ distribution, theme, map, layers }: PlaneFigure): LegendEntry[] {
  const words = strings.distribution;
  const shows = (layer: PlaneLayer, entries: LegendEntry[]) =>
    layers.includes(layer) && isThere(distribution, layer) ? entries : [];
  const line = (label: string, of: 'data' | 'generated' | 'lattice'): LegendEntry => {
    const { colour, ...style } = lineStyle(of, theme);
    return { label, colour, line: style };
  };
  const { real, fake, discriminator } = theme;
  return [
    ...shows('real', [{ label: words.layers.real, colour: real, shape: 'square' }]),
    ...shows('fake', [{ label: words.layers.fake, colour: fake, shape: 'triangle' }]),
    ...shows('contours', [
      line(words.lines.dataDensity, 'data'),
      line(words.lines.generatorDensity, 'generated'),
    ]),
    ...shows('lattice', [line(words.layers.lattice, 'lattice')]),
    ...shows('forces', [
      { label: words.layers.forces, colour: discriminator, line: { dash: [], width: 1.25 } },
    ]),
    ...(map === 'none'
      ? []
      : [
          { label: words.mapSigns[map].real, colour: withAlpha(real, 0.6), line: MAP_KEY },
          {
            label: words.mapSigns[map].fake,
            colour: withAlpha(theme.generator, 0.6),
            line: MAP_KEY,
          },
        ]),
  ];
}

/** Squares for real samples, triangles for generated ones: shape tells them apart without colour. */
function drawPoints(
  context: Pen,
  { distribution, theme, width, height }: PlaneFigure,
  { toX, toY }: Projection,
  side: 'real' | 'fake',
): void {
  const points = distribution.arrays[side];
  context.fillStyle = withAlpha(theme[side], theme.highContrast ? 1 : 0.75);
  context.beginPath();
  for (let i = 0; i < points.length; i += 2) {
    const x = toX(unit(distribution, 0, points[i] ?? Number.NaN));
    const y = toY(unit(distribution, 1, points[i + 1] ?? Number.NaN));
    if (!(x > -5 && x < width + 5 && y > -5 && y < height + 5)) continue;
    if (side === 'real') {
      context.rect(x - REAL_SIZE / 2, y - REAL_SIZE / 2, REAL_SIZE, REAL_SIZE);
    } else {
      context.moveTo(x, y - FAKE_SIZE * 0.7);
      context.lineTo(x + FAKE_SIZE * 0.65, y + FAKE_SIZE * 0.5);
      context.lineTo(x - FAKE_SIZE * 0.65, y + FAKE_SIZE * 0.5);
    }
  }
  context.fill();
}

/** The number of each mode beside it; those without a sample in a ring. */
function drawModes(
  context: Pen,
  { distribution, theme }: PlaneFigure,
  { toX, toY }: Projection,
): void {
  const { modes } = distribution.arrays;
  const font = axisFont(theme);
  context.font = `${font.size}px ${font.family}`;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.lineJoin = 'round';
  for (let mode = 0; mode < modes.length / 3; mode += 1) {
    const x = toX(unit(distribution, 0, modes[3 * mode] ?? 0));
    const y = toY(unit(distribution, 1, modes[3 * mode + 1] ?? 0));
    if ((modes[3 * mode + 2] ?? 0) === 0) {
      context.strokeStyle = theme.foreground;
      context.lineWidth = 1.5;
      context.setLineDash([3, 3]);
      context.beginPath();
      context.arc(x, y, 11, 0, 2 * Math.PI);
      context.stroke();
      context.setLineDash([]);
    }
    context.strokeStyle = theme.background;
    context.lineWidth = 3;
    context.fillStyle = theme.foreground;
    context.strokeText(String(mode + 1), x + 8, y - 6);
    context.fillText(String(mode + 1), x + 8, y - 6);
  }
}

/** What the edges of the figure stand for. */
function drawExtent(context: Pen, { distribution, theme, view, width, height }: PlaneFigure): void {
  const { low, high } = distribution;
  const half = 0.5 / view.zoom;
  const shortest = Math.min(width, height);
  const place = (axis: number, at: number): string => {
    const [start = 0, end = 1] = [low[axis], high[axis]];
    return formatShort(start + at * (end - start));
  };
  const font = axisFont(theme);
  context.font = `${font.size}px ${font.family}`;
  context.fillStyle = theme.foreground;
  context.strokeStyle = theme.background;
  context.lineWidth = 3;
  const write = (text: string, x: number, y: number, align: CanvasTextAlign): void => {
    context.textAlign = align;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  };
  const [halfX, halfY] = [half * (width / shortest), half * (height / shortest)];
  context.textBaseline = 'bottom';
  write(`x ${place(0, view.x - halfX)}`, 4, height - 3, 'left');
  write(place(0, view.x + halfX), width - 4, height - 3, 'right');
  write(`y ${place(1, view.y - halfY)}`, 4, height - 3 - 1.3 * font.size, 'left');
  context.textBaseline = 'top';
  write(place(1, view.y + halfY), 4, 3, 'left');
}
