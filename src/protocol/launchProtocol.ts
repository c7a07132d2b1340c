/**
 * What a worker and the process that started it tell each other, over the channel that Node.js gives a child, until
 * the run is on its way. From then on `workerProtocol.ts` speaks.
 */
import * as z from 'zod';
import type { DeviceChoice } from './runModel';
import { deviceChoiceSchema } from './runModelSchema';

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
  /** Nothing has been started; the message is fit for the user. The last message. */
  | { readonly type: 'failed'; readonly message: string };

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
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
