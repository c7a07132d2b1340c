import { html, nothing, type TemplateResult } from 'lit';
import type { DistributionFigures } from '../../src/protocol/distribution';
import type { LossEquilibrium } from '../../src/protocol/runModel';
import { valueSpec } from '../charts/curveSpecs';
import type { DrawnCard, PanelContext } from '../context';
import { formatPercent, formatValue } from '../format';
import type { PanelModel } from '../store';
import { strings } from '../strings';
import { CurvesCard } from '../view/curvesCard';
import type { DistributionSource } from './distributionSource';
import { valueStack } from './valueStack';

/** Below this much of the other one, a player is not the one that lags. */
const CLEARLY = 3;
/** Gaps below are noise, in nats. */
const SMALL_GAP = 0.02;
/** Nats of JSD. */
const CLOSE = 0.01;

/** The value of the game: how much of it is divergence, and how much a discriminator short of its optimum. */
export class ValueCard implements DrawnCard {
  readonly #context: PanelContext;
  readonly #source: DistributionSource;
  readonly #curves: CurvesCard;

  constructor(context: PanelContext, source: DistributionSource) {
    this.#context = context;
    this.#source = source;
    this.#curves = new CurvesCard(valueSpec, context);
  }

  /** Nothing where nothing is known of the densities. */
  view(model: PanelModel): TemplateResult | typeof nothing {
    const figures = this.#source.shown?.figures;
    if (figures === undefined && model.snapshot?.history === undefined) return nothing;
    const equilibrium = model.snapshot?.summary.equilibrium;
    return this.#curves.view(
      model,
      nothing,
      figures === undefined ? nothing : this.#above(figures, equilibrium),
    );
  }

  #above(figures: DistributionFigures, equilibrium: LossEquilibrium | undefined): TemplateResult {
    const words = strings.value;
    const { step = 0, updates } = this.#source.shown ?? {};
    return html`<div class="value-now">
      ${valueStack(figures)}
      <p class="verdict">${sentence(figures)}</p>
      <dl class="figures">
        ${figureRows(figures, equilibrium).map(
          ({ name, value, note }) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}${note === '' ? nothing : html`<span class="note">${note}</span>`}</dd>
            </div>`,
        )}
      </dl>
      <p class="caption">
        ${words.atStep(step, updates)} ·
        <button
          type="button"
          class="link"
          @click=${() => this.#context.post({ type: 'openTheory', page: 'theorem1' })}
        >
          ${words.theory}
        </button>
      </p>
    </div>`;
  }

  draw(model: PanelModel): void {
    this.#curves.draw(model);
  }
}

/** What the numbers say, in one line. */
function sentence(figures: DistributionFigures): string {
  const { jensenShannon, discriminatorGap, generatorGap, meanReal, meanFake } = figures;
  const words = strings.value;
  const apart = jensenShannon > attainable(figures) + CLOSE;
  if (Number.isNaN(discriminatorGap)) return distance(figures);
  if (apart && Math.abs(meanReal - 0.5) < 0.05 && Math.abs(meanFake - 0.5) < 0.05) {
    return words.halfButApart(jensenShannon);
  }
  if (discriminatorGap > SMALL_GAP && discriminatorGap > CLEARLY * generatorGap)
    return words.discriminatorLags;
  if (generatorGap > SMALL_GAP && generatorGap > CLEARLY * discriminatorGap)
    return words.generatorLags;
  return distance(figures);
}

function distance(figures: DistributionFigures): string {
  const words = strings.value;
  const above = figures.jensenShannon - attainable(figures);
  if (above > CLOSE) return words.apart;
  return above > 0 ? words.close : words.together;
}

/** The most that real data would get; 0 where divergences are integrated. */
function attainable({
  jensenShannonNull,
  jensenShannonNullDeviation,
}: DistributionFigures): number {
  return jensenShannonNull + 4 * jensenShannonNullDeviation;
}

interface FigureRow {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function figureRows(
  figures: DistributionFigures,
  equilibrium: LossEquilibrium | undefined,
): FigureRow[] {
  const words = strings.value.figures;
  const isScore = equilibrium?.outputKind === 'score';
  const row = (name: string, value: number, note = '', format = formatValue): FigureRow[] =>
    Number.isFinite(value) ? [{ name, value: format(value), note }] : [];
  return [
    ...row(words.value, figures.value, words.error(figures.valueError)),
    ...row(
      words.divergence,
      figures.jensenShannon,
      words.realData(figures.jensenShannonNull, figures.jensenShannonNullDeviation),
    ),
    ...row(words.optimal, figures.optimalValue, words.optimalNote),
    ...row(words.discriminatorGap, figures.discriminatorGap, words.discriminatorGapNote),
    ...row(words.generatorGap, figures.generatorGap, words.generatorGapNote),
    ...row(
      words.accuracy,
      figures.discriminatorAccuracy,
      words.bayes(0.5 + 0.5 * figures.totalVariation),
      formatPercent,
    ),
    ...row(
      isScore ? words.meanScore : words.mean,
      figures.meanReal,
      words.meanFake(figures.meanFake),
    ),
    ...row(words.klForward, figures.klForward, words.klForwardNote),
    ...row(words.klReverse, figures.klReverse, words.klReverseNote),
    ...row(words.wasserstein, figures.wasserstein, words.wassersteinNote),
    ...row(words.error_, figures.discriminatorError, words.errorNote),
    ...row(words.modes, figures.modesCaptured, words.quality(figures.highQualityShare), String),
  ];
}
