import { html, nothing, type TemplateResult } from 'lit';
import { createRef, ref, type Ref } from 'lit/directives/ref.js';
import { CLASS_COLUMNS } from '../../src/protocol/runModel';
import type { DrawnCard, PanelContext } from '../context';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { card } from '../view/chartCard';
import { Film } from './film';
import { filmControls, latestButton } from './filmControls';
import type { Grid } from './gridCache';
import { GridLoader } from './gridLoader';
import { densityLegend } from './densityLegend';

/** Widest grid in CSS pixels. */
const WIDEST = 480;

/** What the columns of a grid stand for; undefined where the networks are told no classes. */
function columnsOf(classes: readonly string[] | undefined): string | undefined {
  return classes && strings.samples.columns(classes.slice(0, CLASS_COLUMNS), classes.length);
}

function helpOf(dimensions: number | undefined, columns: string | undefined): string {
  if (dimensions !== undefined) return strings.samples.densityHelp;
  return columns === undefined ? strings.samples.help : strings.samples.classHelp;
}

/** The fixed-latent grids of the run: the newest, any earlier one, or all as a film. */
export class SamplesCard implements DrawnCard {
  readonly #context: PanelContext;
  readonly #loader: GridLoader;
  readonly #film: Film;
  readonly #canvas: Ref<HTMLCanvasElement> = createRef();
  /** What the canvas holds: shown until the next grid is there, so that the film does not flicker. */
  #drawn:
    { image: ImageBitmap; canvas: HTMLCanvasElement; width: number; scale: number } | undefined;
  #drawnStep: number | undefined;
  /** What the picture on the canvas says about its axes. */
  #drawnExtent: string | undefined;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#film = new Film(context.cursor);
    this.#loader = new GridLoader(
      (message) => context.post(message),
      () => context.redraw(),
    );
    context.store.onSamples((reply) => void this.#loader.receive(reply));
    context.store.onSnapshot(() => this.#loader.restart());
    new ResizeObserver(() => context.redraw()).observe(document.documentElement);
  }

  view(model: PanelModel): TemplateResult {
    this.#film.setSteps(model.snapshot?.sampleSteps ?? []);
    const { step } = this.#film;
    const shape = model.snapshot?.summary.data?.sampleShape ?? [];
    const dimensions = shape.length === 1 ? shape[0] : undefined;
    const columns = columnsOf(model.snapshot?.summary.classes);
    return card({
      context: this.#context,
      id: 'samples',
      title: strings.samples.title,
      unit: strings.samples.unit,
      help: helpOf(dimensions, columns),
      actions: latestButton(this.#film, strings.samples.latestHelp),
      body:
        step === undefined
          ? html`<div class="samples-frame"><p class="empty">${strings.samples.empty}</p></div>`
          : html`${dimensions === undefined ? nothing : densityLegend(dimensions, this.#drawnExtent)}
            ${this.#grid(step, dimensions, columns)}`,
    });
  }

  draw(): void {
    const { step } = this.#film;
    const canvas = this.#canvas.value;
    if (step === undefined || canvas === undefined) return;
    const shown = this.#drawable(step);
    const grid = this.#loader.want(shown);
    if (grid === undefined || !('image' in grid)) return;
    this.#drawnStep = shown;
    if (grid.extent !== this.#drawnExtent) {
      this.#drawnExtent = grid.extent;
      this.#context.redraw();
    }
    this.#paint(grid.image, canvas);
  }

  /** On a run that is faster than its pictures travel the newest grid never is here: shows the newest that is. */
  #drawable(step: number): number {
    if (this.#loader.want(step) !== undefined || !this.#film.followsLatest) return step;
    return this.#loader.newestArrived ?? step;
  }

  #grid(step: number, dimensions: number | undefined, columns: string | undefined): TemplateResult {
    const { steps } = this.#film;
    const shown = this.#drawable(step);
    const grid = this.#loader.want(shown);
    return html`<div class="samples-frame">
        <canvas
          role="img"
          class=${dimensions === undefined ? 'tiles' : ''}
          ?hidden=${this.#drawnStep === undefined}
          aria-label=${strings.samples.label(this.#drawnStep ?? step, columns)}
          ${ref(this.#canvas)}
        ></canvas>
        ${this.#note(shown, grid)}
      </div>
      ${columns === undefined ? nothing : html`<p class="caption class-columns">${columns}</p>`}
      <div class="film-row">
        ${filmControls(this.#film, strings.samples)}
        <p class="caption">${strings.samples.caption(shown, steps.indexOf(shown), steps.length)}</p>
      </div>`;
  }

  #note(step: number, grid: Grid | undefined): TemplateResult | typeof nothing {
    if (grid !== undefined && 'problem' in grid) {
      return html`<p class="empty problem">${strings.samples.problem(step, grid.problem)}</p>`;
    }
    if (grid === undefined && this.#drawnStep === undefined) {
      return html`<p class="empty">${strings.samples.loading(step)}</p>`;
    }
    return nothing;
  }

  /**
   * Enlarges by a whole factor, so that the pixels of a sample stay square and equal; what is then a little too wide
   * for its frame is scaled down by the browser.
   */
  #paint(image: ImageBitmap, canvas: HTMLCanvasElement): void {
    const width = Math.min(canvas.parentElement?.clientWidth ?? image.width, WIDEST);
    const scale = window.devicePixelRatio;
    const drawn = this.#drawn;
    if (drawn?.image === image && drawn.canvas === canvas) {
      if (drawn.width === width && drawn.scale === scale) return;
    }
    this.#drawn = { image, canvas, width, scale };
    const factor = Math.max(1, Math.ceil((width * scale) / image.width));
    canvas.hidden = false;
    canvas.width = image.width * factor;
    canvas.height = image.height * factor;
    canvas.style.width = `${width}px`;
    canvas.classList.toggle('exact', canvas.width === Math.round(width * scale));
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
}
