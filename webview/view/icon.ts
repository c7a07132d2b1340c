import { html, type TemplateResult } from 'lit';

/**
 * A codicon beside words that say the same: silent for screen readers. Not `vscode-icon`, which loads the whole icon
 * style sheet once more for every icon: two dozen of them took a third of the first paint.
 */
export function icon(name: string, spin = false): TemplateResult {
  const spinning = spin ? 'codicon-modifier-spin' : '';
  return html`<span class="codicon codicon-${name} ${spinning}" aria-hidden="true"></span>`;
}

interface IconButton {
  readonly icon: string;
  readonly label: string;
  readonly press: () => void;
  readonly disabled?: boolean;
}

/** A button of an editor's toolbar: an icon, its name as tooltip and for screen readers. */
export function iconButton({ icon: name, label, press, disabled = false }: IconButton) {
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${label}
    title=${label}
    ?disabled=${disabled}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}

interface IconToggle extends IconButton {
  readonly pressed: boolean;
}

export function iconToggle({ icon: name, label, press, pressed, disabled = false }: IconToggle) {
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${label}
    aria-pressed=${pressed ? 'true' : 'false'}
    title=${label}
    ?disabled=${disabled}
    @click=${press}
  >
    ${icon(name)}
  </button>`;
}
