import { html, nothing, type TemplateResult } from 'lit';
import type { Distribution } from '../../src/protocol/distribution';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import { toggled } from '../choices';
import type { DrawnCard, PanelContext } from '../context';
import { exportMenu } from '../export/exportMenu';
import { saveCsv } from '../export/files';
import type { Picture } from '../export/pictures';
import { filmControls, latestButton } from '../samples/filmControls';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import type { PanelTheme } from '../theme';
import { cardMenu } from '../view/cardMenu';
import { card, plot } from '../view/chartCard';
import { dataTable, SlowValue } from '../view/dataTable';
import { iconToggle } from '../view/icon';
import { caption, numbersOf, readableRows, summarise } from './describe';
import type { DistributionSource } from './distributionSource';
import { LineView } from './lineView';
import { PlaneView } from './planeView';

const SUMMARY_INTERVAL_MS = 10_000;

/** p_data, p_g and D of one step: figure 1 on a line, a map in the plane. */
export class DistributionCard implements DrawnCard {
  readonly #context: PanelContext;
  readonly #source: DistributionSource;
  readonly #line: LineView;
  readonly #plane: PlaneView;
  readonly #summary = new SlowValue<string>(SUMMARY_INTERVAL_MS);
  readonly #tabled = new SlowValue<Distribution>();
  #summarised: Distribution | undefined;

  constructor(context: PanelContext, source: DistributionSource) {
    this.#context = context;
    this.#source = source;
    this.#line = new LineView(context);
    this.#plane = new PlaneView(context);
  }

  /** Nothing where the run has no distributions. */
  view({ snapshot }: PanelModel): TemplateResult | typeof nothing {
    const { film, shown, problem } = this.#source;
    if (snapshot === undefined || (shown === undefined && film.steps.length === 0)) return nothing;
    const isPlane = shown?.dimensions === 2;
    return card({
      context: this.#context,
      id: 'distribution',
      title: strings.distribution.title,
      unit: shown === undefined ? '' : strings.distribution.step(shown.step, shown.updates),
      help: isPlane ? strings.distribution.planeHelp : strings.distribution.lineHelp,
      actions: this.#actions(),
      body: html`${
          isPlane
            ? this.#planeBody(shown, problem)
            : this.#lineBody(shown, problem, snapshot.summary.equilibrium)
        }
        <div class="film-row">
          ${filmControls(film, strings.distribution.film)}
          ${shown === undefined ? nothing : html`<p class="caption">${caption(shown)}</p>`}
        </div>`,
      footer: this.#table(shown),
    });
  }

  #actions(): TemplateResult {
    return html`${latestButton(this.#source.film, strings.distribution.latestHelp)}
    ${iconToggle({
      icon: 'table',
      label: strings.table.toggle(strings.distribution.title),
      pressed: this.#tableOpen,
      press: () => this.#toggleTable(),
    })}
    ${cardMenu(
      'distribution',
      strings.distribution.title,
      exportMenu({
        context: this.#context,
        name: this.#fileName,
        empty: this.#source.shown === undefined,
        picture: (theme) => this.#picture(theme),
        saveTable: () => this.#saveTable(),
      }),
    )}`;
  }

  get #fileName(): string {
    const { shown } = this.#source;
    return shown === undefined ? 'distributions' : `distributions-${shown.step}`;
  }

  #picture(theme: PanelTheme): Picture | undefined {
    const view = this.#source.shown?.dimensions === 2 ? this.#plane : this.#line;
    return view.picture(theme);
  }

  #saveTable(): void {
    const { shown } = this.#source;
    if (shown === undefined) return;
    const { columns, rows } = numbersOf(shown, 'all');
    const names = columns.map(({ name }) => name);
    saveCsv(this.#context, this.#fileName, names, rows);
  }

  #planeBody(shown: Distribution, problem: string | undefined): TemplateResult {
    return html`${this.#plane.controls(shown)}
    ${plot({
      kind: 'plane',
      summary: this.#summarise(shown),
      empty: problem,
      canvas: this.#plane.attach,
      keys: this.#plane.press,
      hint: strings.distribution.planeHint,
    })}`;
  }

  #lineBody(
    shown: Distribution | undefined,
    problem: string | undefined,
    equilibrium: LossEquilibrium | undefined,
  ): TemplateResult {
    return html`${this.#line.legend(shown, equilibrium)}
    ${plot({
      kind: 'figure-line',
      summary: this.#summarise(shown),
      empty: problem ?? (shown === undefined ? strings.distribution.loading : undefined),
      canvas: this.#line.attach,
      keys: this.#line.press,
      hint: strings.distribution.lineHint,
    })}
    ${this.#line.readout(shown)}`;
  }

  draw({ snapshot }: PanelModel): void {
    const { shown } = this.#source;
    if (shown === undefined) return;
    const equilibrium = snapshot?.summary.equilibrium;
    if (shown.dimensions === 2) this.#plane.draw(shown, equilibrium);
    else this.#line.draw(shown, equilibrium);
  }

  /** Changes seldom while the newest is followed, at once when the user looks back. */
  #summarise(shown: Distribution | undefined): string {
    if (shown === undefined) return strings.summary.empty(strings.distribution.title);
    if (!this.#source.film.followsLatest && shown !== this.#summarised) this.#summary.forget();
    this.#summarised = shown;
    return this.#summary.take(() => summarise(shown));
  }

  get #tableOpen(): boolean {
    return this.#context.choices.openTables.includes('distribution');
  }

  #toggleTable(): void {
    this.#tabled.forget();
    const { openTables } = this.#context.choices;
    this.#context.choose({ openTables: toggled(openTables, 'distribution') });
  }

  #table(shown: Distribution | undefined): TemplateResult | typeof nothing {
    if (shown === undefined || !this.#tableOpen) return nothing;
    if (!this.#source.film.followsLatest) this.#tabled.forget();
    const distribution = this.#tabled.take(() => shown);
    const table = numbersOf(distribution, 'selected');
    const headings = table.columns.map(({ heading }) => heading);
    return dataTable(strings.distribution.title, headings, readableRows(table));
  }
}
