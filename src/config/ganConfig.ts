/**
 * The config file, defined once: the zod schema below gives the TypeScript types, the validation and,
 * through `jsonSchema.ts`, the completion in the editor.
 */
import { z } from 'zod';

const positiveInteger = z.int().min(1);

const initializer = z
  .discriminatedUnion('name', [
    z.strictObject({ name: z.literal('glorotUniform') }),
    z.strictObject({ name: z.literal('heNormal') }),
    z.strictObject({
      name: z.literal('normal'),
      standardDeviation: z.number().min(0).describe('Standard deviation of the initial values.'),
    }),
    z.strictObject({
      name: z.literal('uniform'),
      range: z
        .number()
        .min(0)
        .describe('Values are drawn from U(−range, range): `irange` in the code of Goodfellow et al. 2014.'),
    }),
    z.strictObject({ name: z.literal('constant'), value: z.number().describe('Every value.') }),
  ])
  .meta({ id: 'initializer' });

const activationName = z.enum([
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'tanh',
  'sigmoid',
  'softplus',
]);

const negativeSlope = z
  .number()
  .min(0)
  .max(1)
  .default(0.2)
  .describe('Slope of `leakyRelu` below zero. Default 0.2 (Radford et al. 2016).');

const weights = initializer
  .default({ name: 'glorotUniform' })
  .describe('How the weight matrix starts. Default: Glorot uniform, U(±√(6 / (fan in + fan out))).');

const bias = initializer
  .default({ name: 'constant', value: 0 })
  .describe('How the bias starts. Default: zero.');

const layer = z
  .discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('dense').describe('Fully connected: activation(x·W + b).'),
        units: positiveInteger.describe('Number of outputs.'),
        activation: activationName.default('linear').describe('Default `linear`.'),
        negativeSlope,
        weights,
        bias,
      })
      .describe('Fully connected: activation(x·W + b).'),
    z
      .strictObject({
        type: z.literal('maxout').describe('The largest of several linear pieces per unit.'),
        units: positiveInteger.describe('Number of outputs.'),
        pieces: z
          .int()
          .min(2)
          .max(64)
          .default(5)
          .describe('Linear pieces per unit. Default 5, as in Goodfellow et al. 2014.'),
        weights,
        bias,
      })
      .describe('max over pieces of x·W + b (Goodfellow et al. 2013, Maxout Networks).'),
    z
      .strictObject({
        type: z.literal('dropout').describe('Zeroes inputs at random while training.'),
        rate: z
          .number()
          .min(0)
          .max(0.95)
          .describe('Share of the inputs set to zero; the others are scaled by 1 / (1 − rate).'),
      })
      .describe(
        'Inverted dropout: nothing is rescaled when sampling. Masks for real and fake samples are independent.',
      ),
    z
      .strictObject({
        type: z.literal('activation').describe('An activation on its own.'),
        activation: activationName,
        negativeSlope,
      })
      .describe('An activation on its own.'),
  ])
  .meta({ id: 'layer' });

const layers = z.array(layer).max(200);

const pixelRange = z
  .enum(['minusOneToOne', 'zeroToOne'])
  .default('minusOneToOne')
  .describe(
    'Interval the pixels are scaled to. Use `minusOneToOne` (default) with a `tanh` generator, `zeroToOne` with `sigmoid`.',
  );

const standardDeviation = z.number().positive();

const data = z
  .discriminatedUnion('source', [
    z
      .strictObject({
        source: z.literal('digits').describe('1,797 handwritten digits of 8×8 pixels.'),
        pixelRange,
      })
      .describe('1,797 handwritten digits, 8×8 pixels, built in (UCI, CC BY 4.0, Alpaydin & Kaynak 1998).'),
    z
      .strictObject({
        source: z.literal('idx').describe('Images in an IDX file, such as MNIST or Fashion-MNIST.'),
        images: z
          .string()
          .min(1)
          .describe(
            'Path of the IDX image file, plain or gzipped (`train-images-idx3-ubyte.gz`), relative to this config file.',
          ),
        pixelRange,
      })
      .describe('Images in an IDX file, plain or gzipped, such as MNIST or Fashion-MNIST.'),
    z
      .strictObject({
        source: z.literal('gaussian').describe('One-dimensional normal distribution.'),
        mean: z.number().default(4).describe('Mean. Default 4.'),
        standardDeviation: standardDeviation.default(0.5).describe('Standard deviation. Default 0.5.'),
      })
      .describe('One-dimensional normal distribution, as in Figure 1 of Goodfellow et al. 2014.'),
    z
      .strictObject({
        source: z.literal('ring').describe('Gaussian modes on a circle.'),
        modes: z.int().min(1).max(1000).default(8).describe('Number of modes, at angles 2πi / modes. Default 8.'),
        radius: z.number().positive().default(2).describe('Radius of the circle. Default 2.'),
        standardDeviation: standardDeviation
          .default(0.02)
          .describe('Standard deviation of a mode along each axis. Default 0.02.'),
      })
      .describe('Two-dimensional mixture: equal Gaussian modes on a circle.'),
    z
      .strictObject({
        source: z.literal('grid').describe('Gaussian modes on a square grid.'),
        side: z.int().min(1).max(100).default(5).describe('Modes along each side. Default 5, so 25 modes.'),
        spacing: z.number().positive().default(2).describe('Distance between neighbours. Default 2.'),
        standardDeviation: standardDeviation
          .default(0.05)
          .describe('Standard deviation of a mode along each axis. Default 0.05.'),
      })
      .describe('Two-dimensional mixture: equal Gaussian modes on a square grid around the origin.'),
  ])
  .describe('What the generator has to imitate.');

const learningRate = z
  .number()
  .min(0)
  .max(1000)
  .describe('Step size. 0 freezes the player. Can be changed while training.');

const optimizer = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z.literal('adam'),
      learningRate: learningRate.default(0.0002),
      beta1: z.number().min(0).max(0.9999).default(0.5).describe('Decay of the first moment. Default 0.5 (Radford et al. 2016).'),
      beta2: z.number().min(0).max(0.999999).default(0.999).describe('Decay of the second moment. Default 0.999.'),
      epsilon: z
        .number()
        .positive()
        .default(1e-8)
        .describe('Added to √v̂, outside the root (Kingma & Ba 2015). Default 1e-8.'),
    }),
    z.strictObject({
      name: z.literal('sgd'),
      learningRate: learningRate.default(0.1),
      momentum: z
        .number()
        .min(0)
        .max(0.9999)
        .default(0)
        .describe('v ← momentum·v − learningRate·g, θ ← θ + v. Default 0; Goodfellow et al. 2014 start at 0.5.'),
    }),
  ])
  .meta({ id: 'optimizer' });

const defaultOptimizer = {
  name: 'adam',
  learningRate: 0.0002,
  beta1: 0.5,
  beta2: 0.999,
  epsilon: 1e-8,
} as const;

export const ganConfigSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Address of the JSON schema. Not needed inside VS Code.'),
    name: z
      .string()
      .min(1)
      .max(60)
      .regex(/^[^\p{Cc}/\\]+$/u, 'Use a name without slashes and control characters.')
      .optional()
      .describe('Name of the runs. Default: the name of the file.'),
    data,
    generator: z
      .strictObject({
        latent: z
          .strictObject({
            dimension: z.int().min(1).max(65536).describe('Length of the latent vector z.'),
            distribution: z
              .enum(['normal', 'uniform'])
              .default('normal')
              .describe(
                '`normal`: N(0, 1) (default). `uniform`: U(−√3, √3), also of variance 1, as in the MNIST experiment of Goodfellow et al. 2014.',
              ),
          })
          .describe('The prior p(z).'),
        layers: layers.describe('From z to a sample. The last layer must make as many values as a sample has.'),
      })
      .describe('The generator G: turns latent vectors into samples.'),
    discriminator: z
      .strictObject({
        layers: layers
          .min(1)
          .describe(
            'From a sample to one logit a, D = σ(a). The last layer must be `dense` with 1 unit and no activation: losses are computed from the logit.',
          ),
      })
      .describe('The discriminator D: tells real samples from generated ones.'),
    loss: z
      .strictObject({
        name: z
          .enum(['nonSaturating', 'minimax'])
          .default('nonSaturating')
          .describe(
            'What the generator minimises. `minimax`: E log(1 − D(G(z))), equation 1 of Goodfellow et al. 2014; its gradient vanishes when D wins. `nonSaturating` (default): −E log D(G(z)), section 3.',
          ),
        discriminatorScale: z
          .number()
          .positive()
          .max(100)
          .default(1)
          .describe(
            'Factor on the discriminator loss −E log D(x) − E log(1 − D(G(z))). Default 1; the released code of Goodfellow et al. 2014 uses 0.5.',
          ),
      })
      .default({ name: 'nonSaturating', discriminatorScale: 1 })
      .describe('The game the two networks play.'),
    training: z
      .strictObject({
        steps: z.int().min(1).max(1_000_000_000).default(10_000).describe('Generator updates until the run is completed. Default 10,000.'),
        batchSize: z.int().min(1).max(65_536).default(128).describe('Samples in a minibatch, for real and fake each. Default 128.'),
        discriminatorSteps: z
          .int()
          .min(1)
          .max(1000)
          .default(1)
          .describe('k of Algorithm 1: discriminator updates before each generator update. Default 1. Can be changed while training.'),
        updateOrder: z
          .enum(['alternating', 'simultaneous'])
          .default('alternating')
          .describe(
            '`alternating` (default): Algorithm 1, the generator answers the updated discriminator. `simultaneous`: both gradients are taken at the same point from one minibatch, as in the released code of Goodfellow et al. 2014; with k > 1, k − 1 discriminator updates come first.',
          ),
        generatorOptimizer: optimizer.default(defaultOptimizer).describe('Optimizer of the generator. Default: Adam, 0.0002, β₁ 0.5.'),
        discriminatorOptimizer: optimizer.default(defaultOptimizer).describe('Optimizer of the discriminator. Default: Adam, 0.0002, β₁ 0.5.'),
        generatorEmaDecay: z
          .number()
          .min(0)
          .max(0.999999)
          .default(0)
          .describe('Exponential moving average of the generator: ema ← decay·ema + (1 − decay)·θ after each generator update. 0 (default) keeps none.'),
        seed: z.int().min(0).max(4_294_967_295).default(1).describe('Decides every random number of the run. Default 1.'),
      })
      .prefault({})
      .describe('Algorithm 1 and its settings.'),
    evaluation: z
      .strictObject({
        everySteps: z.int().min(1).max(1_000_000_000).default(200).describe('Steps between two sample grids. Default 200.'),
        samples: z.int().min(1).max(1024).default(64).describe('Samples in the grid, always from the same latent vectors. Default 64.'),
      })
      .prefault({})
      .describe('What is looked at while training.'),
    checkpoints: z
      .strictObject({
        everySteps: z.int().min(1).max(1_000_000_000).default(1000).describe('Steps between two checkpoints. Default 1,000.'),
        keep: z.int().min(1).max(1000).default(3).describe('How many of the newest checkpoints are kept. Default 3.'),
      })
      .prefault({})
      .describe('Saved states a run can be resumed from.'),
    device: z
      .enum(['auto', 'onnxruntime-cpu', 'onnxruntime-webgpu', 'tensorflow', 'javascript'])
      .default('auto')
      .describe(
        'What computes. `auto` (default) times a few real steps on each device that is there and takes the fastest. `onnxruntime-cpu`: compiled, native CPU kernels. `onnxruntime-webgpu`: compiled, GPU. `tensorflow`: TensorFlow through @tensorflow/tfjs-node(-gpu), if installed. `javascript`: TensorFlow.js in plain JavaScript, slow, the reference.',
      ),
    threads: z
      .union([z.literal('auto'), z.int().min(1).max(256)])
      .default('auto')
      .describe('CPU threads of `onnxruntime-cpu`. `auto` (default) times a few and takes the fastest.'),
  })
  .meta({ title: 'GAN Studio config' });

/** A config as written in the file: defaulted fields may be left out. */
export type GanConfigInput = z.input<typeof ganConfigSchema>;
/** A resolved config: every field is there. */
export type GanConfig = z.output<typeof ganConfigSchema>;
export type DataConfig = GanConfig['data'];
export type LayerConfig = GanConfig['generator']['layers'][number];
export type InitializerConfig = z.output<typeof initializer>;
export type ActivationName = z.output<typeof activationName>;
export type OptimizerConfig = GanConfig['training']['generatorOptimizer'];
export type LossConfig = GanConfig['loss'];
