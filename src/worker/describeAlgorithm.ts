/** What a config makes of Algorithm 1, for whoever writes it down. */
import type { GanConfig, LossConfig, RegularizersConfig } from '../config/ganConfig';
import type { Algorithm, AlgorithmLoss, AlgorithmPenalty } from '../protocol/algorithm';

function describeLoss(loss: LossConfig): AlgorithmLoss {
  const { name, discriminatorScale, generatorScale } = loss;
  const common = { name, discriminatorScale, generatorScale };
  switch (loss.name) {
    case 'nonSaturating':
    case 'minimax':
      return { ...common, labels: { real: loss.realLabel, fake: loss.fakeLabel } };
    case 'leastSquares': {
      const { realTarget: real, fakeTarget: fake, generatorTarget: generator } = loss;
      return { ...common, targets: { real, fake, generator } };
    }
    case 'hinge':
    case 'wasserstein':
      return common;
  }
}

function describePenalties({ gradientPenalty, r1, r2 }: RegularizersConfig): AlgorithmPenalty[] {
  const slope = (kind: 'r1' | 'r2', options: typeof r1): AlgorithmPenalty[] =>
    options === undefined
      ? []
      : [{ kind, factor: options.halved ? options.gamma / 2 : options.gamma }];
  const distance: AlgorithmPenalty[] =
    gradientPenalty === undefined
      ? []
      : [
          {
            kind: 'gradientPenalty',
            factor: gradientPenalty.weight,
            target: gradientPenalty.target,
            side: gradientPenalty.side,
          },
        ];
  return [...distance, ...slope('r1', r1), ...slope('r2', r2)];
}

export function describeAlgorithm(config: GanConfig): Algorithm {
  const { training, loss, regularizers, discriminator } = config;
  const { weightClipping } = regularizers;
  return {
    updateOrder: training.updateOrder,
    batchSize: training.batchSize,
    loss: describeLoss(loss),
    penalties: describePenalties(regularizers),
    ...(weightClipping !== undefined && { weightClipping }),
    packing: discriminator.packing,
    ...(discriminator.augmentation.length > 0 && { augmentation: discriminator.augmentation }),
    optimizers: {
      discriminator: training.discriminatorOptimizer.name,
      generator: training.generatorOptimizer.name,
    },
  };
}
