import { html, svg, type TemplateResult } from 'lit';
import { optimalValue } from '../../src/theory/divergences';

const HEIGHT = 46;
const BAR = 14;
const EQUILIBRIUM = optimalValue(0);
/** A discriminator worse than chance is worth less than −log 4, without end. */
const LOWEST = -2.6;

interface Scale {
  /** V(D, G). */
  readonly value: number;
  /** V(D*, G). */
  readonly optimal: number;
  readonly label: string;
}

/** Where the value stands between −log 4 and 0: what separates the densities, and what D leaves of it. */
export function valueScale({ value, optimal, label }: Scale): TemplateResult {
  const low = Math.max(LOWEST, Math.min(EQUILIBRIUM, value)) - 0.1;
  const percent = (nats: number): number => (100 * (Math.max(low, nats) - low)) / (0.06 - low);
  const bar = (from: number, to: number, y: number, kind: string) =>
    svg`<rect class="stack-bar ${kind}" x="${percent(from).toFixed(2)}%" width="${Math.max(0, percent(to) - percent(from)).toFixed(2)}%" y=${y} height=${BAR} />`;
  const mark = (at: number, kind: string, to: number) =>
    svg`<line class="stack-mark ${kind}" x1="${percent(at).toFixed(2)}%" x2="${percent(at).toFixed(2)}%" y1="0" y2=${to} />`;
  return html`<svg class="stack" width="100%" height=${HEIGHT + 18} role="img" aria-label=${label}>
    ${bar(EQUILIBRIUM, optimal, 2, 'divergence')} ${bar(value, optimal, 4 + BAR, 'gap')}
    ${mark(EQUILIBRIUM, 'equilibrium', HEIGHT)} ${mark(0, 'zero', HEIGHT)}
    ${mark(optimal, 'optimal', HEIGHT - 8)} ${mark(Math.max(low, value), 'played', HEIGHT - 8)}
    <text
      class="stack-text"
      x="${percent(EQUILIBRIUM).toFixed(2)}%"
      y=${HEIGHT + 13}
      text-anchor="middle"
    >
      −log 4
    </text>
    <text class="stack-text" x="${percent(0).toFixed(2)}%" y=${HEIGHT + 13} text-anchor="end">
      0
    </text>
  </svg>`;
}
