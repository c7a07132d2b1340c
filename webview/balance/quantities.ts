/** What the card about the balance can show, and how each figure reads in words. */
import type { BalanceView, PanelSnapshot, RunSummary } from '../../src/protocol/panelProtocol';
import type { CurveSpec } from '../charts/curveSpecs';
import type { BalanceQuantity } from '../choices';
import { formatFigure, formatPercent } from '../format';
import { strings } from '../strings';
import { figuresOf, type BalanceFigure, type Figures } from './figures';
import {
  accuracySpec,
  discriminatorGainSpec,
  generatorGainSpec,
  gradientsSpec,
  overfitSpec,
  penaltySpec,
  scoreGainSpec,
  timesSpec,
  updatesSpec,
} from './specs';
import { UPDATE_BAND } from './strings';

const words = strings.balance;

/** A figure with the name of its side. */
export interface Reading {
  readonly side: string;
  readonly text: string;
}

export interface Quantity {
  readonly id: BalanceQuantity;
  readonly name: string;
  readonly spec: CurveSpec;
  readonly readings: readonly Reading[];
  /** What the figures mean. */
  readonly sentence: string;
}

/** What the sentences are made of. */
interface Known {
  readonly figures: Figures;
  readonly summary: RunSummary;
  /** Undefined while it is being read. */
  readonly balance: BalanceView | undefined;
}

function reading(side: string, value: number, format = formatFigure): Reading {
  return { side, text: Number.isFinite(value) ? format(value) : words.none };
}

/** The figures in a sentence; what stands in for it where one of them is missing. */
function said(
  known: Known,
  needed: readonly BalanceFigure[],
  sentence: (...values: number[]) => string,
): string {
  const values = needed.map(known.figures);
  return values.every(Number.isFinite) ? sentence(...values) : silence(known);
}

function silence({ balance, summary }: Known): string {
  if (balance === undefined) return '';
  if (balance.measured !== undefined) return words.notHere;
  return summary.connected ? words.notYet : words.unmeasured;
}

function gradients(known: Known): Quantity {
  const { figures } = known;
  const { name, sentence } = words.gradients;
  return {
    ...{ id: 'gradients', name, spec: gradientsSpec },
    readings: [
      reading(words.sides.discriminator, figures('discriminatorGradientNorm')),
      reading(words.sides.generator, figures('generatorGradientNorm')),
    ],
    sentence: said(known, ['discriminatorGradientNorm', 'generatorGradientNorm'], sentence),
  };
}

function updateSentence(discriminator: number, generator: number): string {
  const { both, off, still } = words.updates;
  if (discriminator === 0 && generator === 0) return still;
  const { low, high } = UPDATE_BAND;
  const players = [
    { player: 'D', ratio: discriminator },
    { player: 'G', ratio: generator },
  ] as const;
  const distance = ({ ratio }: { readonly ratio: number }): number =>
    ratio === 0 ? 0 : Math.max(ratio / high, low / ratio);
  const [first, second] = players;
  const farther = distance(second) > distance(first) ? second : first;
  return distance(farther) > 1 ? off(farther.player, farther.ratio) : both;
}

function updates(known: Known): Quantity {
  const { figures } = known;
  return {
    ...{ id: 'updates', name: words.updates.name, spec: updatesSpec },
    readings: [
      reading(words.sides.discriminator, figures('discriminatorUpdateRatio')),
      reading(words.sides.generator, figures('generatorUpdateRatio')),
    ],
    sentence: said(known, ['discriminatorUpdateRatio', 'generatorUpdateRatio'], updateSentence),
  };
}

/** Losses of D = σ(a), between which one chooses for the sake of G's gradient. */
function logGain(known: Known): Quantity {
  const { figures, summary } = known;
  const { name, log, otherName } = words.generatorGain;
  const loss = summary.equilibrium?.loss;
  const other = { minimax: 'nonSaturating', nonSaturating: 'minimax' } as const;
  const otherLoss = loss === 'minimax' || loss === 'nonSaturating' ? other[loss] : undefined;
  return {
    ...{ id: 'generatorGain', name, spec: generatorGainSpec },
    readings: [
      reading(words.sides.generator, figures('generatorGain')),
      ...(otherLoss === undefined
        ? []
        : [reading(words.sides[otherLoss], figures('otherGeneratorGain'))]),
    ],
    sentence: said(
      known,
      ['generatorGain', 'otherGeneratorGain', 'generatorEffectiveShare'],
      (gain, otherGain, share) => log(gain, otherGain, otherName[otherLoss ?? 'unknown'], share),
    ),
  };
}

function scoreGain(known: Known): Quantity {
  const { figures, summary } = known;
  const { name, score, constant } = words.generatorGain;
  const saturates = summary.equilibrium?.loss === 'leastSquares';
  return {
    ...{ id: 'generatorGain', name, spec: scoreGainSpec },
    readings: [
      reading(words.sides.generator, figures('generatorGain')),
      reading(words.sides.share, figures('generatorEffectiveShare'), formatPercent),
    ],
    sentence: said(
      known,
      ['generatorGain', 'generatorEffectiveShare'],
      saturates ? score : constant,
    ),
  };
}

function discriminatorGain(known: Known): Quantity {
  const { figures, summary } = known;
  const { name, log, hinge, constant } = words.discriminatorGain;
  const loss = summary.equilibrium?.loss;
  const sentence = loss === 'hinge' ? hinge : loss === 'wasserstein' ? () => constant : log;
  return {
    ...{ id: 'discriminatorGain', name, spec: discriminatorGainSpec },
    readings: [
      reading(words.sides.real, figures('realGain')),
      reading(words.sides.fake, figures('fakeGain')),
    ],
    sentence: said(known, ['realGain', 'fakeGain'], sentence),
  };
}

function accuracy(known: Known): Quantity {
  const { figures, summary } = known;
  const { name, sentence, probability, score, none } = words.accuracy;
  const { output, outputKind } = summary.equilibrium ?? {};
  const threshold = outputKind === 'score' ? score : probability;
  return {
    ...{ id: 'accuracy', name, spec: accuracySpec },
    readings: [
      reading(words.sides.real, figures('realAccuracy'), formatPercent),
      reading(words.sides.fake, figures('fakeAccuracy'), formatPercent),
    ],
    sentence:
      output === undefined
        ? none
        : said(known, ['realAccuracy', 'fakeAccuracy'], () => sentence(threshold(output))),
  };
}

/** Twice the error: what chance alone gives once in twenty times. */
const ERRORS = 2;

function overfit(known: Known): Quantity {
  const { figures, summary, balance } = known;
  const { name, found, notFound, held, impossible } = words.overfit;
  const { data } = summary;
  const measurable = data?.heldOut !== undefined || Number.isFinite(figures('heldOutOutput'));
  const sentence = (seen: number, unseen: number, error: number): string =>
    seen - unseen > ERRORS * error
      ? found(seen - unseen, error)
      : notFound(error, held(data?.heldOut));
  return {
    ...{ id: 'overfit', name, spec: overfitSpec },
    readings: [
      reading(words.sides.trained, figures('trainingOutput')),
      reading(words.sides.heldOut, figures('heldOutOutput')),
    ],
    sentence:
      balance?.measured !== undefined && !measurable
        ? impossible((data?.sampleShape.length ?? 0) > 1)
        : said(known, ['trainingOutput', 'heldOutOutput', 'heldOutError'], sentence),
  };
}

function time(known: Known): Quantity {
  const { figures, summary } = known;
  const { name, sentence, simultaneous } = words.time;
  const both = ['discriminatorMilliseconds', 'generatorMilliseconds'] as const;
  return {
    ...{ id: 'time', name, spec: timesSpec },
    readings: [
      reading(words.sides.discriminator, figures(both[0]), words.milliseconds),
      reading(words.sides.generator, figures(both[1]), words.milliseconds),
    ],
    sentence:
      Number.isFinite(figures('realGain')) && !Number.isFinite(figures(both[0]))
        ? simultaneous
        : said(known, both, (d, g) => sentence(d / (d + g), summary.settings.discriminatorSteps)),
  };
}

/** Only of runs with a regularizer that adds to the loss. */
function penalty(known: Known): Quantity[] {
  const { figures } = known;
  const [value, whole] = [figures('discriminatorPenalty'), figures('discriminatorObjective')];
  if (!Number.isFinite(value)) return [];
  const { name, sentence } = words.penalty;
  return [
    {
      ...{ id: 'penalty', name, spec: penaltySpec },
      readings: [reading(words.sides.discriminator, whole), reading(words.sides.penalty, value)],
      sentence: sentence(value / (Math.abs(whole - value) + value)),
    },
  ];
}

/** @param at the step to read the figures at; the newest without one */
export function quantitiesOf(
  { balance, summary }: Pick<PanelSnapshot, 'balance' | 'summary'>,
  at: number | undefined,
): readonly Quantity[] {
  const known = { figures: figuresOf(balance, at), summary, balance };
  return [
    gradients(known),
    updates(known),
    summary.equilibrium?.outputKind === 'score' ? scoreGain(known) : logGain(known),
    discriminatorGain(known),
    accuracy(known),
    overfit(known),
    time(known),
    ...penalty(known),
  ];
}
