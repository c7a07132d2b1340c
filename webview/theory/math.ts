/** Formulas in MathML, which the browser sets. */
import { html, mathml, type TemplateResult } from 'lit';

type Part = TemplateResult | string;

/** A formula within a sentence. */
export function formula(...parts: readonly Part[]): TemplateResult {
  return html`<math>${parts.map(token)}</math>`;
}

/**
 * A formula on a line of its own, with its number in the paper. Browsers do not break formulas: where there is no room
 * for the whole, it is broken between its parts.
 */
export function displayed(number: string, ...parts: readonly Part[]): TemplateResult {
  return html`<div class="display">
    <span class="display-parts"
      >${parts.map((part) => html`<math displaystyle="true">${token(part)}</math> `)}</span
    >
    ${number === '' ? '' : html`<span class="equation-number">${number}</span>`}
  </div>`;
}

const OPERATORS = /^[=+−·∥,∼/]$/u;

/** Numbers, operators, and names: one letter is set in italics by itself. */
export function token(part: Part): TemplateResult {
  if (typeof part !== 'string') return part;
  if (OPERATORS.test(part)) return mathml`<mo>${part}</mo>`;
  if (/^[\d.½¼]+$/.test(part)) return mathml`<mn>${part}</mn>`;
  return mathml`<mi>${part}</mi>`;
}

export function row(...parts: readonly Part[]): TemplateResult {
  return mathml`<mrow>${parts.map(token)}</mrow>`;
}

export function sub(base: Part, below: Part): TemplateResult {
  return mathml`<msub>${token(base)}${token(below)}</msub>`;
}

export function sup(base: Part, above: Part): TemplateResult {
  return mathml`<msup>${token(base)}${token(above)}</msup>`;
}

export function subSup(base: Part, below: Part, above: Part): TemplateResult {
  return mathml`<msubsup>${token(base)}${token(below)}${token(above)}</msubsup>`;
}

export function fraction(above: Part, below: Part): TemplateResult {
  return mathml`<mfrac>${token(above)}${token(below)}</mfrac>`;
}

/** An operator with what stands under it. */
export function under(base: Part, below: Part): TemplateResult {
  return mathml`<munder>${token(base)}${token(below)}</munder>`;
}

/** Words within a formula. */
export function words(text: string): TemplateResult {
  return mathml`<mtext>${text}</mtext>`;
}

export function brackets(...parts: readonly Part[]): TemplateResult {
  return mathml`<mrow><mo stretchy="false">(</mo>${parts.map(token)}<mo stretchy="false">)</mo></mrow>`;
}

/** As high as what is in them. */
export function tallBrackets(...parts: readonly Part[]): TemplateResult {
  return mathml`<mrow><mo>(</mo>${parts.map(token)}<mo>)</mo></mrow>`;
}

export function squareBrackets(...parts: readonly Part[]): TemplateResult {
  return mathml`<mrow><mo stretchy="false">[</mo>${parts.map(token)}<mo stretchy="false">]</mo></mrow>`;
}

/** Between a function and its argument. */
export const SPACE = mathml`<mspace width="0.17em" />`;

/** At the head of a part that stands by itself. */
export const PLUS = mathml`<mo form="infix">+</mo>`;

export const DATA = sub('p', words('data'));
export const MODEL = sub('p', 'g');
/** D*, of a fixed generator. */
export const BEST = subSup('D', 'G', '∗');
export const GAME = row('V', brackets('D', ',', 'G'));
export const MINIMUM = row('−', 'log', SPACE, '4');
