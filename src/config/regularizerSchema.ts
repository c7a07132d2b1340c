/** The `regularizers` section: what keeps the discriminator's slope in bounds. */
import * as z from 'zod';

export const regularizersSchema = z
  .strictObject({
    weightClipping: z
      .number()
      .positive()
      .max(1e6)
      .optional()
      .describe(
        'Weight clipping c of the WGAN (Arjovsky et al. 2017): after each discriminator update its parameters, biases too, are clamped to [−c, c]. The paper uses 0.01. Default: none.',
      ),
  })
  .prefault({})
  .describe('What keeps the slope of the discriminator in bounds. Default: nothing.');
