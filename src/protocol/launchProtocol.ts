/**
 * What a worker and the process that started it tell each other, over the channel that Node.js gives a child, until
 * the run is on its way. From then on `workerProtocol.ts` speaks.
 */
import * as z from 'zod';
import type { EvaluatedRun } from './evaluationModel';
import type { DeviceChoice } from './runModel';
import { deviceChoiceSchema } from './runModelSchema';

/** Samples that somebody wants as files. */
export interface SampleRequest {
  readonly count: number;
  /** Different ones give different samples. */
  readonly seed: number;
  /** Of the checkpoint; the newest if absent. */
  readonly step?: number | undefined;
  /** Absolute path of the files, without their endings. */
  readonly output: string;
}

export interface SampledRun {
  readonly step: number;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Whole sentences. */
  readonly warnings: readonly string[];
}

/** Worker → launcher. */
export type LaunchMessage =
  /** What it is doing, in one clause fit for a progress display. */
  | {
      readonly type: 'status';
      readonly message: string;
      /** How far it has come with what it does: soon replaced by the next, and not worth a line in a log. */
      readonly passing?: boolean;
    }
  /** The run directory is complete and clients can attach; warnings are whole sentences. */
  | { readonly type: 'ready'; readonly warnings: readonly string[] }
  /** Answer of a worker that was only asked which device it would take. */
  | { readonly type: 'devices'; readonly choice: DeviceChoice }
  /** The model of a run that has ended was saved: absolute paths; warnings are whole sentences. */
  | {
      readonly type: 'exported';
      readonly step: number;
      readonly directory: string;
      readonly files: readonly string[];
      readonly warnings: readonly string[];
    }
  /** A checkpoint was measured, and what came of it written into the run directory. */
  | { readonly type: 'evaluated'; readonly evaluated: EvaluatedRun }
  /** Samples were drawn and written. */
  | { readonly type: 'sampled'; readonly sampled: SampledRun }
  /** The networks of a run that has ended answer at this socket; warnings are whole sentences. */
  | {
      readonly type: 'networks';
      readonly step: number;
      readonly socketPath: string;
      readonly token: string;
      readonly warnings: readonly string[];
    }
  /** Nothing has been started; the message is fit for the user. The last message. */
  | { readonly type: 'failed'; readonly message: string };

const count = z.int().min(0);
const numberOrNull = z.number().nullable();

const evaluatedSchema = z.object({
  step: count,
  rows: z.array(
    z.object({
      ...{ step: count, samples: count, realPairs: count },
      ...{ time: z.string(), metric: z.string(), unit: z.string() },
      ...{ network: z.string(), features: z.string(), source: z.string().optional() },
      ...{ value: numberOrNull, realMean: numberOrNull, realDeviation: numberOrNull },
    }),
  ),
  parzen: z
    .object({
      ...{ sigmas: z.array(z.number()), validation: z.array(z.number()) },
      ...{ standardError: z.number(), testSamples: count },
    })
    .optional(),
  warnings: z.array(z.string()),
});

/** Samples that one may ask for at once, and seeds: as those of a run. */
export const SAMPLE_LIMITS = { most: 1_000_000, largestSeed: 2 ** 32 - 1 } as const;

export const sampleRequestSchema: z.ZodType<SampleRequest> = z.object({
  count: z.int().min(1).max(SAMPLE_LIMITS.most),
  seed: z.int().min(0).max(SAMPLE_LIMITS.largestSeed),
  step: count.optional(),
  output: z.string().min(1),
});

export const launchMessageSchema: z.ZodType<LaunchMessage> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('status'),
    message: z.string(),
    passing: z.boolean().optional(),
  }),
  z.object({ type: z.literal('ready'), warnings: z.array(z.string()) }),
  z.object({ type: z.literal('devices'), choice: deviceChoiceSchema }),
  z.object({
    type: z.literal('exported'),
    step: z.int().min(0),
    directory: z.string(),
    files: z.array(z.string()),
    warnings: z.array(z.string()),
  }),
  z.object({ type: z.literal('evaluated'), evaluated: evaluatedSchema }),
  z.object({
    type: z.literal('sampled'),
    sampled: z.object({ step: count, files: z.array(z.string()), warnings: z.array(z.string()) }),
  }),
  z.object({
    type: z.literal('networks'),
    step: z.int().min(0),
    socketPath: z.string(),
    token: z.string(),
    warnings: z.array(z.string()),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
