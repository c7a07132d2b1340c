import { html, nothing, type TemplateResult } from 'lit';
import { createRef, ref, type Ref } from 'lit/directives/ref.js';
import { CLASS_COLUMNS, isLiveState } from '../../src/protocol/runModel';
import { tileGrid } from '../../src/protocol/sampleGrid';
import type { DrawnCard, PanelContext } from '../context';
import { exportItem, exportItems } from '../export/exportMenu';
import { saveMade } from '../export/files';
import { pngOfCanvas } from '../export/pictures';
import { Inspector } from '../inspector/inspector';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { cardMenu } from '../view/cardMenu';
import { card } from '../view/chartCard';
import { Film } from './film';
import { filmControls, latestButton } from './filmControls';
import type { Grid } from './gridCache';
import { GridLoader } from './gridLoader';
import { densityLegend } from './densityLegend';
import { type Cells, countTiles, SampleCells } from './sampleCells';

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
  readonly #cells: SampleCells;
  readonly #inspector: Inspector;
  /** The samples on the picture, if it has tiles. */
  #shown: (Cells & { readonly image: ImageBitmap }) | undefined;
  /** What the picture on the canvas says about its axes. */
  #drawnExtent: string | undefined;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#film = new Film(context.cursor);
    this.#loader = new GridLoader(
      (message) => context.post(message),
      () => context.redraw(),
    );
    this.#cells = new SampleCells(() => context.redraw());
    this.#inspector = new Inspector(context);
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
      actions: html`${latestButton(this.#film, strings.samples.latestHelp)}${
        step === undefined ? nothing : this.#menu()
      }`,
      body:
        step === undefined
          ? html`<div class="samples-frame"><p class="empty">${this.#whyNone(model)}</p></div>`
          : html`${dimensions === undefined ? nothing : densityLegend(dimensions, this.#drawnExtent)}
            ${this.#grid(step, dimensions, columns)} ${this.#inspected(model)}`,
    });
  }

  #whyNone({ snapshot }: PanelModel): string {
    const mayCome = snapshot === undefined || isLiveState(snapshot.summary.state);
    return mayCome ? strings.samples.empty : strings.samples.none;
  }

  #menu(): TemplateResult {
    const problem = this.#drawnStep === undefined ? strings.export.notDrawn : undefined;
    const items = html`${exportItem('grid', () => void this.#saveGrid(), problem)}
    ${exportItem('film', () => this.#context.post({ type: 'exportFilm' }))}`;
    return cardMenu('samples', strings.samples.title, exportItems(strings.export.samples, items));
  }

  /** As large as it is on the screen: its pixels enlarged by a whole factor. */
  async #saveGrid(): Promise<void> {
    const canvas = this.#canvas.value;
    const step = this.#drawnStep;
    if (canvas === undefined || step === undefined) return;
    await saveMade(this.#context, `samples-${step}.png`, () => pngOfCanvas(canvas));
  }

  draw(): void {
    const { step } = this.#film;
    const canvas = this.#canvas.value;
    if (step === undefined || canvas === undefined) return;
    const shown = this.#drawable(step);
    const grid = this.#loader.want(shown);
    if (grid === undefined || !('image' in grid)) return;
    if (shown !== this.#drawnStep || grid.extent !== this.#drawnExtent) {
      this.#drawnStep = shown;
      this.#drawnExtent = grid.extent;
      // What is written about the picture follows it.
      this.#context.redraw();
    }
    this.#paint(grid.image, canvas);
    this.#findSamples(grid.image);
    this.#cells.place(canvas, grid.image.width, grid.image.height);
  }

  /** Which samples the picture on the canvas has; the page is drawn again when these are others. */
  #findSamples(image: ImageBitmap): void {
    if (this.#shown?.image === image) return;
    const before = this.#shown;
    const shape = this.#context.store.model.snapshot?.summary.data?.sampleShape ?? [];
    const grid = tileGrid(image, shape);
    if (grid === undefined) this.#shown = undefined;
    else if (before !== undefined && JSON.stringify(before.grid) === JSON.stringify(grid)) {
      this.#shown = { ...before, image };
    } else this.#shown = { image, grid, count: countTiles(image, grid) };
    if (this.#shown !== before) this.#context.redraw();
  }

  #inspected(model: PanelModel): TemplateResult | typeof nothing {
    const shown = this.#shown;
    const step = this.#drawnStep;
    if (shown === undefined || step === undefined) return nothing;
    const { steps, index } = this.#film;
    const isNewest = index === steps.length - 1;
    this.#inspector.update(model, isNewest);
    return this.#inspector.view(model, { ...shown, step, isNewest, classOf: this.#classOf });
  }

  /** Name of the class of a sample, where the columns stand for classes. */
  readonly #classOf = (sample: number): string | undefined => {
    const classes = this.#context.store.model.snapshot?.summary.classes;
    return this.#shown === undefined ? undefined : classes?.[sample % this.#shown.grid.columns];
  };

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
        ${this.#note(shown, grid)} ${this.#samples()}
      </div>
      ${columns === undefined ? nothing : html`<p class="caption class-columns">${columns}</p>`}
      <div class="film-row">
        ${filmControls(this.#film, strings.samples)}
        <p class="caption">${strings.samples.caption(shown, steps.indexOf(shown), steps.length)}</p>
      </div>`;
  }

  #samples(): TemplateResult | typeof nothing {
    if (this.#shown === undefined || this.#drawnStep === undefined) return nothing;
    const { grid, count } = this.#shown;
    return this.#cells.view({
      ...{ grid, count, classOf: this.#classOf },
      inspected: this.#inspector.sample,
      other: this.#inspector.other,
      choose: (sample) => this.#inspector.choose(sample),
    });
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
