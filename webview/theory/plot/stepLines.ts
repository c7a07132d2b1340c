import { Chart, type ChartConfiguration, type ScatterDataPoint } from 'chart.js';
import {
  commonOptions,
  labelColour,
  stepAxis,
  tooltipOptions,
  yAxis,
} from '../../charts/chartOptions';
import { CursorLines } from '../../charts/cursorLines';
import { strings } from '../../strings';
import { type PanelTheme } from '../../theme';
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
  #shown: StepLines | undefined;
  #cursor: CursorLines | undefined;

  readonly attach = (element: Element | undefined): void => {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#shown = undefined;
    this.#cursor?.remove();
    this.#canvas = element instanceof HTMLCanvasElement ? element : undefined;
    this.#cursor = this.#canvas && new CursorLines(this.#canvas);
  };

  draw(shown: StepLines): void {
    if (this.#canvas === undefined) return;
    const drawn = this.#shown;
    this.#shown = shown;
    if (this.#chart === undefined) {
      const { type, data, options } = configuration(shown);
      // Charts change their size by themselves.
      const plugins = [{ id: 'theoryCursor', afterLayout: this.#placeCursor }];
      this.#chart = new Chart(this.#canvas, { type, data, plugins, ...(options && { options }) });
      return;
    }
    if (drawn !== undefined && sameBelowCursor(drawn, shown)) {
      if (drawn.cursor !== shown.cursor) this.#placeCursor(this.#chart);
      return;
    }
    const { data, options } = configuration(shown);
    this.#chart.data.datasets = data.datasets;
    this.#chart.options = options ?? {};
    this.#chart.update('none');
  }

  readonly #placeCursor = (chart: Chart): void => {
    this.#cursor?.place(chart, { pinned: this.#shown?.cursor, pointed: undefined });
  };
}

/** Whether all that is drawn is as before, but for the cursor: it moves with every step that is played. */
function sameBelowCursor(drawn: StepLines, shown: StepLines): boolean {
  const { lines, theme, steps, width } = shown;
  return (
    lines.length === drawn.lines.length &&
    lines.every((line, i) => line.values === drawn.lines[i]?.values) &&
    theme === drawn.theme &&
    steps === drawn.steps &&
    width === drawn.width
  );
}

function configuration(shown: StepLines): ChartConfiguration<'line', ScatterDataPoint[]> {
  const { lines, steps, theme, low, high } = shown;
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
