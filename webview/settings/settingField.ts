import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { isWithinLimits, type LiveSetting } from '../../src/protocol/liveSettings';
import type { PanelContext } from '../context';
import { formatSetting } from '../format';
import { settingStrings as strings } from './strings';

interface TextField extends HTMLElement {
  value: string;
}

/** The number a text means for a setting; undefined when it is none, or outside of the limits. */
export function parseSetting(setting: LiveSetting, text: string): number | undefined {
  // A decimal comma is a slip of the keyboard, and never a thousands separator in numbers this small.
  const normalised = text.trim().replace(',', '.');
  if (normalised === '') return undefined;
  const value = Number(normalised);
  return isWithinLimits(setting, value) ? value : undefined;
}

/**
 * One live setting: shows the value in use, lets another be typed, and sends it on Enter or when the field is left.
 * What is being typed is never overwritten by news from the run.
 */
export class SettingField {
  readonly #setting: LiveSetting;
  readonly #context: PanelContext;
  readonly #ofPlayer: boolean;
  /** The text being edited, or waiting for its outcome; undefined shows the value in use. */
  #draft: string | undefined;
  #sent: number | undefined;

  /** @param ofPlayer whether it stands beside the name of its player */
  constructor(setting: LiveSetting, context: PanelContext, ofPlayer = false) {
    this.#setting = setting;
    this.#context = context;
    this.#ofPlayer = ofPlayer;
  }

  /** @param effective what the setting came to in the last step, where a schedule makes that something else */
  view(current: number, disabled: boolean, effective = current): TemplateResult {
    this.#settle(current);
    const text = this.#draft ?? formatSetting(current);
    const invalid =
      this.#draft !== undefined && parseSetting(this.#setting, this.#draft) === undefined;
    const setting = this.#setting;
    const name = strings.name(setting);
    const inForce = effective === current ? '' : strings.inForce(effective);
    return html`<div class="setting">
      <span class="setting-label" aria-hidden="true">
        ${this.#label()} <span class="in-force">${inForce}</span>
      </span>
      <vscode-textfield
        id=${setting}
        .label=${name}
        .value=${live(text)}
        ?disabled=${disabled}
        ?invalid=${invalid}
        title=${strings.help(setting) + strings.scheduled(inForce)}
        @input=${(event: Event) => this.#edit(event)}
        @change=${() => this.#commit(current)}
        @keydown=${(event: KeyboardEvent) => this.#press(event, current)}
      ></vscode-textfield>
      ${
        invalid
          ? html`<span class="setting-problem" role="alert">${strings.invalid(setting)}</span>`
          : ''
      }
    </div>`;
  }

  #label(): TemplateResult {
    if (this.#ofPlayer) return html`${strings.short(this.#setting)}`;
    return html`<span class="roomy">${strings.name(this.#setting)}</span>
      <span class="compact">${strings.compact(this.#setting)}</span>`;
  }

  /** Gives up the draft once the run uses what was sent, or once the host said that it will not. */
  #settle(current: number): void {
    if (this.#sent === undefined) return;
    const answered = !this.#context.store.model.pending.includes('changeSetting');
    if (answered || this.#sent === current) {
      this.#draft = undefined;
      this.#sent = undefined;
    }
  }

  #edit(event: Event): void {
    this.#draft = (event.currentTarget as TextField).value;
    this.#sent = undefined;
    this.#context.redraw();
  }

  #press(event: KeyboardEvent, current: number): void {
    if (event.key === 'Enter') {
      this.#commit(current);
    } else if (event.key === 'Escape') {
      this.#draft = undefined;
      this.#context.redraw();
    }
  }

  #commit(current: number): void {
    if (this.#draft === undefined || this.#sent !== undefined) return;
    const value = parseSetting(this.#setting, this.#draft);
    if (value === undefined) return;
    if (value === current) {
      this.#draft = undefined;
    } else {
      this.#sent = value;
      this.#context.store.markPending('changeSetting');
      this.#context.post({ type: 'changeSetting', setting: this.#setting, value });
    }
    this.#context.redraw();
  }
}
