import { html, type TemplateResult } from 'lit';
import { strings } from '../strings';
import { icon } from './icon';

/**
 * The "…" of a card: how it is shown, and what it can be saved as. A popover of the browser's own: Escape and a click
 * elsewhere close it, and the focus goes back to where it was.
 */
export function cardMenu(id: string, title: string, content: TemplateResult): TemplateResult {
  const label = strings.menu.open(title);
  return html`<span class="card-menu-holder">
    <button
      type="button"
      class="icon-button"
      aria-label=${label}
      title=${label}
      popovertarget="${id}-menu"
    >
      ${icon('ellipsis')}
    </button>
    <div popover class="card-menu" id="${id}-menu" role="dialog" aria-label=${label}>
      ${content}
    </div>
  </span>`;
}

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** Why it cannot be chosen. */
  readonly problem?: string | undefined;
}

/** One of a few, as radio buttons in a row. */
export function menuChoice<T extends string>(
  name: string,
  legend: string,
  choices: readonly Choice<T>[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`<fieldset class="menu-choice">
    <legend>${legend}</legend>
    ${choices.map(
      ({ value, label, problem }) =>
        html`<label title=${problem ?? ''}
          ><input
            type="radio"
            name=${name}
            value=${value}
            .checked=${value === chosen}
            ?disabled=${problem !== undefined}
            @change=${() => choose(value)}
          />${label}</label
        >`,
    )}
  </fieldset>`;
}
