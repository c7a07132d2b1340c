/** Keeps one panel up to date on the distributions of its run. */
import type { Distribution } from '../../protocol/distribution';
import {
  WHOLE_RUN,
  type HistoryView,
  type HostMessage,
  type PanelSnapshot,
  type ViewRequest,
} from '../../protocol/panelProtocol';
import { Disposable } from '../disposable';
import type { Log } from '../log';
import { within } from '../within';
import type { Run } from '../runs/run';
import type { RunFiles } from './runFiles';

export type Update = HostMessage extends infer Message
  ? Message extends HostMessage
    ? Omit<Message, 'sequence'>
    : never
  : never;

/** As long as the curves are waited for: the panel is to be on screen within half a second. */
const FIRST_HISTORY_MILLISECONDS = 150;

type SnapshotPart = Pick<PanelSnapshot, 'history' | 'distributionSteps' | 'distribution'>;

export class DistributionRelay extends Disposable {
  private view: ViewRequest = WHOLE_RUN;
  private newest: Distribution | undefined;
  private historyChanged = false;
  private asking = false;
  private reading = false;

  constructor(
    private readonly run: Run,
    private readonly files: RunFiles,
    private readonly send: (update: Update) => void,
    private readonly log: Log,
  ) {
    super();
    this.register(
      run.onDistribution(({ step, kept }) => {
        this.historyChanged = true;
        if (kept) this.send({ type: 'distributionAdded', step });
      }),
    );
  }

  /** Whether samples of the run are points in one or two dimensions. */
  private get possible(): boolean {
    const [size = 0, ...others] = this.run.record.data?.sampleShape ?? [];
    return others.length === 0 && (size === 1 || size === 2);
  }

  async snapshotPart(view: ViewRequest): Promise<SnapshotPart> {
    if (!this.possible) return {};
    this.view = view;
    const [history, distributionSteps] = await Promise.all([
      this.firstHistory(view),
      this.files.distributionSteps(),
    ]);
    const distribution = this.run.connected ? this.newest : undefined;
    return { history, distributionSteps, distribution };
  }

  /** The figures; none yet while the thread that reads them is still at the curves of a long run. */
  private async firstHistory(view: ViewRequest): Promise<HistoryView | undefined> {
    // Its failure is met again when they are asked for the next time.
    const reading = this.files.metrics.history(view).catch(() => undefined);
    const history = await within(reading, FIRST_HISTORY_MILLISECONDS);
    this.historyChanged ||= history === undefined;
    return history;
  }

  show(view: ViewRequest): void {
    this.view = view;
    this.historyChanged = true;
    this.sendHistory();
  }

  /** To be called while the panel is on screen. */
  tick(): void {
    if (!this.possible) return;
    if (this.historyChanged) this.sendHistory();
    if (this.run.connected && !this.asking) void this.ask();
  }

  /** Asks the worker for the distributions of now. It measures as often as its share of the time allows. */
  private async ask(): Promise<void> {
    this.asking = true;
    try {
      const { step = -1, updates = 0 } = this.newest ?? {};
      const distribution = await this.run.call('distribution', step, updates);
      if (distribution === null) return;
      this.newest = distribution;
      this.send({ type: 'distributionNow', distribution });
    } catch (error) {
      // The run has ended meanwhile; its directory tells the rest.
      this.log.debug(`No distributions of ${this.run.directory} now.`, error);
    } finally {
      this.asking = false;
    }
  }

  private sendHistory(): void {
    if (this.possible && !this.reading) void this.readHistory();
  }

  private async readHistory(): Promise<void> {
    this.reading = true;
    this.historyChanged = false;
    const { view } = this;
    try {
      const history: HistoryView | undefined = await this.files.metrics.history(view);
      if (history !== undefined && view === this.view) this.send({ type: 'history', history });
    } catch (error) {
      this.log.warn(`The figures of ${this.run.directory} cannot be read.`, error);
    } finally {
      this.reading = false;
    }
    if (view !== this.view) this.sendHistory();
  }
}
