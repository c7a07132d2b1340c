import { html, nothing, type TemplateResult } from 'lit';
import type { DistributionFigures } from '../../src/protocol/distribution';
import { formatValue } from '../format';
import { strings } from '../strings';
import { gapRows, valueScale } from './valueScale';

/** What separates p_g from p_data, and what D leaves of it, with their names and numbers. */
export function valueStack(figures: DistributionFigures): TemplateResult | typeof nothing {
  const { value, optimalValue: optimal, discriminatorGap } = figures;
  if (!Number.isFinite(optimal)) return nothing;
  const known = Number.isFinite(discriminatorGap);
  const played = known ? optimal - discriminatorGap : undefined;
  const words = strings.value.stack;
  return html`${valueScale({
      label: words.label(figures.jensenShannon, known ? discriminatorGap : undefined),
      rows: gapRows(optimal, played),
      ...{ optimal, played },
    })}
    <ul class="legend stack-legend">
      <li>
        <span class="dot divergence" aria-hidden="true"></span
        ><span>${words.divergence(formatValue(2 * figures.jensenShannon))}</span>
      </li>
      ${
        known
          ? html`<li>
              <span class="dot gap" aria-hidden="true"></span
              ><span>${words.gap(formatValue(discriminatorGap), formatValue(value))}</span>
            </li>`
          : nothing
      }
    </ul>`;
}
