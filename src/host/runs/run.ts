/** One run as the window knows it: its record, and the link to its worker while one answers. */
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import {
  isLiveState,
  type JournalEvent,
  type MetricRows,
  type OutputHistogram,
  type Progress,
  type RunRecord,
  type RunState,
} from '../../protocol/runModel';
import type { Stepping } from '../../protocol/updates';
import type { ClientSide } from '../../protocol/workerLink';
import { Disposable, ReplaceableResource, type Resource } from '../disposable';
import { UserError } from '../errors';

/** What the run directory tells. */
export interface RunStatus {
  /** With state, reason and step corrected when its process is gone. */
  readonly record: RunRecord;
  /** A worker of this machine answers. */
  readonly attachable: boolean;
  readonly hasCheckpoint: boolean;
}

/** Losses of the last step, in nats. */
export interface LastLosses {
  readonly discriminator: number;
  readonly generator: number;
}

/** Of which step, and whether it was kept as a file. */
export interface DistributionNews {
  readonly step: number;
  readonly kept: boolean;
}

/** A worker that answers. */
export interface WorkerLink extends Resource {
  readonly call: ClientSide['call'];
}

export class Run extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** State, record, progress or connection have changed. */
  readonly onDidChange = this.changed.event;
  private readonly gotMetrics = this.register(new vscode.EventEmitter<MetricRows>());
  readonly onMetrics = this.gotMetrics.event;
  private readonly gotHistogram = this.register(new vscode.EventEmitter<OutputHistogram>());
  readonly onHistogram = this.gotHistogram.event;
  private readonly gotDistribution = this.register(new vscode.EventEmitter<DistributionNews>());
  /** An evaluation has measured distributions. */
  readonly onDistribution = this.gotDistribution.event;
  private readonly gotJournal = this.register(new vscode.EventEmitter<JournalEvent>());
  readonly onJournal = this.gotJournal.event;
  private readonly gotStepping = this.register(new vscode.EventEmitter<Stepping>());
  /** An update was done while somebody watched, or watching them has changed. */
  readonly onStepping = this.gotStepping.event;

  private readonly link = this.register(new ReplaceableResource<WorkerLink>());
  private liveProgress: Progress | undefined;
  private lastHistogram: OutputHistogram | undefined;
  private losses: LastLosses | undefined;
  private lastStepping: Stepping | undefined;

  constructor(
    readonly directory: string,
    private status: RunStatus,
  ) {
    super();
  }

  get record(): RunRecord {
    return this.status.record;
  }

  get state(): RunState {
    return this.record.state;
  }

  get reason(): string | undefined {
    return this.record.reason;
  }

  /** A worker owns the run, whether or not this window is connected to it. */
  get live(): boolean {
    return isLiveState(this.state);
  }

  /** A worker answers. */
  get connected(): boolean {
    return this.link.value !== undefined;
  }

  /** No worker owns the run, and there is a checkpoint of it. */
  get restorable(): boolean {
    return !this.live && this.status.hasCheckpoint;
  }

  get hasCheckpoint(): boolean {
    return this.status.hasCheckpoint;
  }

  /** It can go on from its checkpoint: steps are left. */
  get resumable(): boolean {
    return this.restorable && this.state !== 'completed';
  }

  get progress(): Progress {
    return (
      this.liveProgress ?? {
        step: this.record.step,
        steps: this.record.steps,
        stepsPerSecond: 0,
      }
    );
  }

  /** The newest histogram that a worker has sent to this window. */
  get histogram(): OutputHistogram | undefined {
    return this.lastHistogram;
  }

  /** Where a worker that answers stands in Algorithm 1. */
  get stepping(): Stepping | undefined {
    return this.lastStepping;
  }

  /** Losses of the newest step that a worker has sent to this window. */
  get lastLosses(): LastLosses | undefined {
    return this.losses;
  }

  /** Takes over what the run directory says. While a worker answers, it knows better. */
  update(status: RunStatus): void {
    const { record } = this.connected ? this : status;
    const next = { ...status, record };
    if (isDeepStrictEqual(next, this.status)) return;
    this.status = next;
    this.changed.fire();
  }

  /** Whether a worker waits for this window to attach. */
  get attachable(): boolean {
    return this.status.attachable && !this.connected;
  }

  /** From now on the worker speaks for the run. */
  connect(
    link: WorkerLink,
    first: {
      readonly record: RunRecord;
      readonly progress: Progress;
      readonly histogram?: OutputHistogram | undefined;
      readonly stepping?: Stepping;
    },
  ): void {
    this.link.value = link;
    this.liveProgress = first.progress;
    this.lastHistogram = first.histogram;
    this.lastStepping = first.stepping;
    this.receiveRecord(first.record);
  }

  /** The worker has gone; the run directory tells what became of the run. */
  disconnect(): void {
    this.link.value = undefined;
    this.liveProgress = undefined;
    this.lastStepping = undefined;
    this.changed.fire();
  }

  receiveRecord(record: RunRecord): void {
    this.status = { ...this.status, record };
    this.changed.fire();
  }

  receiveProgress(progress: Progress): void {
    this.liveProgress = progress;
    this.changed.fire();
  }

  receiveMetrics(rows: MetricRows): void {
    const discriminator = rows.columns.discriminatorLoss.at(-1);
    const generator = rows.columns.generatorLoss.at(-1);
    if (discriminator !== undefined && generator !== undefined) {
      this.losses = { discriminator, generator };
    }
    this.gotMetrics.fire(rows);
  }

  receiveHistogram(histogram: OutputHistogram): void {
    this.lastHistogram = histogram;
    this.gotHistogram.fire(histogram);
  }

  receiveStepping(stepping: Stepping): void {
    this.lastStepping = stepping;
    this.gotStepping.fire(stepping);
  }

  receiveDistribution(news: DistributionNews): void {
    this.gotDistribution.fire(news);
  }

  receiveJournal(event: JournalEvent): void {
    if (event.type === 'checkpoint') this.status = { ...this.status, hasCheckpoint: true };
    this.gotJournal.fire(event);
  }

  /**
   * Calls a function of the worker.
   * @throws UserError if no worker answers
   */
  get call(): ClientSide['call'] {
    const link = this.link.value;
    if (link === undefined) {
      throw new UserError(
        vscode.l10n.t('{0} has no training process that answers.', this.record.name),
      );
    }
    return link.call;
  }
}
