import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { StepView } from '../../src/protocol/panelProtocol';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import { attachDragZoom } from '../charts/dragZoom';
import type { CurveSpec } from '../charts/curveSpecs';
import { columnRoles, type ViewColumn } from '../charts/seriesStyle';
import { StepChart } from '../charts/stepChart';
import { zoomActionOfKey, zoomed, type ZoomAction } from '../charts/zoom';
import { toggled, type StepRange } from '../choices';
import type { DrawnCard, PanelContext } from '../context';
import { formatInteger, formatValue } from '../format';
import { nearestIndex } from '../samples/stepCursor';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { card, plot, referenceSwatch, swatch } from './chartCard';
import { dataTable, SlowValue } from './dataTable';
import { iconButton, iconToggle } from './icon';

/** How often the text that stands for the chart may change. */
const SUMMARY_INTERVAL_MS = 10_000;

function cellText(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? formatValue(value) : strings.notFinite;
}

/** The last value of a column, for the legend and the summary. */
function latest(curves: StepView<string>, column: ViewColumn): number {
  return curves.series[column]?.mean.at(-1) ?? Number.NaN;
}

/** A chart over the steps of the run with its legend, zoom, summary and table. */
export class CurvesCard implements DrawnCard {
  readonly #spec: CurveSpec;
  readonly #context: PanelContext;
  readonly #chart: StepChart;
  readonly #summary = new SlowValue<string>(SUMMARY_INTERVAL_MS);
  readonly #tableCurves = new SlowValue<StepView<string>>();

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
    if (empty) this.#summary.forget();
    return card({
      context: this.#context,
      id: this.#spec.id,
      title: this.#spec.title,
      unit: this.#spec.unit(model.snapshot?.summary.equilibrium),
      help: this.#spec.help,
      actions: this.#actions(model),
      body: html`${above}${this.#legend(curves, model.snapshot?.summary.equilibrium)}
      ${plot({
        kind: this.#spec.id,
        summary: this.#summary.take(() => this.#summarise(model)),
        empty: empty ? strings.emptyChart : undefined,
        canvas: this.#attach,
        keys: this.#press,
        hint: empty ? undefined : strings.zoom.hint,
      })}`,
      footer: html`${footer} ${this.#table(curves)}`,
    });
  }

  #curves({ snapshot }: PanelModel): StepView<string> | undefined {
    return snapshot && this.#spec.view(snapshot);
  }

  draw(model: PanelModel): void {
    this.#chart.update(model);
  }

  repaint(): void {
    this.#chart.repaint();
  }

  readonly #attach = (element: Element | undefined): void => {
    if (!(element instanceof HTMLCanvasElement)) {
      this.#chart.detach();
      return;
    }
    this.#chart.attach(element);
    const selection = element.parentElement?.querySelector<HTMLElement>('.selection');
    if (!selection) return;
    attachDragZoom(element, selection, () => this.#chart.chart, {
      zoom: (range) => this.#show(range),
      pick: (step) => this.#pick(step),
    });
  };

  /** The kept grid nearest to the step is what everything then shows. */
  #pick(step: number): void {
    const kept = this.#context.store.model.snapshot?.sampleSteps ?? [];
    this.#context.cursor.step = kept[nearestIndex(kept, step)] ?? step;
  }

  readonly #press = (event: KeyboardEvent): void => {
    const action = zoomActionOfKey(event.key);
    if (action === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    if (action === 'earlier' || action === 'later') {
      if (this.#context.choices.range === null) return;
    }
    event.preventDefault();
    this.#zoom(action);
  };

  #zoom(action: ZoomAction): void {
    const lastStep = this.#context.store.model.snapshot?.progress.step ?? 0;
    this.#show(zoomed(action, this.#chart.shownRange(), lastStep));
  }

  #show(range: StepRange | null): void {
    this.#context.choose({ range });
    this.#context.post({ type: 'viewRange', range });
  }

  #actions(model: PanelModel): TemplateResult {
    const { range, openTables } = this.#context.choices;
    const nothingToZoom = (this.#curves(model)?.step.length ?? 0) === 0;
    const button = (action: ZoomAction, icon: string, label: string, disabled: boolean) =>
      iconButton({ icon, label, disabled, press: () => this.#zoom(action) });
    return html`
      ${
        range === null
          ? nothing
          : html`<span class="range">${strings.zoom.shown(range.fromStep, range.toStep)}</span>
              ${button('earlier', 'chevron-left', strings.zoom.earlier, nothingToZoom)}
              ${button('later', 'chevron-right', strings.zoom.later, nothingToZoom)}
              ${button('reset', 'screen-full', strings.zoom.reset, false)}`
      }
      ${button('out', 'zoom-out', strings.zoom.out, range === null)}
      ${button('in', 'zoom-in', strings.zoom.in, nothingToZoom)}
      ${iconToggle({
        icon: 'table',
        label: strings.table.toggle(this.#spec.title),
        pressed: openTables.includes(this.#spec.id),
        press: () => this.#toggleTable(),
      })}
    `;
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
    const { hiddenSeries } = this.#context.choices;
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
                ${values === undefined ? nothing : cellText(latest(values, column))}
              </span>
            </li>`,
        )}
      </ul>
      <ul class="legend references ${this.#spec.id}-legend">
        ${this.#spec
          .references(equilibrium)
          .map(({ role, label }) => html`<li>${referenceSwatch(role)}<span>${label}</span></li>`)}
      </ul>`;
  }

  #summarise(model: PanelModel): string {
    const curves = this.#curves(model);
    if (curves === undefined || curves.step.length === 0) {
      return strings.summary.empty(this.#spec.title);
    }
    const equilibrium = model.snapshot?.summary.equilibrium;
    const parts = this.#spec.columns.map((column) => {
      const text = strings.summary.value(strings.series[column], latest(curves, column));
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
    const shown = this.#tableCurves.take(() => curves);
    const { fromStep, low, mean, high } = strings.table;
    const columns = this.#spec.columns.flatMap((column) =>
      [mean, low, high].map((statistic) => `${strings.series[column]}, ${statistic}`),
    );
    return html`${guard([shown], () =>
      dataTable(
        this.#spec.title,
        [fromStep, ...columns],
        Array.from(shown.step, (step, index) => [
          formatInteger(step),
          ...this.#spec.columns.flatMap((column) => {
            const series = shown.series[column];
            return [series?.mean, series?.low, series?.high].map((values) =>
              cellText(values?.[index]),
            );
          }),
        ]),
      ),
    )}`;
  }
}
