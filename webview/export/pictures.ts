/** Charts as files: the same configuration drawn once more, as vectors or in twice the pixels. */
import {
  BasicPlatform,
  Chart,
  type ChartConfiguration,
  type Plugin,
  type ScatterDataPoint,
} from 'chart.js';
import { axisFont } from '../charts/chartOptions';
import type { PanelTheme } from '../theme';
import { SvgContext } from './svgContext';

/** A chart without a place on the page. */
export interface Picture {
  readonly configuration: ChartConfiguration<'line', ScatterDataPoint[]>;
  readonly theme: PanelTheme;
  readonly title: string;
  /** Of the chart, in CSS pixels; a legend comes on top. */
  readonly width: number;
  readonly height: number;
}

/** Pixels of a PNG for a CSS pixel. */
const PNG_SCALE = 2;
/** Above the chart: what the page has beside it. */
const LEGEND_HEIGHT = 24;
const LEGEND_LINE = 24;
const LEGEND_GAP = 8;

/** Names of the series that are shown, each behind a piece of its line. */
function legendPlugin(colour: string, font: string): Plugin<'line'> {
  return {
    id: 'ganLegend',
    afterDraw: ({ ctx, data, chartArea }) => {
      ctx.save();
      Object.assign(ctx, { font, textAlign: 'left', textBaseline: 'middle', lineWidth: 2 });
      const y = LEGEND_HEIGHT / 2;
      let x = chartArea.left;
      for (const { label = '', borderColor, borderDash, hidden } of data.datasets) {
        if (hidden === true || typeof borderColor !== 'string') continue;
        ctx.strokeStyle = borderColor;
        ctx.setLineDash(
          Array.isArray(borderDash) ? borderDash.filter((length) => length !== undefined) : [],
        );
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(x + LEGEND_LINE, y);
        ctx.stroke();
        ctx.fillStyle = colour;
        ctx.fillText(label, x + LEGEND_LINE + LEGEND_GAP, y);
        x += LEGEND_LINE + ctx.measureText(label).width + 4 * LEGEND_GAP;
      }
      ctx.restore();
    },
  };
}

/** The chart keeps its size; the legend comes on top. */
function belowLegend(padding: unknown): { top: number } {
  const given = typeof padding === 'object' && padding !== null ? padding : {};
  const top = 'top' in given && typeof given.top === 'number' ? given.top : 0;
  return { ...given, top: top + LEGEND_HEIGHT };
}

function still(
  { configuration, theme }: Picture,
  devicePixelRatio: number,
): ChartConfiguration<'line', ScatterDataPoint[]> {
  const { options, plugins = [], data } = configuration;
  return {
    ...configuration,
    // With a style a segment, however equal, lines are drawn one by one; a Path2D would not tell its places.
    data: { datasets: data.datasets.map((dataset) => ({ ...dataset, segment: {} })) },
    options: {
      ...options,
      layout: { padding: belowLegend(options?.layout?.padding) },
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
      legendPlugin(theme.foreground, `${axisFont(theme).size}px ${theme.fontFamily}`),
    ],
    platform: BasicPlatform,
  };
}

export function svgOf(picture: Picture): Uint8Array {
  const context = new SvgContext(picture.width, picture.height + LEGEND_HEIGHT);
  const chart = new Chart(context.canvas as unknown as HTMLCanvasElement, still(picture, 1));
  // What was drawn while the chart was laid out for the first time is drawn again.
  context.restart();
  chart.draw();
  const svg = context.toSvg(picture.title);
  chart.destroy();
  return new TextEncoder().encode(svg);
}

export async function pngOf(picture: Picture): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height + LEGEND_HEIGHT;
  const chart = new Chart(canvas, still(picture, PNG_SCALE));
  chart.draw();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  chart.destroy();
  if (blob === null) throw new Error('The browser could not encode the picture.');
  return new Uint8Array(await blob.arrayBuffer());
}
