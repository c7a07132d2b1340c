/** The updates of Algorithm 1 as those who watch see them, one at a time, and the pace of slow motion. */
import type { Trainer, WatchedUpdate } from '../engine/trainer';
import type { LiveSettings } from '../protocol/liveSettings';
import type { Stepping } from '../protocol/updates';
import type { Publisher } from './publisher';

export interface WatchedUpdatesParts {
  readonly trainer: Pick<Trainer, 'nextUpdate' | 'updatesDone'>;
  readonly publisher: Publisher;
  /** Milliseconds of a steady clock. */
  readonly now: () => number;
}

export class WatchedUpdates {
  private updatesPerSecond = 0;
  private doneAt = Number.NEGATIVE_INFINITY;
  private shown: Pick<Stepping, 'last' | 'wholeStep' | 'updates'> = { updates: {} };

  constructor(private readonly parts: WatchedUpdatesParts) {}

  /** Whether a run that is not held goes on an update at a time. */
  get slow(): boolean {
    return this.updatesPerSecond > 0;
  }

  /** @param updatesPerSecond 0 switches slow motion off */
  setSlowMotion(updatesPerSecond: number): void {
    this.updatesPerSecond = updatesPerSecond;
  }

  /** Slow motion does not outlast those who watch: somebody who comes later would not know why the run crawls. */
  endUnwatched(): void {
    if (!this.slow || this.parts.publisher.clients > 0) return;
    this.updatesPerSecond = 0;
    this.forget();
  }

  /** Milliseconds until the next update is due. */
  get wait(): number {
    if (!this.slow) return 0;
    return this.doneAt + 1000 / this.updatesPerSecond - this.parts.now();
  }

  /** Takes down an update; `publish` shows it. */
  note({ place, players }: WatchedUpdate, wholeStep: boolean): void {
    this.doneAt = this.parts.now();
    this.shown = { last: place, wholeStep, updates: { ...this.shown.updates, ...players } };
  }

  /** Training goes on unwatched: what was seen is no longer the newest. */
  forget(): void {
    this.shown = { updates: {} };
  }

  /** @param settings those that the next update will have */
  view(settings: LiveSettings): Stepping {
    const { trainer } = this.parts;
    return {
      slowMotion: this.updatesPerSecond,
      updatesDone: trainer.updatesDone,
      next: trainer.nextUpdate(settings),
      ...this.shown,
    };
  }

  publish(settings: LiveSettings): void {
    this.parts.publisher.send('stepping', this.view(settings));
  }
}
