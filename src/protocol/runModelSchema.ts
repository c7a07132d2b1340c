/** Validators of the shapes in `runModel.ts`: what comes from a file or a socket is checked before it is believed. */
import * as z from 'zod';
import { LOSS_NAMES } from './algorithm';
import { algorithmSchema } from './algorithmSchema';
import {
  COMMON_SETTINGS,
  LIVE_SETTING_LIMITS,
  LIVE_SETTINGS,
  type LiveSetting,
  type LiveSettings,
} from './liveSettings';
import {
  HISTOGRAM_BINS,
  type JournalEvent,
  METRIC_COLUMNS,
  type MetricRows,
  type OutputHistogram,
  type Progress,
  RUN_STATES,
  type RunRecord,
} from './runModel';

const step = z.int().min(0);
const runState = z.enum(RUN_STATES);

export const liveSettingName = z.enum(LIVE_SETTINGS);

export const deviceChoiceSchema = z.object({
  device: z.string(),
  label: z.string(),
  reason: z.string(),
  fallback: z.string().optional(),
  threads: z.int().min(1),
  candidates: z.array(
    z.object({
      device: z.string(),
      label: z.string(),
      millisecondsPerStep: z.number().optional(),
      note: z.string().optional(),
    }),
  ),
});

function settingSchema(setting: LiveSetting) {
  const { integer, minimum } = LIVE_SETTING_LIMITS[setting];
  // A config may have smaller ones than can be typed.
  return (integer === true ? z.int().min(minimum) : z.number().min(0)).optional();
}

export const liveSettingsSchema = z
  .object(Object.fromEntries(LIVE_SETTINGS.map((setting) => [setting, settingSchema(setting)])))
  .required(
    Object.fromEntries(COMMON_SETTINGS.map((setting) => [setting, true])),
  ) as unknown as z.ZodType<LiveSettings>;

export const runRecordSchema: z.ZodType<RunRecord> = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  name: z.string(),
  state: runState,
  reason: z.string().optional(),
  step,
  steps: z.int().min(1),
  seed: z.number(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  host: z.string(),
  processId: z.int(),
  configPath: z.string().optional(),
  settings: liveSettingsSchema,
  device: deviceChoiceSchema.optional(),
  data: z
    .object({
      description: z.string(),
      sampleShape: z.array(z.int().min(1)),
      count: z.int().min(0).optional(),
      heldOut: z.string().optional(),
      warnings: z.array(z.string()).optional(),
    })
    .optional(),
  classes: z.array(z.string()).optional(),
  equilibrium: z
    .object({
      discriminator: z.number(),
      generator: z.number(),
      discriminatorFormula: z.string(),
      generatorFormula: z.string(),
      outputKind: z.enum(['probability', 'score']).default('probability'),
      output: z.number().optional(),
      loss: z.enum(LOSS_NAMES).optional().catch(undefined),
    })
    .optional(),
  parameters: z.object({ generator: z.number(), discriminator: z.number() }).optional(),
  convention: z.string().optional(),
  unmeasured: z.array(z.string()).optional(),
  algorithm: algorithmSchema.optional(),
  versions: z.record(z.string(), z.string()),
  gitRevision: z.string().optional(),
});

export const outputHistogramSchema: z.ZodType<OutputHistogram> = z.object({
  step,
  range: z.tuple([z.number(), z.number()]).optional(),
  real: z.array(z.number()).length(HISTOGRAM_BINS),
  fake: z.array(z.number()).length(HISTOGRAM_BINS),
});

const eventBase = { time: z.iso.datetime(), step };

export const journalEventSchema: z.ZodType<JournalEvent> = z.discriminatedUnion('type', [
  z.object({
    ...eventBase,
    type: z.literal('state'),
    from: runState,
    to: runState,
    reason: z.string().optional(),
  }),
  z.object({
    ...eventBase,
    type: z.literal('edit'),
    setting: liveSettingName,
    from: z.number(),
    to: z.number(),
    effectiveFrom: step,
  }),
  z.object({
    ...eventBase,
    type: z.literal('samples'),
    file: z.string(),
    histogram: outputHistogramSchema.optional(),
  }),
  z.object({ ...eventBase, type: z.literal('checkpoint'), directory: z.string() }),
  z.object({ ...eventBase, type: z.literal('export'), files: z.array(z.string()) }),
  z.object({ ...eventBase, type: z.literal('warning'), message: z.string() }),
  z.object({ ...eventBase, type: z.literal('error'), message: z.string() }),
]);

export const progressSchema: z.ZodType<Progress> = z.object({
  step,
  steps: z.int().min(1),
  stepsPerSecond: z.number().min(0),
  secondsLeft: z.number().min(0).optional(),
  learningRates: z
    .object({ generator: z.number().min(0), discriminator: z.number().min(0) })
    .optional(),
  measuring: z.object({ now: step.optional(), next: step.optional() }).optional(),
});

const float32Column = z.custom<Float32Array>((value) => value instanceof Float32Array);

export const metricRowsSchema: z.ZodType<MetricRows> = z
  .object({
    step: z.custom<Int32Array>((value) => value instanceof Int32Array),
    columns: z.record(z.enum(METRIC_COLUMNS), float32Column),
  })
  .refine(
    (rows) => METRIC_COLUMNS.every((column) => rows.columns[column].length === rows.step.length),
    'columns of different lengths',
  );
