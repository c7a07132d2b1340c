/** The charts of the card about the balance. */
import type { PanelSnapshot, StepView } from '../../src/protocol/panelProtocol';
import type { CurveSpec } from '../charts/curveSpecs';
import { strings } from '../strings';
import { UPDATE_BAND } from './strings';

const words = strings.balance;

type Given = Pick<CurveSpec, 'columns' | 'view'> &
  Partial<CurveSpec> & { readonly words: { readonly name: string; readonly unit: string } };

function spec({ words: { name, unit }, ...given }: Given): CurveSpec {
  return {
    id: 'balance',
    title: words.title(name),
    unit: () => unit,
    help: words.help,
    range: () => undefined,
    references: () => [],
    equilibriumOf: () => undefined,
    labelsEvents: false,
    ...given,
  };
}

const everyStep = ({ balance }: PanelSnapshot): StepView<string> | undefined => balance?.everyStep;
const measured = ({ balance }: PanelSnapshot): StepView<string> | undefined => balance?.measured;
const evaluated = ({ balance }: PanelSnapshot): StepView<string> | undefined => balance?.evaluated;

/** Shares and probabilities; a tick at ½. */
const SHARES = { min: 0, max: 1, tickSpacing: 0.25 };

export const gradientsSpec = spec({
  words: words.gradients,
  columns: ['discriminatorGradientNorm', 'generatorGradientNorm'],
  view: everyStep,
});

export const updatesSpec = spec({
  words: words.updates,
  columns: ['discriminatorUpdateRatio', 'generatorUpdateRatio'],
  view: measured,
  references: () => [
    { value: UPDATE_BAND.low, label: words.updates.low, plotLabel: words.updates.lowShort },
    { value: UPDATE_BAND.high, label: words.updates.high, plotLabel: words.updates.highShort },
  ],
});

export const generatorGainSpec = spec({
  words: words.generatorGain,
  columns: ['generatorGain', 'otherGeneratorGain'],
  view: measured,
});

export const scoreGainSpec = spec({
  words: words.generatorGain,
  columns: ['generatorGain', 'generatorEffectiveShare'],
  view: measured,
});

export const discriminatorGainSpec = spec({
  words: words.discriminatorGain,
  columns: ['realGain', 'fakeGain'],
  view: measured,
});

export const accuracySpec = spec({
  words: words.accuracy,
  columns: ['realAccuracy', 'fakeAccuracy'],
  view: everyStep,
  range: () => SHARES,
  references: () => [{ value: 0.5, label: words.accuracy.chance }],
  equilibriumOf: () => 0.5,
});

export const overfitSpec = spec({
  words: words.overfit,
  columns: ['trainingOutput', 'heldOutOutput'],
  view: evaluated,
  range: (equilibrium) => (equilibrium?.outputKind === 'score' ? undefined : SHARES),
});

export const timesSpec = spec({
  words: words.time,
  columns: ['discriminatorMilliseconds', 'generatorMilliseconds'],
  view: measured,
});

export const penaltySpec = spec({
  words: words.penalty,
  columns: ['discriminatorObjective', 'discriminatorPenalty'],
  view: measured,
});
