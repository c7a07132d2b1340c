/** Has the newest checkpoint measured thoroughly, and tells how far that has come. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EvaluationState, RunSummary } from '../../src/protocol/panelProtocol';
import { isLiveState } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import { icon } from '../view/icon';
import { prose } from '../view/prose';
import { strings } from './strings';

const words = strings.evaluation;

function running(evaluating: EvaluationState, context: PanelContext): TemplateResult {
  return html`<span>${icon('loading', true)} ${words.running(evaluating)}</span>
    <vscode-button secondary @click=${() => context.post({ type: 'cancelEvaluation' })}
      >${words.cancel}</vscode-button
    >`;
}

function canceling(): TemplateResult {
  return html`<span>${icon('loading', true)} ${words.canceling}</span>`;
}

function resting(live: boolean, context: PanelContext): TemplateResult {
  return html`<vscode-button secondary @click=${() => context.post({ type: 'evaluate' })}
      >${words.begin}</vscode-button
    >
    <span class="caption">${words.help} ${live ? words.whileTraining : nothing}</span>`;
}

function notesView(notes: readonly string[]): TemplateResult {
  return html`<details class="evaluation-notes" open>
    <summary>${words.notes}</summary>
    <ul>
      ${notes.map((note) => html`<li>${note}</li>`)}
    </ul>
  </details>`;
}

/** What can be done now; nothing for a run without a checkpoint. */
function control(
  evaluating: EvaluationState,
  { evaluable, state }: RunSummary,
  context: PanelContext,
): TemplateResult | typeof nothing {
  // What has been begun goes on even if its checkpoint has been replaced.
  if (evaluating.state === 'running') return running(evaluating, context);
  if (evaluating.state === 'canceling') return canceling();
  return evaluable ? resting(isLiveState(state), context) : nothing;
}

export function evaluationPart(
  evaluating: EvaluationState,
  summary: RunSummary,
  context: PanelContext,
): TemplateResult {
  const { state, step, message, notes = [] } = evaluating;
  return html`<div class="evaluation">${control(evaluating, summary, context)}</div>
    <p role="status">${state === 'done' ? words.done(step) : nothing}</p>
    ${state === 'failed' ? html`<p class="problem" role="alert">${prose(words.failed(message))}</p>` : nothing}
    ${notes.length === 0 ? nothing : notesView(notes)}`;
}
