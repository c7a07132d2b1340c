import { html, nothing, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { strings } from '../strings';
import { icon, iconButton } from './icon';

/**
 * The pinned step, and the ways on from there. It floats at the lower edge: what it would push aside is what the user
 * has just clicked.
 * @param steps with something kept, ascending
 */
export function cursorBar(
  { cursor }: PanelContext,
  steps: readonly number[],
): TemplateResult | typeof nothing {
  const { step } = cursor;
  if (step === undefined) return nothing;
  const words = strings.cursor;
  const before = steps.findLast((kept) => kept < step);
  const after = steps.find((kept) => kept > step);
  const go = (name: string, label: string, to: number | undefined): TemplateResult =>
    iconButton({
      ...{ icon: name, label, disabled: to === undefined },
      press: () => {
        cursor.stopPlaying();
        cursor.step = to;
      },
    });
  return html`<div class="cursor-bar" role="group" aria-label=${words.label}>
    ${icon('pinned')}<span class="cursor-step">${words.pinned(step)}</span>
    ${go('chevron-left', words.earlier, before)} ${go('chevron-right', words.later, after)}
    <button
      type="button"
      class="text-toggle"
      title=${words.latestHelp}
      @click=${() => {
        cursor.stopPlaying();
        cursor.step = undefined;
      }}
    >
      ${icon('target')}<span>${strings.samples.latest}</span>
    </button>
  </div>`;
}
