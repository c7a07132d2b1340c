import { Chart, type ChartConfiguration, type ScatterDataPoint } from 'chart.js';
import {
  commonOptions,
  labelColour,
  stepAxis,
  tooltipOptions,
  yAxis,
} from '../../charts/chartOptions';
import { strings } from '../../strings';
import { withAlpha, type PanelTheme } from '../../theme';
import { formatSmall, powerOfTen } from '../smallNumbers';

const MOST_TICKS = 6;

export interface StepLine {
  readonly name: string;
  readonly colour: string;
  readonly dash: readonly number[];
  /** Of the steps 0, 1, 2, …; powers of ten. */
  readonly values: ArrayLike<number>;
}

export interface StepLines {
  readonly lines: readonly StepLine[];
  readonly steps: number;
  readonly theme: PanelTheme;
  /** The step that is looked at. */
  readonly cursor: number;
  readonly low: number;
  readonly high: number;
  readonly width: number;
}

/** Lines over steps, on a scale of powers of ten. */
export class StepLinesChart {
  #canvas: HTMLCanvasElement | undefined;
  #chart: Chart<'line', ScatterDataPoint[]> | undefined;
  #drawn: StepLines | undefined;

  readonly attach = (element: Element | undefined): void => {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#drawn = undefined;
    this.#canvas = element instanceof HTMLCanvasElement ? element : undefined;
  };

  draw(shown: StepLines): void {
    if (this.#canvas === undefined || this.#isDrawn(shown)) return;
    this.#drawn = shown;
    const { data, options } = configuration(shown);
    if (this.#chart === undefined) {
      this.#chart = new Chart(this.#canvas, { type: 'line', data, options });
      return;
    }
    this.#chart.data.datasets = data.datasets;
    this.#chart.options = options ?? {};
    this.#chart.update('none');
  }

  #isDrawn(shown: StepLines): boolean {
    const drawn = this.#drawn;
    if (drawn === undefined || drawn.lines.length !== shown.lines.length) return false;
    const sameLines = shown.lines.every((line, i) => line.values === drawn.lines[i]?.values);
    const { theme, cursor, steps, width } = shown;
    return (
      sameLines &&
      theme === drawn.theme &&
      cursor === drawn.cursor &&
      steps === drawn.steps &&
      width === drawn.width
    );
  }
}

function configuration(shown: StepLines): ChartConfiguration<'line', ScatterDataPoint[]> {
  const { lines, steps, theme, cursor, low, high } = shown;
  // Whole powers, a handful of them.
  const spacing = Math.max(1, Math.ceil((high - low) / MOST_TICKS));
  const y = yAxis(theme, { min: low, max: high }, spacing);
  return {
    type: 'line',
    data: {
      datasets: lines.map(({ name, colour, dash, values }) => ({
        label: name,
        data: Array.from(values, (value, step) => ({
          x: step,
          y: value > 0 ? Math.log10(value) : NaN,
        })),
        borderColor: colour,
        backgroundColor: colour,
        borderDash: [...dash],
        spanGaps: false,
      })),
    },
    options: {
      ...commonOptions(),
      layout: { padding: { top: 6, right: 8 } },
      scales: {
        x: stepAxis(theme, strings.axis.step, { min: 0, max: steps }),
        y: {
          ...y,
          ticks: {
            ...y.ticks,
            precision: 0,
            callback: (power: string | number) =>
              Number.isInteger(Number(power)) ? powerOfTen(Number(power)) : '',
          },
        },
      },
      plugins: {
        annotation: {
          annotations: {
            cursor: {
              type: 'line',
              scaleID: 'x',
              value: cursor,
              borderColor: withAlpha(theme.foreground, 0.5),
              borderWidth: 1,
            },
          },
        },
        tooltip: {
          ...tooltipOptions(theme),
          callbacks: {
            title: ([item]) =>
              item === undefined ? '' : strings.journal.step(Math.round(item.parsed.x ?? 0)),
            label: ({ dataset, parsed }) =>
              `${dataset.label ?? ''}: ${formatSmall(10 ** (parsed.y ?? NaN))}`,
            labelColor: labelColour,
          },
        },
      },
    },
  };
}
