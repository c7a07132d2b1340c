/**
 * The link between the extension host and the panel. Types and literal constants only: the panel bundles this file.
 *
 * The panel holds no source of truth. It posts `ready`, gets one complete `snapshot`, then numbered updates. On a gap
 * in the numbers, or on becoming visible again, it posts `ready` again.
 */
import type { Algorithm } from './algorithm';
import type { BalanceColumn, OverfitColumn } from './balance';
import type { Distribution, DistributionFigure } from './distribution';
import type { EvaluationSeries } from './evaluationModel';
import type { Inspection, InspectionRequest } from './inspection';
import type { LiveSetting, LiveSettings } from './liveSettings';
import type {
  DataSummary,
  DeviceChoice,
  JournalEvent,
  LossEquilibrium,
  MetricColumn,
  OutputHistogram,
  Progress,
  RunState,
} from './runModel';
import type { LinkedCard, TheoryPage } from './theoryProtocol';
import type { Stepping } from './updates';

export const PANEL_VIEW_TYPE = 'gan.trainingPanel';

/** Series drawn by the panel. */
export const CURVE_COLUMNS = [
  'discriminatorLoss',
  'generatorLoss',
  'meanRealOutput',
  'meanFakeOutput',
] as const satisfies readonly MetricColumn[];
export type CurveColumn = (typeof CURVE_COLUMNS)[number];

/** Figures of the evaluations that the panel draws over the steps. */
export const HISTORY_COLUMNS = [
  'value',
  'optimalValue',
] as const satisfies readonly DistributionFigure[];
export type HistoryColumn = (typeof HISTORY_COLUMNS)[number];

/** What every step tells of the balance of the players. */
export const BALANCE_STEP_COLUMNS = [
  'discriminatorGradientNorm',
  'generatorGradientNorm',
  'realAccuracy',
  'fakeAccuracy',
] as const satisfies readonly MetricColumn[];
export type BalanceStepColumn = (typeof BALANCE_STEP_COLUMNS)[number];

/** Columns of `metrics.arrows` that the panel draws. */
export const PANEL_COLUMNS = [...CURVE_COLUMNS, ...BALANCE_STEP_COLUMNS] as const;
export type PanelColumn = (typeof PANEL_COLUMNS)[number];

/** A quantity over the buckets of a view: its extremes and its mean in each. */
export interface ViewSeries {
  readonly low: Float32Array;
  readonly mean: Float32Array;
  readonly high: Float32Array;
  /** Moving average of the means; absent unless smoothing was asked for. */
  readonly smooth?: Float32Array;
}

export const STEP_SCALES = ['linear', 'log'] as const;
export type StepScale = (typeof STEP_SCALES)[number];

/** Above, the average lags behind by more than a screen. */
export const MAXIMUM_SMOOTHING = 0.99;

/** Which steps the charts show, and how these become points. */
export interface ViewRequest {
  /** Both ends included; null shows the whole run as it grows. */
  readonly range: { readonly fromStep: number; readonly toStep: number } | null;
  /** The buckets are equally wide in steps, or in their logarithm. */
  readonly stepScale: StepScale;
  /** β of an exponential moving average over the points, from 0 (none) to `MAXIMUM_SMOOTHING`. */
  readonly smoothing: number;
}

/** Rows over the steps that can be saved: of every step, of the evaluations, of the balance of the players. */
export const EXPORT_TABLES = ['curves', 'history', 'balance'] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

/** What a panel shows that has chosen nothing. */
export const WHOLE_RUN: ViewRequest = { range: null, stepScale: 'linear', smoothing: 0 };

/**
 * Quantities over the range on screen, decimated: at most `points` entries whatever the length of the run.
 * Bucket i covers the steps from `step[i]` up to the next bucket.
 * Not-a-number where a bucket has no finite value: the chart shows a gap.
 */
export interface StepView<Column extends string> {
  readonly fromStep: number;
  readonly toStep: number;
  readonly step: Int32Array;
  readonly series: Readonly<Record<Column, ViewSeries>>;
}

/** Curves of every step. */
export type CurveView = StepView<CurveColumn>;
/** Figures of the evaluations. */
export type HistoryView = StepView<HistoryColumn>;

/** How the two players stand to each other. */
export interface BalanceView {
  readonly everyStep: StepView<BalanceStepColumn>;
  /** What is measured at some of the steps; absent where a run has none of it, as those of older versions. */
  readonly measured?: StepView<Exclude<BalanceColumn, OverfitColumn>>;
  /** What evaluations measure; absent where none has yet. */
  readonly evaluated?: StepView<OverfitColumn>;
}

/** Everything about the run that changes seldom. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly reason?: string;
  readonly settings: LiveSettings;
  readonly device?: DeviceChoice;
  readonly data?: DataSummary;
  /** Names of the classes that the networks are told. */
  readonly classes?: readonly string[];
  readonly equilibrium?: LossEquilibrium;
  readonly parameters?: { readonly generator: number; readonly discriminator: number };
  readonly convention?: string;
  /** Why metrics of samples that one may expect are not taken: whole sentences. */
  readonly unmeasured?: readonly string[];
  readonly algorithm?: Algorithm;
  /** A worker answers: controls work. */
  readonly connected: boolean;
  /** A checkpoint exists and no worker runs: the run can be resumed. */
  readonly resumable: boolean;
  /** The model can be saved: by the worker, or from a checkpoint when none runs. */
  readonly savable: boolean;
  /** There is a checkpoint, which can be measured. */
  readonly evaluable: boolean;
}

/** Whether a process has the networks of a run that has ended; while a worker answers it does not matter. */
export interface NetworksState {
  readonly state: 'none' | 'loading' | 'ready';
  /** What the process is doing, or why there is none: one sentence. */
  readonly message?: string;
  /** Of the checkpoint, once it is loaded. */
  readonly step?: number;
}

/** The thorough evaluation of a run that is under way, or the last one, whoever has asked for it. */
export interface EvaluationState {
  /** `canceling`: somebody wants it to end, and its process has not noticed yet. */
  readonly state: 'none' | 'running' | 'canceling' | 'done' | 'failed';
  /** Of the checkpoint, once it is read. */
  readonly step?: number | undefined;
  /** What it is doing, one clause, or why it failed, whole sentences. */
  readonly message?: string | undefined;
  /** The machine that evaluates, where it is another one. */
  readonly host?: string | undefined;
  /** What a reader of the results has to know, of this one or the last that was done: whole sentences. */
  readonly notes?: readonly string[] | undefined;
}

export interface PanelSnapshot {
  /** Absolute path: the panel keeps it through setState, so that a restored panel finds its run. */
  readonly runDirectory: string;
  readonly summary: RunSummary;
  readonly progress: Progress;
  /** Absent while they are still being read. */
  readonly curves?: CurveView;
  /** Absent while it is still being read. */
  readonly balance?: BalanceView;
  readonly histogram?: OutputHistogram;
  /** Where the run stands in Algorithm 1, while a worker answers. */
  readonly stepping?: Stepping;
  /** Of runs whose samples are points in one or two dimensions. */
  readonly history?: HistoryView;
  /** Steps with a kept distribution, ascending. */
  readonly distributionSteps?: readonly number[];
  /** The newest that the worker has told of. */
  readonly distribution?: Distribution;
  /** Metrics of samples; empty where there are none. */
  readonly evaluations: readonly EvaluationSeries[];
  readonly evaluating?: EvaluationState;
  /** Steps with a kept sample grid, ascending. */
  readonly sampleSteps: readonly number[];
  readonly networks?: NetworksState;
  /** Edits, state changes and errors, for the markers; at most the newest few hundred. */
  readonly journal: readonly JournalEvent[];
}

/** Host → panel. `sequence` counts up by one from the snapshot's. */
export type HostMessage = { readonly sequence: number } & (
  | { readonly type: 'snapshot'; readonly snapshot: PanelSnapshot }
  | { readonly type: 'summary'; readonly summary: RunSummary }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'curves'; readonly curves: CurveView }
  | { readonly type: 'balance'; readonly balance: BalanceView }
  | { readonly type: 'histogram'; readonly histogram: OutputHistogram }
  | { readonly type: 'stepping'; readonly stepping: Stepping }
  | { readonly type: 'history'; readonly history: HistoryView }
  | { readonly type: 'evaluations'; readonly evaluations: readonly EvaluationSeries[] }
  | { readonly type: 'evaluating'; readonly evaluating: EvaluationState }
  | { readonly type: 'sampleAdded'; readonly step: number }
  | { readonly type: 'distributionAdded'; readonly step: number }
  /** The networks of now. */
  | { readonly type: 'distributionNow'; readonly distribution: Distribution }
  /** Answer to `requestDistribution`: the distribution, or why there is none. */
  | {
      readonly type: 'distribution';
      readonly step: number;
      readonly distribution?: Distribution;
      readonly problem?: string;
    }
  | { readonly type: 'journal'; readonly event: JournalEvent }
  /** Answer to `requestHistogram`: the newest up to that step, or why there is none. */
  | {
      readonly type: 'keptHistogram';
      readonly step: number;
      readonly histogram?: OutputHistogram;
      readonly problem?: string;
    }
  /** Answer to `requestSamples`: the PNG of the grid, or why there is none. */
  | {
      readonly type: 'samples';
      readonly step: number;
      readonly png?: Uint8Array;
      readonly problem?: string;
    }
  /** Answer to `inspect`, or why there is none. */
  | {
      readonly type: 'inspection';
      readonly request: InspectionRequest;
      readonly inspection?: Inspection;
      readonly problem?: string;
    }
  | { readonly type: 'networks'; readonly networks: NetworksState }
  /** The user followed a link to this card. */
  | { readonly type: 'showCard'; readonly card: LinkedCard }
  /** The run directory cannot be read any more: one sentence with the reason. A later snapshot ends this state. */
  | { readonly type: 'gone'; readonly message: string }
  /** The outcome of a command of the panel, shown beside the controls. */
  | {
      readonly type: 'outcome';
      readonly command: PanelCommand;
      readonly message: string;
      readonly failed: boolean;
      /** The model of this step was saved: `revealModel` shows its folder. */
      readonly savedStep?: number;
    }
);

export const PANEL_COMMANDS = [
  'pause',
  'resume',
  'singleStep',
  'singleDiscriminatorUpdate',
  'singleGeneratorUpdate',
  'stop',
  'saveModel',
  'resumeFromCheckpoint',
] as const;
export type PanelCommand = (typeof PANEL_COMMANDS)[number] | 'changeSetting' | 'slowMotion';

/** Panel → host. */
export type PanelMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'command'; readonly command: (typeof PANEL_COMMANDS)[number] }
  | { readonly type: 'changeSetting'; readonly setting: LiveSetting; readonly value: number }
  /** So many updates a second; 0 ends slow motion. */
  | { readonly type: 'slowMotion'; readonly updatesPerSecond: number }
  /** What the charts over steps are to show. Also posted after `ready`, when restored. */
  | { readonly type: 'view'; readonly view: ViewRequest }
  | { readonly type: 'requestSamples'; readonly step: number }
  | { readonly type: 'requestDistribution'; readonly step: number }
  | { readonly type: 'requestHistogram'; readonly step: number }
  /** Saves what a card shows as a file; the user chooses where. */
  | { readonly type: 'saveFile'; readonly name: string; readonly data: Uint8Array }
  /** Tells why the page could not make such a file. */
  | { readonly type: 'fileFailed'; readonly name: string; readonly problem: string }
  /** Saves rows of the run at full resolution as comma-separated values; the user chooses where. */
  | {
      readonly type: 'exportTable';
      readonly name: string;
      readonly table: ExportTable;
      readonly columns: readonly string[];
      readonly range: ViewRequest['range'];
    }
  | { readonly type: 'inspect'; readonly request: InspectionRequest }
  /** Has a process load the newest checkpoint of a run that has ended, so that its samples can be inspected. */
  | { readonly type: 'loadNetworks' }
  /** Has a process measure the newest checkpoint thoroughly. */
  | { readonly type: 'evaluate' }
  | { readonly type: 'cancelEvaluation' }
  /** Asks in which form, and makes a film of all kept pictures. */
  | { readonly type: 'exportFilm' }
  /** Shows the folder of a saved model where the user manages files. */
  | { readonly type: 'revealModel'; readonly step: number }
  | { readonly type: 'openTheory'; readonly page: TheoryPage }
  | { readonly type: 'showLog' };

/** What the panel keeps across reloads, through setState: which run and how to show it, never its data. */
export interface PanelState {
  readonly runDirectory: string;
  /** The panel's own: hidden series, open tables, zoom. The host does not look into it. */
  readonly choices?: unknown;
}
