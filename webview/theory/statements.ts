/** The statements, set as in the papers and with their numbers. */
import { html, type TemplateResult } from 'lit';
import type { TheoryPage } from '../../src/protocol/theoryProtocol';
import {
  BEST,
  brackets,
  DATA,
  displayed,
  formula,
  fraction,
  GAME,
  MINIMUM,
  MODEL,
  PLUS,
  row,
  SPACE,
  squareBrackets,
  sub,
  sup,
  tallBrackets,
  under,
  words,
} from './math';

function statement(
  name: string,
  body: TemplateResult,
  source: TemplateResult | string,
): TemplateResult {
  return html`<figure class="statement">
    <blockquote>${name === '' ? '' : html`<strong>${name}</strong> `}${body}</blockquote>
    <figcaption>${source}</figcaption>
  </figure>`;
}

const at = (what: TemplateResult | string): TemplateResult => row(what, brackets('x'));
const expectation = (under_: TemplateResult): TemplateResult => sub('𝔼', row('x', '∼', under_));
const MEAN = fraction(row(DATA, '+', MODEL), '2');

function proposition1(): TemplateResult {
  return statement(
    'Proposition 1.',
    html`For ${formula('G')} fixed, the optimal discriminator ${formula('D')} is
    ${displayed('(2)', row(at(BEST), '=', fraction(at(DATA), row(at(DATA), '+', at(MODEL)))))}`,
    html`Goodfellow et al. 2014, section 4.1. It maximizes
    ${formula(row(GAME, '=', expectation(DATA), squareBrackets('log', SPACE, at('D'))))}
    ${formula(row(PLUS, expectation(MODEL), squareBrackets('log', brackets('1', '−', at('D')))))},
    equation (1).`,
  );
}

function theorem1(): TemplateResult {
  return statement(
    'Theorem 1.',
    html`The global minimum of the virtual training criterion
    ${formula(row('C', brackets('G'), '=', under('max', 'D'), SPACE, GAME))} is achieved if and only
    if ${formula(row(MODEL, '=', DATA))}. At that point, ${formula(row('C', brackets('G')))}
    achieves the value ${formula(MINIMUM)}.
    ${displayed('(5)', row('C', brackets('G'), '=', MINIMUM), row(PLUS, words('KL'), tallBrackets(DATA, '∥', MEAN)), row(PLUS, words('KL'), tallBrackets(MODEL, '∥', MEAN)))}
    ${displayed('(6)', row('=', MINIMUM, '+', '2', '·', words('JSD'), brackets(DATA, '∥', MODEL)))}`,
    html`Goodfellow et al. 2014, section 4.1. Below,
    ${formula(row('m', '=', brackets(DATA, '+', MODEL), '/', '2'))}.`,
  );
}

function proposition2(): TemplateResult {
  return statement(
    'Proposition 2.',
    html`If ${formula('G')} and ${formula('D')} have enough capacity, and at each step of Algorithm
    1 the discriminator is allowed to reach its optimum given ${formula('G')}, and ${formula(MODEL)}
    is updated so as to improve the criterion
    ${displayed('', row(expectation(DATA), squareBrackets('log', SPACE, at(BEST))), row(PLUS, expectation(MODEL), squareBrackets('log', brackets('1', '−', at(BEST)))))}
    then ${formula(MODEL)} converges to ${formula(DATA)}.`,
    html`Goodfellow et al. 2014, section 4.2. Here ${formula(MODEL)} is masses of eight cells, and D
    has a logit for each. A step of G multiplies ${formula(MODEL)} by
    ${formula(sup(brackets('1', '−', 'D'), row('−', 'η')))} and makes the sum 1 again: mirror
    descent, which is gradient descent in the geometry of probabilities.`,
  );
}

function diracGan(): TemplateResult {
  const psiTheta = row('ψ', 'θ');
  return statement(
    '',
    html`All data lies at 0 and all that is generated at ${formula('θ')}; the discriminator has one
    slope, ${formula(row(sub('D', 'ψ'), brackets('x'), '=', 'σ', brackets('−', 'ψ', 'x')))}. The
    value of the game is
    ${displayed('', row('V', '=', 'f', brackets(psiTheta), '+', 'f', brackets('0'), ','), row('f', brackets('t'), '=', '−', 'log', brackets('1', '+', sup('e', row('−', 't')))))}
    and both players are done where ${formula(row('θ', '=', 'ψ', '=', '0'))}. Near it a step is a
    linear map; its eigenvalues ${formula(sub('λ', words('1, 2')))} decide.`,
    'Mescheder, Geiger & Nowozin 2018, Which Training Methods for GANs do actually Converge?, definition 2.1.',
  );
}

function questions(): TemplateResult {
  const kappa = row('κ', '=', 'k', sub('η', 'D'), '/', sub('η', 'G'));
  const damping = tallBrackets(fraction(sup('s', '2'), '2'), '+', 'γ');
  return statement(
    'One GAN that can be solved.',
    html`${formula(row(DATA, '=', words('N'), brackets('0', ',', sup('s', '2'))))},
    ${formula(row('G', brackets('z'), '=', 'θ', '+', 's', 'z'))},
    ${formula(row('D', brackets('x'), '=', 'σ', brackets('w', 'x', '+', 'b')))}, R1 of strength
    ${formula('γ')}, and ${formula(kappa)}. Near the solution the two players are a damped
    oscillator,
    ${displayed('', row(sup('λ', '2'), '+', 'κ', damping, 'λ', '+', fraction('κ', '4'), '=', '0'))}
    and the rate at which it comes to rest is the smaller of the two
    ${formula(row('−', words('Re'), SPACE, 'λ'))}.`,
    'V near the solution is −log 4 − θw/2 − s²w²/4; time runs in steps of G times its step size. Minimax and non-saturating are the same here.',
  );
}

export const statements: Record<TheoryPage, () => TemplateResult> = {
  proposition1,
  theorem1,
  proposition2,
  diracGan,
  questions,
};
