/** Charts and figures as files: the same drawn once more, as vectors or in twice the pixels. */
import { BasicPlatform, Chart, type ChartConfiguration, type ScatterDataPoint } from 'chart.js';
import { Y_AXIS_WIDTH } from '../charts/chartOptions';
import type { PanelTheme } from '../theme';
import { drawLegend, layOutLegend, type Legend, type LegendEntry } from './legend';
import type { Pen } from './pen';
import { SvgContext } from './svgContext';

interface Frame {
  readonly theme: PanelTheme;
  readonly title: string;
  /** In CSS pixels; a legend comes on top. */
  readonly width: number;
  readonly height: number;
}

/** A chart without a place on the page. */
interface ChartPicture extends Frame {
  readonly configuration: ChartConfiguration<'line', ScatterDataPoint[]>;
}

/** What is drawn by hand. */
interface FigurePicture extends Frame {
  readonly legend: readonly LegendEntry[];
  /** Where the legend begins. */
  readonly left: number;
  readonly draw: (pen: Pen) => void;
}

export type Picture = ChartPicture | FigurePicture;

/** Pixels of a PNG for a CSS pixel. */
const PNG_SCALE = 2;

/** Names of the series that are shown, each behind a piece of its line. */
function entriesOf({ data }: ChartPicture['configuration']): LegendEntry[] {
  return data.datasets.flatMap(({ label = '', borderColor, borderDash, hidden }) => {
    if (hidden === true || typeof borderColor !== 'string') return [];
    const dash = Array.isArray(borderDash) ? borderDash : [];
    const line = { dash: dash.filter((length) => length !== undefined), width: 2 };
    return [{ label, colour: borderColor, line }];
  });
}

function legendOf(picture: Picture): Legend {
  const { theme, width } = picture;
  return 'configuration' in picture
    ? layOutLegend(entriesOf(picture.configuration), theme, Y_AXIS_WIDTH, width)
    : layOutLegend(picture.legend, theme, picture.left, width);
}

/** The chart keeps its size; the legend comes on top. */
function below(legend: Legend, padding: unknown): { top: number } {
  const given = typeof padding === 'object' && padding !== null ? padding : {};
  const top = 'top' in given && typeof given.top === 'number' ? given.top : 0;
  return { ...given, top: top + legend.height };
}

function still(
  { configuration, theme }: ChartPicture,
  legend: Legend,
  devicePixelRatio: number,
): ChartConfiguration<'line', ScatterDataPoint[]> {
  const { options, plugins = [], data } = configuration;
  return {
    ...configuration,
    // With a style a segment, however equal, lines are drawn one by one; a Path2D would not tell its places.
    data: { datasets: data.datasets.map((dataset) => ({ ...dataset, segment: {} })) },
    options: {
      ...options,
      layout: { padding: below(legend, options?.layout?.padding) },
      ...{ animation: false, responsive: false, events: [], devicePixelRatio },
      plugins: { ...options?.plugins, tooltip: { enabled: false } },
    },
    plugins: [
      {
        id: 'ganPaper',
        beforeDraw: ({ ctx, width, height }) => {
          ctx.fillStyle = theme.background;
          ctx.fillRect(0, 0, width, height);
        },
      },
      ...plugins,
      { id: 'ganLegend', afterDraw: ({ ctx }) => drawLegend(ctx, legend, theme) },
    ],
    platform: BasicPlatform,
  };
}

function drawFigure(pen: Pen, legend: Legend, figure: FigurePicture): void {
  const { theme, width, height } = figure;
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, width, height + legend.height);
  drawLegend(pen, legend, theme);
  pen.save();
  pen.translate(0, legend.height);
  pen.beginPath();
  pen.rect(0, 0, width, height);
  pen.clip();
  figure.draw(pen);
  pen.restore();
}

export function svgOf(picture: Picture): Uint8Array {
  const legend = legendOf(picture);
  const context = new SvgContext(picture.width, picture.height + legend.height);
  if ('configuration' in picture) {
    const canvas = context.canvas as unknown as HTMLCanvasElement;
    const chart = new Chart(canvas, still(picture, legend, 1));
    // What was drawn while the chart was laid out for the first time is drawn again.
    context.restart();
    chart.draw();
    chart.destroy();
  } else {
    drawFigure(context, legend, picture);
  }
  return new TextEncoder().encode(context.toSvg(picture.title));
}

export async function pngOf(picture: Picture): Promise<Uint8Array> {
  const legend = legendOf(picture);
  const canvas = document.createElement('canvas');
  const height = picture.height + legend.height;
  if ('configuration' in picture) {
    Object.assign(canvas, { width: picture.width, height });
    const chart = new Chart(canvas, still(picture, legend, PNG_SCALE));
    chart.draw();
    const png = await pngOfCanvas(canvas);
    chart.destroy();
    return png;
  }
  Object.assign(canvas, { width: PNG_SCALE * picture.width, height: PNG_SCALE * height });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gives no 2-D canvas.');
  context.scale(PNG_SCALE, PNG_SCALE);
  drawFigure(context, legend, picture);
  return pngOfCanvas(canvas);
}

export async function pngOfCanvas(canvas: HTMLCanvasElement): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('The browser could not encode the picture.');
  return new Uint8Array(await blob.arrayBuffer());
}
