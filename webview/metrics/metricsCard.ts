import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { EvaluationSeries } from '../../src/protocol/evaluationModel';
import type { EvaluationState, PanelSnapshot } from '../../src/protocol/panelProtocol';
import type { PanelContext } from '../context';
import { exportMenu } from '../export/exportMenu';
import type { PanelModel } from '../store';
import { cardMenu } from '../view/cardMenu';
import { card } from '../view/chartCard';
import { prose } from '../view/prose';
import { evaluationPart } from './evaluationPart';
import { captionOf, groupsOf, rowOf, type Group } from './rows';
import { metricsPicture, saveMetrics } from './saveMetrics';
import { sparkline } from './sparkline';
import { strings } from './strings';

const COLUMNS = ['metric', 'value', 'real', 'score', 'unit', 'course', 'meaning'] as const;
const NO_EVALUATION: EvaluationState = { state: 'none' };
/** Columns of numbers stand to the right. */
const WORDS: readonly string[] = ['metric', 'unit', 'course', 'meaning'];

function row(series: EvaluationSeries, context: PanelContext): TemplateResult {
  const { metric, value, real, score, unit, meaning } = rowOf(series, context.cursor.at);
  return html`<tr>
    <th scope="row">${metric}</th>
    <td>${value}</td>
    <td>${real}</td>
    <td>${score}</td>
    <td class="words">${unit}</td>
    <td>${sparkline(series, context)}</td>
    <td class="words">${meaning}</td>
  </tr>`;
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

function table(groups: readonly Group[], context: PanelContext): TemplateResult {
  return html`<div
    class="table-region metrics"
    role="region"
    tabindex="0"
    aria-label=${strings.region}
  >
    <table>
      <thead>
        <tr>
          ${COLUMNS.map(
            (column) =>
              html`<th scope="col" class=${WORDS.includes(column) ? 'words' : ''}>
                ${strings.columns[column]}
              </th>`,
          )}
        </tr>
      </thead>
      ${groups.map((group) => body(group, context, groups.length === 1))}
    </table>
  </div>`;
}

function unitOf(groups: readonly Group[], at: number | undefined): string {
  const [first, ...others] = groups;
  if (first === undefined) return '';
  return others.length === 0 ? captionOf(first, at) : strings.kinds(groups.length);
}

function menu(groups: readonly Group[], context: PanelContext): TemplateResult {
  const items = exportMenu({
    context,
    name: 'metrics',
    picture: (theme) => metricsPicture(groups, context.cursor.at, theme),
    saveTable: () => saveMetrics(context, groups.flat()),
  });
  return cardMenu('metrics', strings.title, items);
}

/** What the run does about its metrics, while a worker tells. */
function planOf({ summary, progress }: PanelSnapshot): string | undefined {
  const { now, next } = (summary.connected ? progress.measuring : undefined) ?? {};
  if (now !== undefined) return strings.measuring(now);
  return next === undefined ? undefined : strings.next(next, progress.steps);
}

/** What else there is to say, and to do. */
function footer(snapshot: PanelSnapshot, context: PanelContext): TemplateResult {
  const { summary, evaluating = NO_EVALUATION } = snapshot;
  const plan = planOf(snapshot);
  const isOffered = summary.evaluable || isTold(evaluating);
  return html`${plan === undefined ? nothing : html`<p class="caption">${plan}</p>`}
  ${(summary.unmeasured ?? []).map((reason) => html`<p class="caption">${prose(reason)}</p>`)}
  ${isOffered ? evaluationPart(evaluating, summary, context) : nothing}`;
}

/** Whether there is anything to say of an evaluation. */
function isTold({ state, notes = [] }: EvaluationState): boolean {
  return state !== 'none' || notes.length > 0;
}

/** Whether there is anything to say of metrics. */
function isWorthShowing(snapshot: PanelSnapshot): boolean {
  const { evaluations, evaluating = NO_EVALUATION, summary } = snapshot;
  if (evaluations.length > 0 || summary.evaluable) return true;
  if (isTold(evaluating)) return true;
  return planOf(snapshot) !== undefined || (summary.unmeasured ?? []).length > 0;
}

/**
 * What metrics say of the generated samples, beside what they say of real ones; nothing for runs that measured none and
 * have nothing to measure.
 */
export function metricsCard(
  { snapshot }: PanelModel,
  context: PanelContext,
): TemplateResult | typeof nothing {
  if (snapshot === undefined) return nothing;
  const { evaluations } = snapshot;
  const groups = groupsOf(evaluations);
  if (!isWorthShowing(snapshot)) return nothing;
  const { at, step, pointed } = context.cursor;
  return card({
    context,
    id: 'metrics',
    title: strings.title,
    unit: unitOf(groups, at),
    help: strings.help,
    actions: html`${groups.length === 0 ? nothing : menu(groups, context)}`,
    body:
      groups.length === 0
        ? html`<p class="caption">${strings.nothing}</p>`
        : html`${guard([evaluations, step, pointed], () => table(groups, context))}`,
    footer: footer(snapshot, context),
  });
}
