import { html, svg, type TemplateResult } from 'lit';
import { optimalValue } from '../../src/theory/divergences';

const EQUILIBRIUM = optimalValue(0);
/** A discriminator far worse than chance has a value without bound. */
const LOWEST = -3;
const BAR_HEIGHT = 16;
const ROW_HEIGHT = 22;
const TEXT_HEIGHT = 14;

interface Bar {
  /** In nats. */
  readonly from: number;
  readonly to: number;
  readonly kind: 'divergence' | 'gap' | 'real';
}

interface ValueScale {
  readonly label: string;
  /** Bars end to end, in one row or more. */
  readonly rows: readonly (readonly Bar[])[];
  /** C(G). */
  readonly optimal: number;
  /** V(D, G); absent where it is no matter. */
  readonly played?: number | undefined;
}

/** Values of the game from −log 4, at the equilibrium, to 0, where D is always right: bars on one scale. */
export function valueScale({ label, rows, optimal, played }: ValueScale): TemplateResult {
  const low = Math.max(LOWEST, Math.min(EQUILIBRIUM, played ?? EQUILIBRIUM) - 0.12);
  const share = (nats: number): number => (100 * (Math.max(low, nats) - low)) / (0.02 - low);
  const percent = (nats: number): string => `${share(nats).toFixed(2)}%`;
  const bottom = 4 + ROW_HEIGHT * rows.length;
  const bar = ({ from, to, kind }: Bar, row: number) =>
    svg`<rect class="stack-bar ${kind}" x=${percent(from)} y=${4 + ROW_HEIGHT * row} height=${BAR_HEIGHT} width=${`${Math.max(0, share(to) - share(from)).toFixed(2)}%`} />`;
  const mark = (at: number, from: number, to: number, kind: string) =>
    svg`<line class="stack-mark ${kind}" x1=${percent(at)} x2=${percent(at)} y1=${from} y2=${to} />`;
  const text = (at: number, anchor: string, words: string) =>
    svg`<text class="stack-text" x=${percent(at)} y=${bottom + 11} text-anchor=${anchor}>${words}</text>`;
  return html`<svg
    class="stack"
    width="100%"
    height=${bottom + TEXT_HEIGHT}
    role="img"
    aria-label=${label}
  >
    ${rows.map((bars, row) => bars.map((one) => bar(one, row)))}
    ${mark(EQUILIBRIUM, 0, bottom, 'equilibrium')} ${mark(0, 0, bottom, 'zero')}
    ${mark(optimal, 0, bottom - 2, 'optimal')}
    ${played === undefined ? '' : mark(played, bottom - ROW_HEIGHT - 4, bottom, 'played')}
    ${text(EQUILIBRIUM, 'middle', '−log 4')} ${text(0, 'end', '0')}
  </svg>`;
}

/** What separates p_g from p_data and, where it is known, what D leaves of it, one above the other. */
export function gapRows(optimal: number, played: number | undefined): Bar[][] {
  const divergence: Bar = { from: EQUILIBRIUM, to: optimal, kind: 'divergence' };
  return played === undefined
    ? [[divergence]]
    : [[divergence], [{ from: played, to: optimal, kind: 'gap' }]];
}
