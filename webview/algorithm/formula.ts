/** Formulas, typeset as MathML, each with the words that a screen reader says in its place. */
import { html, mathml, nothing, type TemplateResult } from 'lit';

export interface Formula {
  /** What stands inside of `<math>`. */
  readonly math: unknown;
  readonly words: string;
}

/** As large as the font has it: few fonts know how to stretch. */
const operator = (shown: string) => mathml`<mo stretchy="false">${shown}</mo>`;
const open = operator('(');
const close = operator(')');

export function joined(...parts: readonly Formula[]): Formula {
  return {
    math: parts.map(({ math }) => math),
    words: parts.map(({ words }) => words).join(' '),
  };
}

/** A sign between two others. */
export function sign(shown: string, words: string): Formula {
  return { math: operator(shown), words };
}

export const plus = sign('+', 'plus');
export const minus = sign('−', 'minus');

/** A number as it is written in formulas: ½ instead of 0.5. */
export function number(value: number): Formula {
  const text = value === 0.5 ? '½' : String(value).replace('-', '−');
  return { math: mathml`<mn>${text}</mn>`, words: String(value) };
}

/** A vector is bold, as in the paper. */
export function vector(name: string, words: string): Formula {
  return { math: mathml`<mi class="vector">${name}</mi>`, words };
}

/** A sample, such as x⁽ⁱ⁾. */
export function sample(name: string, words: string, index = 'i'): Formula {
  return {
    math: mathml`<msup>${vector(name, '').math}<mrow>${open}<mi>${index}</mi>${close}</mrow></msup>`,
    words: index === 'i' ? words : `${words} ${index}`,
  };
}

export function subscript(name: string, index: string, words: string): Formula {
  // A single letter is slanted, a name is not.
  const style = index.length > 1 ? 'upright' : '';
  return { math: mathml`<msub><mi>${name}</mi><mi class=${style}>${index}</mi></msub>`, words };
}

/** f(…): brackets as they are, so that they look alike with every font. */
export function applied(name: string, argument: Formula): Formula {
  return {
    math: mathml`<mi>${name}</mi>${open}${argument.math}${close}`,
    words: `${name} of ${argument.words}`,
  };
}

/** A function with an upright name of several letters. */
export function named(name: string, argument: Formula): Formula {
  return {
    math: mathml`<mspace width="0.17em"></mspace><mi class="upright">${name}</mi><mspace width="0.17em"></mspace>${argument.math}`,
    words: `${name} ${argument.words}`,
  };
}

export function bracketed(inside: Formula): Formula {
  return { math: mathml`${open}${inside.math}${close}`, words: `(${inside.words})` };
}

export function squared(base: Formula): Formula {
  return {
    math: mathml`<msup><mrow>${base.math}</mrow><mn>2</mn></msup>`,
    words: `${base.words} squared`,
  };
}

function norm(inside: Formula): Formula {
  return {
    math: mathml`${operator('‖')}${inside.math}${operator('‖')}`,
    words: `the length of ${inside.words}`,
  };
}

export function gradient(of: Formula, inside: Formula): Formula {
  return {
    math: mathml`<msub><mo>∇</mo><mrow>${of.math}</mrow></msub>${inside.math}`,
    words: `gradient with respect to ${of.words} of ${inside.words}`,
  };
}

/** ‖∇f(…)‖, the slope of a function at a point. */
export function slope(name: string, at: Formula): Formula {
  return {
    math: norm({ math: mathml`<mo>∇</mo>${applied(name, at).math}`, words: '' }).math,
    words: `the length of the gradient of ${name} at ${at.words}`,
  };
}

/** (1/m) Σ over the minibatch, in square brackets if there is more than one term. */
export function minibatchMean(inside: Formula, isSum: boolean): Formula {
  const content = isSum
    ? mathml`<mo class="large" stretchy="false">[</mo>${inside.math}<mo class="large" stretchy="false">]</mo>`
    : inside.math;
  return {
    math: mathml`<mfrac><mn>1</mn><mi>m</mi></mfrac><munderover><mo class="sum" movablelimits="false" largeop="false">∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>m</mi></munderover>${content}`,
    words: `the mean over the minibatch of ${inside.words}`,
  };
}

/** In a line of text, or on a line of its own. */
export function typeset(formula: Formula, display: 'inline' | 'block' = 'inline'): TemplateResult {
  return html`<span class="unseen">${formula.words}</span
    ><math display=${display === 'block' ? 'block' : nothing} aria-hidden="true"
      >${mathml`<mrow>${formula.math}</mrow>`}</math
    >`;
}
