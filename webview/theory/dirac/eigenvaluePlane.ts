import { html, svg, type TemplateResult } from 'lit';
import { modulus, type Complex } from '../../../src/theory/dirac/stability';
import { theoryStrings } from '../strings';

const words = theoryStrings.dirac;
const SIZE = 132;
const RADIUS = 46;

function text({ re, im }: Complex): string {
  const number = (value: number): string => value.toFixed(4).replace('-', '−');
  if (im === 0) return number(re);
  return `${number(re)} ${im < 0 ? '−' : '+'} ${number(Math.abs(im))} i`;
}

/** The eigenvalues of a step beside the unit circle: within it, steps shrink what they act on. */
export function eigenvaluePlane(
  eigenvalues: readonly [Complex, Complex] | undefined,
): TemplateResult {
  if (eigenvalues === undefined) return html`<p class="caption">${words.noEigenvalues}</p>`;
  const [first, second] = eigenvalues;
  const middle = SIZE / 2;
  // Far outside they stand at the edge.
  const place = (value: number): number => Math.min(1.36, Math.max(-1.36, value)) * RADIUS;
  const largest = modulus(first);
  const outside = largest > 1 + 1e-9;
  return html`<div class="eigenvalues">
    <svg
      width=${SIZE}
      height=${SIZE}
      viewBox="0 0 ${SIZE} ${SIZE}"
      role="img"
      aria-label=${words.eigenvaluesLabel(text(first), text(second), largest)}
    >
      <line class="plane-axis" x1="0" x2=${SIZE} y1=${middle} y2=${middle} />
      <line class="plane-axis" x1=${middle} x2=${middle} y1="0" y2=${SIZE} />
      <circle class="unit-circle" cx=${middle} cy=${middle} r=${RADIUS} />
      ${eigenvalues.map(
        ({ re, im }) =>
          svg`<circle class="eigenvalue ${outside ? 'outside' : ''}" cx=${middle + place(re)} cy=${middle - place(im)} r="5" />`,
      )}
    </svg>
    <div>
      <h3>${words.eigenvalues}</h3>
      <p class="number">λ₁ = ${text(first)}</p>
      <p class="number">λ₂ = ${text(second)}</p>
    </div>
  </div>`;
}
