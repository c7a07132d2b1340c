/**
 * The config file, defined once: the zod schema below gives the TypeScript types, the validation and,
 * through `jsonSchema.ts`, the completion in the editor.
 */
import * as z from 'zod';
import { augmentationSchema } from './augmentationSchema';
import { discriminatorConditioningSchema, generatorConditioningSchema } from './conditioningSchema';
import { dataSchema } from './dataSchema';
import { describedEnum } from './describedEnum';
import { evaluationSchema } from './evaluationSchema';
import { layersSchema } from './layerSchema';
import type { activationNameSchema } from './layers/activationSchema';
import type { biasInitializerSchema, initializerSchema } from './layers/initializerSchema';
import { lossSchema } from './lossSchema';
import { DEFAULT_OPTIMIZER, optimizerSchema } from './optimizerSchema';
import { regularizersSchema } from './regularizerSchema';

export const ganConfigSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe('Address of the JSON schema. Not needed inside VS Code.'),
    name: z
      .string()
      .min(1)
      .max(60)
      .regex(/^[^\p{Cc}/\\]+$/u, 'Use a name without slashes and control characters.')
      .optional()
      .describe('Name of the runs. Default: the name of the file.'),
    data: dataSchema,
    generator: z
      .strictObject({
        latent: z
          .strictObject({
            dimension: z.int().min(1).max(65536).describe('Length of the latent vector z.'),
            distribution: describedEnum({
              normal: 'N(0, 1).',
              uniform:
                'U(−√3, √3), also of variance 1, as in the MNIST experiment of Goodfellow et al. 2014.',
            })
              .default('normal')
              .describe('What each entry of z is drawn from. Default `normal`.'),
          })
          .describe('The prior p(z).'),
        conditioning: generatorConditioningSchema,
        layers: layersSchema.describe(
          'From z to a sample. The last layer must make as many values as a sample has.',
        ),
      })
      .describe('The generator G: turns latent vectors into samples.'),
    discriminator: z
      .strictObject({
        layers: layersSchema
          .min(1)
          .describe(
            'From a sample to one logit a, D = σ(a). The last layer must be `dense` with 1 unit and no activation: losses are computed from the logit.',
          ),
        packing: z
          .int()
          .min(1)
          .max(64)
          .default(1)
          .describe(
            'Samples that are shown to the discriminator together, as one sample with that many times the channels (Lin et al. 2018, PacGAN). Must divide the batch size. Default 1.',
          ),
        augmentation: augmentationSchema,
        conditioning: discriminatorConditioningSchema,
      })
      .describe('The discriminator D: tells real samples from generated ones.'),
    loss: lossSchema,
    regularizers: regularizersSchema,
    training: z
      .strictObject({
        steps: z
          .int()
          .min(1)
          .max(1_000_000_000)
          .default(10_000)
          .describe('Generator updates until the run is completed. Default 10,000.'),
        batchSize: z
          .int()
          .min(1)
          .max(65_536)
          .default(128)
          .describe('Samples in a minibatch, for real and fake each. Default 128.'),
        discriminatorSteps: z
          .int()
          .min(1)
          .max(1000)
          .default(1)
          .describe(
            'k of Algorithm 1: discriminator updates before each generator update. Default 1. Can be changed while training.',
          ),
        updateOrder: describedEnum({
          alternating: 'Algorithm 1: the generator answers the updated discriminator.',
          simultaneous:
            'Both gradients are taken at the same point from one minibatch, as in the released code of Goodfellow et al. 2014; with k > 1, k − 1 discriminator updates come first.',
        })
          .default('alternating')
          .describe('Who moves when. Default `alternating`, as in Algorithm 1.'),
        generatorOptimizer: optimizerSchema
          .default(DEFAULT_OPTIMIZER)
          .describe(
            'Optimizer of the generator. Default: Adam, 0.0002, β₁ 0.5. Its numbers can be changed while training.',
          ),
        discriminatorOptimizer: optimizerSchema
          .default(DEFAULT_OPTIMIZER)
          .describe(
            'Optimizer of the discriminator. Default: Adam, 0.0002, β₁ 0.5. Its numbers can be changed while training.',
          ),
        generatorEmaDecay: z
          .number()
          .min(0)
          .max(0.999999)
          .default(0)
          .describe(
            'Exponential moving average of the generator: ema ← decay·ema + (1 − decay)·θ after each generator update. 0 (default) keeps none; another decay can be changed while training.',
          ),
        generatorEmaWarmup: z
          .boolean()
          .default(false)
          .describe(
            'Lets the average follow faster at first: the decay after n generator updates is min(generatorEmaDecay, (1 + n) / (10 + n)), as in TensorFlow. Default false.',
          ),
        seed: z
          .int()
          .min(0)
          .max(4_294_967_295)
          .default(1)
          .describe('Decides every random number of the run. Default 1.'),
      })
      .prefault({})
      .describe('Algorithm 1 and its settings.'),
    evaluation: evaluationSchema,
    checkpoints: z
      .strictObject({
        everySteps: z
          .int()
          .min(1)
          .max(1_000_000_000)
          .default(1000)
          .describe('Steps between two checkpoints. Default 1,000.'),
        keep: z
          .int()
          .min(1)
          .max(1000)
          .default(3)
          .describe('How many of the newest checkpoints are kept. Default 3.'),
      })
      .prefault({})
      .describe('Saved states a run can be resumed from.'),
    device: describedEnum({
      auto: 'Times a few real steps on each device that is there and takes the fastest.',
      'onnxruntime-cpu': 'Compiled, native CPU kernels.',
      'onnxruntime-webgpu': 'Compiled, GPU of any vendor.',
      'onnxruntime-cuda':
        'Compiled, NVIDIA GPU, on Linux. Needs the CUDA library of ONNX Runtime, CUDA 12 and cuDNN 9.',
      'onnxruntime-directml': 'Compiled, GPU of any vendor, on Windows.',
      'onnxruntime-coreml': 'Compiled, GPU or Neural Engine of a Mac.',
      tensorflow:
        'TensorFlow, on an NVIDIA GPU or the CPU, through @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node, if installed.',
      javascript: 'TensorFlow.js in plain JavaScript: slow, the reference.',
    })
      .default('auto')
      .describe('What computes. Default `auto`: the fastest device for this program.'),
    threads: z
      .union([z.literal('auto'), z.int().min(1).max(256)])
      .default('auto')
      .describe(
        'CPU threads of `onnxruntime-cpu`. `auto` (default) times a few and takes the fastest.',
      ),
  })
  .meta({ title: 'GAN Studio config' });

/** A config as written in the file: defaulted fields may be left out. */
export type GanConfigInput = z.input<typeof ganConfigSchema>;
/** A resolved config: every field is there. */
export type GanConfig = z.output<typeof ganConfigSchema>;
export type DataConfig = GanConfig['data'];
export type { AugmentationName } from './augmentationSchema';
export type { LayerConfig } from './layerSchema';
export type InitializerConfig = z.output<typeof initializerSchema>;
export type BiasInitializerConfig = z.output<typeof biasInitializerSchema>;
export type ActivationName = z.output<typeof activationNameSchema>;
export type { OptimizerConfig } from './optimizerSchema';
export type LossConfig = GanConfig['loss'];
export type RegularizersConfig = GanConfig['regularizers'];
