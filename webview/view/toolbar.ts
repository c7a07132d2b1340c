import { html, nothing, type TemplateResult } from 'lit';
import type { RunSummary } from '../../src/protocol/panelProtocol';
import { isLiveState } from '../../src/protocol/runModel';
import type { PanelContext } from '../context';
import { LiveSettingFields } from '../settings/liveSettings';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { icon } from './icon';
import { prose } from './prose';
import { whyDisabled } from './runState';

type Command = keyof typeof strings.commands;

const commandIcons: Record<Command, string> = {
  pause: 'debug-pause',
  resume: 'debug-continue',
  singleStep: 'debug-step-over',
  stop: 'debug-stop',
  saveModel: 'save',
  resumeFromCheckpoint: 'debug-rerun',
};

/** Commands and live settings of the run, and the outcome of the last of them. */
export class Toolbar {
  readonly #context: PanelContext;
  readonly #settings: LiveSettingFields;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#settings = new LiveSettingFields(context);
  }

  view(model: PanelModel, summary: RunSummary): TemplateResult {
    const reason = whyDisabled(summary);
    const rates = model.snapshot?.progress.learningRates;
    const disabled = reason !== undefined;
    return html`<div class="controls" role="group" aria-label=${strings.controls}>
        <div class="commands">${this.#commands(model, summary, reason)}</div>
        ${this.#settings.common(summary.settings, disabled, rates)}
      </div>
      ${this.#settings.more(summary.settings, disabled)}
      <p class="why-disabled" id="why-disabled">${reason ?? nothing}</p>
      ${this.#outcome(model, summary)}`;
  }

  #outcome({ outcome }: PanelModel, summary: RunSummary) {
    // Of a run that has stopped, the notice above tells how and what is kept.
    const isTold = outcome?.command === 'stop' && !outcome.failed && !isLiveState(summary.state);
    return html`<p class="outcome ${outcome?.failed === true ? 'failed' : ''}" role="status">
      ${
        outcome === undefined || isTold
          ? nothing
          : html`${icon(outcome.failed ? 'error' : 'check')}${prose(outcome.message)}
            ${this.#revealButton(outcome.savedStep)}`
      }
    </p>`;
  }

  #revealButton(savedStep: number | undefined) {
    if (savedStep === undefined) return nothing;
    return html`<button
      type="button"
      class="link"
      title=${strings.revealHelp}
      @click=${() => this.#context.post({ type: 'revealModel', step: savedStep })}
    >
      ${strings.reveal}
    </button>`;
  }

  #commands(model: PanelModel, summary: RunSummary, reason: string | undefined) {
    if (!isLiveState(summary.state) || (!summary.connected && summary.resumable)) {
      return html`
        ${summary.resumable ? this.#button(model, 'resumeFromCheckpoint', true, false) : nothing}
        ${summary.savable ? this.#button(model, 'saveModel', false, false) : nothing}
      `;
    }
    const disabled = reason !== undefined;
    const paused = summary.state === 'paused';
    return html`
      ${this.#button(model, paused ? 'resume' : 'pause', true, disabled)}
      ${this.#button(model, 'singleStep', false, disabled || !paused)}
      ${this.#button(model, 'stop', false, disabled)}
      ${this.#button(model, 'saveModel', false, disabled)}
    `;
  }

  #button(
    model: PanelModel,
    command: Command,
    primary: boolean,
    disabled: boolean,
  ): TemplateResult {
    const off = disabled || model.pending.includes(command);
    return html`<vscode-button
      ?secondary=${!primary}
      ?disabled=${off}
      aria-disabled=${off ? 'true' : 'false'}
      aria-describedby="why-disabled"
      icon=${commandIcons[command]}
      data-command=${command}
      title=${strings.commandHelp[command]}
      @keydown=${keepPageStill}
      @click=${() => this.#run(command)}
      >${strings.commands[command]}</vscode-button
    >`;
  }

  #run(command: Command): void {
    if (this.#context.store.model.pending.includes(command)) return;
    this.#context.store.markPending(command);
    this.#context.post({ type: 'command', command });
    this.#context.redraw();
  }
}

/** Space presses the button; without this it also scrolls the page. */
export function keepPageStill(event: KeyboardEvent): void {
  if (event.key === ' ') event.preventDefault();
}
