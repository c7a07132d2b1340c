import { Chart, type ChartArea, type ScatterDataPoint } from 'chart.js';
import type { StepView } from '../../src/protocol/panelProtocol';
import type { StepRange } from '../choices';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import type { Picture } from '../export/pictures';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { Y_AXIS_WIDTH } from './chartOptions';
import { CursorLines } from './cursorLines';
import type { CurveSpec } from './curveSpecs';
import { stepDatasets, stepOptions, stepPlugins, type StepOptions } from './stepOptions';
import { RIGHT_PADDING, shownRange, stepScene, type StepScene } from './stepScene';
import { drawnStep } from './zoom';

/** The chart fills its frame; the canvas itself has a size only once the chart is made. */
function frameWidth(canvas: HTMLCanvasElement): number {
  return canvas.parentElement?.clientWidth ?? 0;
}

/** Curves over the steps of the run, with bands, reference lines and markers; a Chart.js chart in a canvas. */
export class StepChart {
  readonly #spec: CurveSpec;
  readonly #context: PanelContext;
  #canvas: HTMLCanvasElement | undefined;
  #chart: Chart<'line', ScatterDataPoint[]> | undefined;
  #scene: StepScene | undefined;
  /** What the last drawing was made of. */
  #shown: readonly unknown[] = [];
  #cursorLines: CursorLines | undefined;
  /** One array of points a series. */
  readonly #points: readonly ScatterDataPoint[][];

  constructor(spec: CurveSpec, context: PanelContext) {
    this.#spec = spec;
    this.#context = context;
    this.#points = spec.columns.map(() => []);
  }

  get chart(): Chart<'line', ScatterDataPoint[]> | undefined {
    return this.#chart;
  }

  /** What is on the screen; undefined before the first drawing. */
  get scene(): StepScene | undefined {
    return this.#scene;
  }

  /** The chart itself is made at the first update, when the canvas has its place on the page and its size. */
  attach(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas;
    this.#cursorLines = new CursorLines(canvas);
  }

  detach(): void {
    this.#cursorLines?.remove();
    this.#cursorLines = undefined;
    this.#chart?.destroy();
    this.#chart = undefined;
    this.#canvas = undefined;
    this.#shown = [];
  }

  /** The steps on screen: the zoom, or the whole run. */
  shownRange(): StepRange {
    return shownRange(this.#context.choices, this.#scene?.curves);
  }

  /** Draws the chart again when anything that it shows has changed. */
  update(model: PanelModel): void {
    const canvas = this.#canvas;
    if (canvas === undefined) return;
    if (this.#hasChanged(model, canvas)) this.#draw(model, canvas);
    this.#placeCursor();
  }

  /** The chart as it is on the screen, without its cursor, to be drawn elsewhere; undefined while there is none. */
  picture(model: PanelModel, theme: PanelTheme): Picture | undefined {
    const frame = this.#canvas?.parentElement;
    if (!frame || this.#chart === undefined) return undefined;
    const { clientWidth: width, clientHeight: height } = frame;
    const scene = stepScene(this.#spec, model, this.#context.choices, theme, width);
    const datasets = stepDatasets(
      scene,
      scene.spec.columns.map(() => []),
    );
    const { fromStep, toStep } = scene.range;
    return {
      configuration: {
        type: 'line',
        data: { datasets },
        options: stepOptions(scene, this.#plotSize()),
        plugins: stepPlugins(() => scene),
      },
      theme,
      title: `${this.#spec.title}. ${strings.zoom.shown(fromStep, toStep)}`,
      ...{ width, height },
    };
  }

  #draw(model: PanelModel, canvas: HTMLCanvasElement): void {
    const { theme, choices } = this.#context;
    const scene = stepScene(this.#spec, model, choices, theme, frameWidth(canvas));
    this.#scene = scene;
    const datasets = stepDatasets(scene, this.#points);
    const options = this.#interactive(stepOptions(scene, this.#plotSize()));
    if (this.#chart === undefined) {
      const plugins = stepPlugins(() => this.#scene ?? scene);
      this.#chart = new Chart(canvas, { type: 'line', data: { datasets }, options, plugins });
      return;
    }
    this.#chart.data.datasets.forEach((dataset, index) => {
      const { borderColor, backgroundColor, borderDash, hidden } = datasets[index] ?? {};
      Object.assign(dataset, { borderColor, backgroundColor, borderDash, hidden });
    });
    this.#chart.options = options;
    this.#chart.update('none');
  }

  #hasChanged({ snapshot }: PanelModel, canvas: HTMLCanvasElement): boolean {
    const { theme, choices } = this.#context;
    const { journal, summary } = snapshot ?? {};
    const curves: StepView<string> | undefined = snapshot && this.#spec.view(snapshot);
    const shown = [curves, journal, summary, theme, choices, frameWidth(canvas)];
    const changed = shown.some((value, index) => value !== this.#shown[index]);
    this.#shown = shown;
    return changed;
  }

  #interactive(options: StepOptions): StepOptions {
    return {
      ...options,
      // The names of the events are placed by the width of the plot.
      onResize: () => this.#context.redraw(),
      onHover: (event, active) => {
        const index = event.type === 'mouseout' ? undefined : active[0]?.index;
        const step = index === undefined ? undefined : this.#scene?.curves?.step[index];
        this.#context.cursor.pointed = step;
      },
    };
  }

  /** Of the plot as it was drawn last; before, about that of the frame. */
  #plotSize(): { width: number; height: number } {
    // Undefined until the chart has been laid out, whatever its type says.
    const area: ChartArea | undefined = this.#chart?.chartArea;
    const { clientWidth = 0, clientHeight = 0 } = this.#canvas?.parentElement ?? {};
    return {
      width: area?.width ?? clientWidth - Y_AXIS_WIDTH - RIGHT_PADDING,
      height: area?.height ?? clientHeight,
    };
  }

  #placeCursor(): void {
    const { cursor, choices } = this.#context;
    const drawn = (step: number | undefined): number | undefined =>
      step === undefined ? undefined : drawnStep(step, choices.stepScale);
    const places = { pinned: drawn(cursor.step), pointed: drawn(cursor.pointed) };
    if (this.#chart !== undefined) this.#cursorLines?.place(this.#chart, places);
  }
}
