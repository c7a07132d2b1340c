/** Conventions that change numbers: said with every run, so that two runs can be compared. */
import type { GanConfig, LossConfig, RegularizersConfig } from '../config/ganConfig';

const scaled = (factor: number, formula: string): string =>
  factor === 1 ? formula : `${factor}·(${formula})`;

/** −t·E log D − (1 − t)·E log(1 − D) for a label t. */
function crossEntropy(label: number, of: string): string {
  if (label === 1) return `−E log D(${of})`;
  if (label === 0) return `−E log(1 − D(${of}))`;
  return `−${label}·E log D(${of}) − ${Number((1 - label).toPrecision(6))}·E log(1 − D(${of}))`;
}

function discriminatorFormula(loss: LossConfig): string {
  switch (loss.name) {
    case 'nonSaturating':
    case 'minimax':
      return `${crossEntropy(loss.realLabel, 'x')} ${crossEntropy(loss.fakeLabel, 'G(z)').replace('−', '− ')}`;
    case 'leastSquares':
      return `E (a(x) − ${loss.realTarget})² + E (a(G(z)) − ${loss.fakeTarget})²`;
    case 'hinge':
      return 'E max(0, 1 − a(x)) + E max(0, 1 + a(G(z)))';
    case 'wasserstein':
      return 'E a(G(z)) − E a(x)';
  }
}

function generatorFormula(loss: LossConfig): string {
  switch (loss.name) {
    case 'nonSaturating':
      return '−E log D(G(z))';
    case 'minimax':
      return 'E log(1 − D(G(z)))';
    case 'leastSquares':
      return `E (a(G(z)) − ${loss.generatorTarget})²`;
    case 'hinge':
    case 'wasserstein':
      return '−E a(G(z))';
  }
}

function penaltyFormulas({ gradientPenalty: penalty, r1, r2 }: RegularizersConfig): string[] {
  const slope = (options: typeof r1, at: string): string[] =>
    options === undefined
      ? []
      : [`${options.halved ? options.gamma / 2 : options.gamma}·E ‖∇a(${at})‖²`];
  const excess = (side: 'both' | 'above', target: number): string =>
    side === 'above' ? `max(0, ‖∇a(x̂)‖ − ${target})` : `(‖∇a(x̂)‖ − ${target})`;
  return [
    ...(penalty === undefined
      ? []
      : [`${penalty.weight}·E ${excess(penalty.side, penalty.target)}²`]),
    ...slope(r1, 'x'),
    ...slope(r2, 'G(z)'),
  ];
}

/** Whole sentences. */
export function describeConvention(config: GanConfig): string {
  const { discriminator: judge, training, loss, regularizers } = config;
  const order =
    training.updateOrder === 'alternating'
      ? 'Alternating (Algorithm 1): k discriminator updates, then one of the generator.'
      : 'Simultaneous: both gradients at one point, after k − 1 discriminator updates.';
  const unit = loss.name === 'minimax' || loss.name === 'nonSaturating' ? ', in nats' : '';
  const discriminator = scaled(loss.discriminatorScale, discriminatorFormula(loss));
  const generator = scaled(loss.generatorScale, generatorFormula(loss));
  const penalties = penaltyFormulas(regularizers);
  const added =
    penalties.length === 0
      ? ''
      : ` The discriminator also minimises ${penalties.join(' + ')}, which its loss leaves out.`;
  const { weightClipping } = regularizers;
  const clipped =
    weightClipping === undefined
      ? ''
      : ` Parameters of the discriminator are clamped to ±c after each of its updates, c at the start ${weightClipping}.`;
  const packed = judge.packing === 1 ? '' : ` D judges ${judge.packing} samples at once.`;
  return `${order} Discriminator loss ${discriminator}, generator loss ${generator}${unit}.${added}${clipped}${packed}${describeAugmentation(judge)}${describeClasses(config)}`;
}

/** What the discriminator sees instead of images as they are; empty where it sees them. */
function describeAugmentation({ augmentation }: GanConfig['discriminator']): string {
  if (augmentation.length === 0) return '';
  return ` While training, D sees images changed at random, real and generated: ${augmentation.join(', ')} (DiffAugment).`;
}

/** Which game of classes is played; empty without. */
function describeClasses({ generator, discriminator, regularizers }: GanConfig): string {
  if (generator.conditioning === undefined) return '';
  const how =
    discriminator.conditioning?.name === 'projection'
      ? 'D by projection, G by concatenation'
      : 'by concatenation';
  const drawn =
    regularizers.gradientPenalty?.points === 'interpolated'
      ? 'in discriminator updates those of the real samples, else drawn with the shares they have in the data'
      : 'drawn with the shares they have in the data';
  return ` Both networks are told classes, ${how}; those of generated samples are ${drawn}.`;
}
