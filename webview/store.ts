import type {
  HostMessage,
  PanelCommand,
  PanelMessage,
  PanelSnapshot,
} from '../src/protocol/panelProtocol';
import type { LinkedCard } from '../src/protocol/theoryProtocol';

export type Outcome = Extract<HostMessage, { type: 'outcome' }>;
export type SamplesReply = Extract<HostMessage, { type: 'samples' }>;
export type HistogramReply = Extract<HostMessage, { type: 'keptHistogram' }>;
export type InspectionReply = Extract<HostMessage, { type: 'inspection' }>;
export type DistributionReply = Extract<HostMessage, { type: 'distribution' }>;

/** Everything the panel knows about its run. Replaced, never changed in place. */
export interface PanelModel {
  /** The last snapshot with every later update worked in; absent until the first one. */
  readonly snapshot?: PanelSnapshot;
  /** Why the run directory cannot be read, while it cannot. */
  readonly gone?: string;
  readonly outcome?: Outcome;
  /** Commands sent and not answered yet. */
  readonly pending: readonly PanelCommand[];
  /** When the host was last heard, in milliseconds of `performance.now()`. */
  readonly heardAt: number;
}

/** Events kept for the markers: more would not be legible, and a controller may write many. */
const JOURNAL_LIMIT = 500;
/** A snapshot that has not come by then is asked for again. */
const SNAPSHOT_TIMEOUT_MS = 3000;

/**
 * The panel's copy of the run: one complete snapshot, then numbered updates. An update whose number does not follow
 * is not applied; the store asks for a new snapshot instead and ignores updates until it is there.
 */
export class PanelStore {
  readonly #post: (message: PanelMessage) => void;
  #model: PanelModel = { pending: [], heardAt: performance.now() };
  #sequence: number | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #changed: (() => void)[] = [];
  readonly #sampled: ((reply: SamplesReply) => void)[] = [];
  readonly #distributed: ((reply: DistributionReply) => void)[] = [];
  readonly #histograms: ((reply: HistogramReply) => void)[] = [];
  readonly #inspected: ((reply: InspectionReply) => void)[] = [];
  readonly #synchronised: (() => void)[] = [];
  readonly #led: ((card: LinkedCard) => void)[] = [];

  constructor(post: (message: PanelMessage) => void) {
    this.#post = post;
  }

  get model(): PanelModel {
    return this.#model;
  }

  onChange(listener: () => void): void {
    this.#changed.push(listener);
  }

  onSamples(listener: (reply: SamplesReply) => void): void {
    this.#sampled.push(listener);
  }

  onDistribution(listener: (reply: DistributionReply) => void): void {
    this.#distributed.push(listener);
  }

  onHistogram(listener: (reply: HistogramReply) => void): void {
    this.#histograms.push(listener);
  }

  onInspection(listener: (reply: InspectionReply) => void): void {
    this.#inspected.push(listener);
  }

  /** The user followed a link to a card. */
  onShowCard(listener: (card: LinkedCard) => void): void {
    this.#led.push(listener);
  }

  /** After each snapshot: replies to earlier requests may have been lost. */
  onSnapshot(listener: () => void): void {
    this.#synchronised.push(listener);
  }

  requestSnapshot(): void {
    this.#sequence = undefined;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.requestSnapshot(), SNAPSHOT_TIMEOUT_MS);
    this.#post({ type: 'ready' });
  }

  /** Marks a command as sent, until its outcome or a new state of the run arrives. */
  markPending(command: PanelCommand): void {
    this.#set({ pending: [...this.#model.pending, command], outcome: undefined });
  }

  receive(message: HostMessage): void {
    if (message.type === 'snapshot') {
      this.#acceptSnapshot(message.snapshot, message.sequence);
      return;
    }
    if (this.#sequence === undefined) {
      // The run may be unreadable before there was any snapshot of it.
      if (message.type === 'gone') this.#set({ gone: message.message });
      return;
    }
    if (message.sequence !== this.#sequence + 1) {
      this.requestSnapshot();
      return;
    }
    this.#sequence = message.sequence;
    this.#apply(message);
  }

  #acceptSnapshot(snapshot: PanelSnapshot, sequence: number): void {
    clearTimeout(this.#retry);
    this.#sequence = sequence;
    const journal = snapshot.journal.slice(-JOURNAL_LIMIT);
    this.#set({ snapshot: { ...snapshot, journal }, gone: undefined, pending: [] });
    for (const listener of this.#synchronised) listener();
  }

  #apply(message: Exclude<HostMessage, { type: 'snapshot' }>): void {
    switch (message.type) {
      case 'summary':
        this.#update({ summary: message.summary }, { pending: [] });
        break;
      case 'samples':
        this.#set({});
        for (const listener of this.#sampled) listener(message);
        break;
      case 'distribution':
        this.#set({});
        for (const listener of this.#distributed) listener(message);
        break;
      case 'keptHistogram':
        this.#set({});
        for (const listener of this.#histograms) listener(message);
        break;
      case 'inspection':
        this.#set({});
        for (const listener of this.#inspected) listener(message);
        break;
      case 'showCard':
        this.#set({});
        for (const listener of this.#led) listener(message.card);
        break;
      case 'gone':
        this.#set({ gone: message.message });
        break;
      case 'outcome':
        this.#set({
          outcome: message,
          pending: this.#model.pending.filter((command) => command !== message.command),
        });
        break;
      default:
        this.#update(newsOf(message, this.#model.snapshot));
    }
  }

  #update(part: Partial<PanelSnapshot>, rest: Partial<PanelModel> = {}): void {
    const { snapshot } = this.#model;
    this.#set({ ...rest, snapshot: snapshot === undefined ? undefined : { ...snapshot, ...part } });
  }

  #set(part: Partial<PanelModel>): void {
    this.#model = { ...this.#model, heardAt: performance.now(), ...part };
    for (const listener of this.#changed) listener();
  }
}

type News = Exclude<
  HostMessage,
  {
    type:
      | 'snapshot'
      | 'summary'
      | 'samples'
      | 'distribution'
      | 'keptHistogram'
      | 'inspection'
      | 'showCard'
      | 'gone'
      | 'outcome';
  }
>;

/** The part of the snapshot that a message replaces. */
function newsOf(message: News, snapshot: PanelSnapshot | undefined): Partial<PanelSnapshot> {
  switch (message.type) {
    case 'progress':
      return { progress: message.progress };
    case 'curves':
      return { curves: message.curves };
    case 'balance':
      return { balance: message.balance };
    case 'histogram':
      return { histogram: message.histogram };
    case 'evaluations':
      return { evaluations: message.evaluations };
    case 'evaluating':
      return { evaluating: message.evaluating };
    case 'stepping':
      return { stepping: message.stepping };
    case 'history':
      return { history: message.history };
    case 'networks':
      return { networks: message.networks };
    case 'distributionNow':
      return { distribution: message.distribution };
    default:
      return additionOf(message, snapshot);
  }
}

type Addition = Extract<News, { type: 'sampleAdded' | 'distributionAdded' | 'journal' }>;

/** The part of the snapshot that a message adds to. */
function additionOf(
  message: Addition,
  snapshot: PanelSnapshot | undefined,
): Partial<PanelSnapshot> {
  switch (message.type) {
    case 'sampleAdded':
      return { sampleSteps: withStep(snapshot?.sampleSteps, message.step) };
    case 'distributionAdded':
      return { distributionSteps: withStep(snapshot?.distributionSteps, message.step) };
    case 'journal':
      return { journal: [...(snapshot?.journal ?? []), message.event].slice(-JOURNAL_LIMIT) };
  }
}

/** The steps with one more among them, ascending. */
function withStep(known: readonly number[] = [], step: number): readonly number[] {
  const newest = known.at(-1);
  if (newest === undefined || step > newest) return [...known, step];
  return known.includes(step) ? known : [...known, step].sort((a, b) => a - b);
}
