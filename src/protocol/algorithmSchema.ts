/** Validator of the shape in `algorithm.ts`: `run.json` may come from anywhere. */
import * as z from 'zod';
import { type Algorithm, AUGMENTATIONS, LOSS_NAMES } from './algorithm';

const factor = z.number().min(0);

export const algorithmSchema: z.ZodType<Algorithm> = z.object({
  updateOrder: z.enum(['alternating', 'simultaneous']),
  batchSize: z.int().min(1),
  loss: z.object({
    name: z.enum(LOSS_NAMES),
    discriminatorScale: factor,
    generatorScale: factor,
    labels: z.object({ real: z.number(), fake: z.number() }).optional(),
    targets: z.object({ real: z.number(), fake: z.number(), generator: z.number() }).optional(),
  }),
  penalties: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('gradientPenalty'),
        factor,
        target: z.number(),
        side: z.enum(['both', 'above']),
      }),
      z.object({ kind: z.enum(['r1', 'r2']), factor }),
    ]),
  ),
  weightClipping: z.number().optional(),
  packing: z.int().min(1),
  augmentation: z.array(z.enum(AUGMENTATIONS)).optional(),
  optimizers: z.object({ discriminator: z.string(), generator: z.string() }),
});
