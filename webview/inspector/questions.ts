import type {
  Inspection,
  InspectionOf,
  InspectionRequest,
  NeighbourSpace,
} from '../../src/protocol/inspection';
import type { InspectionReply } from '../store';

type Kind = InspectionRequest['kind'];

/** What came of the newest question of a kind. */
export interface Answer<K extends Kind = Kind> {
  readonly inspection?: InspectionOf<K>;
  readonly problem?: string;
}

interface Entry {
  asked: InspectionRequest;
  sent?: { readonly request: InspectionRequest; readonly at: number };
  inspection?: Inspection;
  problem?: string;
}

const same = (a: InspectionRequest, b: InspectionRequest): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Questions of one kind about different spaces do not replace each other. */
const keyOf = (kind: Kind, space: NeighbourSpace | undefined): string => `${kind} ${space ?? ''}`;

function keyOfRequest(request: InspectionRequest): string {
  return keyOf(request.kind, 'space' in request ? request.space : undefined);
}

/** How long they take says nothing of how often questions about networks that change can be asked. */
const OF_THE_DATA: readonly Kind[] = ['realDistances', 'features'];

/** Asks one question of each kind at a time, always the newest: dragging a slider asks for where it rests. */
export class Questions {
  readonly #entries = new Map<string, Entry>();
  readonly #send: (request: InspectionRequest) => void;
  #slowest = 0;

  constructor(send: (request: InspectionRequest) => void) {
    this.#send = send;
  }

  /** Longest time in milliseconds that an answer took, of those that come anew as training goes on. */
  get slowest(): number {
    return this.#slowest;
  }

  /** @param again asks even if this was the last question: the networks have changed */
  ask(request: InspectionRequest, again = false): void {
    const key = keyOfRequest(request);
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      const added: Entry = { asked: request };
      this.#entries.set(key, added);
      this.#post(added);
      return;
    }
    if (!same(entry.asked, request)) {
      if (!keepsShowing(entry.asked, request)) delete entry.inspection;
      delete entry.problem;
      entry.asked = request;
    } else if (!again) return;
    if (entry.sent === undefined) this.#post(entry);
  }

  answer<K extends Kind>(kind: K, space?: NeighbourSpace): Answer<K> | undefined {
    const entry = this.#entries.get(keyOf(kind, space));
    if (entry === undefined) return undefined;
    const { inspection, problem } = entry;
    return {
      ...(isOf(inspection, kind) ? { inspection } : {}),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  receive({ request, inspection, problem }: InspectionReply): void {
    const entry = this.#entries.get(keyOfRequest(request));
    if (entry?.sent === undefined || !same(entry.sent.request, request)) return;
    if (!OF_THE_DATA.includes(request.kind)) {
      this.#slowest = Math.max(0.9 * this.#slowest, performance.now() - entry.sent.at);
    }
    delete entry.sent;
    if (same(entry.asked, request)) {
      if (inspection !== undefined) entry.inspection = inspection;
      entry.problem = inspection === undefined ? (problem ?? '') : undefined;
    } else this.#post(entry);
  }

  /** As if it had never been asked: whoever answered has gone. */
  forget(kind: Kind, space?: NeighbourSpace): void {
    this.#entries.delete(keyOf(kind, space));
  }

  /** Answers may have been lost, and what stood in the way of others may have gone: both may be asked again. */
  restart(): void {
    for (const [key, entry] of this.#entries) {
      if (entry.sent !== undefined) this.#post(entry);
      else if (entry.problem !== undefined) this.#entries.delete(key);
    }
  }

  #post(entry: Entry): void {
    entry.sent = { request: entry.asked, at: performance.now() };
    this.#send(entry.asked);
  }
}

function isOf<K extends Kind>(
  inspection: Inspection | undefined,
  kind: K,
): inspection is InspectionOf<K> {
  return inspection?.kind === kind;
}

/**
 * While a walk goes on along another entry of the same sample, the strip of before stays: it would flicker. Features
 * that are known stay known.
 */
function keepsShowing(before: InspectionRequest, next: InspectionRequest): boolean {
  if (next.kind === 'features') return true;
  return before.kind === 'walk' && next.kind === 'walk' && before.sample === next.sample;
}
