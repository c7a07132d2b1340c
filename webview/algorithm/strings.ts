/** What the card of Algorithm 1 says. */
import { html, type TemplateResult } from 'lit';
import type { Algorithm, Augmentation } from '../../src/protocol/algorithm';
import type { UpdateKind, UpdatePlace } from '../../src/protocol/updates';
import { formatInteger, formatShort, formatValue } from '../format';

type Direction = 'ascending' | 'descending';

const losses: Record<Algorithm['loss']['name'], string> = {
  minimax: 'minimax loss',
  nonSaturating: 'non-saturating loss',
  leastSquares: 'least-squares loss',
  hinge: 'hinge loss',
  wasserstein: 'Wasserstein loss',
};

const optimizers: Readonly<Record<string, string>> = {
  adam: 'Adam',
  sgd: 'SGD',
  rmsProp: 'RMSProp',
};

const augmentations: Record<Augmentation, string> = {
  colour: 'brightness, saturation and contrast',
  translation: 'moved by up to an eighth',
  cutout: 'a rectangle cut out',
};

const named = (optimizer: string): string => optimizers[optimizer] ?? optimizer;

const keyword = (words: string): TemplateResult => html`<b>${words}</b>`;

/** The discriminator updates of a step, whose number is k, or k − 1 if the last of them moves both players. */
const countName = (simultaneous: boolean): string => (simultaneous ? 'k − 1' : 'k');

export const algorithmStrings = {
  title: 'Algorithm 1',
  unit: ({ updateOrder, loss }: Algorithm) => `${updateOrder} updates, ${losses[loss.name]}`,
  help: 'Minibatch stochastic gradient training, as printed in Goodfellow et al. 2014, with the losses, order and k of this run. While paused, take it update by update; in slow motion, watch it go. Neither changes a number: the run takes the way it takes at full speed.',

  forIterations: html`${keyword('for')} number of training iterations ${keyword('do')}`,
  forDiscriminator: (k: number) =>
    html`${keyword('for')} <i>k</i> = ${formatInteger(k)} ${k === 1 ? 'step' : 'steps'}
      ${keyword('do')}`,
  forOthers: (k: number) =>
    html`${keyword('for')} <i>k</i> − 1 = ${formatInteger(k - 1)} ${k === 2 ? 'step' : 'steps'}
      ${keyword('do')}`,
  end: keyword('end for'),
  sampleNoise: (m: number): [TemplateResult, string] => [
    html`Sample minibatch of <i>m</i> = ${formatInteger(m)} noise samples`,
    'from noise prior',
  ],
  sampleData: (m: number): [TemplateResult, string] => [
    html`Sample minibatch of <i>m</i> = ${formatInteger(m)} examples`,
    'from data generating distribution',
  ],
  updateDiscriminator: (direction: Direction) =>
    `Update the discriminator by ${direction} its stochastic gradient:`,
  updateGenerator: (direction: Direction) =>
    `Update the generator by ${direction} its stochastic gradient:`,
  updateGeneratorToo: (direction: Direction) =>
    `At the same point, with the same noise samples, update the generator by ${direction} its stochastic gradient:`,
  justDone: 'Just done:',

  notes: {
    optimizers: ({ discriminator, generator }: Algorithm['optimizers']) =>
      discriminator === generator
        ? `The gradients go to ${named(discriminator)}.`
        : `The gradients go to ${named(discriminator)} (discriminator) and ${named(generator)} (generator).`,
    logit: 'a is the logit of the discriminator: D = σ(a).',
    score: 'a is the output of the discriminator, its score.',
    between: 'x̂ are the points at which the penalty is measured.',
    packing: (packing: number) =>
      `The discriminator judges ${formatInteger(packing)} samples at once; means are over what it judges.`,
    augmentation: (names: readonly Augmentation[]) =>
      `The discriminator sees every image, real or generated, changed at random: ${names.map((name) => augmentations[name]).join(', ')}. Its outputs and losses here are those of changed images; gradients go through the change.`,
    classes: 'Both networks are also told the class of each sample.',
  },

  controls: 'Algorithm 1 step by step',
  buttons: {
    singleDiscriminatorUpdate: 'Discriminator Update',
    singleGeneratorUpdate: 'Generator Update',
    both: 'Update of Both',
    wholeStep: 'Whole Step',
    restOfStep: 'Finish Step',
  },
  buttonHelp: {
    singleDiscriminatorUpdate: 'Do the next discriminator update and hold again',
    singleGeneratorUpdate: 'Do the generator update, which ends the step, and hold again',
    both: 'Do the update of both players, which ends the step, and hold again',
    wholeStep: 'Do all updates of the next step and hold again',
    restOfStep: 'Do the updates that are left of this step and hold again',
  },
  notPaused: 'Pause the run to take it update by update.',
  notNext: (next: string) => `Not now. Next: ${next}.`,
  slowMotion: 'Slow Motion',
  slowMotionHelp: 'Train one update at a time, at a pace that can be followed, until switched off',
  pace: 'Updates a second',
  paceOption: (updatesPerSecond: number) =>
    updatesPerSecond === 0.5 ? '½ a second' : `${formatInteger(updatesPerSecond)} a second`,

  place: ({ kind, index, count }: UpdatePlace, simultaneous: boolean) =>
    kind === 'discriminator'
      ? `${placeNames[kind]} ${formatInteger(index)} of ${countName(simultaneous)} = ${formatInteger(count)}`
      : placeNames[kind],
  ofStep: (place: string, step: number) => `${place} of step ${formatInteger(step)}`,
  done: (place: string) => `Done: ${place}.`,
  stepDone: (step: number) => `Done: all updates of step ${formatInteger(step)}.`,
  next: (place: string) => `Next: ${place}.`,
  idle: 'Nobody watches single updates now: pause the run, or switch on slow motion.',
  waits: 'Slow motion begins when the run goes on.',

  table: {
    label: 'What the last updates changed',
    player: 'Player',
    loss: 'Loss',
    gradientNorm: 'Gradient norm',
    ratio: 'Update ratio',
    ratioHelp: '‖Δθ‖ / ‖θ‖: how far the update moved the parameters, relative to their size',
    lossHelp: 'On the minibatch of the update, before and after it',
    none: 'not watched yet',
  },
  players: { discriminator: 'Discriminator', generator: 'Generator' },
  update: ({ step, kind, index, count }: UpdatePlace) =>
    kind === 'discriminator'
      ? `step ${formatInteger(step)}, ${formatInteger(index)} of ${formatInteger(count)}`
      : `step ${formatInteger(step)}`,
  lossUnit: (isLogLoss: boolean) => (isLogLoss ? ' (nats)' : ''),
  change: (before: number, after: number | undefined) =>
    `${formatValue(before)} → ${after === undefined ? 'not finite' : formatValue(after)}`,
  number: (value: number | undefined) => (value === undefined ? '–' : formatShort(value)),
};

const placeNames: Record<UpdateKind, string> = {
  discriminator: 'discriminator update',
  generator: 'generator update',
  simultaneous: 'update of both players',
};
