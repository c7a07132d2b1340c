/** What the card about the balance of the players says; part of `strings`. */
import { formatFigure, formatInteger, formatPercent, formatShort } from '../format';

/** "3.2 times", of a ratio that is at least one. */
function times(ratio: number): string {
  return `${formatShort(ratio)} times`;
}

/** The source of the rule of thumb: Stanford's course CS231n, notes on neural networks, part 3. */
const RULE_OF_THUMB = 0.001;

export const balanceStrings = {
  title: (quantity: string) => `Balance of the players: ${quantity}`,
  help: 'How the discriminator (D) and the generator (G) stand to each other. Choose a row to see its course. Updates, saturation and times are measured every 10th step, over-fit at evaluations; measuring changes nothing.',
  quantities: 'What the chart shows',
  unmeasured: 'Not measured in this run: an earlier version trained it.',
  notYet: 'Not measured yet.',
  notHere: 'Not measured in the steps shown.',
  none: '–',
  sides: {
    discriminator: 'D',
    generator: 'G',
    real: 'real',
    fake: 'fake',
    trained: 'trained on',
    heldOut: 'held out',
    penalty: 'penalty',
    minimax: 'minimax',
    nonSaturating: 'non-saturating',
    share: 'from',
  },
  milliseconds: (value: number) => `${formatFigure(value)} ms`,

  gradients: {
    name: 'Gradient norm',
    unit: 'length, before clipping',
    sentence: (discriminator: number, generator: number) =>
      discriminator >= generator
        ? `D's gradient is ${times(discriminator / generator)} as long as G's; watch for jumps and for one that dies away.`
        : `G's gradient is ${times(generator / discriminator)} as long as D's; watch for jumps and for one that dies away.`,
  },
  updates: {
    name: 'Update to weights',
    unit: '‖Δθ‖ / ‖θ‖ of one update',
    low: 'Rule of thumb, lower end: about 0.001, a factor of 3 either way (CS231n, on supervised training)',
    high: 'Rule of thumb, upper end',
    lowShort: 'rule of thumb, lower end',
    highShort: 'rule of thumb, upper end',
    both: 'One update moves each player by about 0.001 of its weights: what the rule of thumb asks for.',
    off: (player: 'D' | 'G', ratio: number) =>
      ratio > RULE_OF_THUMB
        ? `One update of ${player} moves it ${times(ratio / RULE_OF_THUMB)} as far as the rule of thumb of 0.001 of its weights: its learning rate may be too high.`
        : `One update of ${player} moves it ${times(RULE_OF_THUMB / ratio)} less far than the rule of thumb of 0.001 of its weights: it may be learning too slowly.`,
    still: 'Nothing moves: the learning rates are 0.',
  },
  generatorGain: {
    name: 'Saturation, G',
    unit: 'mean |∂ loss of G / ∂ output of D|',
    log: (gain: number, other: number, otherName: string, share: number) =>
      `The loss multiplies G's gradient by ${formatFigure(gain)}; ${otherName} would by ${formatFigure(other)}. It comes from the equivalent of ${formatPercent(share)} of the fakes.`,
    otherName: {
      minimax: 'the minimax loss',
      nonSaturating: 'the non-saturating loss',
      unknown: 'the other log loss',
    },
    score: (gain: number, share: number) =>
      `The loss multiplies G's gradient by ${formatFigure(gain)}, from the equivalent of ${formatPercent(share)} of the fakes; it is 0 for a fake that hits G's target.`,
    constant: (gain: number) =>
      `Always ${formatFigure(gain)}: with this loss G's gradient cannot saturate, however sure D is.`,
  },
  discriminatorGain: {
    name: 'Saturation, D',
    unit: 'mean |∂ loss of D / ∂ output|',
    log: (real: number, fake: number) =>
      `What D still learns from a sample: ${formatFigure(real)} from real, ${formatFigure(fake)} from fake ones; 0 where it is sure and right.`,
    hinge: (real: number, fake: number) =>
      `${formatPercent(1 - real)} of the real and ${formatPercent(1 - fake)} of the fake samples lie beyond the margin, where D learns nothing from them.`,
    constant: 'Always the same: with this loss every sample counts alike for D.',
  },
  accuracy: {
    name: 'Accuracy of D',
    unit: 'share of the last minibatch',
    chance: 'Guessing: 50%',
    sentence: (threshold: string) =>
      `Share of samples on the right side of ${threshold}; 50% on both sides when D is guessing.`,
    probability: (output: number) => (output === 0.5 ? 'D = ½' : `D = ${formatFigure(output)}`),
    score: (output: number) => `a score of ${formatFigure(output)}`,
    none: 'This loss leaves open where D decides, so there is no accuracy.',
  },
  overfit: {
    name: 'Over-fit of D',
    unit: 'mean output, at evaluations',
    found: (gap: number, error: number) =>
      `D rates samples that it was trained on ${formatFigure(gap)} ± ${formatFigure(error)} higher than real ones that it has never seen: it knows them by heart.`,
    notFound: (error: number, held: string) =>
      `No over-fit to be seen: D rates seen and unseen samples alike, within twice the error of ±${formatFigure(error)} (${held}).`,
    held: (description: string | undefined) => description ?? 'held-out samples',
    impossible: (images: boolean) =>
      images
        ? 'Cannot be told: training uses every sample. `data.subset` in the config would leave some out.'
        : 'Cannot be told: training uses every sample of the file.',
  },
  time: {
    name: 'Time of a step',
    unit: 'milliseconds',
    sentence: (share: number, k: number) =>
      `D takes ${formatPercent(share)} of the time of a step, for its ${k === 1 ? 'one update' : `k = ${formatInteger(k)} updates`}.`,
    simultaneous: 'Both players are updated at once: their times cannot be told apart.',
  },
  penalty: {
    name: 'Regularizers',
    unit: 'part of the loss of D',
    sentence: (share: number) =>
      `Regularizers add ${formatPercent(share)} of the size of what D minimises.`,
  },
};

/** Half a decade either way of the rule of thumb. */
export const UPDATE_BAND = { low: RULE_OF_THUMB / 3, high: RULE_OF_THUMB * 3 };
