/** Charts as files: the same configuration drawn once more, as vectors or in twice the pixels. */
import { BasicPlatform, Chart, type ChartConfiguration, type ScatterDataPoint } from 'chart.js';
import { SvgContext } from './svgContext';

/** A chart without a place on the page. */
export interface Picture {
  readonly configuration: ChartConfiguration<'line', ScatterDataPoint[]>;
  readonly background: string;
  readonly title: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Pixels of a PNG for a CSS pixel. */
const PNG_SCALE = 2;

function still(
  { configuration, background }: Picture,
  devicePixelRatio: number,
): ChartConfiguration<'line', ScatterDataPoint[]> {
  const { options, plugins = [], data } = configuration;
  return {
    ...configuration,
    // With a style a segment, however equal, lines are drawn one by one; a Path2D would not tell its places.
    data: { datasets: data.datasets.map((dataset) => ({ ...dataset, segment: {} })) },
    options: {
      ...options,
      ...{ animation: false, responsive: false, events: [], devicePixelRatio },
      plugins: { ...options?.plugins, tooltip: { enabled: false } },
    },
    plugins: [
      {
        id: 'ganPaper',
        beforeDraw: ({ ctx, width, height }) => {
          ctx.fillStyle = background;
          ctx.fillRect(0, 0, width, height);
        },
      },
      ...plugins,
    ],
    platform: BasicPlatform,
  };
}

export function svgOf(picture: Picture): Uint8Array {
  const context = new SvgContext(picture.width, picture.height);
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
  canvas.height = picture.height;
  const chart = new Chart(canvas, still(picture, PNG_SCALE));
  chart.draw();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  chart.destroy();
  if (blob === null) throw new Error('The browser could not encode the picture.');
  return new Uint8Array(await blob.arrayBuffer());
}
