import { Chart, type ChartConfiguration, type ChartDataset, type ScatterDataPoint } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { OutputHistogram } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import { formatPercent, formatValue } from '../format';
import { strings } from '../strings';
import type { Picture } from '../export/pictures';
import { withAlpha, type PanelTheme } from '../theme';
import { commonOptions, labelColour, tooltipOptions, xAxis, yAxis } from './chartOptions';
import { hatching } from './hatching';
import { seriesStyles } from './seriesStyle';

const SIDES = ['real', 'fake'] as const;
type Side = (typeof SIDES)[number];

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Ends of the bins. */
export function histogramRange(histogram: OutputHistogram | undefined): readonly [number, number] {
  return histogram?.range ?? [0, 1];
}

/** Outputs of the discriminator on real and fake samples, as two outlined histograms. */
export class HistogramChart {
  readonly #context: PanelContext;
  #canvas: HTMLCanvasElement | undefined;
  #chart: Chart<'line', ScatterDataPoint[]> | undefined;
  #histogram: OutputHistogram | undefined;
  #balance: number | undefined;

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

  /** @param balance output at which real and fake cannot be told apart, if the loss fixes one */
  update(histogram: OutputHistogram | undefined, balance: number | undefined): void {
    if (this.#canvas === undefined) return;
    this.#histogram = histogram;
    this.#balance = balance;
    const { theme } = this.#context;
    const datasets = SIDES.map((side) => this.#dataset(side, theme));
    const options = this.#options(theme);
    if (this.#chart === undefined) {
      this.#chart = new Chart(this.#canvas, { type: 'line', data: { datasets }, options });
      return;
    }
    this.#chart.data.datasets.forEach((dataset, index) => Object.assign(dataset, datasets[index]));
    this.#chart.options = options;
    this.#chart.update('none');
  }

  /** The histogram on show, to be drawn elsewhere; undefined while there is none. */
  picture(theme: PanelTheme): Picture | undefined {
    const frame = this.#canvas?.parentElement;
    if (!frame || this.#histogram === undefined) return undefined;
    const datasets = SIDES.map((side) => this.#dataset(side, theme));
    return {
      configuration: { type: 'line', data: { datasets }, options: this.#options(theme) },
      theme,
      title: `${strings.histogram.title}, ${strings.cursor.atStep(this.#histogram.step)}`,
      ...{ width: frame.clientWidth, height: frame.clientHeight },
    };
  }

  #dataset(side: Side, theme: PanelTheme): ChartDataset<'line', ScatterDataPoint[]> {
    const colour = theme[side];
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
    const shares = counts.map((count, bin) => ({ x: this.#edge(bin), y: count / all }));
    return [...shares, { x: this.#edge(counts.length), y: shares.at(-1)?.y ?? 0 }];
  }

  /** Where a bin begins. */
  #edge(bin: number): number {
    const [low, high] = histogramRange(this.#histogram);
    return low + ((high - low) * bin) / (this.#histogram?.real.length ?? 1);
  }

  #balanceLine(theme: PanelTheme): Record<string, AnnotationOptions> {
    if (this.#balance === undefined) return {};
    return {
      balance: {
        type: 'line',
        scaleID: 'x',
        value: this.#balance,
        borderColor: theme.foreground,
        borderWidth: 1.25,
        borderDash: [2, 3],
      },
    };
  }

  #options(theme: PanelTheme): NonNullable<ChartConfiguration<'line'>['options']> {
    const common = commonOptions();
    const isScore = this.#histogram?.range !== undefined;
    const [min, max] = histogramRange(this.#histogram);
    const { axis, scoreAxis } = strings.histogram;
    const x = xAxis(theme, isScore ? scoreAxis : axis, { min, max });
    const y = yAxis(theme, { min: 0 });
    return {
      ...common,
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        // A tick at ½.
        x: isScore ? x : { ...x, ticks: { ...x.ticks, stepSize: 0.25 } },
        y: {
          ...y,
          ticks: { ...y.ticks, callback: (value: string | number) => formatPercent(Number(value)) },
        },
      },
      plugins: {
        annotation: { annotations: this.#balanceLine(theme) },
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
    return `D ${formatValue(this.#edge(bin))} – ${formatValue(this.#edge(bin + 1))}`;
  }
}
