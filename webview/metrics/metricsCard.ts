import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import type { PanelContext } from '../context';
import type { PanelModel } from '../store';
import { card } from '../view/chartCard';
import { formatMetric, strings } from './strings';

const WIDTH = 120;
const HEIGHT = 26;
const COLUMNS = ['metric', 'value', 'real', 'score', 'unit', 'course', 'meaning'] as const;

/** Index of the newest value up to a step; of the newest of all without one. */
function indexAt({ step }: EvaluationSeries, chosen: number | undefined): number {
  if (chosen === undefined) return step.length - 1;
  return Math.max(
    0,
    step.findLastIndex((value) => value <= chosen),
  );
}

/** The course of a metric in miniature: its values, and the band of real data. The table has the numbers. */
function sparkline(series: EvaluationSeries, chosen: number | undefined): TemplateResult {
  const { step, value, baseline } = series;
  const finite = value.filter(Number.isFinite);
  if (finite.length < 2) return html`${strings.none}`;
  const band =
    baseline === undefined
      ? []
      : [baseline.mean - 2 * baseline.deviation, baseline.mean + 2 * baseline.deviation];
  const low = Math.min(...finite, ...band);
  const high = Math.max(...finite, ...band);
  const [from, to] = [step[0] ?? 0, step.at(-1) ?? 0];
  const x = (at: number): number => 1 + ((WIDTH - 2) * (at - from)) / Math.max(1, to - from);
  const y = (at: number): number => HEIGHT - 2 - ((HEIGHT - 4) * (at - low)) / (high - low || 1);
  const points = Array.from(step, (at, i) => [at, value[i] ?? NaN] as const)
    .filter(([, of]) => Number.isFinite(of))
    .map(([at, of]) => `${x(at).toFixed(1)},${y(of).toFixed(1)}`)
    .join(' ');
  const [bottom, top] = band;
  const label = strings.course(
    ...([strings.words(series.metric).name, from, to] as const),
    ...([formatMetric(finite[0] ?? NaN), formatMetric(finite.at(-1) ?? NaN)] as const),
  );
  return html`<svg class="sparkline" width=${WIDTH} height=${HEIGHT} role="img" aria-label=${label}>
    ${
      bottom === undefined || top === undefined
        ? nothing
        : svg`<rect class="band" x="0" width=${WIDTH} y=${y(top)} height=${Math.max(1.5, y(bottom) - y(top))} />`
    }
    <polyline points=${points} />
    ${chosen === undefined ? nothing : svg`<path class="cursor" d="M${x(chosen)} 0V${HEIGHT}" />`}
  </svg>`;
}

function row(series: EvaluationSeries, chosen: number | undefined): TemplateResult {
  const { name, meaning } = strings.words(series.metric);
  const value = series.value[indexAt(series, chosen)] ?? NaN;
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
    <td>${sparkline(series, chosen)}</td>
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

function captionOf([first]: Group, chosen: number | undefined): string {
  return strings.caption(first, first.step[indexAt(first, chosen)] ?? 0);
}

/** A group has its caption above its rows, but for an only one, whose caption is that of the card. */
function body(group: Group, chosen: number | undefined, alone: boolean): TemplateResult {
  const note = strings.note(group[0].features);
  return html`<tbody>
    ${
      alone
        ? nothing
        : html`<tr class="group">
            <th scope="rowgroup" colspan=${COLUMNS.length}>
              ${captionOf(group, chosen)}${note === undefined ? nothing : html`<span class="note">${note}</span>`}
            </th>
          </tr>`
    }
    ${group.map((series) => row(series, chosen))}
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
  const chosen = context.cursor.step;
  return card({
    context,
    id: 'metrics',
    title: strings.title,
    unit: groups.length === 1 ? captionOf(first, chosen) : strings.kinds(groups.length),
    help: strings.help,
    actions: html``,
    body: html`${guard(
      [evaluations, chosen],
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
            ${groups.map((group) => body(group, chosen, groups.length === 1))}
          </table>
        </div>`,
    )}`,
  });
}
