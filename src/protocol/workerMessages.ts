/** Validators of what crosses the link of `workerProtocol.ts`, by function. */
import * as z from 'zod';
import {
  journalEventSchema,
  liveSettingName,
  metricRowsSchema,
  outputHistogramSchema,
  progressSchema,
  runRecordSchema,
} from './runModelSchema';
import { distributionSchema } from './distributionSchema';
import { networkInspectionSchema, networkRequestSchema } from './inspectionSchema';
import { MOST_UPDATES_PER_SECOND } from './updates';
import { steppingSchema } from './updatesSchema';
import type { WorkerEvents, WorkerFunctions } from './workerProtocol';

const none = z.tuple([]);
const step = z.int().min(0);
const atStep = z.object({ step });

/** Arguments that a client may send to the worker. */
export const workerArguments: {
  readonly [K in keyof WorkerFunctions]: z.ZodType<Parameters<WorkerFunctions[K]>>;
} = {
  attach: z.tuple([z.string().max(200), z.int()]),
  pause: none,
  resume: none,
  singleStep: none,
  singleUpdate: z.tuple([z.enum(['discriminator', 'generator'])]),
  slowMotion: z.tuple([z.number().min(0).max(MOST_UPDATES_PER_SECOND)]),
  stop: none,
  changeSetting: z.tuple([liveSettingName, z.number()]),
  distribution: z.tuple([z.int().min(-1), z.int().min(0)]),
  inspect: z.tuple([networkRequestSchema]),
  saveModel: none,
};

/** What the worker may answer to a client. */
export const workerResults: {
  readonly [K in keyof WorkerFunctions]: z.ZodType<ReturnType<WorkerFunctions[K]>>;
} = {
  attach: z.object({
    record: runRecordSchema,
    progress: progressSchema,
    metricsFlushedToStep: step,
    histogram: outputHistogramSchema.optional(),
    stepping: steppingSchema,
  }),
  pause: atStep,
  resume: atStep,
  singleStep: atStep,
  singleUpdate: steppingSchema,
  slowMotion: steppingSchema,
  stop: atStep,
  changeSetting: z.object({ effectiveFrom: step }),
  distribution: distributionSchema.nullable(),
  inspect: networkInspectionSchema,
  saveModel: z.object({ step, directory: z.string(), files: z.array(z.string()) }),
};

/** Arguments of the events that the worker may send to a client. */
export const workerEventArguments: {
  readonly [K in keyof WorkerEvents]: z.ZodType<Parameters<WorkerEvents[K]>>;
} = {
  record: z.tuple([runRecordSchema]),
  progress: z.tuple([progressSchema]),
  metrics: z.tuple([metricRowsSchema]),
  histogram: z.tuple([outputHistogramSchema]),
  distribution: z.tuple([step, z.boolean()]),
  journal: z.tuple([journalEventSchema]),
  stepping: z.tuple([steppingSchema]),
};

/** The envelopes of birpc: a request, and its answer. */
export const requestEnvelope = z.object({
  t: z.literal('q'),
  i: z.string().max(100).optional(),
  m: z.string().max(100),
  a: z.array(z.unknown()).max(10),
});

export const answerEnvelope = z.object({
  t: z.literal('s'),
  i: z.string().max(100),
  r: z.unknown().optional(),
  e: z.object({ message: z.string() }).optional(),
});
