import { html, nothing, render, type TemplateResult } from 'lit';
import {
  THEORY_PAGES,
  type TheoryMessage,
  type TheoryPage,
  type TheoryState,
} from '../../src/protocol/theoryProtocol';
import { registerLineChart } from '../charts/registerLineChart';
import { PacedTask } from '../pacedTask';
import { ThemeWatcher, type PanelTheme } from '../theme';
import { icon } from '../view/icon';
import type { VscodeApi } from '../vscodeApi';
import { DiracGan } from './dirac/diracGan';
import type { Experiment, Kept, TheoryContext } from './experiment';
import { Proposition1 } from './proposition1';
import { Proposition2 } from './proposition2';
import { Questions } from './questions';
import { statements } from './statements';
import { theoryStrings } from './strings';
import { Theorem1 } from './theorem1';

const experiments: Record<TheoryPage, new (context: TheoryContext, kept: Kept) => Experiment> = {
  proposition1: Proposition1,
  theorem1: Theorem1,
  proposition2: Proposition2,
  diracGan: DiracGan,
  questions: Questions,
};

/** From here on a figure and its controls stand side by side; see theory.css. */
const TWO_COLUMNS = 820;
const FIGURE_SHARE = 0.6;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The theory pages: which of them is on show, and what they share. */
export class TheoryApp implements TheoryContext {
  readonly #root: HTMLElement;
  readonly #api: VscodeApi<TheoryMessage, TheoryState>;
  readonly #task = new PacedTask(() => this.#draw());
  readonly #themeWatcher = new ThemeWatcher(() => this.redraw());
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #open = new Map<TheoryPage, Experiment>();
  readonly #kept: Record<string, unknown> = {};
  #page: TheoryPage = 'proposition1';
  #saved = '';
  #toTitle = false;

  constructor(root: HTMLElement, api: VscodeApi<TheoryMessage, TheoryState>) {
    this.#root = root;
    this.#api = api;
    registerLineChart();
    const saved = api.savedState();
    if (isObject(saved)) {
      this.#page = THEORY_PAGES.find((page) => page === saved['page']) ?? this.#page;
      if (isObject(saved['experiments'])) Object.assign(this.#kept, saved['experiments']);
    }
    new ResizeObserver(() => this.redraw()).observe(root);
    this.redraw();
  }

  get theme(): PanelTheme {
    return this.#themeWatcher.current;
  }

  get figureWidth(): number {
    const width = this.#root.clientWidth;
    return Math.max(280, Math.round(width < TWO_COLUMNS ? width : width * FIGURE_SHARE));
  }

  get reducedMotion(): boolean {
    return this.#reducedMotion.matches;
  }

  post(message: TheoryMessage): void {
    this.#api.post(message);
  }

  redraw(): void {
    this.#task.requestNow();
  }

  show(page: TheoryPage): void {
    if (page === this.#page) return;
    this.#experiment().leave?.();
    this.#page = page;
    window.scrollTo(0, 0);
    this.redraw();
  }

  /** The link that led here stands below what it led to: reading goes on at the title. */
  #goOn(page: TheoryPage): void {
    this.#toTitle = true;
    this.show(page);
  }

  #experiment(): Experiment {
    const page = this.#page;
    const open = this.#open.get(page);
    if (open !== undefined) return open;
    const kept = this.#kept[page];
    const made = new experiments[page](this, isObject(kept) ? kept : {});
    this.#open.set(page, made);
    return made;
  }

  #draw(): void {
    const experiment = this.#experiment();
    render(this.#view(experiment), this.#root);
    experiment.draw?.();
    if (this.#toTitle) this.#root.querySelector<HTMLElement>('#page-title')?.focus();
    this.#toTitle = false;
    this.#kept[this.#page] = experiment.kept();
    this.#save();
  }

  #save(): void {
    const state: TheoryState = { page: this.#page, experiments: this.#kept };
    const text = JSON.stringify(state);
    if (text === this.#saved) return;
    this.#saved = text;
    this.#api.save(state);
  }

  #view(experiment: Experiment): TemplateResult {
    const page = this.#page;
    const words = theoryStrings.pages[page];
    return html`<header class="theory-header">
        <h1>${theoryStrings.title}</h1>
        <p class="caption">${theoryStrings.subtitle}</p>
        <nav class="pages" aria-label=${theoryStrings.navigation}>
          ${THEORY_PAGES.map(
            (one) =>
              html`<button
                type="button"
                class="page-button"
                aria-current=${one === page ? 'page' : nothing}
                @click=${() => this.show(one)}
              >
                ${theoryStrings.pages[one].name}
              </button>`,
          )}
        </nav>
      </header>
      <article id=${page} aria-labelledby="page-title">
        <h2 id="page-title" tabindex="-1">${words.title}</h2>
        <p class="lead">${words.lead}</p>
        ${statements[page]()} ${experiment.view()}
      </article>
      ${this.#next()}`;
  }

  #next(): TemplateResult | typeof nothing {
    const next = THEORY_PAGES[THEORY_PAGES.indexOf(this.#page) + 1];
    if (next === undefined) return nothing;
    return html`<p class="next">
      <button type="button" class="link" @click=${() => this.#goOn(next)}>
        ${theoryStrings.next(theoryStrings.pages[next].title)} ${icon('arrow-right')}
      </button>
    </p>`;
  }
}
