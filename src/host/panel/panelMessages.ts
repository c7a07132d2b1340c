/** Validation of what a panel sends: a page is not trusted to keep the protocol. */
import * as z from 'zod';
import { BALANCE_COLUMNS } from '../../protocol/balance';
import { inspectionRequestSchema } from '../../protocol/inspectionSchema';
import { describeMisfit } from '../../protocol/describeMisfit';
import { LIVE_SETTINGS } from '../../protocol/liveSettings';
import {
  MAXIMUM_SMOOTHING,
  EXPORT_TABLES,
  HISTORY_COLUMNS,
  PANEL_COLUMNS,
  PANEL_COMMANDS,
  STEP_SCALES,
  type PanelMessage,
  type PanelState,
} from '../../protocol/panelProtocol';
import {
  LINKED_CARDS,
  THEORY_COMMANDS,
  THEORY_PAGES,
  type TheoryMessage,
} from '../../protocol/theoryProtocol';
import { MOST_UPDATES_PER_SECOND } from '../../protocol/updates';

const step = z.int().min(0).max(2_147_483_647);

const range = z
  .strictObject({ fromStep: step, toStep: step })
  .refine(({ fromStep, toStep }) => fromStep <= toStep, 'the range is empty')
  .nullable();

/** Of a picture; a page that sends more does not keep to the protocol. */
const LARGEST_FILE = 64 * 1024 * 1024;
/** Proposed to the user: no folder, one of the formats that are saved. */
const fileName = z.string().regex(/^[a-z][a-z0-9-]{0,60}\.(?:svg|png|csv)$/);

const panelMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('command'), command: z.enum(PANEL_COMMANDS) }),
  z.strictObject({
    type: z.literal('changeSetting'),
    setting: z.enum(LIVE_SETTINGS),
    value: z.number(),
  }),
  z.strictObject({
    type: z.literal('slowMotion'),
    updatesPerSecond: z.number().min(0).max(MOST_UPDATES_PER_SECOND),
  }),
  z.strictObject({
    type: z.literal('view'),
    view: z.strictObject({
      range,
      stepScale: z.enum(STEP_SCALES),
      smoothing: z.number().min(0).max(MAXIMUM_SMOOTHING),
    }),
  }),
  z.strictObject({ type: z.literal('requestSamples'), step }),
  z.strictObject({ type: z.literal('requestDistribution'), step }),
  z.strictObject({ type: z.literal('requestHistogram'), step }),
  z.strictObject({
    type: z.literal('saveFile'),
    name: fileName,
    data: z.instanceof(Uint8Array).refine(({ length }) => length <= LARGEST_FILE, 'too large'),
  }),
  z.strictObject({
    type: z.literal('fileFailed'),
    name: fileName,
    problem: z.string().max(1000),
  }),
  z.strictObject({
    type: z.literal('exportTable'),
    name: fileName,
    table: z.enum(EXPORT_TABLES),
    columns: z.array(z.enum([...PANEL_COLUMNS, ...HISTORY_COLUMNS, ...BALANCE_COLUMNS])).min(1),
    range,
  }),
  z.strictObject({ type: z.literal('inspect'), request: inspectionRequestSchema }),
  z.strictObject({ type: z.literal('loadNetworks') }),
  z.strictObject({ type: z.literal('evaluate') }),
  z.strictObject({ type: z.literal('cancelEvaluation') }),
  z.strictObject({ type: z.literal('exportFilm') }),
  z.strictObject({ type: z.literal('revealModel'), step }),
  z.strictObject({ type: z.literal('openTheory'), page: z.enum(THEORY_PAGES) }),
  z.strictObject({ type: z.literal('showLog') }),
]);

const theoryMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('command'), command: z.enum(THEORY_COMMANDS) }),
  z.strictObject({ type: z.literal('openCard'), card: z.enum(LINKED_CARDS) }),
]);

const panelState = z.object({ runDirectory: z.string().min(1).max(4096) });

/** The message, or what is wrong with it. */
export function parsePanelMessage(
  value: unknown,
): { readonly message: PanelMessage } | { readonly problem: string } {
  const result = panelMessage.safeParse(value);
  return result.success ? { message: result.data } : { problem: describeMisfit(result.error) };
}

/** The same, of the theory pages. */
export function parseTheoryMessage(
  value: unknown,
): { readonly message: TheoryMessage } | { readonly problem: string } {
  const result = theoryMessage.safeParse(value);
  return result.success ? { message: result.data } : { problem: describeMisfit(result.error) };
}

/** What a panel kept across a reload; undefined when it is not ours to understand. */
export function parsePanelState(value: unknown): PanelState | undefined {
  return panelState.safeParse(value).data;
}
