import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

interface SliderOptions {
  readonly id: string;
  readonly label: string | TemplateResult;
  /** Without formulas. */
  readonly spoken: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: string;
  readonly change: (value: number) => void;
}

/** A number that can be dragged, with its value beside it. */
export function slider(options: SliderOptions): TemplateResult {
  const { id, label, spoken, value, min, max, step, text, change } = options;
  return html`<div class="slider">
    <label for=${id}>${label}</label>
    <input
      type="range"
      id=${id}
      min=${min}
      max=${max}
      step=${step}
      aria-label=${spoken}
      aria-valuetext=${text}
      .value=${live(String(value))}
      @input=${(event: Event) => change(Number((event.currentTarget as HTMLInputElement).value))}
    />
    <output for=${id}>${text}</output>
  </div>`;
}

interface SelectOptions<T extends string> {
  readonly id: string;
  readonly label: string;
  readonly value: T;
  readonly choices: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly change: (value: T) => void;
}

export function select<T extends string>(options: SelectOptions<T>): TemplateResult {
  const { id, label, value, choices, names, change } = options;
  return html`<div class="select">
    <label for=${id}>${label}</label>
    <select
      id=${id}
      .value=${live(value)}
      @change=${(event: Event) => {
        const chosen = (event.currentTarget as HTMLSelectElement).value;
        const known = choices.find((choice) => choice === chosen);
        if (known !== undefined) change(known);
      }}
    >
      ${choices.map(
        (choice) =>
          html`<option value=${choice} ?selected=${choice === value}>${names[choice]}</option>`,
      )}
    </select>
  </div>`;
}

/** A button that sets an experiment up. */
export function preset(text: string, press: () => void, pressed?: boolean): TemplateResult {
  return html`<button
    type="button"
    class="preset"
    aria-pressed=${pressed === undefined ? nothing : String(pressed)}
    @click=${press}
  >
    ${text}
  </button>`;
}

interface Reading {
  readonly name: string | TemplateResult;
  readonly value: string;
  readonly note?: string;
}

/** Numbers with their names, as in the panel. */
export function readings(rows: readonly Reading[]): TemplateResult {
  return html`<dl class="figures">
    ${rows.map(
      ({ name, value, note }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}${note === undefined ? nothing : html`<span class="note">${note}</span>`}</dd>
        </div>`,
    )}
  </dl>`;
}
