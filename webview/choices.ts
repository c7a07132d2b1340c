import {
  MAXIMUM_SMOOTHING,
  STEP_SCALES,
  type StepScale,
  type ViewRequest,
} from '../src/protocol/panelProtocol';
import { columnRoles, type ViewColumn } from './charts/seriesStyle';

export interface StepRange {
  readonly fromStep: number;
  readonly toStep: number;
}

export const TABLE_IDS = [
  'losses',
  'balance',
  'outputs',
  'histogram',
  'value',
  'distribution',
] as const;
export type TableId = (typeof TABLE_IDS)[number];

/** How a chart spreads its values over the height. */
export const VALUE_SCALES = ['linear', 'log', 'symlog'] as const;
export type ValueScale = (typeof VALUE_SCALES)[number];

/** What colours the plane. */
export const HEAT_MAPS = ['none', 'discriminator', 'optimum', 'difference'] as const;
export type HeatMap = (typeof HEAT_MAPS)[number];

/** What is drawn over it. */
export const PLANE_LAYERS = ['real', 'fake', 'contours', 'lattice', 'forces', 'modes'] as const;
export type PlaneLayer = (typeof PLANE_LAYERS)[number];

/** Updates a second that slow motion offers: one can be followed line by line, ten show how both take turns. */
export const SLOW_MOTION_RATES = [0.5, 1, 2, 5, 10] as const;

/** What the chart of the balance shows. */
export const BALANCE_QUANTITIES = [
  'gradients',
  'updates',
  'generatorGain',
  'discriminatorGain',
  'accuracy',
  'overfit',
  'time',
  'penalty',
] as const;
export type BalanceQuantity = (typeof BALANCE_QUANTITIES)[number];

const SERIES = Object.keys(columnRoles) as ViewColumn[];

export const CARD_IDS = [...TABLE_IDS, 'samples', 'metrics', 'algorithm'] as const;
export type CardId = (typeof CARD_IDS)[number];

/** How the user wants the run shown. Kept across reloads. */
export interface PanelChoices {
  readonly hiddenSeries: readonly ViewColumn[];
  readonly openTables: readonly TableId[];
  /** Cards that explain themselves where the panel is too narrow for all of them to do so. */
  readonly openHelp: readonly CardId[];
  /** Cards of which only the heading is shown. */
  readonly foldedCards: readonly CardId[];
  /** The steps zoomed in on; null shows the whole run. */
  readonly range: StepRange | null;
  /** Of all charts over steps. */
  readonly stepScale: StepScale;
  /** β of the moving average over the points of the charts; 0 draws none. */
  readonly smoothing: number;
  /** Linear where a chart is absent. */
  readonly valueScales: Readonly<Partial<Record<TableId, ValueScale>>>;
  readonly detailsOpen: boolean;
  readonly heatMap: HeatMap;
  readonly planeLayers: readonly PlaneLayer[];
  /** Updates a second. */
  readonly slowMotionRate: number;
  readonly balance: BalanceQuantity;
}

const defaultChoices: PanelChoices = {
  hiddenSeries: [],
  openTables: [],
  openHelp: [],
  foldedCards: [],
  range: null,
  stepScale: 'linear',
  smoothing: 0,
  valueScales: {},
  detailsOpen: false,
  heatMap: 'discriminator',
  planeLayers: ['real', 'fake', 'modes'],
  slowMotionRate: 1,
  balance: 'gradients',
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function knownItems<T extends string>(value: unknown, known: readonly T[]): T[] {
  return Array.isArray(value) ? known.filter((item) => value.includes(item)) : [];
}

function parseRange(value: unknown): StepRange | null {
  if (!isObject(value)) return null;
  const { fromStep, toStep } = value;
  if (!Number.isInteger(fromStep) || !Number.isInteger(toStep)) return null;
  const range = { fromStep: fromStep as number, toStep: toStep as number };
  return range.fromStep >= 0 && range.toStep > range.fromStep ? range : null;
}

function parseSmoothing(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= MAXIMUM_SMOOTHING ? value : 0;
}

function parseValueScales(value: unknown): PanelChoices['valueScales'] {
  if (!isObject(value)) return {};
  const entries = TABLE_IDS.map((id) => [id, VALUE_SCALES.find((scale) => scale === value[id])]);
  return Object.fromEntries(entries.filter(([, scale]) => scale !== undefined)) as Record<
    TableId,
    ValueScale
  >;
}

/** What the host has to know of them. */
export function viewOf({ range, stepScale, smoothing }: PanelChoices): ViewRequest {
  return { range, stepScale, smoothing };
}

export function isSameView(one: ViewRequest, other: ViewRequest): boolean {
  return (
    one.range?.fromStep === other.range?.fromStep &&
    one.range?.toStep === other.range?.toStep &&
    one.stepScale === other.stepScale &&
    one.smoothing === other.smoothing
  );
}

/** Reads what `getState` gave; whatever does not fit, such as the state of an older version, is left at its default. */
export function parseChoices(savedState: unknown): PanelChoices {
  const saved = isObject(savedState) ? savedState['choices'] : undefined;
  if (!isObject(saved)) return defaultChoices;
  return {
    hiddenSeries: knownItems(saved['hiddenSeries'], SERIES),
    openTables: knownItems(saved['openTables'], TABLE_IDS),
    openHelp: knownItems(saved['openHelp'], CARD_IDS),
    foldedCards: knownItems(saved['foldedCards'], CARD_IDS),
    range: parseRange(saved['range']),
    stepScale: STEP_SCALES.find((scale) => scale === saved['stepScale']) ?? 'linear',
    smoothing: parseSmoothing(saved['smoothing']),
    valueScales: parseValueScales(saved['valueScales']),
    detailsOpen: saved['detailsOpen'] === true,
    heatMap: HEAT_MAPS.find((map) => map === saved['heatMap']) ?? defaultChoices.heatMap,
    planeLayers: Array.isArray(saved['planeLayers'])
      ? knownItems(saved['planeLayers'], PLANE_LAYERS)
      : defaultChoices.planeLayers,
    slowMotionRate:
      SLOW_MOTION_RATES.find((rate) => rate === saved['slowMotionRate']) ??
      defaultChoices.slowMotionRate,
    balance:
      BALANCE_QUANTITIES.find((quantity) => quantity === saved['balance']) ??
      defaultChoices.balance,
  };
}

/** The item added when it is absent, removed when it is present. */
export function toggled<T>(items: readonly T[], item: T): T[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}
