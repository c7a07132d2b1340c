/**
 * Keeps one panel up to date: a complete snapshot when the panel asks for one, then numbered updates. A hidden panel
 * gets nothing: messages to it would be lost, and it asks again when it is shown.
 */
import { Disposable, every } from '../disposable';
import { messageOf } from '../errors';
import type { Log } from '../log';
import type { JournalEvent, OutputHistogram } from '../../protocol/runModel';
import {
  WHOLE_RUN,
  type CurveView,
  type HostMessage,
  type PanelMessage,
  type PanelSnapshot,
  type RunSummary,
  type ViewRequest,
} from '../../protocol/panelProtocol';
import type { LinkedCard } from '../../protocol/theoryProtocol';
import { can } from '../runs/abilities';
import type { Run } from '../runs/run';
import type { RunEvaluations } from '../runs/runEvaluations';
import { within } from '../within';
import { BalanceRelay } from './balanceRelay';
import { exportChart, type ExportMessage } from './chartExport';
import { DistributionRelay, type Update } from './distributionRelay';
import { EvaluationRelay } from './evaluationRelay';
import { InspectionRelay, type OpenNetworks } from './inspectionRelay';
import type { RunFiles } from './runFiles';

/**
 * How often progress, curves and histograms are posted, all at once so that they are drawn at once. On a small machine
 * every redraw takes time from the training beside it (`npm run bench -- panelCost`), and nobody reads numbers faster.
 */
const TICK_MILLISECONDS = 1000;

/** The panel is to be on screen within half a second, whatever the length of the run. */
const FIRST_CURVES_MILLISECONDS = 150;
/** More would not be legible. */
const MAXIMUM_MARKERS = 300;

/** Asks for what was kept of a step, or about a sample. */
type PanelRequest = Extract<
  PanelMessage,
  { type: `request${string}` | 'inspect' | 'loadNetworks' | 'evaluate' | 'cancelEvaluation' }
>;

/** What is answered from the files of the run. */
type LinkMessage = PanelRequest | ExportMessage | Extract<PanelMessage, { type: 'view' }>;

export function runSummary(run: Run): RunSummary {
  const { record } = run;
  return {
    id: record.id,
    name: record.name,
    state: run.state,
    reason: run.reason,
    settings: record.settings,
    device: record.device,
    data: record.data,
    classes: record.classes,
    equilibrium: record.equilibrium,
    parameters: record.parameters,
    convention: record.convention,
    unmeasured: record.unmeasured,
    algorithm: record.algorithm,
    connected: run.connected,
    resumable: run.resumable,
    savable: can(run, 'save'),
    evaluable: run.hasCheckpoint,
  };
}

export class PanelLink extends Disposable {
  private sequence = 0;
  /** A snapshot has been posted and the panel is still there to follow it. */
  private following = false;
  private building = false;
  /** The panel has not been hidden since it asked for a snapshot. */
  private shown = false;
  /** What was to be told while a snapshot was being read: events, new kept steps, outcomes of commands, answers. */
  private readonly waiting: Update[] = [];

  /** To lead to once the panel has its snapshot. */
  private card: LinkedCard | undefined;

  private view: ViewRequest = WHOLE_RUN;
  private progressChanged = false;
  private lastSummary = '';
  private lastStep = -1;
  private curvesChanged = false;
  private readingCurves = false;
  private histogram: OutputHistogram | undefined;
  private readonly distributions: DistributionRelay;
  private readonly balance: BalanceRelay;
  private readonly inspections: InspectionRelay;
  private readonly evaluations: EvaluationRelay;

  constructor(
    private readonly run: Run,
    private readonly files: RunFiles,
    openNetworks: OpenNetworks,
    evaluations: RunEvaluations,
    private readonly post: (message: HostMessage) => void,
    private readonly log: Log,
  ) {
    super();
    this.register(files.metrics);
    this.distributions = this.register(
      new DistributionRelay(run, files, (update) => this.send(update), log),
    );
    this.balance = this.register(new BalanceRelay(run, files, (update) => this.send(update), log));
    this.inspections = this.register(
      new InspectionRelay(run, files, openNetworks, (update) => this.send(update), log),
    );
    this.evaluations = this.register(
      new EvaluationRelay(run, files, evaluations, (update) => this.send(update), log),
    );
    this.register(run.onDidChange(() => this.runChanged()));
    this.register(
      run.onMetrics((rows) => {
        files.metrics.appendLive(rows);
        this.curvesChanged = true;
      }),
    );
    this.register(run.onHistogram((histogram) => (this.histogram = histogram)));
    this.register(run.onStepping(() => this.steppingChanged()));
    this.register(run.onJournal((event) => this.journal(event)));
    this.register(every(TICK_MILLISECONDS, () => this.tick()));
  }

  /** The panel has been hidden or its page was replaced. */
  pause(): void {
    this.shown = false;
    this.following = false;
  }

  /** Reads everything and posts it; updates follow from there. */
  async sendSnapshot(): Promise<void> {
    this.shown = true;
    if (this.building) return;
    this.building = true;
    this.following = false;
    this.waiting.length = 0;
    try {
      const [curves, balance, evaluations, journal, sampleSteps, distributions] = await Promise.all(
        [
          this.firstCurves(),
          this.balance.first(this.view),
          this.evaluations.snapshotPart(),
          this.files.journal(),
          this.files.sampleSteps(),
          this.distributions.snapshotPart(this.view),
        ],
      );
      if (!this.isAwaited()) return;
      this.following = true;
      const { networks } = this.inspections;
      const rest = { balance, sampleSteps, networks, ...evaluations, ...distributions };
      this.sendAll(curves, journal, rest);
    } catch (error) {
      if (!this.isAwaited()) return;
      this.log.warn(`The run in ${this.run.directory} cannot be read.`, error);
      this.following = true;
      this.send({ type: 'gone', message: messageOf(error) });
    } finally {
      this.building = false;
    }
    for (const update of this.waiting.splice(0)) this.send(update);
    this.sendCard();
  }

  /** Leads to a card, as soon as there is a page that has it. */
  showCard(card: LinkedCard): void {
    this.card = card;
    if (!this.building) this.sendCard();
  }

  private sendCard(): void {
    const { card } = this;
    if (card === undefined || !this.following) return;
    this.card = undefined;
    this.send({ type: 'showCard', card });
  }

  /** Whether there is still a panel to see the snapshot that was read for it. */
  private isAwaited(): boolean {
    return this.shown && !this.isDisposed;
  }

  private sendAll(
    curves: CurveView | undefined,
    journal: readonly JournalEvent[],
    rest: Pick<PanelSnapshot, 'evaluations' | 'sampleSteps'> & Partial<PanelSnapshot>,
  ): void {
    const summary = runSummary(this.run);
    this.lastSummary = JSON.stringify(summary);
    this.lastStep = this.run.progress.step;
    this.send({
      type: 'snapshot',
      snapshot: {
        runDirectory: this.run.directory,
        summary,
        progress: this.run.progress,
        curves,
        histogram: this.run.histogram ?? newestHistogram(journal),
        stepping: this.run.stepping,
        journal: journal.filter(isMarker).slice(-MAXIMUM_MARKERS),
        ...rest,
      },
    });
    const known = new Set(journal.map((event) => JSON.stringify(event)));
    const news = this.waiting.filter(
      (update) => update.type !== 'journal' || !known.has(JSON.stringify(update.event)),
    );
    this.waiting.splice(0, Infinity, ...news);
  }

  /** The curves; undefined when the file is so large that the panel would stay blank meanwhile. */
  private async firstCurves(): Promise<CurveView | undefined> {
    const curves = await within(this.files.metrics.curves(this.view), FIRST_CURVES_MILLISECONDS);
    this.curvesChanged ||= curves === undefined;
    return curves;
  }

  /** Does what the page asks for of its run's files. */
  async receive(message: LinkMessage): Promise<void> {
    switch (message.type) {
      case 'view':
        this.show(message.view);
        break;
      case 'saveFile':
      case 'exportTable':
        await exportChart(message, this.run.directory, this.files.metrics);
        break;
      default:
        await this.answer(message);
    }
  }

  private show(view: ViewRequest): void {
    this.view = view;
    this.curvesChanged = true;
    // The user waits for it.
    this.sendCurvesIfChanged();
    this.distributions.show(view);
    this.balance.show(view);
  }

  /** Sends what is asked for, or why there is nothing. */
  private async answer(request: PanelRequest): Promise<void> {
    switch (request.type) {
      case 'requestSamples': {
        const { step } = request;
        this.send({ type: 'samples', step, ...(await this.files.samples(step)) });
        break;
      }
      case 'requestDistribution': {
        const { step } = request;
        this.send({ type: 'distribution', step, ...(await this.files.distribution(step)) });
        break;
      }
      case 'requestHistogram': {
        const { step } = request;
        this.send({ type: 'keptHistogram', step, ...(await this.files.histogram(step)) });
        break;
      }
      case 'inspect':
        await this.inspections.inspect(request.request);
        break;
      case 'loadNetworks':
        await this.inspections.load();
        break;
      case 'evaluate':
        await this.evaluations.evaluate();
        break;
      case 'cancelEvaluation':
        await this.evaluations.cancel();
        break;
    }
  }

  send(update: Update): void {
    if (this.isDisposed) return;
    if (this.following) this.post({ ...update, sequence: this.sequence++ });
    else if (this.building) this.waiting.push(update);
  }

  private runChanged(): void {
    this.progressChanged = true;
    if (!this.following) return;
    // Nobody tells the news of a run without a link: its directory does.
    if (!this.run.connected && this.run.progress.step !== this.lastStep) void this.sendSnapshot();
    else if (this.run.state === 'paused') this.tick();
    else if (!this.building) this.sendSummaryIfChanged();
  }

  /** The user follows updates one by one: they do not wait for the tick. */
  private steppingChanged(): void {
    const { stepping } = this.run;
    if (stepping === undefined || !this.following || this.building) return;
    this.send({ type: 'stepping', stepping });
    if (stepping.last !== undefined) this.distributions.tick();
  }

  private journal(event: JournalEvent): void {
    if (event.type === 'samples') this.send({ type: 'sampleAdded', step: event.step });
    if (isMarker(event)) this.send({ type: 'journal', event });
  }

  /** At once: the user waits to see what a command has changed. */
  private sendSummaryIfChanged(): void {
    const summary = runSummary(this.run);
    const text = JSON.stringify(summary);
    if (text === this.lastSummary) return;
    this.lastSummary = text;
    this.send({ type: 'summary', summary });
  }

  private tick(): void {
    if (!this.following || this.building) return;
    if (this.progressChanged) {
      this.progressChanged = false;
      this.lastStep = this.run.progress.step;
      this.sendSummaryIfChanged();
      this.send({ type: 'progress', progress: this.run.progress });
    }
    if (this.histogram !== undefined) {
      this.send({ type: 'histogram', histogram: this.histogram });
      this.histogram = undefined;
    }
    this.sendCurvesIfChanged();
    this.distributions.tick();
    this.balance.tick();
    void this.evaluations.tick();
  }

  private sendCurvesIfChanged(): void {
    if (!this.following || this.building) return;
    if (this.curvesChanged && !this.readingCurves) void this.sendCurves();
  }

  private async sendCurves(): Promise<void> {
    this.readingCurves = true;
    this.curvesChanged = false;
    const { view } = this;
    try {
      const curves: CurveView = await this.files.metrics.curves(view);
      // What was asked for meanwhile comes next.
      if (view === this.view && !this.building) this.send({ type: 'curves', curves });
    } catch (error) {
      this.log.warn(`The curves of ${this.run.directory} cannot be read.`, error);
    } finally {
      this.readingCurves = false;
    }
    if (view !== this.view) this.sendCurvesIfChanged();
  }
}

/** Whether the panel marks the event on its charts. */
function isMarker(event: JournalEvent): boolean {
  return event.type === 'edit' || event.type === 'state' || event.type === 'error';
}

function newestHistogram(journal: readonly JournalEvent[]): OutputHistogram | undefined {
  const event = journal.findLast((one) => one.type === 'samples' && one.histogram !== undefined);
  return event?.type === 'samples' ? event.histogram : undefined;
}
