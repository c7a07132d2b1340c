import { html, nothing, type TemplateResult } from 'lit';
import type { Distribution } from '../../src/protocol/distribution';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import type { LegendEntry } from '../export/legend';
import type { Picture } from '../export/pictures';
import { formatShort, formatValue } from '../format';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { summarise } from './describe';
import { drawLineFigure, LEFT, placeAt, type LineFigure } from './lineFigure';
import { LINES, LINE_STYLES, figureSwatch, type Line } from './lineStyles';
import { scaledContext } from './scaledCanvas';

/** Of the width of the figure, for a press of an arrow key. */
const KEY_STEP = 1 / 64;

/** The figure on a line, with a readout that follows the pointer and the arrow keys. */
export class LineView {
  readonly #context: PanelContext;
  #canvas: HTMLCanvasElement | undefined;
  #current: { distribution: Distribution; equilibrium: LossEquilibrium | undefined } | undefined;
  /** Place of the readout on the x axis. */
  #at: number | undefined;
  #drawn: readonly unknown[] = [];

  constructor(context: PanelContext) {
    this.#context = context;
  }

  readonly attach = (element: Element | undefined): void => {
    this.#drawn = [];
    this.#canvas = element instanceof HTMLCanvasElement ? element : undefined;
    this.#canvas?.addEventListener('pointermove', (event) => this.#point(event.offsetX));
    this.#canvas?.addEventListener('pointerleave', () => this.#read(undefined));
  };

  readonly press = (event: KeyboardEvent): void => {
    const distribution = this.#current?.distribution;
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (distribution === undefined) return;
    const [low = 0] = distribution.low;
    const [high = 1] = distribution.high;
    if (event.key === 'Escape' && this.#at !== undefined) {
      this.#read(undefined);
    } else if (direction !== undefined) {
      const from = this.#at ?? 0.5 * (low + high);
      this.#read(Math.min(high, Math.max(low, from + direction * KEY_STEP * (high - low))));
    } else return;
    event.preventDefault();
  };

  #point(pixel: number): void {
    const canvas = this.#canvas;
    if (canvas === undefined || this.#current === undefined) return;
    const width = canvas.parentElement?.clientWidth ?? 0;
    this.#read(placeAt({ distribution: this.#current.distribution, width }, pixel));
  }

  #read(at: number | undefined): void {
    if (at === this.#at) return;
    this.#at = at;
    this.#context.redraw();
  }

  legend(
    distribution: Distribution | undefined,
    equilibrium: LossEquilibrium | undefined,
  ): TemplateResult {
    const hasOptimum = (distribution?.arrays.optimum.length ?? 0) > 0;
    return html`<ul class="legend figure-legend">
      ${LINES.map((line) =>
        line === 'optimum' && !hasOptimum
          ? html`<li><span>${strings.distribution.noOptimum}</span></li>`
          : html`<li>${figureSwatch(line)}<span>${nameOf(line, equilibrium)}</span></li>`,
      )}
    </ul>`;
  }

  /** The values at the readout. */
  readout(distribution: Distribution | undefined): TemplateResult | typeof nothing {
    if (distribution === undefined) return nothing;
    const at = this.#at;
    return html`<p class="caption readout" role="status">
      ${at === undefined ? strings.distribution.readoutHint : this.#values(distribution, at)}
    </p>`;
  }

  #values({ arrays, low, high, cells }: Distribution, at: number): string {
    const [start = 0] = low;
    const [end = 1] = high;
    const cell = Math.min(cells - 1, Math.floor(((at - start) / (end - start)) * cells));
    const { lines } = strings.distribution;
    const values = LINES.filter((line) => arrays[line].length > 0).map((line) => {
      const value = arrays[line][cell] ?? Number.NaN;
      return `${lines[line]} ${Number.isFinite(value) ? formatValue(value) : strings.undefinedValue}`;
    });
    return [`x ${formatShort(at)}`, ...values].join(' · ');
  }

  draw(distribution: Distribution, equilibrium: LossEquilibrium | undefined): void {
    this.#current = { distribution, equilibrium };
    const canvas = this.#canvas;
    if (canvas === undefined) return;
    const { theme } = this.#context;
    const { width, height } = this.#size();
    const shown = [distribution, theme, width, height, this.#at, window.devicePixelRatio];
    if (shown.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = shown;
    const context = scaledContext(canvas, width, height);
    if (context === undefined) return;
    drawLineFigure(context, this.#figure(distribution, equilibrium, theme));
  }

  #size(): { width: number; height: number } {
    const frame = this.#canvas?.parentElement;
    return { width: frame?.clientWidth ?? 0, height: frame?.clientHeight ?? 0 };
  }

  #figure(
    distribution: Distribution,
    equilibrium: LossEquilibrium | undefined,
    theme: PanelTheme,
  ): LineFigure {
    const outputs =
      equilibrium?.outputKind === 'score' ? scoreRange(distribution) : ([0, 1] as const);
    return { distribution, theme, ...this.#size(), outputs, at: this.#at };
  }

  /** What is on the screen, without its readout, to be drawn elsewhere; undefined while there is nothing. */
  picture(theme: PanelTheme): Picture | undefined {
    if (this.#canvas === undefined || this.#current === undefined) return undefined;
    const { distribution, equilibrium } = this.#current;
    const figure = { ...this.#figure(distribution, equilibrium, theme), at: undefined };
    const { width, height } = figure;
    return {
      ...{ theme, width, height, left: LEFT },
      title: summarise(distribution),
      legend: LINES.filter((line) => distribution.arrays[line].length > 0).map((line) =>
        legendEntry(line, theme, equilibrium),
      ),
      draw: (pen) => drawLineFigure(pen, figure),
    };
  }
}

function legendEntry(
  line: Line,
  theme: PanelTheme,
  equilibrium: LossEquilibrium | undefined,
): LegendEntry {
  const { colour, dash, width, shape } = LINE_STYLES[line];
  const label = nameOf(line, equilibrium);
  return { label, colour: theme[colour], line: { dash, width }, shape };
}

/** A score is no probability. */
function nameOf(line: Line, equilibrium: LossEquilibrium | undefined): string {
  const { lines, scoreLines } = strings.distribution;
  return equilibrium?.outputKind === 'score' && (line === 'discriminator' || line === 'optimum')
    ? scoreLines[line]
    : lines[line];
}

/** Where p_data or p_g has mass: elsewhere scores run away. */
function scoreRange({ arrays }: Distribution): readonly [number, number] {
  const { dataDensity, generatorDensity, discriminator, optimum } = arrays;
  const most = Math.max(...dataDensity);
  let [low, high] = [Infinity, -Infinity];
  discriminator.forEach((score, cell) => {
    if (!((dataDensity[cell] ?? 0) + (generatorDensity[cell] ?? 0) > 1e-3 * most)) return;
    for (const value of [score, optimum[cell] ?? Number.NaN]) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  });
  if (!(high >= low)) return [-1, 1];
  const margin = 0.1 * (high - low) || 0.5;
  return [low - margin, high + margin];
}
