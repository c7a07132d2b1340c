/** The stochastic gradients that Algorithm 1 of Goodfellow et al. 2014 follows, for the loss in use. */
import type { Algorithm, AlgorithmLoss, AlgorithmPenalty } from '../../src/protocol/algorithm';
import {
  applied,
  bracketed,
  type Formula,
  gradient,
  joined,
  minibatchMean,
  minus,
  named,
  number,
  plus,
  sample,
  sign,
  slope,
  squared,
  subscript,
} from './formula';

/** Which way a player goes along its gradient, and the gradient. */
export interface PlayerGradient {
  readonly direction: 'ascending' | 'descending';
  readonly formula: Formula;
}

export const x = sample('x', 'x');
export const z = sample('z', 'z');
export const discriminatorParameters = subscript('θ', 'd', 'theta d');
const generatorParameters = subscript('θ', 'g', 'theta g');

const generated = applied('G', z);
/** Where penalties measure the slope. */
const between = sample('x̂', 'x hat');

/** Whether D is the σ of its output, and losses are in nats. */
export function isLogLoss({ name }: AlgorithmLoss): boolean {
  return name === 'minimax' || name === 'nonSaturating';
}

const output = (of: Formula): Formula => applied('D', of);
const score = (of: Formula): Formula => applied('a', of);
const log = (of: Formula): Formula => named('log', of);
const fromOne = (of: Formula, middle: Formula): Formula => joined(number(1), middle, of);
const logFake = (of: Formula): Formula => log(bracketed(fromOne(output(of), minus)));

/** Terms with a plus between them; a factor of 1 is not written, one of 0 has no term. */
function weighted(terms: readonly (readonly [factor: number, term: Formula])[]): {
  readonly sum: Formula;
  readonly count: number;
} {
  const shown = terms.filter(([factor]) => factor !== 0);
  const parts = shown.flatMap(([factor, term], i) => [
    ...(i === 0 ? [] : [plus]),
    factor === 1 ? term : joined(number(factor), term),
  ]);
  return { sum: joined(...parts), count: shown.length };
}

/** (a(of) − target)², where a target of 0 is not written. */
function squaredDistance(of: Formula, target: number): Formula {
  if (target === 0) return squared(score(of));
  const side = target > 0 ? minus : plus;
  return squared(bracketed(joined(score(of), side, number(Math.abs(target)))));
}

const margin = (of: Formula, middle: Formula): Formula =>
  named('max', bracketed(joined(number(0), sign(',', 'and'), fromOne(score(of), middle))));

/** What the discriminator's gradient is of, without factors. */
function discriminatorTerms(loss: AlgorithmLoss): { sum: Formula; count: number } {
  switch (loss.name) {
    case 'minimax':
    case 'nonSaturating': {
      const { real, fake } = loss.labels ?? { real: 1, fake: 0 };
      const rest = (label: number): number => Number((1 - label).toPrecision(6));
      return weighted([
        [real, log(output(x))],
        [rest(real), logFake(x)],
        [fake, log(output(generated))],
        [rest(fake), logFake(generated)],
      ]);
    }
    case 'leastSquares': {
      const { real, fake } = loss.targets ?? { real: 1, fake: 0 };
      return weighted([
        [1, squaredDistance(x, real)],
        [1, squaredDistance(generated, fake)],
      ]);
    }
    case 'hinge':
      return weighted([
        [1, margin(x, minus)],
        [1, margin(generated, plus)],
      ]);
    case 'wasserstein':
      return { sum: joined(score(x), minus, score(generated)), count: 2 };
  }
}

function penaltyTerm(penalty: AlgorithmPenalty): Formula {
  switch (penalty.kind) {
    case 'gradientPenalty': {
      const distance = joined(slope('a', between), minus, number(penalty.target));
      return squared(
        penalty.side === 'both'
          ? bracketed(distance)
          : named('max', bracketed(joined(number(0), sign(',', 'and'), distance))),
      );
    }
    case 'r1':
      return squared(slope('a', x));
    case 'r2':
      return squared(slope('a', generated));
  }
}

function scaled(factor: number, { sum, count }: { sum: Formula; count: number }): Formula {
  if (factor === 1) return sum;
  return joined(number(factor), count > 1 ? bracketed(sum) : sum);
}

export function discriminatorGradient({ loss, penalties }: Algorithm): PlayerGradient {
  const ascends = isLogLoss(loss) || loss.name === 'wasserstein';
  const terms = discriminatorTerms(loss);
  const added = penalties
    .filter(({ factor }) => factor !== 0)
    .flatMap((penalty) => [
      ascends ? minus : plus,
      ...(penalty.factor === 1 ? [] : [number(penalty.factor)]),
      penaltyTerm(penalty),
    ]);
  const sum = joined(scaled(loss.discriminatorScale, terms), ...added);
  const isSum = added.length > 0 || (terms.count > 1 && loss.discriminatorScale === 1);
  return {
    direction: ascends ? 'ascending' : 'descending',
    formula: gradient(discriminatorParameters, minibatchMean(sum, isSum)),
  };
}

function generatorTerm(loss: AlgorithmLoss): {
  readonly term: Formula;
  readonly direction: PlayerGradient['direction'];
} {
  switch (loss.name) {
    case 'minimax':
      return { term: logFake(generated), direction: 'descending' };
    case 'nonSaturating':
      return { term: log(output(generated)), direction: 'ascending' };
    case 'leastSquares':
      return {
        term: squaredDistance(generated, loss.targets?.generator ?? 1),
        direction: 'descending',
      };
    case 'hinge':
    case 'wasserstein':
      return { term: score(generated), direction: 'ascending' };
  }
}

export function generatorGradient({ loss }: Algorithm): PlayerGradient {
  const { term, direction } = generatorTerm(loss);
  const scaledTerm = scaled(loss.generatorScale, { sum: term, count: 1 });
  return { direction, formula: gradient(generatorParameters, minibatchMean(scaledTerm, false)) };
}

/** Whether the formulas speak of a, the output of the network itself. */
export function namesScore({ loss, penalties }: Algorithm): boolean {
  return !isLogLoss(loss) || penalties.length > 0;
}
