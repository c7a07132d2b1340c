/** What the cases of the conformance suite are about: every name that a config knows has an entry, or does not compile. */
import type {
  ActivationName,
  AugmentationName,
  GanConfig,
  LayerConfig,
  LossConfig,
  OptimizerConfig,
} from '../../../../src/config/ganConfig';
import type { ConformanceCase } from './conformanceCase';

const LAYERS: Readonly<Record<LayerConfig['type'], string>> = {
  dense: 'dense',
  maxout: 'maxout',
  conv2d: 'convolution',
  convTranspose2d: 'transposed convolution',
  convMaxout2d: 'convolutional maxout',
  averagePool2d: 'average pooling',
  maxPool2d: 'max pooling',
  upsample2d: 'upsampling',
  batchNorm: 'batch normalisation',
  layerNorm: 'layer normalisation',
  instanceNorm: 'instance normalisation',
  minibatchStdDev: 'minibatch standard deviation',
  dropout: 'dropout',
  gaussianNoise: 'Gaussian noise',
  residual: 'residual block',
  reshape: 'reshape',
  flatten: 'flatten',
  activation: 'activation alone',
};

const ACTIVATIONS: Readonly<Record<ActivationName, string>> = {
  linear: 'linear',
  relu: 'relu',
  leakyRelu: 'leaky relu',
  elu: 'elu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
};

const LOSSES: Readonly<Record<LossConfig['name'], string>> = {
  nonSaturating: 'non-saturating',
  minimax: 'minimax',
  leastSquares: 'least squares',
  hinge: 'hinge',
  wasserstein: 'Wasserstein',
};

type Points = NonNullable<GanConfig['regularizers']['gradientPenalty']>['points'];

const POINTS: Readonly<Record<Points, string>> = {
  interpolated: 'gradient penalty, interpolated',
  aroundReal: 'gradient penalty, around real samples',
};

const REGULARIZERS: Readonly<Record<keyof GanConfig['regularizers'], string>> = {
  gradientPenalty: 'gradient penalty',
  r1: 'R1',
  r2: 'R2',
  weightClipping: 'weight clipping',
};

const AUGMENTATION: Readonly<Record<AugmentationName, string>> = {
  colour: 'augmentation, colour',
  translation: 'augmentation, translation',
  cutout: 'augmentation, cutout',
};

type Conditioning = NonNullable<GanConfig['discriminator']['conditioning']>['name'];

const CONDITIONING: Readonly<Record<Conditioning, string>> = {
  concatenation: 'concatenation',
  projection: 'projection',
};

const OPTIMIZERS: Readonly<Record<OptimizerConfig['name'], string>> = {
  adam: 'Adam',
  adamW: 'AdamW',
  sgd: 'SGD with momentum',
  rmsProp: 'RMSProp',
};

type Clipping = NonNullable<OptimizerConfig['gradientClipping']>['name'];

const CLIPPING: Readonly<Record<Clipping, string>> = {
  norm: 'gradients clipped by the norm',
  value: 'gradients clipped by value',
};

const ORDERS: Readonly<Record<GanConfig['training']['updateOrder'], string>> = {
  alternating: 'alternating',
  simultaneous: 'simultaneous',
};

export interface FeatureGroup {
  readonly title: string;
  readonly names: readonly string[];
  /** Which of the names a case is about. */
  of(given: ConformanceCase): readonly string[];
}

function layersOf(layers: readonly LayerConfig[]): LayerConfig[] {
  return layers.flatMap((layer) =>
    layer.type === 'residual'
      ? [layer, ...layersOf(layer.layers), ...layersOf(layer.shortcut)]
      : [layer],
  );
}

function allLayers({ generator, discriminator }: GanConfig): LayerConfig[] {
  return [...layersOf(generator.layers), ...layersOf(discriminator.layers)];
}

function group(
  title: string,
  labels: readonly Readonly<Record<string, string>>[],
  of: (given: ConformanceCase) => readonly (string | undefined | false)[],
): FeatureGroup {
  return {
    title,
    names: labels.flatMap((names) => Object.values(names)),
    of: (given) => of(given).filter((name) => typeof name === 'string'),
  };
}

/** Options of layers that change what is computed. */
const OPTIONS = {
  spectralNorm: 'spectral normalisation',
  noBias: 'without bias',
  untiedBias: 'untied biases',
  partialWindows: 'partial windows',
} as const;

const PLAYERS_TOGETHER = { packing: 'packing' } as const;
const EMBEDDING = { embedding: 'embeddings' } as const;
const MOMENTUM = { nesterov: 'Nesterov momentum', decay: 'weight decay' } as const;

const layers = group('Layers', [LAYERS, OPTIONS], ({ config }) =>
  allLayers(config).flatMap((layer) => [
    LAYERS[layer.type],
    'spectralNorm' in layer && layer.spectralNorm && OPTIONS.spectralNorm,
    'useBias' in layer && !layer.useBias && OPTIONS.noBias,
    'untiedBias' in layer && layer.untiedBias && OPTIONS.untiedBias,
    'partialWindows' in layer && layer.partialWindows && OPTIONS.partialWindows,
  ]),
);

const regularizers = group(
  'Regularizers',
  [
    POINTS,
    { r1: REGULARIZERS.r1, r2: REGULARIZERS.r2, clip: REGULARIZERS.weightClipping },
    PLAYERS_TOGETHER,
    AUGMENTATION,
  ],
  ({ config: { regularizers: own, discriminator } }) => [
    own.gradientPenalty && POINTS[own.gradientPenalty.points],
    own.r1 && REGULARIZERS.r1,
    own.r2 && REGULARIZERS.r2,
    own.weightClipping !== undefined && REGULARIZERS.weightClipping,
    discriminator.packing > 1 && PLAYERS_TOGETHER.packing,
    ...discriminator.augmentation.map((name) => AUGMENTATION[name]),
  ],
);

const conditioning = group('Classes', [CONDITIONING, EMBEDDING], ({ config }) =>
  [config.generator.conditioning, config.discriminator.conditioning].flatMap((own) => [
    own && CONDITIONING[own.name],
    own !== undefined && 'embedding' in own && own.embedding !== undefined && EMBEDDING.embedding,
  ]),
);

const optimizers = group('Optimizers', [OPTIMIZERS, MOMENTUM, CLIPPING], ({ config, updates }) =>
  [config.training.generatorOptimizer, config.training.discriminatorOptimizer].flatMap((own) =>
    updates
      ? [
          OPTIMIZERS[own.name],
          own.name === 'sgd' && own.nesterov && MOMENTUM.nesterov,
          own.weightDecay > 0 && MOMENTUM.decay,
          own.gradientClipping && CLIPPING[own.gradientClipping.name],
        ]
      : [],
  ),
);

export const FEATURE_GROUPS: readonly FeatureGroup[] = [
  layers,
  group('Activations', [ACTIVATIONS], ({ config }) =>
    allLayers(config).map((layer) => 'activation' in layer && ACTIVATIONS[layer.activation]),
  ),
  group('Losses', [LOSSES], ({ config }) => [LOSSES[config.loss.name]]),
  regularizers,
  conditioning,
  optimizers,
  group('Update order', [ORDERS], ({ config }) => [ORDERS[config.training.updateOrder]]),
];
