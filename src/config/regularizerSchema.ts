/** The `regularizers` section: what keeps the slope of the discriminator in bounds. */
import * as z from 'zod';
import { describedEnum } from './describedEnum';

const halved = z
  .boolean()
  .default(true)
  .describe(
    'Whether the penalty has the factor ½ of Mescheder et al. 2018. Default true; their released code leaves it out, so that its 10 is a `gamma` of 20 here.',
  );

const gamma = z
  .number()
  .min(0)
  .max(1e6)
  .default(10)
  .describe('Weight γ of the penalty. Default 10 (Mescheder et al. 2018).');

export const regularizersSchema = z
  .strictObject({
    gradientPenalty: z
      .strictObject({
        weight: z
          .number()
          .min(0)
          .max(1e6)
          .default(10)
          .describe('Weight λ of the penalty. Default 10 (Gulrajani et al. 2017).'),
        target: z
          .number()
          .min(0)
          .max(1e6)
          .default(1)
          .describe('Length of the gradient that costs nothing. Default 1.'),
        side: describedEnum({
          both: 'Shorter gradients cost as well as longer ones.',
          above: 'Only gradients longer than the target cost.',
        })
          .default('both')
          .describe('Which deviations from `target` cost. Default `both`.'),
        points: describedEnum({
          interpolated:
            'On straight lines between real and generated samples (Gulrajani et al. 2017, WGAN-GP).',
          aroundReal:
            'Around real samples: x + α·½·std·u with α and u from U(0, 1) (Kodali et al. 2017, DRAGAN).',
        })
          .default('interpolated')
          .describe('Where the gradient is measured. Default `interpolated`.'),
      })
      .optional()
      .describe(
        'Gradient penalty: weight · E (‖∇a(x̂)‖ − target)², per sample (WGAN-GP, DRAGAN). Default: none.',
      ),
    r1: z
      .strictObject({ gamma, halved })
      .optional()
      .describe('R1: γ/2 · E ‖∇a(x)‖² at real samples (Mescheder et al. 2018). Default: none.'),
    r2: z
      .strictObject({ gamma, halved })
      .optional()
      .describe(
        'R2: γ/2 · E ‖∇a(x)‖² at generated samples (Mescheder et al. 2018). Default: none.',
      ),
    weightClipping: z
      .number()
      .positive()
      .max(1e6)
      .optional()
      .describe(
        'Weight clipping c of the WGAN (Arjovsky et al. 2017): after each discriminator update its parameters, biases too, are clamped to [−c, c]. The paper uses 0.01. Default: none. Can be changed while training.',
      ),
  })
  .prefault({})
  .describe('What keeps the slope of the discriminator in bounds. Default: nothing.');
