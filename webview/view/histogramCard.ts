import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { OutputHistogram } from '../../src/protocol/runModel';
import { HistogramChart, histogramRange, total } from '../charts/histogramChart';
import { toggled } from '../choices';
import type { DrawnCard, PanelContext } from '../context';
import { formatInteger, formatValue } from '../format';
import { StepAnswers, type Answer } from '../stepAnswers';
import { indexAt } from '../stepCursor';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { exportMenu } from '../export/exportMenu';
import { saveCsv } from '../export/files';
import { cardMenu } from './cardMenu';
import { card, plot } from './chartCard';
import { dataTable, SlowValue } from './dataTable';
import { iconToggle } from './icon';
import { swatch } from './swatch';
import { whyEmpty } from './whyEmpty';

const SUMMARY_INTERVAL_MS = 10_000;
/** Histograms of earlier steps kept at most. */
const KEPT = 64;

/** Share of the counts in the upper half of the bins. */
function shareInUpperHalf(counts: readonly number[]): number {
  const all = total(counts);
  return all === 0 ? 0 : total(counts.slice(counts.length / 2)) / all;
}

/** What the discriminator says about the samples of its last minibatch. */
export class HistogramCard implements DrawnCard {
  readonly #context: PanelContext;
  readonly #chart: HistogramChart;
  readonly #summary = new SlowValue<string>(SUMMARY_INTERVAL_MS);
  readonly #tableHistogram = new SlowValue<OutputHistogram>();
  #shown: OutputHistogram | undefined;
  #problem: string | undefined;
  #drawn: { histogram: OutputHistogram | undefined; theme: object } | undefined;

  readonly #kept: StepAnswers<OutputHistogram>;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#chart = new HistogramChart(context);
    this.#kept = new StepAnswers((step) => context.post({ type: 'requestHistogram', step }), KEPT);
    context.store.onHistogram(({ step, histogram, problem = '' }) => {
      this.#kept.receive(step, histogram === undefined ? { problem } : { value: histogram });
      context.redraw();
    });
    context.store.onSnapshot(() => this.#kept.restart());
  }

  /** The newest, or the one kept at or before the pinned step; the one before while that is on its way. */
  #wanted({ snapshot }: PanelModel): Answer<OutputHistogram> | undefined {
    const { step } = this.#context.cursor;
    const newest = snapshot?.histogram;
    if (step === undefined) return newest && { value: newest };
    // Outputs are kept with the samples: neighbouring steps share an answer.
    const kept = snapshot?.sampleSteps ?? [];
    return this.#kept.want(kept[indexAt(kept, step)] ?? step);
  }

  #update(model: PanelModel): void {
    const wanted = this.#wanted(model);
    this.#problem = wanted !== undefined && 'problem' in wanted ? wanted.problem : undefined;
    const looksBack = this.#context.cursor.step !== undefined;
    const before = this.#shown;
    if (wanted !== undefined && 'value' in wanted) this.#shown = wanted.value;
    else if (!looksBack) this.#shown = undefined;
    if (!looksBack || this.#shown === before) return;
    this.#summary.forget();
    this.#tableHistogram.forget();
  }

  view(model: PanelModel): TemplateResult {
    this.#update(model);
    const histogram = this.#shown;
    if (histogram === undefined) this.#summary.forget();
    return card({
      context: this.#context,
      id: 'histogram',
      title: strings.histogram.title,
      unit:
        histogram === undefined
          ? ''
          : strings.histogram.caption(total(histogram.real), total(histogram.fake), histogram.step),
      help: strings.histogram.help,
      actions: html`${iconToggle({
        icon: 'table',
        label: strings.table.toggle(strings.histogram.title),
        pressed: this.#context.choices.openTables.includes('histogram'),
        press: () => this.#toggleTable(),
      })}
      ${cardMenu(
        'histogram',
        strings.histogram.title,
        exportMenu({
          context: this.#context,
          name: 'discriminator-outputs',
          empty: histogram === undefined,
          picture: (theme) => this.#chart.picture(theme),
          saveTable: () => this.#saveTable(),
        }),
      )}`,
      body: html`<ul class="legend bars">
          <li>${swatch('real')}<span>${strings.histogramSeries.real}</span></li>
          <li>${swatch('fake')}<span>${strings.histogramSeries.fake}</span></li>
        </ul>
        ${plot({
          kind: 'histogram',
          summary: this.#summary.take(() => summarise(histogram)),
          empty: this.#problem ?? (histogram === undefined ? whyEmpty(model.snapshot) : undefined),
          canvas: this.#attach,
        })}`,
      footer: this.#table(histogram),
    });
  }

  draw(model: PanelModel): void {
    const histogram = this.#shown;
    const { theme } = this.#context;
    if (this.#drawn?.histogram === histogram && this.#drawn?.theme === theme) return;
    this.#drawn = { histogram, theme };
    this.#chart.update(histogram, model.snapshot?.summary.equilibrium?.output);
  }

  readonly #attach = (element: Element | undefined): void => {
    this.#drawn = undefined;
    if (element instanceof HTMLCanvasElement) {
      this.#chart.attach(element);
    } else {
      this.#chart.detach();
    }
  };

  #saveTable(): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const [low, high] = histogramRange(shown);
    const bins = shown.real.length;
    const edge = (bin: number): number => low + ((high - low) * bin) / bins;
    saveCsv(
      this.#context,
      `discriminator-outputs-${shown.step}`,
      ['outputFrom', 'outputTo', 'real', 'fake'],
      shown.real.map((count, bin) => [edge(bin), edge(bin + 1), count, shown.fake[bin]]),
    );
  }

  #toggleTable(): void {
    this.#tableHistogram.forget();
    const { openTables } = this.#context.choices;
    this.#context.choose({ openTables: toggled(openTables, 'histogram') });
  }

  #table(histogram: OutputHistogram | undefined): TemplateResult | typeof nothing {
    if (histogram === undefined || !this.#context.choices.openTables.includes('histogram')) {
      return nothing;
    }
    const shown = this.#tableHistogram.take(() => histogram);
    const { outputFrom, outputTo, real, fake } = strings.table;
    const bins = shown.real.length;
    const [low, high] = histogramRange(shown);
    const edge = (bin: number): string => formatValue(low + ((high - low) * bin) / bins);
    return html`${guard([shown], () =>
      dataTable(
        strings.histogram.title,
        [outputFrom, outputTo, real, fake],
        shown.real.map((count, bin) => [
          edge(bin),
          edge(bin + 1),
          formatInteger(count),
          formatInteger(shown.fake[bin] ?? 0),
        ]),
      ),
    )}`;
  }
}

function summarise(histogram: OutputHistogram | undefined): string {
  if (histogram === undefined) return strings.summary.empty(strings.histogram.title);
  const [low, high] = histogramRange(histogram);
  const middle = (low + high) / 2;
  return strings.summary.histogram(
    histogram.step,
    middle,
    shareInUpperHalf(histogram.real),
    shareInUpperHalf(histogram.fake),
  );
}
