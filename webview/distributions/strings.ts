/** What the cards about distributions say; part of `strings`. */
import { formatInteger, formatPercent, formatShort, formatValue } from '../format';

/** A run that is held within a step has done some of its updates. */
function afterUpdates(updates = 0): string {
  if (updates === 0) return '';
  return ` and ${formatInteger(updates)} ${updates === 1 ? 'update' : 'updates'}`;
}

export const distributionStrings = {
  title: 'Distributions',
  step: (step: number, updates?: number) => `step ${formatInteger(step)}${afterUpdates(updates)}`,
  lineHelp:
    'Figure 1 of Goodfellow et al. 2014 with the networks of now. Equally likely z below, and where G carries them. G has won when p_g lies on p_data; the best D is then ½ everywhere.',
  planeHelp:
    'D is high where it takes samples for real. D* = p_data / (p_data + p_g) is the best there is against this G. Arrows show where the loss pushes the generated samples.',
  latestHelp: 'Always show the networks of now',
  loading: 'Reading the distributions…',
  film: {
    slider: 'Step of the distributions',
    previous: 'Previous Distributions',
    next: 'Next Distributions',
    play: 'Play Distributions',
    pause: 'Stop Playing Distributions',
  },
  densityAxis: 'density',
  outputAxis: 'D',
  lines: {
    dataDensity: 'p_data',
    generatorDensity: 'p_g',
    discriminator: 'D',
    optimum: 'D*',
  },
  scoreLines: { discriminator: 'score a', optimum: 'best score' },
  noOptimum: 'This loss has no best D without its constraint.',
  readoutHint: 'Point at the figure, or use the arrow keys, to read it.',
  lineHint: 'The left and right arrow keys move a readout of the values; Escape removes it.',
  planeHint:
    'Plus and minus zoom, arrow keys move, Escape shows everything. Drag moves, Ctrl and the wheel zoom.',
  transported: (cells: number) =>
    `p_g: the mass of ${formatInteger(cells)} cells of z, carried through G; no sampling noise.`,
  smoothed: (samples: number, bandwidth: number, known: boolean) =>
    `p_g: ${formatInteger(samples)} samples; ${known ? 'both densities' : 'both sides, the data too from its points,'} smoothed by σ = ${formatShort(bandwidth)}.`,
  noArrows: 'z has more than one axis, so no arrows are drawn.',
  outside: (share: number) => `${formatPercent(share)} of p_g lies outside of the figure.`,
  summary: (step: number) => `Distributions at step ${formatInteger(step)}.`,
  divergence: (value: number) =>
    `Jensen–Shannon divergence ${formatValue(value)} nats of at most 0.693.`,
  means: (real: number, fake: number) =>
    `Mean output ${formatValue(real)} for real and ${formatValue(fake)} for generated samples.`,
  captured: (modes: number) => `${formatInteger(modes)} modes captured.`,
  columns: {
    x: 'x',
    y: 'y',
    dataDensity: 'p_data',
    generatorDensity: 'p_g',
    discriminator: 'D',
    optimum: 'D*',
    mode: 'mode',
    samples: 'generated samples',
  },
  map: {
    label: 'Map',
    none: 'None',
    discriminator: 'D',
    optimum: 'D*',
    difference: 'D − D*',
  },
  /** What the two colours of a map say. */
  mapSigns: {
    discriminator: { real: 'D says real', fake: 'D says generated' },
    optimum: { real: 'D* says real', fake: 'D* says generated' },
    difference: { real: 'D above D*', fake: 'D below D*' },
  },
  layers: {
    real: 'Real',
    fake: 'Generated',
    contours: 'Contours',
    lattice: 'Manifold of G',
    forces: 'Push on G',
    modes: 'Modes',
  },
  layersLabel: 'What the figure shows',
  allModes: (count: number) => `All ${formatInteger(count)} modes captured.`,
  missingModes: (captured: number, count: number, missing: string) =>
    `${formatInteger(captured)} of ${formatInteger(count)} modes captured. Missing: ${missing}.`,
};

export const valueStrings = {
  title: 'Value of the game',
  help: 'V(D, G) is what the two play for. C(G) = −log 4 + 2·JSD is its value at the best D: the distance from p_g to p_data, whatever D says. V close to −log 4 below a high C(G): D cannot tell, and yet p_g is wrong.',
  equilibrium: 'At equilibrium: −log 4 ≈ −1.386 nats',
  equilibriumShort: '−log 4',
  atStep: (step: number, updates?: number) =>
    `Step ${formatInteger(step)}${afterUpdates(updates)} · nats, natural logarithms`,
  theory: 'Theorem 1, to try out',
  halfButApart: (divergence: number) =>
    `D says ½ on average, and yet p_g is ${formatValue(divergence)} nats from p_data: D is too weak to show it. More discriminator steps (k) help.`,
  discriminatorLags: 'The discriminator lags: it could gain much more than the generator.',
  generatorLags: 'The generator lags: it could gain much more than the discriminator.',
  apart: 'p_g is not p_data yet.',
  close: 'p_g is close to p_data, but not the same: JSD is within 0.01 nats of that of real data.',
  together: 'p_g cannot be told from p_data by this measurement.',
  stack: {
    label: (divergence: number, gap: number | undefined) =>
      `Two times the Jensen–Shannon divergence: ${formatValue(2 * divergence)} nats above minus log 4.` +
      (gap === undefined
        ? ''
        : ` The discriminator is ${formatValue(gap)} nats below its optimum.`),
    divergence: (nats: string) => `2·JSD ${nats}: what separates p_g from p_data`,
    gap: (nats: string, value: string) => `D-gap ${nats}: what D leaves, V = ${value}`,
  },
  figures: {
    value: 'V(D, G)',
    error: (error: number) => (error === 0 ? 'integrated' : `± ${formatShort(error)}`),
    divergence: 'JSD(p_data, p_g)',
    realData: (mean: number, deviation: number) =>
      deviation === 0
        ? 'real data: 0; most 0.693'
        : `real data: ${formatShort(mean)} ± ${formatShort(deviation)}; most 0.693`,
    optimal: 'C(G)',
    optimalNote: '−log 4 + 2·JSD',
    discriminatorGap: 'D-gap, C(G) − V',
    discriminatorGapNote: 'what a better D gains',
    generatorGap: 'G-gap',
    generatorGapNote: 'what G gains against this D',
    accuracy: 'Accuracy of D',
    bayes: (share: number) => `best possible ${formatPercent(share)}`,
    mean: 'Mean D(x)',
    meanScore: 'Mean score, real',
    meanFake: (value: number) => `generated ${formatValue(value)}`,
    klForward: 'KL(p_data ‖ p_g)',
    klForwardNote: 'high: modes are missing',
    klReverse: 'KL(p_g ‖ p_data)',
    klReverseNote: 'high: mass where no data is',
    wasserstein: 'Wasserstein-1',
    wassersteinNote: 'in units of the data',
    error_: 'Mean |D − D*|',
    errorNote: 'over both sides',
    modes: 'Modes captured',
    quality: (share: number) => `${formatPercent(share)} within 3σ; real data 98.9%`,
  },
};
