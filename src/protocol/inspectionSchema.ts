/** Validators of what `inspection.ts` describes. */
import * as z from 'zod';
import {
  type InspectionRequest,
  MOST_FEATURE_MILLISECONDS,
  NEIGHBOUR_SPACES,
  type NetworkInspection,
  type NetworkRequest,
} from './inspection';

const whole = z.int().min(0).max(2_147_483_647);
const MOST_PICTURES = 64;
const MOST_PIXELS = 8_000_000;

const space = z.enum(NEIGHBOUR_SPACES);

const networkRequests = [
  z.strictObject({ kind: z.literal('sample'), sample: whole }),
  z.strictObject({ kind: z.literal('neighbours'), sample: whole, space }),
  z.strictObject({ kind: z.literal('realDistances'), space }),
  z.strictObject({
    kind: z.literal('features'),
    milliseconds: whole.max(MOST_FEATURE_MILLISECONDS),
  }),
  z.strictObject({ kind: z.literal('interpolation'), sample: whole, other: whole }),
  z.strictObject({ kind: z.literal('walk'), sample: whole, dimension: whole }),
] as const;

export const networkRequestSchema: z.ZodType<NetworkRequest> = z.discriminatedUnion(
  'kind',
  networkRequests,
);

export const inspectionRequestSchema: z.ZodType<InspectionRequest> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latent'), sample: whole }),
  ...networkRequests,
]);

const pictures = z
  .object({
    count: whole.max(MOST_PICTURES),
    height: whole,
    width: whole,
    channels: z.union([z.literal(1), z.literal(3)]),
    pixels: z.instanceof(Uint8Array),
  })
  .refine(
    ({ count, height, width, channels, pixels }) =>
      pixels.length === count * height * width * channels && pixels.length <= MOST_PIXELS,
    'the pixels do not fill the pictures',
  );

const ofNetworks = { step: whole, pictures };
const numbers = z.instanceof(Float32Array);

const networkInspections = [
  z.object({
    kind: z.literal('sample'),
    ...ofNetworks,
    network: z.enum(['generator', 'generatorEma']),
    logit: z.number().optional(),
    packing: whole,
  }),
  z.object({
    kind: z.literal('neighbours'),
    ...ofNetworks,
    space,
    neighbours: z
      .array(
        z.object({
          image: whole,
          distance: z.number(),
          mirrored: z.boolean(),
          label: z.string().optional(),
          file: z.string().optional(),
        }),
      )
      .max(MOST_PICTURES),
    compared: whole,
  }),
  z.object({
    kind: z.literal('realDistances'),
    space,
    distances: z.instanceof(Float64Array),
    compared: whole,
  }),
  z.object({
    kind: z.literal('features'),
    done: whole,
    total: whole,
    missing: z.string().optional(),
  }),
  z.object({
    kind: z.literal('interpolation'),
    ...ofNetworks,
    positions: numbers,
    path: z.enum(['spherical', 'linear']),
    logits: numbers.optional(),
  }),
  z.object({
    kind: z.literal('walk'),
    ...ofNetworks,
    dimension: whole,
    positions: numbers,
    logits: numbers.optional(),
  }),
] as const;

export const networkInspectionSchema: z.ZodType<NetworkInspection> = z.discriminatedUnion(
  'kind',
  networkInspections,
);
