/** Every sentence of the theory pages in one place, so that another language is another object of the same type. */
import type { LinkedCard, TheoryCommand, TheoryPage } from '../../src/protocol/theoryProtocol';
import type { DiracLoss, DiracRegularizer } from '../../src/theory/dirac/game';
import type { UpdateOrder } from '../../src/theory/dirac/simulation';
import { formatInteger, formatPercent, formatShort, formatValue } from '../format';
import { formatSmall } from './smallNumbers';

/** Enough digits to tell a number from any other. */
const exact = (value: number): string => String(value).replace('-', '−');
const signed = (value: number): string => formatValue(value).replace('-', '−');

interface PageWords {
  /** In the list of pages. */
  readonly name: string;
  readonly title: string;
  readonly lead: string;
}

/** What is measured where; absent where it is no card of the panel. */
export type MeasuredRow = readonly [where: string, says: string, card?: LinkedCard];

export const theoryStrings = {
  title: 'GAN Theory',
  subtitle:
    'Goodfellow et al. 2014, Generative Adversarial Nets: each statement with an experiment you can move.',
  navigation: 'Pages',
  next: (title: string) => `Next: ${title}`,
  table: (title: string) => `Show Table: ${title}`,
  signed,
  play: 'Play',
  stop: 'Stop',

  pages: {
    proposition1: {
      name: 'Proposition 1',
      title: 'Proposition 1: the best discriminator',
      lead: 'Drag p_g about, and the best D follows. Then pull D away from it: its value can only fall.',
    },
    theorem1: {
      name: 'Theorem 1',
      title: 'Theorem 1: what the generator really minimizes',
      lead: 'Against the best D, the value of the game measures how far p_g is from p_data. Drag the bars.',
    },
    proposition2: {
      name: 'Proposition 2',
      title: 'Proposition 2: why training should work, and what k has to do with it',
      lead: 'Move p_g itself downhill. With D at its optimum before each step it must arrive; with a few steps of D it may not.',
    },
    diracGan: {
      name: 'Dirac-GAN',
      title: 'Dirac-GAN: the smallest GAN, solved',
      lead: 'One number for each player. Eigenvalues tell before the first step whether training cycles, diverges or converges.',
    },
    questions: {
      name: 'Two questions',
      title: 'Two questions the theory leaves open',
      lead: 'How should k be chosen, and when has training converged? What is measured about them, and where to look.',
    },
  } satisfies Record<TheoryPage, PageWords>,

  proposition1: {
    figure: 'Densities of data and generator, and the discriminator',
    summary: (mean: number, deviation: number, value: number, best: number) =>
      `p_data is normal with mean 0 and deviation 1, p_g with mean ${formatShort(mean)} and deviation ${formatShort(deviation)}. V of this D is ${signed(value)}, at most ${signed(best)} nats.`,
    density: 'density',
    mean: 'Mean of p_g',
    deviation: 'Width of p_g (σ)',
    hint: 'Drag the round handle to move p_g (sideways) and widen it (down). Drag anywhere else to draw D. With keys: the sliders move p_g, and the dot on D, once focused, goes up and down.',
    knob: (x: number) => `D at x = ${formatShort(x)}`,
    knobHint: 'Up and down change D here, left and right go to another x.',
    same: 'p_g = p_data',
    best: 'D = D*',
    blind: 'D = ½',
    apart: 'p_g far away',
    value: 'V(D, G)',
    valueNote: 'of the D drawn',
    optimal: 'C(G) = V(D*, G)',
    optimalNote: 'the most any D gets',
    gap: 'C(G) − V(D, G)',
    gapNote: 'what this D leaves',
    columns: { x: 'x', data: 'p_data', model: 'p_g', drawn: 'D', best: 'D*' },
    verdict: {
      equilibrium: 'p_g = p_data: the best D says ½ everywhere, and C(G) is −log 4, its least.',
      best: 'D is at its best: V(D, G) = C(G). No other discriminator gets more.',
      short: (gap: number) => `This D leaves ${formatValue(gap)} nats below the most it could get.`,
    },
    scale: (value: number, best: number) =>
      `Scale of the value: −log 4 to C(G) = ${signed(best)}, V = ${signed(value)}`,
  },

  theorem1: {
    figure: 'Masses of p_data and p_g in eight cells',
    bar: (cell: number) => `p_g in cell ${formatInteger(cell)}`,
    both: (cell: number, model: number, data: number) =>
      `Cell ${formatInteger(cell)}: p_g ${formatPercent(model)}, p_data ${formatPercent(data)}`,
    mass: 'mass',
    hint: 'Drag a bar of p_g, or focus it and use the arrow keys; the others make room.',
    same: 'p_g = p_data',
    oneMode: 'One mode only',
    uniform: 'Uniform',
    disjoint: 'Nothing in common',
    stack: 'The same number three ways',
    stackLabel: (forward: number, reverse: number) =>
      `Above minus log 4 stand ${formatValue(forward)} nats of KL of p_data to the mean, and ${formatValue(reverse)} nats of KL of p_g to the mean.`,
    rows: {
      value: 'V(D*, G), played out cell by cell',
      sum: '−log 4 + KL(p_data ‖ m) + KL(p_g ‖ m)',
      jensen: '−log 4 + 2·JSD(p_data ‖ p_g)',
    },
    legend: {
      forward: (nats: number) => `KL(p_data ‖ m) ${formatValue(nats)}`,
      reverse: (nats: number) => `KL(p_g ‖ m) ${formatValue(nats)}`,
    },
    difference: (value: number) =>
      value === 0
        ? 'All three are the same to the last digit of float64.'
        : `They differ by ${formatSmall(value)}: rounding of float64.`,
    exact,
    verdict: {
      equal: 'p_g = p_data: C(G) = −log 4, the only place where it is that low.',
      disjoint:
        'Nothing in common: D can be right every time, C(G) = 0, and JSD has its most, log 2.',
      between: (jensen: number) =>
        `JSD ${formatValue(jensen)} of at most 0.693 nats: that is all the generator can still win.`,
    },
    columns: { cell: 'cell', data: 'p_data', model: 'p_g', mean: 'm', best: 'D*' },
  },

  proposition2: {
    figure: 'p_data, and p_g after so many steps',
    figureNow: (k: number | 'optimal', step: number, above: number) =>
      `p_data, and p_g after ${formatInteger(step)} steps with ${k === 'optimal' ? 'D at its optimum' : `k = ${formatInteger(k)}`}: C(G) is ${formatSmall(above)} above −log 4.`,
    chart: 'C(G) above −log 4, over the steps of G',
    step: 'Step',
    steps: (step: number, all: number) => `${formatInteger(step)} of ${formatInteger(all)}`,
    shown: 'The bars show p_g with',
    generatorRate: 'Step size of G (η)',
    discriminatorRate: 'Step size of D',
    hint: 'At step 0 drag the bars of p_g, or focus one and use the arrow keys, to begin elsewhere.',
    lines: (k: number | 'optimal') =>
      k === 'optimal' ? 'D at its optimum' : `k = ${formatInteger(k)}`,
    latest: (value: number) => `${formatSmall(value)} above −log 4`,
    verdict: {
      optimal:
        'With D at its optimum C(G) falls at every step, from anywhere: V is convex in p_g, and so is its maximum over D.',
      rises: (k: number, count: number, worst: number) =>
        `With k = ${formatInteger(k)}, C(G) rises in ${formatInteger(count)} of the steps; at worst it is ${formatValue(worst)} nats above where it has been before: G runs after a D that is not there any more.`,
      arrived: (steps: number) =>
        `From step ${formatInteger(steps)} on it is less than 0.001 nats above −log 4.`,
      notArrived: (steps: number) =>
        `After ${formatInteger(steps)} steps it is not yet less than 0.001 nats above −log 4.`,
      sooner: (steps: number) =>
        `That is ${formatInteger(steps)} ${steps === 1 ? 'step' : 'steps'} sooner than with D at its optimum: the proposition promises arrival, not speed.`,
      never: (k: number) =>
        `With k = ${formatInteger(k)}, C(G) falls at every step here: D keeps up with G.`,
    },
    networks:
      'Networks are not free to move p_g like this: they move parameters, and the proposition does not say what then happens. The Dirac-GAN does.',
    columns: { step: 'step', cell: 'cell', data: 'p_data', model: 'p_g' },
    summary: (parts: readonly string[]) =>
      `C(G) above −log 4 after the last step: ${parts.join('; ')}.`,
  },

  dirac: {
    loss: 'Loss',
    losses: {
      minimax: 'Minimax',
      nonSaturating: 'Non-saturating',
      wasserstein: 'Wasserstein',
      hinge: 'Hinge',
    } satisfies Record<DiracLoss, string>,
    regularizer: 'Regularizer',
    regularizers: {
      none: 'None',
      r1: 'R1, γ/2 ψ²',
      gradientPenalty: 'Gradient penalty, λ/2 (|ψ| − 1)²',
      instanceNoise: 'Instance noise, σ',
      consensus: 'Consensus optimization, γ/2 |v|²',
      weightClipping: 'Weight clipping, |ψ| ≤ c',
    } satisfies Record<DiracRegularizer, string>,
    strength: {
      none: '',
      r1: 'γ',
      gradientPenalty: 'λ',
      instanceNoise: 'σ',
      consensus: 'γ',
      weightClipping: 'c',
    } satisfies Record<DiracRegularizer, string>,
    order: 'Update order',
    orders: {
      alternating: 'In turns (Algorithm 1)',
      simultaneous: 'Both at once',
    } satisfies Record<UpdateOrder, string>,
    k: 'k (steps of D)',
    stepSize: 'Step size h',
    start: { theta: 'Start θ', psi: 'Start ψ' },
    presets: {
      label: 'Try',
      algorithm1: 'Algorithm 1',
      simultaneous: 'Both at once',
      nonSaturating: 'Non-saturating',
      manySteps: 'k = 10',
      r1: 'R1',
      critical: 'R1, critical',
      penalty: 'WGAN-GP',
      clipping: 'WGAN, clipped',
    },
    figure: 'Phase portrait',
    hint: 'Drag the ring to start elsewhere. Arrows show where the players are driven.',
    summary: (theta: number, psi: number, steps: number, distance: number) =>
      `From θ = ${formatShort(theta)}, ψ = ${formatShort(psi)}; after ${formatInteger(steps)} steps the distance from the equilibrium is ${formatSmall(distance)}.`,
    distance: 'Distance from the equilibrium',
    eigenvalues: 'Eigenvalues of a step',
    eigenvaluesLabel: (first: string, second: string, largest: number) =>
      `Eigenvalues ${first} and ${second}; the larger modulus is ${largest.toFixed(5)}, on the unit circle it would be 1.`,
    noEigenvalues: 'No eigenvalues: the penalty’s gradient jumps at ψ = 0.',
    steps: 'Steps shown',
    series: { simulated: 'simulated', predicted: 'predicted' },
    verdict: {
      converges: 'Converges',
      cycles: 'Cycles for ever',
      shrinksSlowly: 'Creeps in, slower than any rate',
      settlesOnCycle: 'Leaves the equilibrium, ends in a cycle',
      diverges: 'Diverges',
      overshoots: 'Overshoots: the step is too long',
      noLimit: 'Never comes to rest',
    },
    why: {
      converges: (factor: number, half: number) =>
        `Each step multiplies the distance by ${factor.toFixed(5)}: half of it is gone every ${formatShort(half)} steps.`,
      cycles: (factor: number) =>
        `The largest |λ| is ${factor.toFixed(5)}: on the unit circle. Nothing is lost, nothing is gained.`,
      shrinksSlowly: (factor: number) =>
        `The largest |λ| is ${factor.toFixed(5)}: on the unit circle. Only what is beyond the linear part brings it in, and that fades as it gets nearer.`,
      settlesOnCycle: (factor: number) =>
        `Near the equilibrium each step multiplies the distance by ${factor.toFixed(5)}: it is driven away, until something farther out holds it.`,
      diverges: (factor: number) =>
        `Near the equilibrium each step multiplies the distance by ${factor.toFixed(5)}: it is driven away.`,
      overshoots: (factor: number) =>
        `An eigenvalue is ${(-factor).toFixed(3)}: each step lands farther on the other side. Take h or k smaller.`,
      noLimit:
        'The penalty pushes ψ away from 0 at full force however near it is, so there is no rate to predict, and no point of rest (Mescheder et al. 2018).',
    },
    turn: (steps: number) => `One turn takes ${formatShort(steps)} steps.`,
    readings: {
      predicted: 'Predicted factor per step',
      predictedNote: 'largest |λ|',
      measured: 'Measured factor per step',
      measuredNote: 'last half of the steps',
      final: 'Distance at the end',
      finalNote: (start: number) => `begun at ${formatShort(start)}`,
    },
    none: '–',
    far: 'The prediction holds near the equilibrium: start nearer, or let it come near, and the two numbers meet.',
    now: (step: number, theta: number, psi: number) =>
      `At step ${formatInteger(step)}: θ = ${formatSmall(theta)}, ψ = ${formatSmall(psi)}.`,
    columns: { step: 'step', theta: 'θ', psi: 'ψ', distance: 'distance', predicted: 'predicted' },
  },

  questions: {
    first: 'Question 1: how should k be chosen?',
    firstText:
      'Neither too small nor too large. Too small, and D lags: the players chase each other round the solution. Too large, and D is at its best each time, but G gets no faster and each step costs more. In between is one best ratio, and it depends on the data, so no fixed k is good for all.',
    second: 'Question 2: when has it converged?',
    secondText:
      'Curves at rest are not enough: a discriminator that is too weak has flat losses and says ½ as well. Look for evidence that does not depend on the discriminator in training.',
    deviation: 'Spread of the data (s)',
    penalty: 'R1 (γ)',
    k: 'k, with equal step sizes',
    figure: 'How fast it comes to rest, over k',
    rate: 'rate',
    series: { perStep: 'per step of G', perWork: 'per update of either player' },
    summary: (k: number, rate: number, best: number) =>
      `With k = ${formatInteger(k)} the rate is ${formatShort(rate)} per step of G; most per step at k = ${formatShort(best)}.`,
    verdict: {
      under: (k: number, best: number) =>
        `k = ${formatInteger(k)} is less than ${formatShort(best)}: the players swing round the solution while they near it. Damping, by larger k or R1, makes it faster.`,
      over: (k: number, best: number) =>
        `k = ${formatInteger(k)} is more than ${formatShort(best)}: no swinging, but slower than at its best. D is nearly optimal, and the work is spent on D.`,
      critical: (k: number) =>
        `k = ${formatInteger(k)} is the best per step: as fast as it can be without swinging.`,
    },
    readings: {
      perStep: 'Rate per step of G',
      perWork: 'Rate per update',
      perWorkNote: 'a step is k + 1 updates',
      best: 'Best k per step',
      bestNote: '1 / (s²/2 + γ)²',
      limit: 'Rate with D at its optimum',
      limitNote: 'k without end',
    },
    columns: { k: 'k', perStep: 'rate per step', perWork: 'rate per update' },
    evidence: {
      title: 'Measured: equal compute, different k',
      text: 'GANs trained with Adam on points of one normal distribution, with 36,000 updates of both players together for each k: mean JSD to the data over the last tenth, ± standard error over 5 seeds, in nats (0 is best, log 2 = 0.693 is nothing in common). Here k = 5 has the lowest of those tried with either loss, though with the non-saturating one k = 2 is about as good within the errors; with the minimax loss 3 of the 5 seeds end at log 2 from k = 10 on. Other data, networks and rates may have another best k.',
      columns: {
        k: 'k',
        nonSaturating: 'JSD, non-saturating',
        minimax: 'JSD, minimax',
        dead: 'minimax: seeds lost',
      },
      dead: (seeds: number) => `${formatInteger(seeds)} of 5`,
    },
    measured: 'What is measured in your run',
    where: 'Where',
    says: 'What it tells',
    kRows: [
      [
        'Value of the game: D-gap, C(G) − V',
        'What D could still gain against this G. Large: D lags, more steps of D (k) help. Close to nothing: more would be wasted.',
        'value',
      ],
      [
        'Value of the game: G-gap',
        'What G could still gain against this D. Much larger than the D-gap: G lags, a smaller k will do.',
        'value',
      ],
      [
        'Distributions: D beside D*',
        'Where in the data D is not at its best, for points in one or two dimensions.',
        'distribution',
      ],
      [
        'Algorithm 1',
        'While the run is paused, one update of D or G at a time, and what each changed.',
        'algorithm',
      ],
      [
        'Balance of the players: Gradient norm, Update to weights',
        'How hard each player is pulled, and how far one update moves it. When G’s gradient dies away while D’s does not, D has left G nothing to follow.',
        'balance',
      ],
      [
        'Balance of the players: Saturation, Accuracy of D',
        'Accuracy near 100% on both sides and a G whose saturation nears 0: D is too far ahead for this loss, a smaller k or the non-saturating loss will do. 50% on both sides: D is guessing, because it is too weak or because p_g is p_data.',
        'balance',
      ],
      [
        'Balance of the players: Over-fit of D',
        'Whether D rates samples that it was trained on higher than unseen ones. If so, more steps of D teach it samples by heart.',
        'balance',
      ],
      [
        'Balance of the players: Time of a step',
        'What k costs: the time of D’s k updates and of G’s one, in your run.',
        'balance',
      ],
      [
        'Losses: markers',
        'k can be changed while training; a marker shows the step from which the new value counts.',
        'losses',
      ],
    ] satisfies readonly MeasuredRow[],
    convergenceRows: [
      [
        'Losses and outputs on their dotted lines',
        'Necessary. Not sufficient: a weak D is there too.',
        'losses',
      ],
      [
        'Balance of the players: Accuracy of D, Over-fit of D',
        'Accuracy of 50% on both sides says that this D cannot tell them apart, no more. A D that rates seen samples above unseen ones no longer compares p_g with p_data.',
        'balance',
      ],
      [
        'Balance of the players: Gradient norm',
        'Small for both players: at rest, which may be a bad place as well. Small for G alone: G is stuck, not done.',
        'balance',
      ],
      [
        'Value of the game: JSD beside that of real data',
        'How far p_g is from p_data whatever D says, for points in one or two dimensions. Within the spread of real data: not to be told apart by this measurement.',
        'value',
      ],
      [
        'Metrics of samples beside two sets of real samples',
        'Modes, distances, precision and recall, each with what real data gets at the same sample size.',
        'metrics',
      ],
      [
        'gan evaluate, in a terminal',
        'A checkpoint against real data: a fresh classifier that is asked to tell them apart, a permutation test, diversity and copies, each beside what real data get.',
      ],
      [
        'Samples, and the film of them',
        'The same latent vectors at every kept step: whether they still change, and what they miss.',
        'samples',
      ],
    ] satisfies readonly MeasuredRow[],
    commands: {
      openPanel: 'Open Panel',
      setDiscriminatorSteps: 'Set Discriminator Steps',
    } satisfies Record<TheoryCommand, string>,
  },
};
