import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { toggled, type CardId } from '../choices';
import type { PanelContext } from '../context';
import { strings } from '../strings';
import { icon, iconToggle } from './icon';

interface CardFrame {
  readonly id: CardId;
  readonly title: string;
  readonly unit: string;
  readonly help: string;
  readonly actions: TemplateResult;
  readonly body: TemplateResult;
  readonly footer?: TemplateResult | typeof nothing;
  readonly context: PanelContext;
}

/** The frame that all cards share: heading, actions, body, help, footer. Folded, it is the heading alone. */
export function card(frame: CardFrame): TemplateResult {
  const { id, title, context } = frame;
  const titleId = `${id}-title`;
  const { openHelp, foldedCards } = context.choices;
  const explained = openHelp.includes(id);
  const folded = foldedCards.includes(id);
  const fold = (): void => context.choose({ foldedCards: toggled(foldedCards, id) });
  const heading = html`<div class="card-heading">
    <h2 id=${titleId}>
      <button type="button" class="fold" aria-expanded=${!folded} @click=${fold}>
        ${icon(folded ? 'chevron-right' : 'chevron-down')}${title}
      </button>
    </h2>
    <span class="unit">${frame.unit}</span>
  </div>`;
  if (folded) {
    return html`<section class="card" id=${id} aria-labelledby=${titleId}>
      <header class="card-header">${heading}</header>
    </section>`;
  }
  return html`<section
    class="card ${explained ? 'explained' : ''}"
    id=${id}
    aria-labelledby=${titleId}
  >
    <header class="card-header">
      ${heading}
      <div class="card-actions">
        ${frame.actions}
        <span class="help-toggle">
          ${iconToggle({
            icon: 'info',
            label: strings.help(title),
            pressed: explained,
            press: () => context.choose({ openHelp: toggled(openHelp, id) }),
          })}
        </span>
      </div>
    </header>
    ${frame.body}
    <p class="help">${frame.help}</p>
    ${frame.footer ?? nothing}
  </section>`;
}

interface Plot {
  readonly kind: string;
  readonly summary: string;
  readonly empty: string | undefined;
  readonly canvas: (element: Element | undefined) => void;
  /** A canvas that answers keys can be focused. */
  readonly keys?: (event: KeyboardEvent) => void;
  readonly hint?: string;
}

/** The canvas of a chart. Its content is invisible to screen readers: its label sums it up, the table has the numbers. */
export function plot({ kind, summary, empty, canvas, keys, hint }: Plot): TemplateResult {
  // Another chart in the same place gets a canvas of its own, on which nobody else listens.
  return html`${keyed(
    canvas,
    html`<div class="plot ${kind}">
      <canvas
        role="img"
        aria-label=${summary}
        tabindex=${keys === undefined ? nothing : 0}
        aria-description=${hint ?? nothing}
        @keydown=${keys ?? nothing}
        ${ref(canvas)}
      ></canvas>
      <div class="selection" hidden></div>
      ${empty === undefined ? nothing : html`<p class="empty">${empty}</p>`}
    </div>`,
  )}`;
}
