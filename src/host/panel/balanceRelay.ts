/** Keeps one panel up to date on the balance of the players. */
import { WHOLE_RUN, type BalanceView, type ViewRequest } from '../../protocol/panelProtocol';
import { Disposable } from '../disposable';
import type { Log } from '../log';
import { within } from '../within';
import type { Run } from '../runs/run';
import type { Update } from './distributionRelay';
import type { RunFiles } from './runFiles';

/** Its figures are read, not watched: they come with every second tick of the panel. */
const TICKS = 2;
/** As long as the curves are waited for: the panel is to be on screen within half a second. */
const FIRST_MILLISECONDS = 150;

export class BalanceRelay extends Disposable {
  private view: ViewRequest = WHOLE_RUN;
  private changed = false;
  private reading = false;
  private ticks = 0;

  constructor(
    private readonly run: Run,
    private readonly files: RunFiles,
    private readonly send: (update: Update) => void,
    private readonly log: Log,
  ) {
    super();
    // Its own file grows with that of the metrics.
    this.register(run.onMetrics(() => (this.changed = true)));
    this.register(run.onDidChange(() => (this.changed = true)));
  }

  /** The balance for a snapshot; nothing yet where reading a long run takes its time. */
  async first(view: ViewRequest): Promise<BalanceView | undefined> {
    this.view = view;
    // Its failure is met again when it is asked for the next time.
    const reading = this.files.metrics.balance(view).catch(() => undefined);
    const first = await within(reading, FIRST_MILLISECONDS);
    this.changed ||= first === undefined;
    return first;
  }

  show(view: ViewRequest): void {
    this.view = view;
    this.sendBalance();
  }

  /** To be called while the panel is on screen. */
  tick(): void {
    this.ticks += 1;
    if (this.changed && this.ticks % TICKS === 0) this.sendBalance();
  }

  private sendBalance(): void {
    if (!this.reading) void this.readBalance();
  }

  private async readBalance(): Promise<void> {
    this.reading = true;
    this.changed = false;
    const { view } = this;
    try {
      const balance: BalanceView = await this.files.metrics.balance(view);
      // What was asked for meanwhile comes next.
      if (view === this.view) this.send({ type: 'balance', balance });
    } catch (error) {
      this.log.warn(`The balance of ${this.run.directory} cannot be read.`, error);
    } finally {
      this.reading = false;
    }
    if (view !== this.view) this.sendBalance();
  }
}
