import { html, nothing, render, type TemplateResult } from 'lit';
import type { PanelMessage } from '../src/protocol/panelProtocol';
import type { LinkedCard } from '../src/protocol/theoryProtocol';
import { AlgorithmCard } from './algorithm/algorithmCard';
import { BalanceCard } from './balance/balanceCard';
import { lossesSpec, outputsSpec } from './charts/curveSpecs';
import { registerChart } from './charts/registerChart';
import { isSameView, parseChoices, viewOf, type PanelChoices } from './choices';
import type { PanelContext } from './context';
import { DrawQueue } from './drawQueue';
import { metricsCard } from './metrics/metricsCard';
import { PacedTask } from './pacedTask';
import { DistributionCard } from './distributions/distributionCard';
import { DistributionSource } from './distributions/distributionSource';
import { ValueCard } from './distributions/valueCard';
import { SamplesCard } from './samples/samplesCard';
import { StepCursor } from './stepCursor';
import type { PanelModel, PanelStore } from './store';
import { ThemeWatcher, type PanelTheme } from './theme';
import { cursorBar } from './view/cursorBar';
import { CurvesCard } from './view/curvesCard';
import { HistogramCard } from './view/histogramCard';
import { journalList } from './view/journalList';
import { goneView, missingCardNotice, notices, waitingView } from './view/notices';
import { runHeader, stateAnnouncement } from './view/runHeader';
import { Toolbar } from './view/toolbar';
import type { VscodeApi } from './vscodeApi';

/** Without news the page is still drawn this often: it says how long there were none. */
const IDLE_REDRAW_MS = 5000;
/** After this long without a snapshot the page says that something may be wrong. */
const SLOW_START_MS = 8000;

/** The whole page: draws the store into the document, and gives its parts what they share. */
export class Panel implements PanelContext {
  readonly store: PanelStore;
  readonly cursor = new StepCursor(() => this.redraw());
  readonly #root: HTMLElement;
  readonly #api: VscodeApi;
  readonly #task: PacedTask;
  readonly #themeWatcher: ThemeWatcher;
  readonly #toolbar: Toolbar;
  readonly #algorithm: AlgorithmCard;
  readonly #losses: CurvesCard;
  readonly #balance: BalanceCard;
  readonly #outputs: CurvesCard;
  readonly #histogram: HistogramCard;
  readonly #samples: SamplesCard;
  readonly #distributions: DistributionSource;
  readonly #distribution: DistributionCard;
  readonly #value: ValueCard;
  readonly #cards: DrawQueue<PanelModel>;
  readonly #openedAt = performance.now();
  #choices: PanelChoices;
  #runDirectory: string | undefined;
  /** The one a link led to in vain. */
  #missingCard: LinkedCard | undefined;
  #stateKnown: string | undefined;
  #announced = '';

  constructor(root: HTMLElement, store: PanelStore, api: VscodeApi) {
    this.store = store;
    this.#root = root;
    this.#api = api;
    this.#choices = parseChoices(api.savedState());
    registerChart();
    this.#themeWatcher = new ThemeWatcher(() => this.redraw());
    this.#task = new PacedTask(
      () => this.#draw(),
      () => this.#drawCards(),
    );
    this.#toolbar = new Toolbar(this);
    this.#algorithm = new AlgorithmCard(this);
    this.#losses = new CurvesCard(lossesSpec, this);
    this.#balance = new BalanceCard(this);
    this.#outputs = new CurvesCard(outputsSpec, this);
    this.#histogram = new HistogramCard(this);
    this.#samples = new SamplesCard(this);
    this.#distributions = new DistributionSource(this);
    this.#distribution = new DistributionCard(this, this.#distributions);
    this.#value = new ValueCard(this, this.#distributions);
    this.#cards = new DrawQueue([
      this.#losses,
      this.#balance,
      this.#distribution,
      this.#value,
      this.#samples,
      this.#outputs,
      this.#histogram,
    ]);
    store.onChange(() => this.#changed());
    store.onSnapshot(() => this.#keep());
    store.onShowCard((card) => this.#showCard(card));
    setInterval(() => this.#task.request(), IDLE_REDRAW_MS);
    this.redraw();
  }

  get choices(): PanelChoices {
    return this.#choices;
  }

  get theme(): PanelTheme {
    return this.#themeWatcher.current;
  }

  post(message: PanelMessage): void {
    this.#api.post(message);
  }

  choose(part: Partial<PanelChoices>): void {
    const before = viewOf(this.#choices);
    this.#choices = { ...this.#choices, ...part };
    const view = viewOf(this.#choices);
    if (!isSameView(view, before)) this.post({ type: 'view', view });
    this.#save();
    this.redraw();
  }

  redraw(): void {
    this.#task.requestNow();
  }

  /** Unfolds a card and goes there; says so where the run has none. */
  #showCard(card: LinkedCard): void {
    const { foldedCards } = this.#choices;
    this.choose({ foldedCards: foldedCards.filter((folded) => folded !== card) });
    this.#draw();
    const found = this.#root.querySelector(`#${card}`);
    this.#missCard(found === null ? card : undefined);
    (found ?? this.#root.querySelector('#no-card'))?.scrollIntoView();
    found?.querySelector<HTMLElement>('.fold')?.focus({ preventScroll: true });
  }

  #missCard(card: LinkedCard | undefined): void {
    this.#missingCard = card;
    this.#draw();
  }

  /** Remembers which run this is. */
  #keep(): void {
    const runDirectory = this.store.model.snapshot?.runDirectory;
    if (runDirectory === this.#runDirectory) return;
    this.#runDirectory = runDirectory;
    this.#save();
  }

  #save(): void {
    if (this.#runDirectory === undefined) return;
    this.#api.save({ runDirectory: this.#runDirectory, choices: this.#choices });
  }

  #changed(): void {
    // Somebody takes the run update by update, and waits to see each.
    if (this.store.model.snapshot?.stepping?.last !== undefined) this.redraw();
    else this.#task.request();
  }

  #draw(): void {
    const { model } = this.store;
    this.#distributions.update(model);
    render(this.#view(model), this.#root);
    if (model.snapshot !== undefined) this.#cards.fill();
  }

  /** Charts are expensive, most of all to make: where they need more than a frame, the page stays responsive. */
  #drawCards(): boolean {
    const areLeft = this.#cards.drawSome(this.store.model);
    this.#root.toggleAttribute('data-drawing', areLeft);
    return areLeft;
  }

  #view(model: PanelModel): TemplateResult {
    const { snapshot } = model;
    if (snapshot === undefined) {
      if (model.gone !== undefined) return goneView(model.gone);
      return waitingView(this, performance.now() - this.#openedAt > SLOW_START_MS);
    }
    const missing = this.#missingCard;
    return html`${runHeader(snapshot, this)}
      ${missing === undefined ? nothing : missingCardNotice(missing, () => this.#missCard(undefined))}
      ${notices(model, snapshot.summary, this)} ${this.#toolbar.view(model, snapshot.summary)}
      <div class="cards">
        <div class="column">
          ${this.#losses.view(model, journalList(snapshot.journal))} ${this.#algorithm.view(model)}
          ${this.#balance.view(model)} ${this.#value.view(model)}
        </div>
        <div class="column">
          ${this.#distribution.view(model)} ${this.#samples.view(model)}
          ${this.#outputs.view(model)} ${this.#histogram.view(model)}
        </div>
      </div>
      ${metricsCard(model, this)} ${cursorBar(this, snapshot.sampleSteps)}
      <div class="announcement" role="status">${this.#announcement(model)}</div>`;
  }

  /** Empty until the state changes: the state a panel opens with is no news. */
  #announcement({ snapshot }: PanelModel): string {
    if (snapshot === undefined) return '';
    const text = stateAnnouncement(snapshot.summary);
    if (this.#stateKnown !== undefined && text !== this.#stateKnown) this.#announced = text;
    this.#stateKnown = text;
    return this.#announced;
  }
}
