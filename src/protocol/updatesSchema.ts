/** Validators of the shapes in `updates.ts`: what comes over a socket is checked before it is believed. */
import * as z from 'zod';
import { type PlayerUpdate, type Stepping, UPDATE_KINDS, type UpdatePlace } from './updates';

const count = z.int().min(1);

const place = { step: count, kind: z.enum(UPDATE_KINDS), index: count, count };
const updatePlaceSchema: z.ZodType<UpdatePlace> = z.object(place);

const playerUpdateSchema: z.ZodType<PlayerUpdate> = z.object({
  ...place,
  lossBefore: z.number(),
  lossAfter: z.number().optional(),
  gradientNorm: z.number().min(0),
  updateRatio: z.number().min(0).optional(),
});

export const steppingSchema: z.ZodType<Stepping> = z.object({
  slowMotion: z.number().min(0),
  updatesDone: z.int().min(0),
  next: updatePlaceSchema,
  last: updatePlaceSchema.optional(),
  wholeStep: z.boolean().optional(),
  updates: z.object({
    discriminator: playerUpdateSchema.optional(),
    generator: playerUpdateSchema.optional(),
  }),
});
