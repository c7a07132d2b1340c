/** Has the newest checkpoint measured thoroughly, and tells how far that has come. */
import { html, nothing, type TemplateResult } from 'lit';
import type { EvaluationState } from '../../src/protocol/panelProtocol';
import type { PanelContext } from '../context';
import { icon } from '../view/icon';
import { strings } from './strings';

const words = strings.evaluation;

function running(message: string | undefined, context: PanelContext): TemplateResult {
  return html`<span>${icon('loading', true)} ${words.running(message)}</span>
    <vscode-button secondary @click=${() => context.post({ type: 'cancelEvaluation' })}
      >${words.cancel}</vscode-button
    >`;
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

/** @param live the run is being trained */
export function evaluationPart(
  { state, message, notes = [] }: EvaluationState,
  live: boolean,
  context: PanelContext,
): TemplateResult {
  return html`<div class="evaluation">
      ${state === 'running' ? running(message, context) : resting(live, context)}
    </div>
    <p role="status">${state === 'done' ? words.done : nothing}</p>
    ${state === 'failed' ? html`<p class="problem" role="alert">${message}</p>` : nothing}
    ${notes.length === 0 ? nothing : notesView(notes)}`;
}
