import { Chart, type ChartConfiguration, type ChartDataset, type ScatterDataPoint } from 'chart.js';
import type { OutputHistogram } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import { formatPercent, formatValue } from '../format';
import { strings } from '../strings';
import { withAlpha } from '../theme';
import { commonOptions, labelColour, tooltipOptions, xAxis, yAxis } from './chartOptions';
import { seriesStyles } from './seriesStyle';

const SIDES = ['real', 'fake'] as const;
type Side = (typeof SIDES)[number];

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Diagonal lines in a colour: what tells the fakes from the real ones without colour. */
function hatching(colour: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 8;
  tile.height = 8;
  const context = tile.getContext('2d');
  if (context === null) return colour;
  context.strokeStyle = withAlpha(colour, 0.7);
  context.lineWidth = 1.25;
  context.beginPath();
  for (const offset of [-8, 0, 8]) {
    context.moveTo(offset, 8);
    context.lineTo(offset + 8, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}

/** Outputs of the discriminator on real and fake samples, as two outlined histograms over [0, 1]. */
export class HistogramChart {
  readonly #context: PanelContext;
  #canvas: HTMLCanvasElement | undefined;
  #chart: Chart<'line', ScatterDataPoint[]> | undefined;
  #histogram: OutputHistogram | undefined;

  constructor(context: PanelContext) {
    this.#context = context;
  }

  /** The chart itself is made at the first update, when the canvas has its place on the page and its size. */
  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas;
  }

  detach(): void {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#canvas = undefined;
  }

  update(histogram: OutputHistogram | undefined): void {
    if (this.#canvas === undefined) return;
    this.#histogram = histogram;
    const datasets = SIDES.map((side) => this.#dataset(side));
    const options = this.#options();
    if (this.#chart === undefined) {
      this.#chart = new Chart(this.#canvas, { type: 'line', data: { datasets }, options });
      return;
    }
    this.#chart.data.datasets.forEach((dataset, index) => Object.assign(dataset, datasets[index]));
    this.#chart.options = options;
    this.#chart.update('none');
  }

  #dataset(side: Side): ChartDataset<'line', ScatterDataPoint[]> {
    const colour = this.#context.theme[side];
    return {
      label: strings.histogramSeries[side],
      data: this.#outline(side),
      stepped: 'before',
      fill: 'origin',
      borderColor: colour,
      backgroundColor: side === 'fake' ? hatching(colour) : withAlpha(colour, 0.25),
      borderDash: seriesStyles[side].dash,
      pointStyle: side === 'real' ? 'rect' : 'triangle',
    };
  }

  /** Corners of the histogram's outline: one at the left end of each bin, and the right end of the last. */
  #outline(side: Side): ScatterDataPoint[] {
    const counts = this.#histogram?.[side] ?? [];
    const all = total(counts);
    if (all === 0) return [];
    const shares = counts.map((count, bin) => ({ x: bin / counts.length, y: count / all }));
    return [...shares, { x: 1, y: shares.at(-1)?.y ?? 0 }];
  }

  #options(): NonNullable<ChartConfiguration<'line'>['options']> {
    const { theme } = this.#context;
    const common = commonOptions();
    const x = xAxis(theme, strings.histogram.axis, { min: 0, max: 1 });
    const y = yAxis(theme, { min: 0 });
    return {
      ...common,
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        // A tick at ½.
        x: { ...x, ticks: { ...x.ticks, stepSize: 0.25 } },
        y: {
          ...y,
          ticks: { ...y.ticks, callback: (value: string | number) => formatPercent(Number(value)) },
        },
      },
      plugins: {
        annotation: {
          annotations: {
            half: {
              type: 'line',
              scaleID: 'x',
              value: 0.5,
              borderColor: theme.foreground,
              borderWidth: 1.25,
              borderDash: [2, 3],
            },
          },
        },
        tooltip: {
          ...tooltipOptions(theme),
          filter: ({ dataIndex }) => dataIndex < (this.#histogram?.real.length ?? 0),
          callbacks: {
            title: ([item]) => (item === undefined ? '' : this.#binTitle(item.dataIndex)),
            label: ({ dataset, parsed }) =>
              `${dataset.label ?? ''}: ${formatPercent(parsed.y ?? 0)}`,
            labelColor: labelColour,
          },
        },
      },
    };
  }

  #binTitle(bin: number): string {
    const bins = this.#histogram?.real.length ?? 1;
    return `D ${formatValue(bin / bins)} – ${formatValue((bin + 1) / bins)}`;
  }
}
