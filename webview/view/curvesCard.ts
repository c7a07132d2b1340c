import { html, nothing, type TemplateResult } from 'lit';
import { BALANCE_COLUMNS } from '../../src/protocol/balance';
import { HISTORY_COLUMNS, type StepView } from '../../src/protocol/panelProtocol';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import { chartActionOf } from '../charts/chartKeys';
import type { CurveSpec } from '../charts/curveSpecs';
import { attachGestures } from '../charts/gestures';
import { columnRoles, type ViewColumn } from '../charts/seriesStyle';
import { StepChart } from '../charts/stepChart';
import { enlarged, panned, zoomed, type ZoomAction } from '../charts/zoom';
import { toggled, type StepRange } from '../choices';
import type { DrawnCard, PanelContext } from '../context';
import { exportMenu } from '../export/exportMenu';
import { indexAt } from '../stepCursor';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { cardMenu } from './cardMenu';
import { card, plot } from './chartCard';
import { whyEmpty } from './whyEmpty';
import { cellText, curvesTable } from './curvesTable';
import { SlowValue } from './dataTable';
import { iconButton, iconToggle } from './icon';
import { referenceSwatch, swatch } from './swatch';
import { viewMenu } from './viewMenu';

/** How often the text that stands for the chart may change. */
const SUMMARY_INTERVAL_MS = 10_000;

/** Index of the point at a step; of the newest without one. */
function pointAt({ step }: StepView<string>, at: number | undefined): number {
  return at === undefined ? step.length - 1 : indexAt(step, at);
}

/** The value of a column at a step as it is drawn; the newest without one. */
function valueAt(curves: StepView<string>, column: ViewColumn, at?: number): number {
  const series = curves.series[column];
  return (series?.smooth ?? series?.mean)?.[pointAt(curves, at)] ?? Number.NaN;
}

/** A chart over the steps of the run with its legend, zoom, summary and table. */
export class CurvesCard implements DrawnCard {
  readonly #spec: CurveSpec;
  readonly #context: PanelContext;
  readonly #chart: StepChart;
  readonly #summary = new SlowValue<string>(SUMMARY_INTERVAL_MS);
  readonly #tableCurves = new SlowValue<StepView<string>>();
  /** The cursor as the arrow keys have moved it, for screen readers. */
  #spoken = '';

  constructor(spec: CurveSpec, context: PanelContext) {
    this.#spec = spec;
    this.#context = context;
    this.#chart = new StepChart(spec, context);
  }

  /** @param above what stands above the chart */
  view(
    model: PanelModel,
    footer: TemplateResult | typeof nothing = nothing,
    above: TemplateResult | typeof nothing = nothing,
  ): TemplateResult {
    const curves = this.#curves(model);
    const empty = curves === undefined || curves.step.length === 0;
    const { at } = this.#context.cursor;
    if (empty) this.#summary.forget();
    return card({
      context: this.#context,
      id: this.#spec.id,
      title: this.#spec.title,
      unit:
        at === undefined
          ? this.#spec.unit(model.snapshot?.summary.equilibrium)
          : strings.cursor.atStep(at),
      help: this.#spec.help,
      actions: this.#actions(model),
      body: html`${above}${this.#legend(curves, model.snapshot?.summary.equilibrium)}
        ${plot({
          kind: this.#spec.id,
          summary: this.#summary.take(() => this.#summarise(model)),
          empty: empty ? whyEmpty(model.snapshot) : undefined,
          canvas: this.#attach,
          keys: this.#press,
          hint: empty ? undefined : strings.zoom.hint,
        })}
        <p class="spoken" role="status">${this.#spoken}</p>`,
      footer: html`${footer} ${this.#table(curves)}`,
    });
  }

  #curves({ snapshot }: PanelModel): StepView<string> | undefined {
    return snapshot && this.#spec.view(snapshot);
  }

  draw(model: PanelModel): void {
    this.#chart.update(model);
  }

  readonly #attach = (element: Element | undefined): void => {
    if (!(element instanceof HTMLCanvasElement)) {
      this.#chart.detach();
      return;
    }
    this.#chart.attach(element);
    const selection = element.parentElement?.querySelector<HTMLElement>('.selection');
    if (!selection) return;
    attachGestures(element, selection, () => this.#chart.chart, {
      zoom: (range) => this.#show(range),
      pin: (step) => this.#pin(step),
      pan: (share, from) => this.#show(panned(from, -share, this.#lastStep, this.#stepScale)),
      enlarge: (factor, at) => {
        const shown = this.#chart.shownRange();
        this.#show(enlarged(shown, factor, this.#lastStep, this.#stepScale, at));
      },
      shown: () => this.#chart.shownRange(),
    });
    element.addEventListener('pointerleave', () => (this.#context.cursor.pointed = undefined));
    element.addEventListener('blur', () => {
      this.#context.cursor.pointed = undefined;
      this.#spoken = '';
    });
  };

  get #lastStep(): number {
    return this.#context.store.model.snapshot?.progress.step ?? 0;
  }

  get #stepScale() {
    return this.#context.choices.stepScale;
  }

  #pin(step: number | undefined): void {
    this.#context.cursor.stopPlaying();
    this.#context.cursor.step = step;
  }

  readonly #press = (event: KeyboardEvent): void => {
    const action = chartActionOf(event);
    if (action === undefined) return;
    const { cursor, choices } = this.#context;
    event.preventDefault();
    switch (action.type) {
      case 'zoom':
        if (choices.range !== null || action.action === 'in') this.#zoom(action.action);
        break;
      case 'move':
        this.#move(action.points);
        break;
      case 'pin':
        this.#pin(cursor.pointed ?? this.#lastStep);
        break;
      case 'leave':
        if (cursor.step === undefined && this.#spoken === '') this.#zoom('reset');
        cursor.pointed = undefined;
        this.#pin(undefined);
        this.#spoken = '';
    }
  };

  /** Moves the cursor by points of the chart, from the right end where there is none. */
  #move(points: number): void {
    const { cursor, store } = this.#context;
    const curves = this.#curves(store.model);
    if (curves === undefined || curves.step.length === 0) return;
    const last = curves.step.length - 1;
    const from = cursor.at === undefined ? last + 1 : pointAt(curves, cursor.at);
    const step = curves.step[Math.min(last, Math.max(0, from + points))] ?? 0;
    cursor.pointed = step;
    const values = this.#spec.columns.map((column) =>
      strings.summary.value(strings.series[column], valueAt(curves, column, step)),
    );
    this.#spoken = strings.cursor.spoken(step, values);
    this.#context.redraw();
  }

  #zoom(action: ZoomAction): void {
    this.#show(zoomed(action, this.#chart.shownRange(), this.#lastStep, this.#stepScale));
  }

  #show(range: StepRange | null): void {
    this.#context.choose({ range });
  }

  #actions(model: PanelModel): TemplateResult {
    const { range, openTables } = this.#context.choices;
    const isEmpty = (this.#curves(model)?.step.length ?? 0) === 0;
    const button = (action: ZoomAction, icon: string, label: string, disabled: boolean) =>
      iconButton({ icon, label, disabled, press: () => this.#zoom(action) });
    return html`
      ${
        range === null
          ? nothing
          : html`<span class="range">${strings.zoom.shown(range.fromStep, range.toStep)}</span>
              ${button('earlier', 'chevron-left', strings.zoom.earlier, isEmpty)}
              ${button('later', 'chevron-right', strings.zoom.later, isEmpty)}
              ${button('reset', 'screen-full', strings.zoom.reset, false)}`
      }
      ${button('out', 'zoom-out', strings.zoom.out, range === null)}
      ${button('in', 'zoom-in', strings.zoom.in, isEmpty)}
      ${iconToggle({
        icon: 'table',
        label: strings.table.toggle(this.#spec.title),
        pressed: openTables.includes(this.#spec.id),
        press: () => this.#toggleTable(),
      })}
      ${cardMenu(
        this.#spec.id,
        this.#spec.title,
        html`${viewMenu({
          id: this.#spec.id,
          context: this.#context,
          scale: this.#chart.scene?.axis.kind ?? 'linear',
          positive: this.#chart.scene?.positive ?? true,
        })}
        ${exportMenu({
          context: this.#context,
          name: this.#spec.id,
          empty: isEmpty,
          picture: (theme) => this.#chart.picture(this.#context.store.model, theme),
          saveTable: () => this.#saveTable(),
        })}`,
      )}
    `;
  }

  /** All rows of the steps on screen; the host reads them. */
  #saveTable(): void {
    const { columns, id } = this.#spec;
    const areIn = (known: readonly string[]) => columns.every((column) => known.includes(column));
    const others = areIn(BALANCE_COLUMNS) ? 'balance' : 'curves';
    this.#context.post({
      type: 'exportTable',
      name: `${id}.csv`,
      table: areIn(HISTORY_COLUMNS) ? 'history' : others,
      columns,
      range: this.#context.choices.range,
    });
  }

  #toggleTable(): void {
    const { openTables } = this.#context.choices;
    this.#tableCurves.forget();
    this.#context.choose({ openTables: toggled(openTables, this.#spec.id) });
  }

  #legend(
    curves: StepView<string> | undefined,
    equilibrium: LossEquilibrium | undefined,
  ): TemplateResult {
    const { hiddenSeries, smoothing } = this.#context.choices;
    const { at } = this.#context.cursor;
    const values = curves !== undefined && curves.step.length > 0 ? curves : undefined;
    return html`<ul class="legend">
        ${this.#spec.columns.map(
          (column) =>
            html`<li>
              <button
                type="button"
                class="legend-button"
                aria-pressed=${hiddenSeries.includes(column) ? 'false' : 'true'}
                title=${strings.seriesToggle(strings.series[column])}
                @click=${() => this.#context.choose({ hiddenSeries: toggled(hiddenSeries, column) })}
              >
                ${swatch(columnRoles[column])}<span>${strings.series[column]}</span>
              </button>
              <span class="latest">
                ${values === undefined ? nothing : cellText(valueAt(values, column, at))}
              </span>
            </li>`,
        )}
      </ul>
      <ul class="legend references ${this.#spec.id}-legend">
        ${this.#spec
          .references(equilibrium)
          .map(({ role, label }) => html`<li>${referenceSwatch(role)}<span>${label}</span></li>`)}
        ${smoothing === 0 ? nothing : html`<li class="smoothed">${strings.menu.smoothed(smoothing)}</li>`}
      </ul>`;
  }

  #summarise(model: PanelModel): string {
    const curves = this.#curves(model);
    if (curves === undefined || curves.step.length === 0) {
      return strings.summary.empty(this.#spec.title, whyEmpty(model.snapshot));
    }
    const equilibrium = model.snapshot?.summary.equilibrium;
    const parts = this.#spec.columns.map((column) => {
      const text = strings.summary.value(strings.series[column], valueAt(curves, column));
      const reference = this.#spec.equilibriumOf(column, equilibrium);
      return reference === undefined ? text : text + strings.summary.equilibrium(reference);
    });
    const { fromStep, toStep } = curves;
    return strings.summary.curves(this.#spec.title, fromStep, toStep, parts);
  }

  #table(curves: StepView<string> | undefined): TemplateResult | typeof nothing {
    if (curves === undefined || !this.#context.choices.openTables.includes(this.#spec.id)) {
      return nothing;
    }
    return curvesTable(
      this.#spec,
      this.#tableCurves.take(() => curves),
    );
  }
}
