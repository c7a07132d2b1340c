import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import type { PanelContext } from '../context';
import { indexAt } from '../stepCursor';
import type { PanelModel } from '../store';
import { card } from '../view/chartCard';
import { sparkline } from './sparkline';
import { formatMetric, strings } from './strings';

const COLUMNS = ['metric', 'value', 'real', 'score', 'unit', 'course', 'meaning'] as const;

/** Index of the newest value up to a step; of the newest of all without one. */
function valueIndex({ step }: EvaluationSeries, at: number | undefined): number {
  return at === undefined ? step.length - 1 : indexAt(step, at);
}

function row(series: EvaluationSeries, context: PanelContext): TemplateResult {
  const { name, meaning } = strings.words(series.metric);
  const value = series.value[valueIndex(series, context.cursor.at)] ?? NaN;
  const { baseline } = series;
  const score = baseline === undefined ? NaN : (value - baseline.mean) / baseline.deviation;
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${formatMetric(value)}</td>
    <td>
      ${baseline === undefined ? strings.none : strings.real(baseline.mean, baseline.deviation)}
    </td>
    <td>${Number.isFinite(score) ? strings.score(score) : strings.none}</td>
    <td class="words">${series.unit === '' ? strings.none : series.unit}</td>
    <td>${sparkline(series, context)}</td>
    <td class="words">${meaning}</td>
  </tr>`;
}

/** Series of as many samples in the same features. */
type Group = readonly [EvaluationSeries, ...EvaluationSeries[]];

function groupsOf(evaluations: readonly EvaluationSeries[]): Group[] {
  const groups = new Map<string, [EvaluationSeries, ...EvaluationSeries[]]>();
  for (const series of evaluations) {
    const { source, samples, network, features } = series;
    const key = JSON.stringify([source, samples, network, features]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [series]);
    else known.push(series);
  }
  return [...groups.values()];
}

function captionOf([first]: Group, at: number | undefined): string {
  return strings.caption(first, first.step[valueIndex(first, at)] ?? 0);
}

/** A group has its caption above its rows, but for an only one, whose caption is that of the card. */
function body(group: Group, context: PanelContext, alone: boolean): TemplateResult {
  const note = strings.note(group[0].features);
  return html`<tbody>
    ${
      alone
        ? nothing
        : html`<tr class="group">
            <th scope="rowgroup" colspan=${COLUMNS.length}>
              ${captionOf(group, context.cursor.at)}${note === undefined ? nothing : html`<span class="note">${note}</span>`}
            </th>
          </tr>`
    }
    ${group.map((series) => row(series, context))}
  </tbody>`;
}

/** What metrics say of the generated samples, beside what they say of real ones; nothing for runs that measured none. */
export function metricsCard(
  { snapshot }: PanelModel,
  context: PanelContext,
): TemplateResult | typeof nothing {
  const evaluations = snapshot?.evaluations ?? [];
  const groups = groupsOf(evaluations);
  const [first] = groups;
  if (first === undefined) return nothing;
  const { at, step, pointed } = context.cursor;
  return card({
    context,
    id: 'metrics',
    title: strings.title,
    unit: groups.length === 1 ? captionOf(first, at) : strings.kinds(groups.length),
    help: strings.help,
    actions: html``,
    body: html`${guard(
      [evaluations, step, pointed],
      () =>
        html`<div
          class="table-region metrics"
          role="region"
          tabindex="0"
          aria-label=${strings.region}
        >
          <table>
            <thead>
              <tr>
                ${COLUMNS.map((column) => html`<th scope="col">${strings.columns[column]}</th>`)}
              </tr>
            </thead>
            ${groups.map((group) => body(group, context, groups.length === 1))}
          </table>
        </div>`,
    )}`,
  });
}
