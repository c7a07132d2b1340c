/**
 * The link between a training worker and its clients (extension host, command line): function maps for birpc
 * over a local socket, MessagePack frames. `workerLink.ts` carries them and validates what arrives.
 */
import type { Distribution } from './distribution';
import type { NetworkInspection, NetworkRequest } from './inspection';
import type { LiveSetting } from './liveSettings';
import type { JournalEvent, MetricRows, OutputHistogram, Progress, RunRecord } from './runModel';
import type { Stepping } from './updates';

export const WORKER_PROTOCOL_VERSION = 5;

/** `connection.json` in the run directory, readable by its user only; removed when the worker ends. */
export interface WorkerConnection {
  readonly protocolVersion: number;
  /** Path of the Unix domain socket or named pipe. */
  readonly socketPath: string;
  readonly token: string;
  readonly processId: number;
}

export interface AttachResult {
  readonly record: RunRecord;
  readonly progress: Progress;
  /** Every metric row up to and including this step is in `metrics.arrows`; later ones arrive as `metrics`. */
  readonly metricsFlushedToStep: number;
  readonly histogram?: OutputHistogram;
  readonly stepping: Stepping;
}

/** Client → worker. Each is answered; an error's message is fit for the user. */
export interface WorkerFunctions {
  /** Must come first: proves that the client may read the run directory. Anything else before it closes the link. */
  attach(token: string, protocolVersion: number): AttachResult;
  pause(): { step: number };
  resume(): { step: number };
  /** One step while paused, or what is left of the one in progress. */
  singleStep(): { step: number };
  /** The next update of Algorithm 1 while paused; refused when it does not move this player. */
  singleUpdate(player: 'discriminator' | 'generator'): Stepping;
  /**
   * Trains so many updates a second, each shown as `stepping`; 0 ends it. Also ends with the last client. What is
   * computed is the same.
   */
  slowMotion(updatesPerSecond: number): Stepping;
  /** Ends the run after a checkpoint. */
  stop(): { step: number };
  /** Takes effect at the next step; answers once it has been journaled. */
  changeSetting(setting: LiveSetting, value: number): { effectiveFrom: number };
  /**
   * Distributions of now, for somebody who watches: measured anew while all measurements together stay within their
   * share of the time, else the newest there is. Null when the run has none, or none but that of `knownStep` and
   * `knownUpdates` of the next.
   */
  distribution(knownStep: number, knownUpdates: number): Distribution | null;
  /** What the networks of now tell about a sample of the grid. Refused where samples are no images. */
  inspect(request: NetworkRequest): NetworkInspection;
  /** Writes the networks to `exports/step-N/` and answers the absolute paths. Ends a step that has been begun. */
  saveModel(): { step: number; directory: string; files: string[] };
}

/** Worker → client, never answered. */
export interface WorkerEvents {
  record(record: RunRecord): void;
  /** At most ten times a second. */
  progress(progress: Progress): void;
  metrics(rows: MetricRows): void;
  histogram(histogram: OutputHistogram): void;
  /** An evaluation has measured the distributions: its figures stand in `theory.csv`, and in a file if `kept`. */
  distribution(step: number, kept: boolean): void;
  journal(event: JournalEvent): void;
  /** After each update that is watched, and when anything about watching them changes. */
  stepping(stepping: Stepping): void;
}
