import { html, nothing, svg, type TemplateResult } from 'lit';
import type { DistributionFigures } from '../../src/protocol/distribution';
import { formatValue } from '../format';
import { strings } from '../strings';

const EQUILIBRIUM = -Math.log(4);
/** A discriminator far worse than chance has a value without bound. */
const LOWEST = -3;
const BAR_HEIGHT = 16;

/** The scale from −log 4 to 0 as two bars: what separates p_g from p_data, and what D leaves of it. */
export function valueStack(figures: DistributionFigures): TemplateResult | typeof nothing {
  const { value, optimalValue, discriminatorGap } = figures;
  if (!Number.isFinite(optimalValue)) return nothing;
  const played = optimalValue - discriminatorGap;
  const known = Number.isFinite(played);
  const low = Math.max(LOWEST, Math.min(EQUILIBRIUM, known ? played : EQUILIBRIUM) - 0.12);
  const share = (nats: number): number => (100 * (Math.max(low, nats) - low)) / (0.02 - low);
  const percent = (nats: number): string => `${share(nats).toFixed(2)}%`;
  const bar = (from: number, to: number, y: number, kind: string) =>
    svg`<rect class="stack-bar ${kind}" x=${percent(from)} y=${y} height=${BAR_HEIGHT} width=${`${Math.max(0, share(to) - share(from)).toFixed(2)}%`} />`;
  const mark = (at: number, from: number, to: number, kind: string) =>
    svg`<line class="stack-mark ${kind}" x1=${percent(at)} x2=${percent(at)} y1=${from} y2=${to} />`;
  const words = strings.value.stack;
  return html`<svg
      class="stack"
      width="100%"
      height=${known ? 62 : 40}
      role="img"
      aria-label=${words.label(figures.jensenShannon, known ? discriminatorGap : undefined)}
    >
      ${bar(EQUILIBRIUM, optimalValue, 4, 'divergence')}
      ${known ? bar(Math.max(low, played), optimalValue, 26, 'gap') : nothing}
      ${mark(EQUILIBRIUM, 0, known ? 48 : 26, 'equilibrium')} ${mark(0, 0, known ? 48 : 26, 'zero')}
      ${mark(optimalValue, 0, known ? 46 : 24, 'optimal')}
      ${known ? mark(Math.max(low, played), 22, 48, 'played') : nothing}
      <text class="stack-text" x=${percent(EQUILIBRIUM)} y=${known ? 59 : 37} text-anchor="middle">
        −log 4
      </text>
      <text class="stack-text" x=${percent(0)} y=${known ? 59 : 37} text-anchor="end">0</text>
    </svg>
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
