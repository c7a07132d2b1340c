/**
 * Optimizers: how a player moves, and how that changes with the steps. Schedules count steps, not updates: all updates
 * of one step have the same rate, whatever k is.
 */
import * as z from 'zod';

/** No run is longer. */
const MAX_STEPS = 1_000_000_000;

const learningRate = z
  .number()
  .min(0)
  .max(1000)
  .describe(
    'Step size, before `learningRateSchedule` is applied. 0 freezes the player, once its momentum has run out. Can be changed while training; the factor of the schedule goes on being applied to the new value.',
  );

const warmupSteps = z
  .int()
  .min(0)
  .max(MAX_STEPS)
  .default(0)
  .describe(
    'Steps of linear warm-up: step s has the further factor s / warmupSteps until that is 1. Default 0: none.',
  );

const delaySteps = z
  .int()
  .min(0)
  .max(MAX_STEPS)
  .default(0)
  .describe('Steps before the change begins. Default 0.');

const changeSteps = z
  .int()
  .min(1)
  .max(MAX_STEPS)
  .describe(
    'Steps the change takes; from then on nothing changes any more. n epochs are n · images / batchSize steps.',
  );

const finalFactor = (preset: number, note: string) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(preset)
    .describe(`Factor at the end, never undercut. Default ${preset}${note}.`);

const learningRateSchedule = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z.literal('constant').describe('The same rate in every step.'),
      warmupSteps,
    }),
    z.strictObject({
      name: z
        .literal('linear')
        .describe('From 1 to `finalFactor` in a straight line, as in Gulrajani et al. 2017.'),
      delaySteps,
      steps: changeSteps,
      finalFactor: finalFactor(0, ', as in the released code of Gulrajani et al. 2017'),
      warmupSteps,
    }),
    z.strictObject({
      name: z
        .literal('cosine')
        .describe('From 1 to `finalFactor` along half a cosine (Loshchilov & Hutter 2017).'),
      delaySteps,
      steps: changeSteps,
      finalFactor: finalFactor(0, ''),
      warmupSteps,
    }),
    z.strictObject({
      name: z
        .literal('exponential')
        .describe('Multiplied by `factor` after each step, as in Goodfellow et al. 2014.'),
      factor: z
        .number()
        .positive()
        .max(1)
        .describe(
          'What each step multiplies the rate by. Goodfellow et al. 2014 divide by 1.000004: 0.999996.',
        ),
      finalFactor: finalFactor(0, '; Goodfellow et al. 2014 stop at a rate of 1e-6: 1e-5 of 0.1'),
      warmupSteps,
    }),
  ])
  .meta({ id: 'learningRateSchedule' })
  .default({ name: 'constant', warmupSteps: 0 })
  .describe(
    'Factor on the learning rate, by the number of steps done before. The metrics keep the product. Default: `constant`.',
  );

const gradientClipping = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z
        .literal('norm')
        .describe(
          'g ← g · min(1, maximum / ‖g‖) over all gradients together (Pascanu et al. 2013).',
        ),
      maximum: z
        .number()
        .positive()
        .max(1e9)
        .describe('Largest Euclidean norm of all gradients of the player together.'),
    }),
    z.strictObject({
      name: z.literal('value').describe('Each value of the gradient is clamped on its own.'),
      maximum: z
        .number()
        .positive()
        .max(1e9)
        .describe('Largest magnitude of each value of the gradient.'),
    }),
  ])
  .meta({ id: 'gradientClipping' })
  .optional()
  .describe(
    'Shortens long gradients before the update; charts and metrics show the norm from before. Default: none.',
  );

const weightDecay = z
  .number()
  .min(0)
  .max(1000)
  .default(0)
  .describe(
    'L2 penalty: weightDecay · θ is added to the gradient, after clipping, biases too (as in PyTorch). Default 0: none, not even one that is raised while training.',
  );

const momentumOf = (source: string) =>
  z.number().min(0).max(0.9999).default(0).describe(`${source} Default 0.`);

const beta1 = z
  .number()
  .min(0)
  .max(0.9999)
  .default(0.5)
  .describe('Decay of the first moment. Default 0.5 (Radford et al. 2016).');

const beta2 = z
  .number()
  .min(0)
  .max(0.999999)
  .default(0.999)
  .describe('Decay of the second moment. Default 0.999.');

const epsilon = (place: string) =>
  z.number().positive().max(1).default(1e-8).describe(`Added to ${place}. Default 1e-8.`);

const adamEpsilon = epsilon('√v̂, outside the root (Kingma & Ba 2015)');

const common = { learningRateSchedule, gradientClipping };

export const optimizerSchema = z
  .discriminatedUnion('name', [
    z.strictObject({
      name: z
        .literal('adam')
        .describe('Adam (Kingma & Ba 2015): steps scaled by running moments of the gradient.'),
      learningRate: learningRate.default(0.0002),
      beta1,
      beta2,
      epsilon: adamEpsilon,
      weightDecay,
      ...common,
    }),
    z.strictObject({
      name: z
        .literal('adamW')
        .describe('Adam with weight decay beside the gradient (Loshchilov & Hutter 2019).'),
      learningRate: learningRate.default(0.0002),
      beta1,
      beta2,
      epsilon: adamEpsilon,
      weightDecay: z
        .number()
        .min(0)
        .max(1000)
        .default(0.01)
        .describe(
          'θ ← θ − learningRate · weightDecay · θ in each update, biases too (as in PyTorch). Default 0.01.',
        ),
      ...common,
    }),
    z.strictObject({
      name: z
        .literal('sgd')
        .describe('Gradient descent with momentum, the optimizer of Goodfellow et al. 2014.'),
      learningRate: learningRate.default(0.1),
      momentum: momentumOf(
        'v ← momentum·v − learningRate·g, θ ← θ + v, no dampening; Goodfellow et al. 2014 start at 0.5.',
      ),
      nesterov: z
        .boolean()
        .default(false)
        .describe(
          'Nesterov momentum: θ ← θ + momentum·v − learningRate·g with the new v (Sutskever et al. 2013). Default false.',
        ),
      momentumRamp: z
        .strictObject({
          finalMomentum: z
            .number()
            .min(0)
            .max(0.9999)
            .describe('Momentum at the end. Goodfellow et al. 2014: 0.7.'),
          delaySteps,
          steps: changeSteps.describe(
            'Steps from `momentum` to `finalMomentum`, in a straight line. Goodfellow et al. 2014 take epochs 1 to 250: 249 · 500 = 124,500 steps of their 50,000 images in minibatches of 100.',
          ),
          everySteps: z
            .int()
            .min(1)
            .max(MAX_STEPS)
            .default(1)
            .describe(
              'Steps between two changes, each as large as the straight line makes in that time. Default 1. Goodfellow et al. 2014 change the momentum once an epoch: 500.',
            ),
        })
        .optional()
        .describe('Changes the momentum with the steps. Default: it stays.'),
      weightDecay,
      ...common,
    }),
    z.strictObject({
      name: z
        .literal('rmsProp')
        .describe(
          'RMSProp (Tieleman & Hinton 2012), not centred: the optimizer of the WGAN (Arjovsky et al. 2017).',
        ),
      learningRate: learningRate.default(0.00005),
      decay: z
        .number()
        .min(0)
        .max(0.999999)
        .default(0.99)
        .describe('v ← decay·v + (1 − decay)·g², from 0, no bias correction. Default 0.99.'),
      epsilon: epsilon('√v, outside the root, as in PyTorch'),
      momentum: momentumOf('u ← momentum·u − learningRate·g / (√v + epsilon), θ ← θ + u.'),
      weightDecay,
      ...common,
    }),
  ])
  .meta({ id: 'optimizer' });

export type OptimizerConfig = z.output<typeof optimizerSchema>;
export type LearningRateSchedule = OptimizerConfig['learningRateSchedule'];
export type GradientClipping = NonNullable<OptimizerConfig['gradientClipping']>;

/** What a player moves by when its config says nothing. */
export const DEFAULT_OPTIMIZER = {
  name: 'adam',
  learningRate: 0.0002,
  beta1: 0.5,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  learningRateSchedule: { name: 'constant', warmupSteps: 0 },
} as const satisfies OptimizerConfig;
